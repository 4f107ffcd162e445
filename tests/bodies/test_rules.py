"""What the law asks of a body, with numbers and days only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bodies import eligibility, rules, words
from portal.bodies.eligibility import Candidate, Chair, Concern, Standing, Stay
from portal.bodies.rules import Base, How, Kind, Refusal

DAY = timedelta(days=1)
NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(("voting", "fault"), [(5, None), (9, None), (10, Refusal.TOO_MANY_SEATS)])
def test_committee_has_no_more_than_nine_seats_art_8(voting: int, fault: Refusal | None) -> None:
    assert rules.seats_fault(Kind.COMMITTEE, voting) is fault


def test_any_other_body_has_as_many_seats_as_it_wants() -> None:
    others = set(Kind) - {Kind.COMMITTEE}
    assert {rules.seats_fault(kind, 200) for kind in others} == {None}


@pytest.mark.parametrize(
    ("households", "fault"),
    [(19, Refusal.GROUP_SIZE), (20, None), (50, None), (51, Refusal.GROUP_SIZE)],
)
def test_residents_group_has_20_to_50_households_art_13(
    households: int, fault: Refusal | None
) -> None:
    assert rules.group_fault(households) is fault


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (NEW_YEAR, date(2030, 12, 31)),
        (date(2026, 7, 15), date(2031, 7, 14)),
        (date(2028, 2, 29), date(2033, 2, 28)),
    ],
)
def test_term_is_five_years_art_14(first: date, last: date) -> None:
    assert rules.last_day(first) == last
    assert rules.term_fault(first, last, None) is None
    assert rules.term_fault(first, last + DAY, None) is Refusal.TERM_TOO_LONG


def test_term_ends_after_it_begins_and_begins_after_the_last_one_did() -> None:
    assert rules.term_fault(NEW_YEAR, NEW_YEAR, None) is Refusal.TERM_ORDER
    for before, fault in (
        (NEW_YEAR, Refusal.TERM_TOO_SOON),
        (NEW_YEAR - DAY, Refusal.TERM_TOO_SOON),
        (NEW_YEAR - 2 * DAY, None),
    ):
        assert rules.term_fault(NEW_YEAR, NEW_YEAR + 100 * DAY, before) is fault


@pytest.mark.parametrize(("days", "fault"), [(9, Refusal.NOTICE_TOO_SHORT), (10, None), (30, None)])
def test_residents_meeting_is_announced_ten_days_ahead_art_26(
    days: int, fault: Refusal | None
) -> None:
    assert rules.notice_fault(Kind.RESIDENTS_MEETING, days) is fault


def test_other_bodies_announce_as_they_like() -> None:
    others = set(Kind) - {Kind.RESIDENTS_MEETING}
    assert {rules.notice_fault(kind, 0) for kind in others} == {None}


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
def test_majority_is_of_those_present_art_27_and_29(kind: Kind) -> None:
    assert rules.base_fault(kind, Base.YES_NO) is Refusal.BASE_FIXED
    assert rules.base_fault(kind, Base.PRESENT) is None


def test_what_a_majority_is_of_is_a_setting_of_other_bodies() -> None:
    others = set(Kind) - {Kind.RESIDENTS_MEETING, Kind.ASSEMBLY}
    assert {rules.base_fault(kind, base) for kind in others for base in Base} == {None}


@pytest.mark.parametrize(
    ("voting", "representatives", "fault"),
    [
        (51, 44, None),
        (35, 28, None),
        (34, 27, Refusal.TOO_FEW_REPRESENTATIVES),
        (7, 0, Refusal.TOO_FEW_REPRESENTATIVES),
        (0, 0, None),
    ],
)
def test_four_fifths_of_the_assembly_are_representatives_art_28(
    voting: int, representatives: int, fault: Refusal | None
) -> None:
    assert rules.composition_fault(Kind.ASSEMBLY, voting, representatives) is fault
    assert rules.composition_fault(Kind.COUNCIL, voting, representatives) is None


@pytest.mark.parametrize("votes", [True, False])
@pytest.mark.parametrize("constituency", [True, False])
@pytest.mark.parametrize("ex_officio", [True, False])
def test_a_representative_votes_for_a_group_or_a_grid_not_for_the_committee_art_13_28(
    votes: bool, constituency: bool, ex_officio: bool
) -> None:
    are = (votes, constituency, ex_officio) == (True, True, False)
    assert rules.represents(votes, constituency, ex_officio) is are


@given(st.integers(0, 300), st.integers(0, 300))
def test_one_more_representative_never_makes_an_assembly_unlawful_art_28(
    committee: int, representatives: int
) -> None:
    if rules.represented(committee + representatives, representatives):
        assert rules.represented(committee + representatives + 1, representatives + 1)


FOUNDING = [
    (Kind.ASSEMBLY, [], None, None),
    (Kind.ASSEMBLY, [Kind.ASSEMBLY], None, Refusal.ONLY_ONE),
    (Kind.COUNCIL, [Kind.COUNCIL], None, Refusal.ONLY_ONE),
    (Kind.JOINT, [Kind.JOINT], None, None),
    (Kind.SUBCOMMITTEE, [Kind.COUNCIL], Kind.COUNCIL, None),
    (Kind.SUBCOMMITTEE, [Kind.COUNCIL], None, Refusal.NO_PARENT),
    (Kind.SUBCOMMITTEE, [Kind.SUBCOMMITTEE], Kind.SUBCOMMITTEE, Refusal.NO_PARENT),
    (Kind.JOINT, [Kind.COUNCIL], Kind.COUNCIL, Refusal.NO_PARENT),
]


@pytest.mark.parametrize(("kind", "there", "parent", "fault"), FOUNDING)
def test_one_of_each_of_the_laws_bodies_and_subcommittees_below_another(
    kind: Kind, there: list[Kind], parent: Kind | None, fault: Refusal | None
) -> None:
    assert rules.founding_fault(kind, there, parent) is fault


# ---- Who may sit ----

NEIGHBOUR = Candidate(here=True, adult=True, grid_id=1, household_id=1)
PLAIN = Chair(Kind.ASSEMBLY, 1, votes=True, ex_officio=False, refilled=False)


@pytest.mark.parametrize(
    ("here", "adult", "grid_id", "fault"),
    [
        (True, True, 1, None),
        (False, True, 1, Refusal.GONE),
        (True, False, 1, Refusal.MINOR),
        (True, True, 2, Refusal.LIVES_ELSEWHERE),
        (True, True, None, Refusal.LIVES_ELSEWHERE),
    ],
)
def test_representative_is_of_age_and_lives_where_they_represent_art_13(
    here: bool, adult: bool, grid_id: int | None, fault: Refusal | None
) -> None:
    assert eligibility.person_fault(Candidate(here, adult, grid_id, 1), PLAIN) is fault


def test_seat_of_the_whole_community_may_go_to_somebody_from_outside() -> None:
    official = Candidate(here=True, adult=True, grid_id=None, household_id=None)
    chair = Chair(Kind.JOINT, None, votes=False, ex_officio=False, refilled=False)
    assert eligibility.person_fault(official, chair) is None


@pytest.mark.parametrize(
    ("kind", "ex_officio", "refilled", "ways"),
    [
        (Kind.ASSEMBLY, False, False, (How.ELECTED, How.BY_ELECTION)),
        (Kind.ASSEMBLY, False, True, (How.BY_ELECTION,)),
        (Kind.ASSEMBLY, True, True, (How.EX_OFFICIO,)),
        (Kind.COUNCIL, False, False, (How.ELECTED, How.BY_ELECTION, How.APPOINTED)),
        (Kind.JOINT, False, True, (How.BY_ELECTION, How.APPOINTED)),
    ],
)
def test_vacated_seat_is_filled_by_a_by_election(
    kind: Kind, ex_officio: bool, refilled: bool, ways: tuple[How, ...]
) -> None:
    assert eligibility.ways(Chair(kind, None, True, ex_officio, refilled)) == ways


TERM = Stay(NEW_YEAR, date(2030, 12, 31))


@pytest.mark.parametrize(
    ("starts", "fault"),
    [
        (NEW_YEAR, None),
        (NEW_YEAR - DAY, Refusal.OUTSIDE_TERM),
        (date(2030, 12, 31), None),
        (date(2031, 1, 1), Refusal.OUTSIDE_TERM),
    ],
)
def test_membership_lies_within_its_term(starts: date, fault: Refusal | None) -> None:
    assert eligibility.stay_fault(Stay(starts, None), TERM, []) is fault


def test_seat_has_one_person_at_a_time_and_the_last_day_counts() -> None:
    before = Stay(NEW_YEAR, date(2026, 6, 30))
    for starts, fault in ((date(2026, 6, 30), Refusal.SEAT_TAKEN), (date(2026, 7, 1), None)):
        assert eligibility.stay_fault(Stay(starts, None), TERM, [before]) is fault
    still = Stay(NEW_YEAR, None)
    found = eligibility.stay_fault(Stay(date(2029, 1, 1), None), TERM, [still])
    assert found is Refusal.SEAT_TAKEN


@given(st.dates(), st.dates(), st.dates(), st.none() | st.dates())
def test_two_stays_overlap_alike_from_either_side(
    a: date, b: date, c: date, d: date | None
) -> None:
    one, other = Stay(a, b), Stay(c, d)
    assert one.overlaps(other) is other.overlaps(one)


def test_committee_and_supervisors_keep_apart_both_ways_art_36() -> None:
    assert eligibility.apart(Kind.COMMITTEE) is Kind.SUPERVISORS
    assert eligibility.apart(Kind.SUPERVISORS) is Kind.COMMITTEE
    others = set(Kind) - {Kind.COMMITTEE, Kind.SUPERVISORS}
    assert {eligibility.apart(kind) for kind in others} == {None}


@pytest.mark.parametrize(
    ("person", "home", "declared", "fault"),
    [
        (1, 10, True, Refusal.SUPERVISES_ITSELF),
        (2, 10, True, Refusal.SUPERVISES_FAMILY),
        (2, 20, True, None),
        (2, 20, False, Refusal.UNDECLARED),
        (2, None, True, None),
    ],
)
def test_near_relatives_of_the_committee_do_not_supervise_it_art_37(
    person: int, home: int | None, declared: bool, fault: Refusal | None
) -> None:
    assert eligibility.incompatible(person, home, [(1, 10), (3, None)], declared) is fault


def test_membership_ends_once_and_not_before_it_began() -> None:
    stay, over = Stay(NEW_YEAR, None), date(2030, 12, 31)
    assert eligibility.end_fault(stay, NEW_YEAR, over) is None
    assert eligibility.end_fault(stay, NEW_YEAR - DAY, over) is Refusal.ENDS_BEFORE_START
    assert eligibility.end_fault(stay, over + DAY, over) is Refusal.OUTSIDE_TERM
    ended = Stay(NEW_YEAR, NEW_YEAR)
    assert eligibility.end_fault(ended, NEW_YEAR, over) is Refusal.ENDED_ALREADY


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(Kind.COMMITTEE, 7, 0, 7, 0, True), []),
        (Standing(Kind.COMMITTEE, 5, 1, 4, 0, True), [Concern.VACANT, Concern.TOO_FEW]),
        (Standing(Kind.COUNCIL, 30, 0, 30, 0, True), [Concern.TOO_MANY]),
        (Standing(Kind.ASSEMBLY, 51, 0, 51, 44, True), []),
        (
            Standing(Kind.ASSEMBLY, 51, 20, 31, 24, False),
            [Concern.VACANT, Concern.TOO_FEW_REPRESENTATIVES, Concern.NO_CHAIR],
        ),
        (Standing(Kind.JOINT, 3, 0, 2, 0, True, gone=1), [Concern.GONE]),
        (Standing(Kind.RESIDENTS_MEETING, 0, 0, 0, 0, False), []),
    ],
)
def test_desk_is_told_what_nobody_can_refuse_art_8_and_28(
    standing: Standing, said: list[Concern]
) -> None:
    assert eligibility.concerns(standing) == said


def test_every_refusal_concern_and_kind_has_its_sentence() -> None:
    assert set(words.REFUSALS) == set(Refusal)
    assert set(words.CONCERNS) == set(Concern)
    assert set(words.KINDS) == set(words.LAW) == set(Kind)
    assert len({str(one) for one in words.REFUSALS.values()}) == len(Refusal)


@pytest.mark.parametrize(
    ("extent", "named"),
    [
        ("里仁里1号楼", True),
        ("里仁里1号楼2单元", True),
        ("里仁里1号楼1、2单元", True),
        ("里仁里2号楼1单元、1号楼2单元", True),
        ("里仁里1号楼1、3单元", False),
        ("里仁里11号楼2单元", False),
        ("里仁里1号楼12单元", False),
        ("里仁里1号楼2单元1—13层", False),
        ("里仁里1号楼1-3单元", False),
        ("和风苑1号楼2单元", False),
        ("1号楼", False),
        ("", False),
    ],
)
def test_a_group_is_ones_own_only_where_its_extent_says_so_beyond_doubt(
    extent: str, named: bool
) -> None:
    assert rules.is_named_in(extent, "里仁里", "1号楼", "2单元") is named
