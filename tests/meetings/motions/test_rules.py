"""The life of a motion, state by state and move by move; who stands behind it; what it needs."""

from datetime import date

import pytest

from portal.bodies.rules import Kind
from portal.meetings.motions import rules
from portal.meetings.motions.rules import (
    Form,
    Move,
    No,
    Opening,
    PaperCount,
    Refused,
    State,
    Support,
    Tally,
)
from portal.meetings.quorum import Majority
from portal.topics.rules import Delegated, Matter

BY_HAND = {
    "draft": {"submit": "submitted", "withdraw": "withdrawn", "lapse": "lapsed"},
    "submitted": {
        "admit": "admitted",
        "withdraw": "withdrawn",
        "lapse": "lapsed",
        "rewrite": "submitted",
    },
    "admitted": {
        "open": "open",
        "withdraw": "withdrawn",
        "lapse": "lapsed",
        "rewrite": "submitted",
    },
    "open": {"stop": "counting"},
    "counting": {"adopt": "adopted", "reject": "rejected", "void": "void"},
    "void": {
        "open": "open",
        "withdraw": "withdrawn",
        "lapse": "lapsed",
        "rewrite": "submitted",
    },
    "adopted": {},
    "rejected": {},
    "withdrawn": {},
    "lapsed": {},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_each_move_leads_where_the_table_says_or_nowhere(state: State, move: Move) -> None:
    expected = BY_HAND[state].get(move)
    assert rules.allowed(state, move) is (expected is not None)
    if expected is None:
        with pytest.raises(Refused) as no:
            rules.after(state, move)
        assert no.value.reason is No.MOVED_ON
    else:
        assert rules.after(state, move) is State(expected)


@pytest.mark.parametrize("state", State)
def test_a_meeting_ends_with_every_motion_over_or_lapsing_unless_its_vote_still_runs(
    state: State,
) -> None:
    assert (state in rules.OVER) is (BY_HAND[state] == {})
    assert (state in rules.NOT_VOTED) is ("lapse" in BY_HAND[state])
    assert set(State) == rules.OVER | rules.NOT_VOTED | rules.UNDER_VOTE


@pytest.mark.parametrize(
    ("member", "members", "everyone", "sponsors", "residents", "enough"),
    [
        (True, 4, 4, 5, 10, False),
        (True, 5, 5, 5, 10, True),
        (True, 0, 9, 5, 10, False),
        (True, 0, 10, 5, 10, True),
        (True, 3, 10, 5, 10, True),
        (False, 4, 9, 5, 10, False),
        (False, 5, 5, 5, 10, True),
        (False, 0, 10, 5, 10, True),
        (True, 0, 0, 0, 0, True),  # the body asks for nobody
        (True, 0, 0, 0, 10, True),
        (False, 0, 9, 0, 10, False),  # a resident's motion never comes for nothing
        (False, 0, 10, 0, 10, True),
        (False, 0, 50, 0, 0, False),  # residents' motions are not taken
        (True, 0, 50, 5, 0, False),
    ],
)
def test_five_co_sponsors_or_ten_residents_bring_a_motion_to_the_vote(
    member: bool, members: int, everyone: int, sponsors: int, residents: int, enough: bool
) -> None:
    support = Support(member, members, everyone)
    assert rules.has_support(support, sponsors, residents) is enough


@pytest.mark.parametrize(
    ("chosen", "about_persons", "form"),
    [
        (None, False, "named"),
        (None, True, "secret"),
        (Form.NAMED, True, "named"),
        (Form.SECRET, False, "secret"),
    ],
)
def test_votes_about_persons_are_secret_unless_the_motion_says_otherwise(
    chosen: Form | None, about_persons: bool, form: str
) -> None:
    assert rules.form_for(chosen, about_persons) == form


@pytest.mark.parametrize(
    ("asked", "amount", "large", "needs"),
    [
        ("half", None, 5_000_000, "half"),
        ("half", 4_999_999, 5_000_000, "half"),
        ("half", 5_000_000, 5_000_000, "two_thirds"),
        ("two_thirds", 1, 5_000_000, "two_thirds"),
        ("half", 10**12, None, "half"),
    ],
)
def test_a_large_sum_needs_two_thirds_whatever_the_form_says(
    asked: str, amount: int | None, large: int | None, needs: str
) -> None:
    assert rules.majority_for(Kind.COUNCIL, Majority(asked), amount, large) == needs


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
@pytest.mark.parametrize("asked", Majority)
@pytest.mark.parametrize(("amount", "large"), [(None, None), (5_000_000, 5_000_000), (10**12, 1)])
def test_art_27_and_art_29_more_than_half_decide_whatever_motion_sum_and_body_say(
    kind: Kind, asked: Majority, amount: int | None, large: int | None
) -> None:
    assert rules.majority_for(kind, asked, amount, large) is Majority.HALF


READY = {
    "state": State.ADMITTED,
    "meeting_open": True,
    "kind": Kind.ASSEMBLY,
    "entitled": 51,
    "present": 34,
    "recused": 0,
    "other_open": False,
    "amendments_pending": False,
}


@pytest.mark.parametrize(
    ("but", "why"),
    [
        ({}, None),
        ({"state": State.VOID}, None),
        ({"state": State.SUBMITTED}, No.MOVED_ON),
        ({"state": State.OPEN}, No.MOVED_ON),
        ({"state": State.ADOPTED}, No.MOVED_ON),
        ({"meeting_open": False}, No.MEETING_NOT_OPEN),
        ({"present": 33}, No.NO_QUORUM),
        ({"present": 34, "recused": 33}, None),  # who stepped back still counts as there
        ({"present": 34, "recused": 34}, No.NOBODY),
        ({"other_open": True}, No.OTHER_OPEN),
        ({"amendments_pending": True}, No.AMENDMENT_FIRST),
    ],
)
def test_a_vote_opens_only_when_all_is_ready(but: dict[str, object], why: No | None) -> None:
    refused = rules.cannot_open(Opening(**{**READY, **but}))  # type: ignore[arg-type]
    assert (refused.reason if refused else None) == why


def test_a_vote_without_quorum_is_refused_with_the_numbers() -> None:
    refused = rules.cannot_open(Opening(**{**READY, "present": 33}))  # type: ignore[arg-type]
    assert refused is not None
    assert refused.figures == {"present": 33, "needed": 34}


@pytest.mark.parametrize("state", State)
def test_who_has_an_interest_steps_back_before_the_vote_and_never_after(state: State) -> None:
    assert rules.may_recuse(state) is (state in {"submitted", "admitted", "void"})


def test_two_people_must_come_to_the_same_count_of_the_paper() -> None:
    one, other = PaperCount(3, 2, 1, 0), PaperCount(2, 3, 1, 0)
    assert rules.agreed({}) is None
    assert rules.agreed({1: one}) is None
    assert rules.agreed({1: one, 2: other}) is None
    assert rules.agreed({1: one, 2: other, 3: one}) == one
    assert rules.agreed({1: other, 2: other}) == other


def test_chair_and_clerk_between_them_cannot_say_what_the_paper_says() -> None:
    one, other = PaperCount(16, 0, 0, 0), PaperCount(1, 15, 0, 0)
    assert rules.agreed({1: one, 2: one}, {1, 2}) is None
    assert rules.agreed({1: one, 2: one, 3: other}, {1, 2}) is None
    assert rules.agreed({1: one, 2: one, 3: other, 4: other}, {1, 2}) == other
    assert rules.agreed({1: one, 3: one}, {1, 2}) == one


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("contested", [False, True])
def test_art_30_and_32_what_is_ordinary_goes_by_the_rule_of_topics(
    kind: Kind, contested: bool
) -> None:
    """The committee's, the supervisors' and a joint meeting's own business is nobody else's."""
    handed = [Delegated(Matter.ORDINARY, Kind.COUNCIL, date(2020, 1, 1), None)]
    above = kind in {Kind.ASSEMBLY, Kind.RESIDENTS_MEETING}
    own = kind in {Kind.COMMITTEE, Kind.SUPERVISORS, Kind.JOINT} and not contested
    assert (rules.cannot_resolve(kind, Matter.ORDINARY, [], contested) is None) is (above or own)
    council = kind is Kind.COUNCIL and not contested
    no = rules.cannot_resolve(kind, Matter.ORDINARY, handed, contested)
    assert (no is None) is (above or own or council)
    if no is not None:
        assert no == ((Kind.ASSEMBLY, 32) if contested else (Kind.COUNCIL, 30))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("matter", "to"), [(Matter.DELEGATED, Kind.COUNCIL), (Matter.COVENANT, Kind.ASSEMBLY)]
)
def test_art_30_what_was_handed_down_is_decided_there_or_above_by_nobody_of_equal_rank(
    kind: Kind, matter: Matter, to: Kind
) -> None:
    handed = [Delegated(matter, to, date(2020, 1, 1), None)]
    above = {Kind.RESIDENTS_MEETING} | ({Kind.ASSEMBLY} if to is Kind.COUNCIL else set())
    no = rules.cannot_resolve(kind, matter, handed, contested=False)
    assert no == (None if kind is to or kind in above else (to, 30))


def test_what_is_none_of_the_three_speaks_for_nothing() -> None:
    given = ["for", "against", "for", "abstain", None, "spoilt"]
    assert rules.tally(given) == Tally(2, 1, 1)
