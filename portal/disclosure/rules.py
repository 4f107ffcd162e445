"""What is posted under which head, how a posting comes about, and the boards it hangs on."""

from datetime import date, timedelta
from enum import StrEnum

TITLE_MAX, TEXT_MIN, TEXT_MAX, REASON_MAX = 80, 10, 1500, 500
"""So many characters are one A4 sheet together with head and foot; what is longer is attached."""
LINES_MAX, LINE_LENGTH = 36, 45
"""Of a sheet: so many lines, and so many characters on each; a longer one goes on below."""
PLACE_MAX, NAME_MAX = 80, 120
MOST_PAPERS = 10
LEAST_DAYS = 15


class Category(StrEnum):
    """What a committee makes public (居民委员会组织法 art. 34)."""

    DECISIONS = "decisions"
    MONEY = "money"
    FACILITIES = "facilities"
    SERVICES = "services"
    CONSULTATIONS = "consultations"
    GOVERNMENT = "government"
    OTHER = "other"


class State(StrEnum):
    DRAFT = "draft"
    POSTED = "posted"
    TAKEN_BACK = "taken_back"


class Refusal(StrEnum):
    """Why a step is not taken. Each has its own sentence."""

    NO_PERIOD = "no_period"
    NOT_BEGUN = "not_begun"
    TOO_MANY_PAPERS = "too_many_papers"
    NO_REASON = "no_reason"
    NOT_POSTED = "not_posted"
    TAKEN_BACK = "taken_back"
    BOARD_GONE = "board_gone"
    ALREADY_UP = "already_up"
    BEFORE_POSTING = "before_posting"
    IN_THE_FUTURE = "in_the_future"
    NOT_UP = "not_up"
    BEFORE_UP = "before_up"
    PLACE_TAKEN = "place_taken"
    STILL_HANGS = "still_hangs"
    SAME_RHYTHM = "same_rhythm"


class Refused(Exception):
    """Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def state_of(posted: bool, taken_back: bool) -> State:
    if not posted:
        return State.DRAFT
    return State.TAKEN_BACK if taken_back else State.POSTED


def last_day(posted_on: date, days: int) -> date:
    """The last day on which a posting stands open: ``days`` whole days after the day on which it
    was posted, never fewer than fifteen (art. 34).
    """
    return posted_on + timedelta(days=max(days, LEAST_DAYS))


def lines_of(text: str) -> int:
    """How many lines of a sheet a text takes; an empty one takes one too."""
    return sum(max(1, -(-len(line) // LINE_LENGTH)) for line in text.split("\n"))


def put_up_refusal(on: date, posted_on: date, gone_on: date | None, today: date) -> Refusal | None:
    """None where a sheet may be noted as seen on a board on that day; ``gone_on``: the day from
    which that board hangs no more.
    """
    if on > today:
        return Refusal.IN_THE_FUTURE
    if on < posted_on:
        return Refusal.BEFORE_POSTING
    return Refusal.BOARD_GONE if gone_on is not None and on >= gone_on else None


def take_down_refusal(on: date, up_on: date, today: date) -> Refusal | None:
    if on > today:
        return Refusal.IN_THE_FUTURE
    return Refusal.BEFORE_UP if on < up_on else None


def big_item_due(happened_on: date, days: int) -> date:
    """The last day on which something large is posted in time."""
    return happened_on + timedelta(days=days)
