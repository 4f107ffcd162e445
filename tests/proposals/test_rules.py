"""The life of a proposal, state by state and move by move; who may do what, and until when."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.proposals import rules
from portal.proposals.rules import (
    CostFault,
    Ground,
    Move,
    MoveRefused,
    Neighbour,
    NotEndorsable,
    State,
)
from tests.world import utc

D, S, C, E, R = (
    State.DRAFT,
    State.SUBMITTED,
    State.COLLECTING,
    State.SCREENING,
    State.REVISING,
)
F, X, M, W, L = (
    State.FEASIBLE,
    State.REFUSED,
    State.MERGED,
    State.WITHDRAWN,
    State.LAPSED,
)
_ = None
TABLE: dict[State, tuple[State | None, ...]] = {
    # SUBMIT PUBLISH SEND_BACK REACH ASK REVISE ACCEPT REFUSE MERGE REOPEN WITHDRAW LAPSE
    D: (S, _, _, _, _, _, _, _, _, _, W, _),
    S: (_, C, D, _, _, _, _, _, _, _, W, L),
    C: (_, _, _, E, _, _, _, _, M, _, W, L),
    E: (_, _, _, _, R, _, F, X, M, _, W, _),
    R: (_, _, _, _, _, E, F, X, M, _, W, _),
    F: (_, _, _, _, _, _, _, _, _, E, _, _),
    X: (_, _, _, _, _, _, _, _, _, E, _, _),
    M: (_, _, _, _, _, _, _, _, _, _, _, _),
    W: (_, _, _, _, _, _, _, _, _, _, _, _),
    L: (_, _, _, _, _, _, _, _, _, _, _, _),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state(state: State, move: Move) -> None:
    target = TABLE[state][list(Move).index(move)]
    assert rules.allowed(state, move) is (target is not None)
    if target is None:
        with pytest.raises(MoveRefused):
            rules.after(state, move)
    else:
        assert rules.after(state, move) is target


def test_only_a_moderators_move_makes_words_public() -> None:
    """先审后发: no way from a draft to the public goes round PUBLISH."""
    inner = set(State) - rules.PUBLIC
    ways = {move for (state, move), to in rules.MOVES.items() if state in inner and to not in inner}
    assert ways == {Move.PUBLISH}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("was_published", [True, False])
@pytest.mark.parametrize("hidden", [True, False])
def test_what_everyone_reads(state: State, was_published: bool, hidden: bool) -> None:
    always, ended = {C, E, R, F, X, M}, {W, L}
    expected = not hidden and (state in always or (state in ended and was_published))
    assert rules.is_public(state, was_published, hidden) is expected


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("endorsed", [True, False])
@pytest.mark.parametrize("hidden", [True, False])
def test_an_author_changes_words_under_which_nobody_stands(
    state: State, is_author: bool, endorsed: bool, hidden: bool
) -> None:
    """A draft, a public one that nobody has endorsed, and what screening asked to change."""
    open_ = {D, R} if endorsed else {D, C, R}
    expected = is_author and not hidden and state in open_
    assert rules.may_edit(state, is_author, endorsed, hidden) is expected


@pytest.mark.parametrize("state", State)
def test_the_first_author_withdraws_until_it_is_decided(state: State) -> None:
    assert rules.may_withdraw(state, True) is (state in {D, S, C, E, R})
    assert not rules.may_withdraw(state, False)


def test_a_similar_one_is_merged_into_what_is_open_or_on_the_list() -> None:
    assert {C, E, R} == rules.OPEN
    assert {C, E, R, F} == rules.TAKES_OTHERS


# ---- Endorsing

TODAY = date(2026, 6, 1)


def neighbour(**changes: object) -> Neighbour:
    usual = {
        "is_author": False,
        "lives_here": True,
        "in_reach": True,
        "birth_year": 1955,
        "born_on": None,
    }
    return Neighbour(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("state", State)
def test_neighbours_endorse_what_is_open(state: State) -> None:
    expected = None if state in {C, E, R} else NotEndorsable.NOT_OPEN
    assert rules.cannot_endorse(neighbour(), state, True, TODAY) is expected


@pytest.mark.parametrize(
    ("changes", "collecting", "refusal"),
    [
        ({}, True, None),
        ({}, False, NotEndorsable.ROUND_OVER),
        ({"is_author": True}, True, NotEndorsable.OWN),
        ({"is_author": True}, False, NotEndorsable.OWN),
        ({"lives_here": False}, True, NotEndorsable.NOT_RESIDENT),
        ({"in_reach": False}, True, NotEndorsable.ELSEWHERE),
        ({"birth_year": None}, True, NotEndorsable.AGE_UNKNOWN),
        ({"birth_year": 2008}, True, NotEndorsable.UNDER_AGE),  # 18 this year: from next January
        ({"birth_year": 2007}, True, None),
        ({"birth_year": None, "born_on": date(2008, 6, 1)}, True, None),  # 18 today
        ({"birth_year": None, "born_on": date(2008, 6, 2)}, True, NotEndorsable.UNDER_AGE),
    ],
)
def test_each_refusal_has_its_name(
    changes: dict[str, object], collecting: bool, refusal: NotEndorsable | None
) -> None:
    assert rules.cannot_endorse(neighbour(**changes), C, collecting, TODAY) is refusal


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_neighbours_and_households_on_paper_count_alike(by_name: int, on_paper: int) -> None:
    assert rules.support(by_name, on_paper) == by_name + on_paper


# ---- Screening


def test_screening_has_its_days_but_ends_the_day_before_voting() -> None:
    reached = date(2026, 6, 1)
    assert rules.due_on(reached, 10, date(2026, 7, 1)) == date(2026, 6, 11)
    assert rules.due_on(reached, 10, date(2026, 6, 12)) == date(2026, 6, 11)
    assert rules.due_on(reached, 10, date(2026, 6, 11)) == date(2026, 6, 10)
    assert rules.due_on(reached, 10, date(2026, 6, 2)) == date(2026, 6, 1)


DUE = utc(2026, 6, 11, 15, 59)


@pytest.mark.parametrize(
    ("due", "now", "overdue"),
    [
        (None, DUE, False),
        (DUE, DUE - timedelta(milliseconds=1), False),
        (DUE, DUE, True),
        (DUE, DUE + timedelta(days=9), True),
    ],
)
def test_a_proposal_is_overdue_from_its_deadline(
    due: datetime | None, now: datetime, overdue: bool
) -> None:
    assert rules.is_overdue(due, now) is overdue


@pytest.mark.parametrize(
    ("cost", "fault"),
    [
        (-1, CostFault.ZERO),
        (0, CostFault.ZERO),
        (1, None),
        (500, None),
        (501, CostFault.OVER_CAP),
        (800, CostFault.OVER_CAP),
        (801, CostFault.OVER_ROUND),
    ],
)
def test_an_estimate_fits_the_cap_of_its_kind_and_the_rounds_money(
    cost: int, fault: CostFault | None
) -> None:
    assert rules.cost_fault(cost, cap_fen=500, amount_fen=800) is fault


def test_nobody_screens_their_own() -> None:
    assert not rules.may_screen(1, frozenset({1, 2}))
    assert rules.may_screen(3, frozenset({1, 2}))


def test_the_negative_list_has_its_six_items_and_one_ground_is_not_on_it() -> None:
    """社区保障资金管理办法: what the fund is never spent on."""
    assert [str(one) for one in rules.NEGATIVE_LIST] == [
        "private_costs",
        "others_duty",
        "government_duty",
        "debts",
        "entertainment",
        "cash",
    ]
    assert set(Ground) - set(rules.NEGATIVE_LIST) == {Ground.NOT_FEASIBLE}


@pytest.mark.parametrize(
    ("number", "earlier", "code"),
    [(7, 0, "P007"), (7, 1, "P007-2"), (123, 2, "P123-3"), (1000, 0, "P1000")],
)
def test_a_proposal_keeps_its_number_on_the_price_list(
    number: int, earlier: int, code: str
) -> None:
    assert rules.list_code(number, earlier) == code


@pytest.mark.parametrize(
    ("name", "signs", "shown"),
    [
        ("王秀英", True, "王秀英"),
        ("王秀英", False, "王＊＊"),
        ("欧阳", False, "欧＊"),
        ("王", False, "王＊"),
    ],
)
def test_an_author_signs_in_full_or_by_the_surname(name: str, signs: bool, shown: str) -> None:
    assert rules.byline(name, signs) == shown
