"""Who is seated, who is refused and why, and what ends."""

import pytest

from portal.bodies import queries
from portal.bodies.models import Seat
from portal.bodies.rules import How, Kind, Post, Refusal, Whom, WhyEnded
from portal.core import clock, outbox, words
from portal.core.db import db, writing
from portal.roster import merging
from portal.roster.merging import CannotMerge
from portal.roster.models import Person
from portal.roster.upkeep import By, seen
from tests.bodies.making import DAY, Bodies, refusal
from tests.bodies.test_keeping import last_line, told


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    """A seat of the council, for nobody in particular."""
    return desk.with_seats(Kind.COUNCIL, 2, "议事会")[0]


def test_whoever_is_seated_is_told_and_the_public_reads_which_seat(
    desk: Bodies, seat: Seat
) -> None:
    member = desk.seat(seat, post=Post.CHAIR)
    assert (member.how, member.post, member.starts_on) == (How.ELECTED, Post.CHAIR, desk.today)
    (message,) = outbox.latest(member.person_id, 5)
    assert (message.kind, message.link) == ("bodies.seated", f"/bodies/{seat.term.body_id}/")
    assert "在议事会任职，第 1 席" in message.sentence
    assert last_line() == (
        "seat.filled",
        {
            "body": seat.term.body_id,
            "name": "议事会",
            "seat": 1,
            "starts_on": desk.today.isoformat(),
            "how": f"选举产生，依据街道关于选举结果的公告（{words.day(desk.today)}）",
            "membership": member.id,
            "declared": True,
        },
    )


def test_seat_has_one_person_and_a_person_one_vote_in_a_body(desk: Bodies, seat: Seat) -> None:
    other = queries.seats(seat.term_id)[1]
    person = desk.seat(seat).person
    assert refusal(desk.seat, seat) is Refusal.SEAT_TAKEN
    assert refusal(desk.seat, other, person) is Refusal.SITS_ALREADY


def test_the_same_person_may_sit_in_two_bodies_and_beside_without_a_vote(
    desk: Bodies, seat: Seat
) -> None:
    person = desk.seat(seat).person
    (joint,) = desk.with_seats(Kind.JOINT, 1, "联席会议")
    assert desk.seat(joint, person).person_id == person.id
    (beside,) = desk.seats(seat.term, label="列席", votes=False)
    assert desk.seat(beside, person).vote_body_id is None


def test_body_has_one_chair(desk: Bodies, seat: Seat) -> None:
    other = queries.seats(seat.term_id)[1]
    desk.seat(seat, post=Post.CHAIR)
    assert refusal(desk.seat, other, post=Post.CHAIR) is Refusal.POST_TAKEN
    desk.seat(other, post=Post.DEPUTY)


@pytest.mark.parametrize(
    ("birth_year", "left", "reason"),
    [
        (None, False, Refusal.MINOR),
        (2015, False, Refusal.MINOR),
        (1960, True, Refusal.GONE),
    ],
)
def test_minors_and_those_who_left_are_refused_art_26(
    desk: Bodies, seat: Seat, birth_year: int | None, left: bool, reason: Refusal
) -> None:
    seat_id = seat.id
    left_on = desk.today if left else None
    person = desk.world.person(birth_year=birth_year, left_on=left_on)
    assert refusal(desk.seat_by_id, seat_id, person.id) is reason


def test_representative_lives_in_the_grid_of_their_group_art_13(desk: Bodies) -> None:
    there = desk.world.grid("第二网格")
    desk.group("一组", grid=there)
    (seat,) = desk.seats(desk.term(desk.found(Kind.ASSEMBLY)), whom=Whom.GROUPS)
    seat_id = seat.id
    stranger = desk.world.person().id
    assert refusal(desk.seat_by_id, seat_id, stranger) is Refusal.LIVES_ELSEWHERE
    neighbour = desk.world.person(household=desk.world.household(there)).id
    assert desk.seat_by_id(seat_id, neighbour).seat.group is not None


def test_nobody_sits_outside_the_term(desk: Bodies, seat: Seat) -> None:
    for day in (seat.term.starts_on - DAY, seat.term.ends_on + DAY):
        assert refusal(desk.seat, seat, starts_on=day) is Refusal.OUTSIDE_TERM


def test_reach_is_public_by_consent_only(desk: Bodies, seat: Seat) -> None:
    assert refusal(desk.seat, seat, reach="13900000000") is Refusal.NO_CONSENT
    assert desk.seat(seat, reach="13900000000", consent=True).reach == "13900000000"


# ---- By-elections ----


def test_vacated_seat_is_filled_anew_by_a_by_election(desk: Bodies, seat: Seat) -> None:
    desk.end(desk.seat(seat), WhyEnded.RESIGNED)
    day = desk.today + DAY
    wrong = refusal(desk.seat, seat, how=How.ELECTED, starts_on=day)
    assert wrong is Refusal.WRONG_WAY
    assert refusal(desk.seat, seat, starts_on=desk.today) is Refusal.SEAT_TAKEN
    member = desk.seat(seat, starts_on=day)
    assert (member.how, last_line()[1]["how"].split("，")[0]) == (How.BY_ELECTION, "补选产生")
    assert [one.id for one in queries.sitting(seat.term.body_id, day)] == [member.id]


def test_seat_that_the_election_left_free_is_filled_by_a_by_election(
    desk: Bodies, seat: Seat
) -> None:
    assert desk.seat(seat, how=How.BY_ELECTION).how == How.BY_ELECTION


def test_committee_and_supervisors_are_elected_and_not_appointed_art_8(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.COMMITTEE, 1)
    assert refusal(desk.seat, seat, how=How.APPOINTED) is Refusal.WRONG_WAY


# ---- Committee in the assembly ----


def assembly_seats(desk: Bodies) -> tuple[Seat, Seat]:
    """A seat of the committee, and the one that is kept for it in the assembly."""
    committee = desk.with_seats(Kind.COMMITTEE, 5)
    assembly = desk.term(desk.found(Kind.ASSEMBLY))
    desk.seats(assembly, 4, whom=Whom.GRIDS, grid_id=desk.world.grid_row.id)
    (kept,) = desk.seats(assembly, ex_officio=True)
    return committee[0], kept


def test_seat_kept_for_the_committee_is_for_its_members_only_art_28(desk: Bodies) -> None:
    own, kept = assembly_seats(desk)
    assert refusal(desk.seat, kept) is Refusal.NOT_OF_COMMITTEE
    person = desk.seat(own).person
    assert desk.seat(kept, person).how == How.EX_OFFICIO


def test_who_leaves_the_committee_leaves_the_assembly_with_it_art_28(desk: Bodies) -> None:
    own, kept = assembly_seats(desk)
    member = desk.seat(own)
    beside = desk.seat(kept, member.person)
    person_id, ids = member.person_id, (member.id, beside.id)
    desk.end(member, WhyEnded.RECALLED)
    ended = [queries.membership(one) for one in ids]
    assert [(one.ends_on, one.why_ended) for one in ended if one] == [
        (desk.today, WhyEnded.RECALLED),
        (desk.today, WhyEnded.TERM_OVER),
    ]
    assert told(person_id)[:2] == ["bodies.vacated", "bodies.vacated"]


# ---- Supervisors ----


@pytest.mark.parametrize(
    ("first", "second"),
    [(Kind.COMMITTEE, Kind.SUPERVISORS), (Kind.SUPERVISORS, Kind.COMMITTEE)],
)
def test_committee_members_and_their_families_do_not_supervise_it_art_36_37(
    desk: Bodies, first: Kind, second: Kind
) -> None:
    """Both ways; and not before the member of the other side has left."""
    (here,), (there,) = desk.with_seats(first, 1), desk.with_seats(second, 1)
    there_id = there.id
    member = desk.seat(here)
    person_id, home = member.person_id, member.person.household
    spouse = desk.world.person("老伴", household=home).id
    other = desk.world.person().id
    assert refusal(desk.seat_by_id, there_id, person_id) is Refusal.SUPERVISES_ITSELF
    assert refusal(desk.seat_by_id, there_id, spouse) is Refusal.SUPERVISES_FAMILY
    unsaid = refusal(desk.seat_by_id, there_id, other, declared=False)
    assert unsaid is Refusal.UNDECLARED
    desk.end(member, WhyEnded.RESIGNED)
    same_day = refusal(desk.seat_by_id, there_id, spouse)
    assert same_day is Refusal.SUPERVISES_FAMILY
    made = desk.seat_by_id(there_id, spouse, starts_on=desk.today + DAY)
    assert (made.person_id, made.declared) == (spouse, True)
    assert last_line()[1]["declared"] is True


def test_other_bodies_ask_for_no_declaration(desk: Bodies, seat: Seat) -> None:
    assert desk.seat(seat, declared=False).declared is False


# ---- Ending ----


def test_last_day_counts_and_then_the_seat_is_vacant(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    body_id, person_id = seat.term.body_id, member.person_id
    desk.end(member, WhyEnded.RESIGNED)
    assert [one.person_id for one in queries.sitting(body_id, desk.today)] == [person_id]
    assert queries.sitting(body_id, desk.today + DAY) == []
    kind, payload = last_line()
    assert (kind, payload["why"], payload["seat"]) == ("seat.vacated", "辞去职务", 1)
    again = refusal(desk.end, member, WhyEnded.RESIGNED)
    assert again is Refusal.ENDED_ALREADY


def test_membership_does_not_end_before_it_began_or_after_its_term(
    desk: Bodies, seat: Seat
) -> None:
    member, over = desk.seat(seat), seat.term.ends_on
    early = refusal(desk.end, member, WhyEnded.RESIGNED, desk.today - DAY)
    late = refusal(desk.end, member, WhyEnded.RESIGNED, over + DAY)
    assert (early, late) == (Refusal.ENDS_BEFORE_START, Refusal.OUTSIDE_TERM)


def test_seat_and_person_that_are_not_there(desk: Bodies, seat: Seat) -> None:
    seat_id = seat.id
    for there, who in ((seat_id, 99_999), (99_999, desk.by)):
        with pytest.raises((LookupError, AssertionError)):
            desk.seat_by_id(there, who)


def test_residents_representatives_are_those_of_the_own_grid(desk: Bodies) -> None:
    there = desk.world.grid("第二网格")
    desk.group("一组")
    desk.group("二组", grid=there)
    term = desk.term(desk.found(Kind.ASSEMBLY))
    ours, theirs = (one.id for one in desk.seats(term, whom=Whom.GROUPS))
    near, asking = desk.world.person("近邻").id, desk.world.person("问的人").id
    far = desk.world.person("远邻", household=desk.world.household(there)).id
    desk.seat_by_id(ours, near)
    desk.seat_by_id(theirs, far)
    found = [queries.representatives(one, desk.today) for one in (asking, far)]
    assert [[one.person_id for one in some] for some in found] == [[near], [far]]


def test_two_entries_that_vote_in_one_body_do_not_become_one(desk: Bodies, seat: Seat) -> None:
    """The roster's desk says first which of the two seats is to be given up."""
    places = seat.id, queries.seats(seat.term_id)[1].id
    home = desk.world.household()
    twins = [desk.world.person("李建国", 1960, home).id for _ in range(2)]
    for place, who in zip(places, twins, strict=True):
        desk.seat_by_id(place, who)
    by = By(desk.by, clock.now(), "同一个人", gives_offices=True)

    def merge() -> None:
        seals = [seen(db.session.get_one(Person, one)) for one in twins]
        with writing():
            merging.merge(twins[0], twins[1], (seals[0], seals[1]), by)

    with pytest.raises(CannotMerge, match="同一个组织的席位"):
        merge()


def test_who_died_is_told_nothing(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    person_id = member.person_id
    desk.end(member, WhyEnded.DIED)
    assert told(person_id) == ["bodies.seated"]
