"""Objections (异议) to what is posted: who may make one and when, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

TEXT_MIN, TEXT_MAX = 10, 1000


class State(StrEnum):
    RECEIVED = "received"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    SETTLED = "settled"  # upheld, and what was done about it is public
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    SETTLE = "settle"
    WITHDRAW = "withdraw"


MOVES: dict[tuple[State, Act], State] = {
    (State.RECEIVED, Act.UPHOLD): State.UPHELD,
    (State.RECEIVED, Act.DISMISS): State.DISMISSED,
    (State.RECEIVED, Act.WITHDRAW): State.WITHDRAWN,
    (State.UPHELD, Act.SETTLE): State.SETTLED,
}
ANSWERED = frozenset({State.UPHELD, State.DISMISSED, State.SETTLED})


def may(act: Act, state: State, objector_id: int, person_id: int) -> bool:
    """Whether this person may take this step: nobody decides on their own objection, and nobody
    but its author withdraws one.
    """
    own = person_id == objector_id
    return (state, act) in MOVES and own is (act is Act.WITHDRAW)


def may_withhold(state: State, withheld: bool, objector_id: int, person_id: int) -> bool:
    """A text may be kept from the public once, for a reason that is public; it is answered all
    the same. What was withdrawn is never shown.
    """
    return state is not State.WITHDRAWN and not withheld and person_id != objector_id


def shows_text(state: State, withheld: bool) -> bool:
    """Residents' words are read by someone before they appear: they do so with the answer."""
    return state in ANSWERED and not withheld


class Refusal(StrEnum):
    """Why an objection is not taken, or a step not. Each has its own sentence."""

    NOT_A_RESIDENT = "not_a_resident"
    OVER = "over"
    TAKEN_BACK = "taken_back"
    ALREADY_OPEN = "already_open"
    NOT_YOURS = "not_yours"


def refusal(until: datetime, taken_back: bool, lives_here: bool, now: datetime) -> Refusal | None:
    """None if somebody may object now: a resident, within the posting period (居民委员会组织法
    art. 34: queries about what is posted are answered).
    """
    if taken_back:
        return Refusal.TAKEN_BACK
    if now >= until:
        return Refusal.OVER
    return None if lives_here else Refusal.NOT_A_RESIDENT


def due_on(made_on: date, days: int) -> date:
    """The last day on which an answer is in time."""
    return made_on + timedelta(days=days)


def is_overdue(state: State, due: date, today: date) -> bool:
    return state is State.RECEIVED and today > due


@dataclass(frozen=True)
class Counts:
    """How many objections to one posting stand in each state."""

    by_state: Mapping[State, int] = field(default_factory=dict)

    def _sum(self, *states: State) -> int:
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        return self._sum(*State)

    @property
    def waiting(self) -> int:
        """Without an answer."""
        return self._sum(State.RECEIVED)

    @property
    def unsettled(self) -> int:
        """Upheld, and nobody has said yet what was done about it."""
        return self._sum(State.UPHELD)

    @property
    def upheld(self) -> int:
        return self._sum(State.UPHELD, State.SETTLED)

    @property
    def dismissed(self) -> int:
        return self._sum(State.DISMISSED)

    @property
    def withdrawn(self) -> int:
        return self._sum(State.WITHDRAWN)
