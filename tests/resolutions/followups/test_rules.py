"""Who may do what about a promise: nobody checks their own work."""

from datetime import date
from itertools import product

import pytest

from portal.resolutions.followups import rules
from portal.resolutions.followups.rules import MOVES, Act, Hand, Refusal, State, Task

RESPONSIBLE, CHECKER, REPORTER, OTHER = 1, 2, 3, 4
TODAY = date(2026, 6, 1)

AFTER: dict[State, dict[Act, State | None]] = {
    State.OPEN: {
        Act.PROMISE: None,
        Act.NOTE: State.OPEN,
        Act.MOVE: State.OPEN,
        Act.REPORT: State.DONE,
        Act.FULFIL: None,
        Act.REOPEN: None,
        Act.END: State.ENDED,
    },
    State.DONE: {
        Act.PROMISE: None,
        Act.NOTE: None,
        Act.MOVE: None,
        Act.REPORT: None,
        Act.FULFIL: State.FINISHED,
        Act.REOPEN: State.OPEN,
        Act.END: State.ENDED,
    },
    State.FINISHED: dict.fromkeys(Act),
    State.ENDED: dict.fromkeys(Act),
}


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_every_step_from_every_state(state: State, act: Act) -> None:
    assert MOVES.get((state, act)) is AFTER[state][act]


HANDS = {
    "responsible": Hand(RESPONSIBLE),
    "committee": Hand(OTHER, convenes=True),
    "checker": Hand(CHECKER, checks=True),
    "another supervisor": Hand(OTHER, checks=True),
    "resident": Hand(OTHER),
    "checker out of office": Hand(CHECKER),
    "responsible supervisor": Hand(RESPONSIBLE, checks=True),
    "reporter who checks": Hand(REPORTER, checks=True),
}
ALLOWED: dict[Act, set[str]] = {
    Act.NOTE: {"responsible", "committee", "responsible supervisor"},
    Act.REPORT: {"responsible", "committee", "responsible supervisor"},
    Act.MOVE: {"committee"},
    Act.FULFIL: {"checker"},
    Act.REOPEN: {"checker"},
    Act.END: set(),
}
FROM = {Act.FULFIL: State.DONE, Act.REOPEN: State.DONE}


@pytest.mark.parametrize(("act", "who"), list(product(ALLOWED, HANDS)))
def test_who_may_take_a_step(act: Act, who: str) -> None:
    task = Task(FROM.get(act, State.OPEN), RESPONSIBLE, CHECKER, REPORTER)
    assert rules.may(act, task, HANDS[who]) is (who in ALLOWED[act])


@pytest.mark.parametrize("who", list(HANDS))
def test_where_the_one_who_was_to_check_left_office_any_other_does(who: str) -> None:
    task = Task(State.DONE, RESPONSIBLE, CHECKER, REPORTER, stands_in=True)
    assert rules.may(Act.FULFIL, task, HANDS[who]) is (who in {"checker", "another supervisor"})


def test_nobody_on_the_portal_is_nobody_who_reports() -> None:
    assert not rules.may(Act.NOTE, Task(State.OPEN, None, CHECKER), Hand(OTHER))


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        (State.OPEN, date(2026, 5, 31), True),
        (State.OPEN, TODAY, False),
        (State.DONE, date(2026, 5, 1), False),
        (State.FINISHED, date(2026, 5, 1), False),
        (State.ENDED, date(2026, 5, 1), False),
    ],
)
def test_it_is_overdue_from_the_day_after(state: State, due: date, late: bool) -> None:
    assert rules.is_overdue(state, due, TODAY) is late


@pytest.mark.parametrize(
    ("responsible", "checker", "due", "refusal"),
    [
        (1, 2, TODAY, None),
        (None, 2, TODAY, None),
        (2, 2, TODAY, Refusal.CHECKS_THEMSELVES),
        (1, 2, date(2026, 5, 31), Refusal.PAST),
    ],
)
def test_a_promise_has_another_who_checks_and_a_day_to_come(
    responsible: int | None, checker: int, due: date, refusal: Refusal | None
) -> None:
    assert rules.refusal(responsible, checker, due, TODAY) is refusal


@pytest.mark.parametrize(
    ("due", "refusal"),
    [
        (date(2026, 6, 30), Refusal.SAME_DAY),
        (date(2026, 5, 31), Refusal.PAST),
        (date(2026, 7, 31), None),
        (TODAY, None),
    ],
)
def test_a_day_is_moved_to_another_that_is_to_come(due: date, refusal: Refusal | None) -> None:
    assert rules.move_refusal(date(2026, 6, 30), due, TODAY) is refusal
