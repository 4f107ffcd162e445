"""民主评议 and 满意度测评: what is appraised, who is asked, what may be done when. Pure answers.

The yearly appraisal is run by the supervisors, never by those who are appraised (居民委员会组织法
art. 30, 36).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST_POSTING_DAYS = 15
"""What is posted stands at least so long (art. 34)."""
WORDS_MAX = 200
MOST_LINES = 60
"""Subjects times questions: what somebody can answer on a phone in one go."""
MOST_DAYS = 60


class Kind(StrEnum):
    COMMITTEE = "committee"  # the committee as a whole, and each of its members by name
    SUBDISTRICT = "subdistrict"  # its departments, as the community sees their service
    STATION = "station"  # the station's services and providers
    PROPERTY = "property"  # the property companies


class Asked(StrEnum):
    """Who answers."""

    REPRESENTATIVES = "representatives"
    RESIDENTS = "residents"  # every resident of 18 or more
    GRIDS = "grids"  # those of some grids
    ELDERS = "elders"  # those of the households in which an elder lives


class State(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    COUNTING = "counting"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"
    VOID = "void"  # its key was lost


class Move(StrEnum):
    ANNOUNCE = "announce"
    OPEN = "open"
    STOP = "stop"
    POST = "post"
    WITHDRAW = "withdraw"
    VOID = "void"


MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.ANNOUNCE): State.ANNOUNCED,
    (State.ANNOUNCED, Move.OPEN): State.OPEN,
    (State.OPEN, Move.STOP): State.COUNTING,
    (State.COUNTING, Move.POST): State.POSTED,
    (State.ANNOUNCED, Move.WITHDRAW): State.WITHDRAWN,
    (State.OPEN, Move.WITHDRAW): State.WITHDRAWN,
    (State.COUNTING, Move.VOID): State.VOID,
}
PUBLIC = frozenset(State) - {State.DRAFT}


class Scale(StrEnum):
    MERIT = "merit"  # of persons
    SATISFACTION = "satisfaction"


class Answer(StrEnum):
    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BARELY = "barely"
    INCOMPETENT = "incompetent"
    SATISFIED = "satisfied"
    FAIRLY = "fairly"
    DISSATISFIED = "dissatisfied"
    UNSURE = "unsure"
    BLANK = ""  # anybody may leave a line; those whom it is about do


SCALES: dict[Scale, tuple[Answer, ...]] = {
    Scale.MERIT: (Answer.EXCELLENT, Answer.COMPETENT, Answer.BARELY, Answer.INCOMPETENT),
    Scale.SATISFACTION: (Answer.SATISFIED, Answer.FAIRLY, Answer.DISSATISFIED, Answer.UNSURE),
}


def options(scale: Scale) -> tuple[Answer, ...]:
    """What is counted of a line: the answers of its scale, and those who left it."""
    return (*SCALES[scale], Answer.BLANK)


def scale_of(is_person: bool) -> Scale:
    return Scale.MERIT if is_person else Scale.SATISFACTION


class No(StrEnum):
    """Why something cannot be done. Each has its own sentence."""

    MOVED_ON = "moved_on"
    # who runs it
    APPRAISED = "appraised"
    NEAR_RELATIVE = "near_relative"
    # a draft
    NO_SUBJECTS = "no_subjects"
    NO_QUESTIONS = "no_questions"
    TOO_MANY_LINES = "too_many_lines"
    SUBJECT_TWICE = "subject_twice"
    QUESTION_TWICE = "question_twice"
    DAYS_ORDER = "days_order"
    DAYS_PAST = "days_past"
    DAYS_LONG = "days_long"
    NO_GRIDS = "no_grids"
    NO_COMMITTEE = "no_committee"
    TITLE_TAKEN = "title_taken"
    # opening
    NOBODY_ASKED = "nobody_asked"
    NO_ELDERS = "no_elders"
    # answering
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    NOT_ASKED = "not_asked"
    ALREADY_ANSWERED = "already_answered"
    FORGED = "forged"
    OWN_LINE = "own_line"
    EMPTY = "empty"
    WORDS_TOO_LONG = "words_too_long"
    WORDS_IDENTITY = "words_identity"
    # its end
    KEY_LOST = "key_lost"
    KEY_THERE = "key_there"
    NO_WORDS = "no_words"


class Refused(Exception):
    """Nothing was done; ``reason`` says why."""

    def __init__(self, reason: No) -> None:
        super().__init__(reason)
        self.reason = reason


def after(state: State, move: Move) -> State:
    """The state after a move. Refused where the table has none."""
    to = MOVES.get((state, move))
    if to is None:
        raise Refused(No.MOVED_ON)
    return to


# ---- Who runs it


@dataclass(frozen=True)
class Near:
    """Somebody, and where they live."""

    person_id: int
    household_id: int | None


def may_not_run(me: Near, appraised: Collection[Near]) -> No | None:
    """Art. 36 and 37: who is appraised does not run it, nor does a near relative. The roster knows
    no relations: who lives together counts as near.
    """
    if any(one.person_id == me.person_id for one in appraised):
        return No.APPRAISED
    home = me.household_id
    near = home is not None and any(one.household_id == home for one in appraised)
    return No.NEAR_RELATIVE if near else None


# ---- Whether it may be announced and opened


@dataclass(frozen=True)
class Plan:
    """What a draft says: how many it names, when it is to run (both days count)."""

    subjects: int
    questions: int
    opens_on: date
    closes_on: date
    asks: Asked
    grids: int


def plan_fault(plan: Plan, today: date) -> No | None:
    """None where it may be announced."""
    if not plan.subjects:
        return No.NO_SUBJECTS
    if not plan.questions:
        return No.NO_QUESTIONS
    if plan.subjects * plan.questions > MOST_LINES:
        return No.TOO_MANY_LINES
    if plan.asks is Asked.GRIDS and not plan.grids:
        return No.NO_GRIDS
    return days_fault(plan.opens_on, plan.closes_on, today)


def days_fault(opens_on: date, closes_on: date, today: date) -> No | None:
    """It begins today or later, ends on that day or later, and does not last for ever."""
    if closes_on < opens_on:
        return No.DAYS_ORDER
    if opens_on < today:
        return No.DAYS_PAST
    return No.DAYS_LONG if closes_on - opens_on > timedelta(days=MOST_DAYS) else None


def roll_fault(entitled: int, elders: int, for_elders: bool) -> No | None:
    """Elders are among those who appraise services for elders, or nobody appraises them."""
    if not entitled:
        return No.NOBODY_ASKED
    return No.NO_ELDERS if for_elders and not elders else None


def is_elder(birth_year: int | None, age: int, on: date) -> bool:
    """Whether somebody turns ``age`` in this year or did so before: the roster knows the year."""
    return birth_year is not None and on.year - birth_year >= age


# ---- Answering


def answers_fault(
    given: list[str], scales: list[Scale], own: Collection[int], words: str
) -> No | None:
    """What is wrong with somebody's answers, one a line. ``own``: the places of the lines that are
    about themselves; nobody appraises themselves.
    """
    if len(given) != len(scales):
        return No.FORGED
    if any(one not in options(scale) for one, scale in zip(given, scales, strict=True)):
        return No.FORGED
    if any(given[place] for place in own):
        return No.OWN_LINE
    if len(words) > WORDS_MAX:
        return No.WORDS_TOO_LONG
    return None if any(given) else No.EMPTY


def posting_days(setting: int) -> int:
    """At least the law's, whatever the setting says (art. 34)."""
    return max(setting, LEAST_POSTING_DAYS)
