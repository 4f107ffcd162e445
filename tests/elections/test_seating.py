"""The elected reach their seats: a whole committee in a new term, or those of a by-election."""

from collections import Counter
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.bodies import queries as bodies
from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import How, Kind, Post, last_day
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.elections import queries
from portal.elections.actions import counting, steps
from portal.elections.models import ElectionSeating, Nomination
from portal.elections.outcome import Figures
from portal.roster.models import Person
from tests.bodies.making import Bodies
from tests.bodies.test_keeping import last_line
from tests.elections.conftest import ElectionInTest, send, set_up, text
from tests.elections.test_races import sending, together
from tests.world import World

VOTES = (9, 8, 8, 7, 7, 3)


@pytest.fixture
def director(world: World) -> FlaskClient:
    return world.staff(Role.DIRECTOR)


def decided(world: World, seats: int = 5) -> tuple[ElectionInTest, list[int]]:
    """Counted and certified; the nominations of who is elected, most votes first."""
    made = set_up(world, seats=seats)
    order = made.to_the_poll(made.voters[: seats + 1])
    votes = dict(zip(order, (*VOTES[:seats], 3), strict=True))
    clerks = world.person("甲").id, world.person("乙").id
    made.count(Figures(12, 11, 10, 1, 0, votes), clerks)
    made.certify()
    return made, order[:seats]


def handed_over(world: World) -> tuple[ElectionInTest, list[int]]:
    made, chosen = decided(world)
    with writing():
        steps.hand_over(queries.locked(made.id), clock.today(), "印章", None, clock.now())
    return made, chosen


def typed(chosen: list[int], **more: object) -> dict[str, object]:
    """The first presides, the second is the deputy; all were asked about their relatives."""
    posts = [Post.CHAIR, Post.DEPUTY, *[Post.MEMBER] * len(chosen)]
    said: dict[str, object] = {
        f"post_{n}": post.value for n, post in zip(chosen, posts, strict=False)
    }
    return {**said, **{f"declared_{n}": "y" for n in chosen}, **more}


def nominee(nomination: int) -> int:
    return db.session.get_one(Nomination, nomination).nominee_id


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person_id)))


def nothing_done(made: ElectionInTest) -> bool:
    """No term, so no seat and nobody on one."""
    return not bodies.terms(made.row.body_id) and made.row.seating is None


# ---- A whole committee ----


def test_elected_sit_in_a_new_term_of_five_years_from_the_handover_art_14_25(
    world: World, director: FlaskClient
) -> None:
    made, chosen = handed_over(world)
    answer = send(director, f"{made.desk}seating/", **typed(chosen))
    assert answer.status_code == 303
    (term,) = bodies.terms(made.row.body_id)
    assert (term.starts_on, term.ends_on) == (clock.today(), last_day(clock.today()))
    sitting = bodies.of_term(term.id)
    assert [one.person_id for one in sorted(sitting, key=lambda one: one.seat.number)] == [
        nominee(one) for one in chosen
    ]
    assert Counter(one.how for one in sitting) == {How.ELECTED: 5}
    seats = [(one.label, one.votes) for one in bodies.seats(term.id)]
    assert seats == [("主任", True), ("副主任", True), *[("委员", True)] * 3]
    seating = made.row.seating
    assert seating is not None
    assert seating.term_id == term.id
    for one in chosen:
        assert "bodies.seated" in told(nominee(one))
    kind, said = last_line()
    assert (kind, said["count"]) == ("election.seated", 5)


def test_old_committee_serves_until_the_day_before_the_handover_art_25(
    world: World, director: FlaskClient
) -> None:
    made, chosen = handed_over(world)
    began = clock.today() - timedelta(days=500)
    old = Term(body_id=made.row.body_id, number=6, starts_on=began, ends_on=last_day(began))
    seat = Seat(term=old, number=1, label="主任")
    member = world.person("老主任")
    sat = Membership(
        seat=seat,
        person=member,
        post=Post.CHAIR,
        how=How.ELECTED,
        starts_on=began,
        vote_body_id=made.row.body_id,
        entered_at=clock.now(),
    )
    db.session.add(sat)
    db.session.commit()
    assert send(director, f"{made.desk}seating/", **typed(chosen)).status_code == 303
    db.session.rollback()
    assert sat.ends_on == clock.today() - timedelta(days=1)
    assert bodies.terms(made.row.body_id)[0].number == 7
    assert told(member.id) == ["bodies.vacated"]


def test_nobody_is_seated_before_the_handover_art_25(world: World, director: FlaskClient) -> None:
    made, chosen = decided(world)
    assert "先记下移交的日期" in text(director, f"{made.desk}seating/")
    answer = send(director, f"{made.desk}seating/", **typed(chosen))
    assert answer.status_code == 422
    assert "先记下移交的日期" in answer.get_data(as_text=True)
    assert nothing_done(made)


def test_nobody_is_seated_before_the_result_is_certified(
    world: World, director: FlaskClient
) -> None:
    made = set_up(world)
    assert director.get(f"{made.desk}seating/").status_code == 404
    assert send(director, f"{made.desk}seating/").status_code == 404


def test_whoever_keeps_the_bodies_books_seats_and_the_election_committee_does_not(
    world: World, staff: FlaskClient, director: FlaskClient, client: FlaskClient
) -> None:
    made, chosen = handed_over(world)
    assert staff.get(f"{made.desk}seating/").status_code == 403
    assert send(staff, f"{made.desk}seating/", **typed(chosen)).status_code == 403
    assert "等主任让他们就任" in text(staff, made.desk)
    page = text(director, f"{made.desk}seating/")
    assert "席位和后台权限是两回事" in page
    assert f"{made.desk}seating/" in text(director, made.desk)
    assert nothing_done(made)


def supervisor(world: World, person: Person) -> None:
    """Sits on the supervisors since last year."""
    began = clock.today() - timedelta(days=300)
    body = Body(kind=Kind.SUPERVISORS, name="居务监督委员会", founded_on=began)
    term = Term(body=body, number=1, starts_on=began, ends_on=last_day(began))
    seat = Seat(term=term, number=1)
    db.session.add(
        Membership(
            seat=seat,
            person_id=person.id,
            post=Post.MEMBER,
            how=How.ELECTED,
            starts_on=began,
            entered_at=clock.now(),
        )
    )
    db.session.commit()


def test_one_who_supervises_or_whose_household_does_leaves_all_unseated_art_36_37(
    world: World, director: FlaskClient
) -> None:
    """Each is told at the own name, with the sentence; nothing is half done."""
    made, chosen = handed_over(world)
    relative = db.session.get_one(Person, nominee(chosen[2]))
    supervisor(world, world.person("王监督", household=relative.household))
    unsaid = {f"declared_{chosen[3]}": ""}
    answer = send(director, f"{made.desk}seating/", **typed(chosen, **unsaid))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="post_{chosen[2]}-error"' in page
    assert "不能是一家人" in page
    assert f'id="declared_{chosen[3]}-error"' in page
    assert "请问过本人" in page
    assert page.count('-error"><') == 2
    assert f"{relative.name}和居务监督委员王监督住在同一户" in page
    assert nothing_done(made)
    assert "bodies.seated" not in told(nominee(chosen[0]))


def test_two_do_not_preside(world: World, director: FlaskClient) -> None:
    made, chosen = handed_over(world)
    two = {f"post_{chosen[1]}": Post.CHAIR.value}
    answer = send(director, f"{made.desk}seating/", **typed(chosen, **two))
    assert answer.status_code == 422
    assert f'id="post_{chosen[1]}-error"' in answer.get_data(as_text=True)
    assert nothing_done(made)


@pytest.mark.parametrize("post", ["", "king", "0"])
def test_what_no_post_is_stands_at_its_field(
    world: World, director: FlaskClient, post: str
) -> None:
    made, chosen = handed_over(world)
    answer = send(director, f"{made.desk}seating/", **typed(chosen, **{f"post_{chosen[0]}": post}))
    assert answer.status_code == 422
    assert f'id="post_{chosen[0]}-error"' in answer.get_data(as_text=True)
    assert nothing_done(made)


def test_four_presses_at_once_seat_once(world: World) -> None:
    made, chosen = handed_over(world)
    directors = [world.staff(Role.DIRECTOR) for _ in range(4)]
    acts = [sending(one, f"{made.desk}seating/", **typed(chosen)) for one in directors]
    assert Counter(together(acts)) == {303: 1, 422: 3}
    db.session.rollback()
    assert len(bodies.terms(made.row.body_id)) == 1
    assert len(bodies.sitting(made.row.body_id, clock.today())) == 5


def test_an_election_seats_once_by_the_database_too(world: World, director: FlaskClient) -> None:
    made, chosen = handed_over(world)
    send(director, f"{made.desk}seating/", **typed(chosen))
    seating = made.row.seating
    assert seating is not None
    again = ElectionSeating(
        election_id=made.id,
        term_id=seating.term_id,
        seated_by=seating.seated_by,
        seated_at=clock.now(),
    )
    db.session.expunge_all()
    db.session.add(again)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_term_begun_by_hand_since_is_not_begun_again(world: World, director: FlaskClient) -> None:
    made, chosen = handed_over(world)
    first = made.row.polls[-1].day + timedelta(days=1)
    db.session.add(
        Term(body_id=made.row.body_id, number=1, starts_on=first, ends_on=last_day(first))
    )
    db.session.commit()
    answer = send(director, f"{made.desk}seating/", **typed(chosen))
    assert answer.status_code == 422
    assert len(bodies.terms(made.row.body_id)) == 1
    assert "让当选的人就任" not in text(director, made.desk)


def test_public_page_leads_to_the_term_of_the_elected(
    world: World, director: FlaskClient, client: FlaskClient
) -> None:
    made, chosen = handed_over(world)
    send(director, f"{made.desk}seating/", **typed(chosen))
    (term,) = bodies.terms(made.row.body_id)
    address = f"/bodies/{term.body_id}/?term={term.id}"
    assert address in text(client, made.address)
    page = text(client, address)
    assert "第 1 届" in page
    assert "选民0" in page
    assert client.get(f"/bodies/{term.body_id}/?term=999999").status_code == 404


@pytest.mark.parametrize("place", [0, 5])
def test_nobody_who_stood_seats_the_elected(world: World, place: int) -> None:
    """Neither one of them nor a rival who lost."""
    made, chosen = handed_over(world)
    person = db.session.get_one(Person, made.voters[place].id)
    director = world.client(world.account(person, Role.DIRECTOR))
    answer = send(director, f"{made.desk}seating/", **typed(chosen))
    assert answer.status_code == 422
    assert "不能经办这次选举" in answer.get_data(as_text=True)
    assert "让他们就任" not in text(director, f"{made.desk}seating/")
    assert "让当选的人就任" not in text(director, made.desk)
    assert nothing_done(made)


def test_once_an_election_was_certified_no_committee_seat_is_filled_by_hand(
    world: World, director: FlaskClient
) -> None:
    """Not with any document, and the desk says why."""
    made, chosen = handed_over(world)
    send(director, f"{made.desk}seating/", **typed(chosen))
    seated = bodies.sitting(made.row.body_id, clock.today())
    assert {(one.basis, one.basis_on) for one in seated} == {(made.row.title, clock.today())}
    member, seat_id = seated[-1].id, seated[-1].seat_id
    Bodies(world).resign(member)
    friend = f"/desk/bodies/seats/{seat_id}/{world.person('亲信').id}/"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    said = {"post": "member", "how": "by_election", "starts_on": tomorrow, "declared": "y"}
    answer = send(director, friend, **said)
    assert answer.status_code == 422
    assert "只能在选举页让当选的人就任" in answer.get_data(as_text=True)
    assert "只能在选举页让当选的人就任" in text(director, f"/desk/bodies/seats/{seat_id}/")
    assert len(bodies.sitting(made.row.body_id, clock.today() + timedelta(days=1))) == 4


def test_once_an_election_was_certified_no_term_of_the_committee_begins_by_hand(
    world: World, director: FlaskClient
) -> None:
    """Nobody ends a whole committee with a form."""
    made, chosen = handed_over(world)
    send(director, f"{made.desk}seating/", **typed(chosen))
    address = f"/desk/bodies/{made.row.body_id}/term/"
    first = clock.today() + timedelta(days=10)
    days = {"starts_on": first.isoformat(), "ends_on": last_day(first).isoformat()}
    answer = send(director, address, **days, copy="y")
    assert answer.status_code == 422
    assert "居委会换届由选举决定" in answer.get_data(as_text=True)
    assert len(bodies.terms(made.row.body_id)) == 1
    assert len(bodies.sitting(made.row.body_id, first)) == 5


def test_a_seat_that_an_election_under_way_is_to_fill_waits_for_it(
    world: World, director: FlaskClient
) -> None:
    made = set_up(world, seats=1).announce()
    seat_id = made.row.named[0].id
    friend, seat = world.person("亲信").id, bodies.seat(seat_id)
    assert seat
    path = f"/desk/bodies/seats/{seat_id}/{friend}/"
    said = {"post": "member", "how": "elected", "starts_on": clock.today().isoformat()}
    paper = {"ground": Bodies(world).elected(seat, friend), "declared": "y"}
    answer = send(director, path, **said, **paper)
    assert answer.status_code == 422
    assert "这个席位正在补选" in answer.get_data(as_text=True)
    with writing():
        counting.call_off(queries.locked(made.id), "改期", None, clock.now())
    assert send(director, path, **said, **paper).status_code == 303


# ---- A by-election ----


def test_by_election_fills_the_seats_that_it_names_from_the_posting_of_the_result(
    world: World, director: FlaskClient
) -> None:
    """No handover is waited for, and no term begins."""
    made, chosen = decided(world, seats=2)
    seats = [seat.id for seat in made.row.named]
    assert len(seats) == made.row.seats == 2
    places = {f"seat_{n}": seat for n, seat in zip(chosen, reversed(seats), strict=True)}
    said = {f"post_{n}": Post.MEMBER.value for n in chosen}
    answer = send(director, f"{made.desk}seating/", **{**typed(chosen), **said, **places})
    assert answer.status_code == 303
    sitting = bodies.sitting(made.row.body_id, clock.today())
    assert {(one.seat_id, one.person_id) for one in sitting} == {
        (seat, nominee(n)) for n, seat in zip(chosen, reversed(seats), strict=True)
    }
    assert {(one.how, one.starts_on) for one in sitting} == {(How.BY_ELECTION, clock.today())}
    assert len(bodies.terms(made.row.body_id)) == 1


def test_a_by_election_is_handed_over_when_its_elected_sit(
    world: World, staff: FlaskClient, director: FlaskClient
) -> None:
    made, chosen = decided(world, seats=1)
    handed = {"on": clock.today().isoformat(), "words": "印章"}
    answer = send(staff, f"{made.desk}handover/", **handed)
    assert answer.status_code == 422
    assert "补选的人就任以后" in answer.get_data(as_text=True)
    places = {f"seat_{chosen[0]}": made.row.named[0].id, f"post_{chosen[0]}": Post.MEMBER.value}
    assert send(director, f"{made.desk}seating/", **typed(chosen, **places)).status_code == 303
    assert send(staff, f"{made.desk}handover/", **handed).status_code == 303


def test_two_elected_do_not_share_a_seat(world: World, director: FlaskClient) -> None:
    made, chosen = decided(world, seats=2)
    seat = made.row.named[0].id
    said = {f"post_{n}": Post.MEMBER.value for n in chosen}
    same = {f"seat_{n}": seat for n in chosen}
    answer = send(director, f"{made.desk}seating/", **{**typed(chosen), **said, **same})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="seat_{chosen[1]}-error"' in page
    assert f'id="seat_{chosen[0]}-error"' not in page
    db.session.rollback()
    assert bodies.sitting(made.row.body_id, clock.today()) == []


def test_a_seat_that_it_does_not_name_is_no_choice(world: World, director: FlaskClient) -> None:
    made, chosen = decided(world, seats=1)
    answer = send(director, f"{made.desk}seating/", **typed(chosen, **{f"seat_{chosen[0]}": 999}))
    assert answer.status_code == 422
    assert f'id="seat_{chosen[0]}-error"' in answer.get_data(as_text=True)


# ---- Candidates ----


def test_desk_is_warned_of_a_nominee_who_could_not_be_seated_art_37(
    world: World, staff: FlaskClient
) -> None:
    made = set_up(world).announce().post_roll()
    (nomination, other) = made.nominate(*made.voters[:2])
    near = db.session.get_one(Person, made.voters[0].id)
    supervisor(world, world.person("王监督", household=near.household))
    warned = f"{near.name}和居务监督委员王监督住在同一户"
    assert warned in text(staff, f"{made.desk}nominations/{nomination}/")
    assert "监督委员" not in text(staff, f"{made.desk}nominations/{other}/")
    assert warned in text(staff, f"{made.desk}candidates/")


def test_desk_is_warned_of_a_nominee_who_supervises_art_36(
    world: World, staff: FlaskClient
) -> None:
    made = set_up(world).announce().post_roll()
    (nomination,) = made.nominate(made.voters[0])
    supervisor(world, db.session.get_one(Person, made.voters[0].id))
    assert "选民0是居务监督委员" in text(staff, f"{made.desk}nominations/{nomination}/")


# ---- Drafts ----

DRAFT: dict[str, object] = {
    "title": "第八届居委会选举",
    "seats": "7",
    "electorate": "delegates",
    "place": "会议室",
    "opens": "09:00",
    "closes": "15:00",
}


def test_a_draft_is_written_anew_with_its_calendar_until_it_is_announced(
    election: ElectionInTest, staff: FlaskClient
) -> None:
    day = clock.today() + timedelta(days=50)
    address = f"{election.desk}edit/"
    assert f'value="{election.row.day.isoformat()}"' in text(staff, address)
    seen = send(staff, address, **DRAFT, day=day.isoformat(), preview="1")
    assert f'datetime="{(day - timedelta(days=20)).isoformat()}"' in seen.get_data(as_text=True)
    assert election.row.title == "第七届居委会选举"
    assert send(staff, address, **DRAFT, day=day.isoformat(), save="1").status_code == 303
    one = election.row
    assert (one.title, one.day) == ("第八届居委会选举", day)
    assert (one.seats, one.electorate) == (7, "delegates")
    assert len(queries.everything()) == 1
    election.announce()
    assert staff.get(address).status_code == 303
    late = send(staff, address, **{**DRAFT, "title": "晚了"}, day=day.isoformat(), save="1")
    assert late.status_code == 422
    assert election.row.title == "第八届居委会选举"


def test_a_draft_is_not_moved_to_a_day_too_near_for_the_roll_art_17(
    election: ElectionInTest, staff: FlaskClient
) -> None:
    before = election.row.day
    near = (clock.today() + timedelta(days=19)).isoformat()
    answer = send(staff, f"{election.desk}edit/", **DRAFT, day=near, save="1")
    assert answer.status_code == 422
    assert (election.row.day, election.row.seats) == (before, 5)


@pytest.mark.parametrize(
    ("by_election", "named", "seats", "status"),
    [("y", 2, "2", 303), ("y", 1, "2", 422), ("y", 0, "1", 422), ("", 1, "5", 422)],
)
def test_a_by_election_names_as_many_vacant_seats_as_it_fills(
    world: World, staff: FlaskClient, by_election: str, named: int, seats: str, status: int
) -> None:
    made = set_up(world, seats=3)
    chosen = [seat.id for seat in bodies.vacant(made.row.body_id, clock.today())][:named]
    said = {**DRAFT, "seats": seats, "is_by_election": by_election, "named": chosen}
    day = (clock.today() + timedelta(days=50)).isoformat()
    answer = send(staff, f"{made.desk}edit/", **said, day=day, save="1")
    assert answer.status_code == status
    expected = chosen if status == 303 else [seat.id for seat in made.row.named]
    assert [seat.id for seat in made.row.named] == expected
    assert (status == 303) or 'id="named-error"' in answer.get_data(as_text=True)
