"""Complaints of a late or false posting (art. 35): who makes, reads and answers them."""

from datetime import date, timedelta
from enum import StrEnum

TEXT_MIN, TEXT_MAX = 10, 1000


class State(StrEnum):
    RECEIVED = "received"
    FOUNDED = "founded"
    UNFOUNDED = "unfounded"


class Ground(StrEnum):
    """What is wrong with what was posted, or was not."""

    LATE = "late"
    FALSE = "false"
    MISSING = "missing"


ANSWERED = frozenset({State.FOUNDED, State.UNFOUNDED})


class Refusal(StrEnum):
    """Each has its own sentence."""

    NOT_A_RESIDENT = "not_a_resident"
    NOT_LATE = "not_late"
    ALREADY_OPEN = "already_open"
    NOT_YOURS = "not_yours"


class Refused(Exception):
    """Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class Changed(Exception):
    """Somebody else has answered meanwhile."""


def may_read(handles: bool, discloses: bool, is_accused: bool) -> bool:
    """Supervisors and the subdistrict's observer read complaints. Never whoever posts for the
    committee, whatever else they are, nor who stands behind what is complained of (art. 35; no
    complaint reaches the accused).
    """
    return handles and not discloses and not is_accused


def may_answer(state: State, complainant_id: int, person_id: int) -> bool:
    """Once, by somebody who may read it and did not make it."""
    return state is State.RECEIVED and person_id != complainant_id


def shows_text(state: State, agreed: bool, withheld: bool) -> bool:
    """In public only with its author's consent, and once it is answered and was read for what must
    not be public.
    """
    return state in ANSWERED and agreed and not withheld


def due_on(made_on: date, days: int) -> date:
    """The last day on which an answer is in time."""
    return made_on + timedelta(days=days)


def is_in_time(answered_on: date | None, due: date) -> bool:
    """Whether it was answered, by its day at the latest; None: not answered yet."""
    return answered_on is not None and answered_on <= due
