"""A round's phases follow its timetable and its acts; a ballot holds what its form allows."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.budget import rules
from portal.budget.rules import (
    BallotForm,
    Ending,
    Facts,
    Fault,
    Lack,
    PriceList,
    State,
    Timetable,
    Want,
)
from tests.world import utc

DAY = timedelta(days=1)
TIMES = Timetable(utc(2026, 1, 1), utc(2026, 2, 1), utc(2026, 3, 1), utc(2026, 3, 15))
ANNOUNCED = Facts(announced=True)
SEALED = Facts(announced=True, sealed=True)


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        (Facts(), utc(2026, 3, 2), State.DRAFT),
        (ANNOUNCED, utc(2025, 12, 1), State.PROPOSING),
        (ANNOUNCED, utc(2026, 1, 15), State.PROPOSING),
        (ANNOUNCED, utc(2026, 2, 1), State.SCREENING),
        (ANNOUNCED, utc(2026, 3, 2), State.SCREENING),  # not sealed: nothing opens
        (SEALED, utc(2026, 2, 28), State.SCREENING),
        (SEALED, utc(2026, 3, 1), State.VOTING),
        (SEALED, utc(2026, 3, 15) - timedelta(milliseconds=1), State.VOTING),
        (SEALED, utc(2026, 3, 15), State.COUNTING),
        (replace(SEALED, posted=True), utc(2026, 3, 16), State.POSTED),
        (replace(SEALED, posted=True, certified=True), utc(2026, 5, 1), State.CERTIFIED),
        (replace(SEALED, voided=True), utc(2026, 3, 2), State.VOID),
    ],
)
def test_the_state_of_a_round_is_its_acts_first_and_then_the_clock(
    facts: Facts, now: datetime, state: State
) -> None:
    assert rules.state_at(TIMES, facts, now) == state


def test_a_round_without_proposals_goes_straight_to_screening() -> None:
    times = replace(TIMES, proposing_from=None, screening_from=None)
    assert rules.state_at(times, ANNOUNCED, utc(2026, 1, 1)) == State.SCREENING


@given(st.lists(st.integers(-2000, 4000), min_size=2, max_size=9))
def test_time_alone_never_takes_a_round_back(hours: list[int]) -> None:
    order = list(State)
    instants = [utc(2026, 1, 1) + timedelta(hours=h) for h in sorted(hours)]
    states = [order.index(rules.state_at(TIMES, SEALED, at)) for at in instants]
    assert all(a <= b for a, b in pairwise(states))


READY = {
    "amount_fen": 100,
    "costs_fen": [60, 50],
    "timetable": TIMES,
    "posting_days": 15,
    "needs_projects": True,
}


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ({"costs_fen": []}, Lack.NO_PROJECTS),
        ({"costs_fen": [1] * 501}, Lack.TOO_MANY_PROJECTS),
        ({"amount_fen": 0, "costs_fen": [0]}, Lack.NO_MONEY),
        ({"costs_fen": [101]}, Lack.PROJECT_OVER_AMOUNT),
        ({"timetable": replace(TIMES, voting_from=TIMES.voting_until)}, Lack.TIMETABLE_ORDER),
        (
            {"timetable": replace(TIMES, voting_until=utc(9999, 12, 31))},
            Lack.TOO_FAR_AHEAD,
        ),
        ({"posting_days": 14}, Lack.POSTING_TOO_SHORT),  # art. 34: at least fifteen days
    ],
)
def test_a_round_that_lacks_something_is_not_announced(
    change: dict[str, object], lack: Lack
) -> None:
    wanted = {**READY, **change}
    assert rules.lacks(**wanted, now=utc(2026, 1, 1)) == [lack]  # type: ignore[arg-type]


def test_a_round_that_collects_proposals_is_announced_before_it_has_projects() -> None:
    wanted = {**READY, "costs_fen": [], "needs_projects": False}
    assert rules.lacks(**wanted, now=utc(2026, 1, 1)) == []  # type: ignore[arg-type]


def test_a_round_that_lacks_nothing_is_ready_until_voting_would_have_ended() -> None:
    assert rules.lacks(**READY, now=utc(2026, 3, 14)) == []  # type: ignore[arg-type]
    assert rules.lacks(**READY, now=TIMES.voting_until) == [Lack.VOTING_IN_PAST]  # type: ignore[arg-type]


PRICES = PriceList(
    costs_fen={1: 60, 2: 50, 3: 40},
    withdrawn=frozenset({9}),
    amount_fen=100,
    form=BallotForm.KNAPSACK,
    max_choices=2,
    points=10,
)


@pytest.mark.parametrize(
    ("choices", "form", "fault"),
    [
        ([], BallotForm.KNAPSACK, None),
        (["1", "3"], BallotForm.KNAPSACK, None),
        (["1", "2"], BallotForm.KNAPSACK, Fault.OVER_BUDGET),
        (["1", "2"], BallotForm.APPROVE, None),
        (["1", "2", "3"], BallotForm.APPROVE, Fault.TOO_MANY),
        (["3", "3"], BallotForm.KNAPSACK, Fault.DUPLICATE),
        (["9"], BallotForm.KNAPSACK, Fault.HIDDEN),
        (["7"], BallotForm.KNAPSACK, Fault.FOREIGN),
        (["8"], BallotForm.KNAPSACK, Fault.FORGED_FIELD),
        (["01"], BallotForm.KNAPSACK, Fault.FORGED_FIELD),
        (["one"], BallotForm.KNAPSACK, Fault.FORGED_FIELD),
    ],
)
def test_a_ballot_holds_what_its_form_allows(
    choices: list[str], form: BallotForm, fault: Fault | None
) -> None:
    assert rules.fault_in(choices, replace(PRICES, form=form), frozenset({7})) == fault


@given(st.lists(st.text(), max_size=5))
def test_whatever_is_sent_is_a_ballot_of_listed_projects_or_has_a_named_fault(
    choices: list[str],
) -> None:
    fault = rules.fault_in(choices, PRICES, frozenset())
    assert fault is not None or {int(c) for c in choices} <= set(PRICES.costs_fen)


@given(st.text(alphabet="0123456789abcdef"), st.sets(st.text(min_size=1), max_size=9))
def test_the_order_of_the_ballot_is_drawn_and_can_be_drawn_again(
    seed: str, codes: set[str]
) -> None:
    drawn = rules.shuffled(seed, codes)
    assert sorted(drawn) == sorted(codes)
    assert drawn == rules.shuffled(seed, sorted(codes, reverse=True))


POSTED = replace(SEALED, posted=True)
END = utc(2026, 4, 1)
READY_TO_CERTIFY = Ending(posted_until=END, witnesses=2)


@pytest.mark.parametrize(
    ("change", "now", "wanted"),
    [
        ({}, END, []),
        ({}, END - timedelta(milliseconds=1), [Want.POSTING_PERIOD]),
        ({"posted_until": None}, END, [Want.POSTING_PERIOD]),
        ({"witnesses": 1}, END, [Want.WITNESSES]),
        ({"waiting": 1}, END, [Want.ANSWERS]),
        ({"unsettled": 1, "upheld": 1}, END, [Want.REMEDIES]),
        ({"upheld": 1}, END, []),  # upheld and settled
        ({"witnesses": 0, "waiting": 2, "unsettled": 3}, END - DAY, list(Want)),
    ],
)
def test_certifying_takes_the_period_the_witnesses_and_every_objection_answered_and_settled(
    change: dict[str, object], now: datetime, wanted: list[Want]
) -> None:
    found = rules.wants(replace(READY_TO_CERTIFY, **change), 2, now)  # type: ignore[arg-type]
    assert found == wanted
    assert rules.may_certify(POSTED, found) is (wanted == [])


@pytest.mark.parametrize(
    "facts", [SEALED, replace(POSTED, certified=True), replace(POSTED, voided=True)]
)
def test_only_a_posted_round_is_certified_and_once(facts: Facts) -> None:
    assert not rules.may_certify(facts, [])


@pytest.mark.parametrize(
    ("facts", "upheld", "may"),
    [
        (Facts(), False, False),
        (ANNOUNCED, False, True),
        (SEALED, False, True),
        (POSTED, False, False),
        (POSTED, True, True),  # an objection to the result was right
        (replace(POSTED, certified=True), True, False),
        (replace(POSTED, voided=True), True, False),
        (replace(SEALED, voided=True), False, False),
    ],
)
def test_a_posted_round_is_voided_only_where_an_objection_was_upheld(
    facts: Facts, upheld: bool, may: bool
) -> None:
    assert rules.may_void(facts, upheld) is may
