"""Follow-ups: what was promised, by whom and by when; who may say that it is done, and who that
it is so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WHAT_MAX, TEXT_MIN, TEXT_MAX = 300, 5, 1000


class State(StrEnum):
    OPEN = "open"
    DONE = "done"  # reported; whoever checks has not looked yet
    FINISHED = "finished"
    ENDED = "ended"  # what it carried out was annulled


class Act(StrEnum):
    PROMISE = "promise"
    NOTE = "note"
    MOVE = "move"  # the day
    REPORT = "report"
    FULFIL = "fulfil"
    REOPEN = "reopen"
    END = "end"


MOVES: Mapping[tuple[State, Act], State] = {
    (State.OPEN, Act.NOTE): State.OPEN,
    (State.OPEN, Act.MOVE): State.OPEN,
    (State.OPEN, Act.REPORT): State.DONE,
    (State.OPEN, Act.END): State.ENDED,
    (State.DONE, Act.FULFIL): State.FINISHED,
    (State.DONE, Act.REOPEN): State.OPEN,
    (State.DONE, Act.END): State.ENDED,
}
UNDER_WAY = frozenset({State.OPEN, State.DONE})
_OF_WHO_CARRIES_OUT = frozenset({Act.NOTE, Act.REPORT})
_OF_WHO_CHECKS = frozenset({Act.FULFIL, Act.REOPEN})


@dataclass(frozen=True)
class Task:
    """Who has to do with a follow-up; persons by their numbers, None for somebody who is not on
    the portal. ``stands_in``: the one named to check holds the office no more, any other does.
    """

    state: State
    responsible_id: int | None
    checker_id: int
    reported_by: int | None = None
    stands_in: bool = False


@dataclass(frozen=True)
class Hand:
    """Who wants to act: ``convenes`` for the committee, ``checks`` for the supervisors."""

    person_id: int
    convenes: bool = False
    checks: bool = False


def may(act: Act, task: Task, hand: Hand) -> bool:
    """Whether somebody may do this now. Nobody checks their own work (art. 36: the supervisors
    look at how decisions are carried out); only the committee moves a day, and nobody ends a
    promise by hand.
    """
    if (task.state, act) not in MOVES:
        return False
    if act in _OF_WHO_CARRIES_OUT:
        return hand.convenes or hand.person_id == task.responsible_id
    if act in _OF_WHO_CHECKS:
        return hand.checks and _checks(task, hand.person_id)
    return act is Act.MOVE and hand.convenes


def _checks(task: Task, person_id: int) -> bool:
    own = person_id in (task.responsible_id, task.reported_by)
    return not own and (person_id == task.checker_id or task.stands_in)


def is_overdue(state: State, due: date, today: date) -> bool:
    """From the day after; what was reported in time is not late while it waits to be checked."""
    return state is State.OPEN and today > due


class Refusal(StrEnum):
    """Why a follow-up is not written down."""

    NO_SOURCE = "no_source"  # there is no such thing, or it was annulled
    CHECKS_THEMSELVES = "checks_themselves"
    NOBODY = "nobody"
    PAST = "past"
    SAME_DAY = "same_day"


def refusal(responsible_id: int | None, checker_id: int, due: date, today: date) -> Refusal | None:
    """None where a promise may be written down."""
    if responsible_id == checker_id:
        return Refusal.CHECKS_THEMSELVES
    return Refusal.PAST if due < today else None


def move_refusal(was: date, due: date, today: date) -> Refusal | None:
    """None where the day may be moved: never back into the past, and not to itself."""
    if due == was:
        return Refusal.SAME_DAY
    return Refusal.PAST if due < today else None
