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
    REOPEN = "reopen"  # a signature that the acceptance rested on was not theirs
    STOP = "stop"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.PLANNED, Move.CONTRACT): State.CONTRACTED,
    (State.CONTRACTED, Move.BEGIN): State.UNDERWAY,
    (State.UNDERWAY, Move.FINISH): State.FINISHED,
    (State.FINISHED, Move.FIND_FAULTS): State.MENDING,
    (State.FINISHED, Move.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Move.REOPEN): State.FINISHED,
    (State.MENDING, Move.MEND): State.FINISHED,
    (State.PLANNED, Move.STOP): State.STOPPED,
    (State.CONTRACTED, Move.STOP): State.STOPPED,
    (State.UNDERWAY, Move.STOP): State.STOPPED,
}
OPEN = frozenset(State) - {State.ACCEPTED, State.STOPPED}
WORKING = frozenset({State.PLANNED, State.CONTRACTED, State.UNDERWAY})
"""Before the work is done: its days may still be moved, stages be added and done."""


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
    return state in WORKING and due_on is not None and due_on < today


class Refusal(StrEnum):
    """Why something of the work is not written down as it was typed."""

    NOT_NOW = "not_now"  # the project does not stand so, or somebody acted on it meanwhile
    FOUNDATION_GONE = "foundation_gone"
    FUTURE = "future"
    PAST = "past"
    BEFORE_BEGIN = "before_begin"
    BEFORE_CONTRACT = "before_contract"
    SAME_DAY = "same_day"
    BEFORE_START = "before_start"
    MOST_STAGES = "most_stages"
    MOST_PHOTOS = "most_photos"
    SAME_PHOTO = "same_photo"


MOST_STAGES, MOST_PHOTOS = 20, 24


def begin_refusal(on: date, signed_on: date | None, today: date) -> Refusal | None:
    """None where work may have begun on that day."""
    if on > today:
        return Refusal.FUTURE
    return Refusal.BEFORE_CONTRACT if signed_on is not None and on < signed_on else None


def finish_refusal(on: date, begun_on: date | None, today: date) -> Refusal | None:
    """None where work may have been done on that day."""
    if on > today:
        return Refusal.FUTURE
    return Refusal.BEFORE_BEGIN if begun_on is not None and on < begun_on else None


def due_refusal(was: date, due: date, start_on: date, today: date) -> Refusal | None:
    """None where the day may be moved: not to itself, not into the past."""
    if due == was:
        return Refusal.SAME_DAY
    if due < start_on:
        return Refusal.BEFORE_START
    return Refusal.PAST if due < today else None
