"""Who may move a post from where to where, state by state and move by move."""

from datetime import timedelta

import pytest

from portal.moderation.rules import (
    MODERATORS_MOVES,
    Move,
    State,
    decisions_open,
    is_overdue,
    may_decide,
    needs_reason,
)
from portal.moderation.rules import MOVES as MADE
from tests.world import utc

W, C, A, H, X = (
    State.WAITING,
    State.CHANGES_ASKED,
    State.APPROVED,
    State.HIDDEN,
    State.WITHDRAWN,
)
TABLE: dict[State, tuple[State | None, ...]] = {
    # from  APPROVE ASK HIDE RESUBMIT WITHDRAW LAPSE
    W: (A, C, H, W, X, A),
    C: (None, None, None, W, X, None),
    A: (None, None, H, W, X, None),
    H: (A, None, None, None, None, None),
    X: (None, None, None, None, None, None),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state(state: State, move: Move) -> None:
    assert MADE.get((state, move)) == TABLE[state][list(Move).index(move)]


def test_only_a_post_that_was_read_is_public() -> None:
    """先审后发: the one way to APPROVED is a moderator's move, be it that an older text stands."""
    ways = {move for (_state, move), target in MADE.items() if target is A}
    assert ways == {Move.APPROVE, Move.LAPSE}
    assert Move.APPROVE in MODERATORS_MOVES


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (W, [Move.APPROVE, Move.ASK, Move.HIDE]),
        (C, []),
        (A, [Move.HIDE]),
        (H, [Move.APPROVE]),
        (X, []),
    ],
)
def test_a_moderator_may_decide_what_the_table_has(state: State, moves: list[Move]) -> None:
    assert decisions_open(state) == moves


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_words_are_needed_to_ask_to_hide_and_to_bring_back(state: State, move: Move) -> None:
    brings_back = (state, move) == (H, Move.APPROVE)
    assert needs_reason(move, state) == (move in (Move.ASK, Move.HIDE) or brings_back)


@pytest.mark.parametrize("move", Move)
def test_a_move_alone_is_asked_about_as_of_a_post_that_waits(move: Move) -> None:
    assert needs_reason(move) == needs_reason(move, W)


def test_nobody_decides_on_their_own() -> None:
    assert not may_decide(1, frozenset({1}))
    assert not may_decide(1, frozenset({1, 2}))
    assert may_decide(3, frozenset({1, 2}))
    assert may_decide(3, frozenset())


def test_a_post_is_overdue_once_the_promised_hours_have_passed() -> None:
    handed_in = utc(2026, 5, 1, 8)
    due = handed_in + timedelta(hours=24)
    assert not is_overdue(handed_in, 24, due)
    assert is_overdue(handed_in, 24, due + timedelta(milliseconds=1))
    assert is_overdue(handed_in, 1, due)
