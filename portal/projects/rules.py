"""How a project stands and what may be done to it (民生项目, DOMAIN §3: carry out under
supervision, appraise and mend).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

TITLE_MAX, PLACE_MAX, TEXT_MAX = 200, 120, 2000


class State(StrEnum):
    PLANNED = "planned"  # born of a resolution in force; nothing is contracted
    CONTRACTED = "contracted"
    UNDERWAY = "underway"
    FINISHED = "finished"  # the work is done, as its manager says; acceptance is due
    MENDING = "mending"  # acceptance found faults that are to be mended
    ACCEPTED = "accepted"  # those who benefit rate it
    STOPPED = "stopped"  # by a resolution of its own


class Move(StrEnum):
    CONTRACT = "contract"
    BEGIN = "begin"
    FINISH = "finish"
    FIND_FAULTS = "find_faults"
    MEND = "mend"
    ACCEPT = "accept"
    STOP = "stop"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.PLANNED, Move.CONTRACT): State.CONTRACTED,
    (State.CONTRACTED, Move.BEGIN): State.UNDERWAY,
    (State.UNDERWAY, Move.FINISH): State.FINISHED,
    (State.FINISHED, Move.FIND_FAULTS): State.MENDING,
    (State.FINISHED, Move.ACCEPT): State.ACCEPTED,
    (State.MENDING, Move.MEND): State.FINISHED,
    (State.PLANNED, Move.STOP): State.STOPPED,
    (State.CONTRACTED, Move.STOP): State.STOPPED,
    (State.UNDERWAY, Move.STOP): State.STOPPED,
}
OPEN = frozenset(State) - {State.ACCEPTED, State.STOPPED}


class Choice(StrEnum):
    """How a contractor is chosen (DOMAIN §3)."""

    QUOTES = "quotes"  # at least three
    LOT = "lot"
    DIRECT = "direct"  # for a reason that is public


QUOTES_NEEDED = 3


class Deciding(StrEnum):
    """What a resolution does for a project."""

    FOUND = "found"
    SUPPLEMENT = "supplement"  # more money than was decided at first
    SCOPE = "scope"  # something else than was decided, no more money
    STOP = "stop"


class Moment(StrEnum):
    """When a picture was taken."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


def is_late(state: State, due_on: date | None, today: date) -> bool:
    """Past the day on which it should be finished, as that day stands now."""
    waits = state in {State.PLANNED, State.CONTRACTED, State.UNDERWAY}
    return waits and due_on is not None and due_on < today
