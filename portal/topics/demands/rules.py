"""A demand to convene: who may sign, how many must, and the duty that comes of it. Pure answers.

居民委员会组织法, in force since 2026-01-01: art. 26 for the residents' meeting, art. 28 for the
representatives' assembly.
"""

from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from portal.bodies.rules import Kind as Body
from portal.core.text import signs


class Kind(StrEnum):
    RESIDENTS = "residents"
    DELEGATES = "delegates"
    REPRESENTATIVES = "representatives"
    ASSEMBLY = "assembly"


OLD_TEMPLATE = "households_fifth"
"""One fifth of the households: what old templates quote, and no demand any more."""

SHARES: dict[Kind, Fraction] = {
    Kind.RESIDENTS: Fraction(1, 10),
    Kind.DELEGATES: Fraction(1, 10),
    Kind.REPRESENTATIVES: Fraction(1, 3),
    Kind.ASSEMBLY: Fraction(1, 5),
}
"""Of residents 18+, of household delegates, of representatives, for the residents' meeting (art.
26); of representatives for their assembly (art. 28).
"""

BODIES: dict[Kind, Body] = {
    Kind.RESIDENTS: Body.RESIDENTS_MEETING,
    Kind.DELEGATES: Body.RESIDENTS_MEETING,
    Kind.REPRESENTATIVES: Body.RESIDENTS_MEETING,
    Kind.ASSEMBLY: Body.ASSEMBLY,
}
ARTICLES: dict[Kind, int] = {
    Kind.RESIDENTS: 26,
    Kind.DELEGATES: 26,
    Kind.REPRESENTATIVES: 26,
    Kind.ASSEMBLY: 28,
}


def needed(kind: Kind, entitled: int) -> int:
    """How many signatures reach the fraction of those entitled: never fewer than it, in whole
    people (art. 26, 28). ValueError where nobody is entitled.
    """
    if entitled < 1:
        raise ValueError(entitled)
    share = SHARES[kind]
    return -(-entitled * share.numerator // share.denominator)


class State(StrEnum):
    SUBMITTED = "submitted"  # a moderator reads it before it appears
    COLLECTING = "collecting"
    DUE = "due"  # reached: the committee must call the meeting by its day
    MET = "met"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Move(StrEnum):
    OPEN = "open"
    REACH = "reach"
    MEET = "meet"
    REOPEN = "reopen"  # the meeting that met it is not held, or did not deal with it
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


MOVES: dict[tuple[State, Move], State] = {
    (State.SUBMITTED, Move.OPEN): State.COLLECTING,
    (State.SUBMITTED, Move.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Move.LAPSE): State.LAPSED,  # nobody is entitled any more
    (State.COLLECTING, Move.REACH): State.DUE,
    (State.COLLECTING, Move.WITHDRAW): State.WITHDRAWN,
    (State.COLLECTING, Move.LAPSE): State.LAPSED,
    (State.DUE, Move.MEET): State.MET,
    (State.MET, Move.REOPEN): State.DUE,
}


class Refusal(StrEnum):
    """Why a demand is not taken, or a signature not. Each has its own sentence."""

    OLD_TEMPLATE = "old_template"
    NOT_ENTITLED = "not_entitled"
    ONE_OPEN = "one_open"
    NOT_OPEN = "not_open"
    NOT_ON_ROLL = "not_on_roll"
    NOT_SIGNED = "not_signed"
    NOTHING_SAID = "nothing_said"  # no meeting's words stand to be contradicted
    MOVED_ON = "moved_on"


class Refused(Exception):
    """Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def after(state: State, move: Move) -> State:
    """The state after a move. Refused where the table has none."""
    to = MOVES.get((state, move))
    if to is None:
        raise Refused(Refusal.MOVED_ON)
    return to


def is_reached(signed: int, wanted: int) -> bool:
    return signed >= wanted


def call_by(since: date, days: int) -> date:
    """The last of so many days: of signing, or for the committee to call the meeting."""
    return since + timedelta(days=days)


def is_overdue(state: State, due: date | None, today: date) -> bool:
    return state is State.DUE and due is not None and today > due


def last_day(due: date, called_on: date, days: int) -> date:
    """The last day on which a meeting still answers a duty: so many days after the duty's own day,
    or after it was called where that came later. A meeting of next year answers nothing.
    """
    return max(due, called_on) + timedelta(days=days)


LEAST_SAID = 20
"""Signs, letters and digits alone, of words that can say that an item was dealt with."""
CONTRADICTED_WITHIN = 15
"""Days after the meeting in which whoever signed may say that it did not deal with it."""


def says_enough(note: str) -> bool:
    """Whether the words written down for an item can say that it was dealt with."""
    return signs(note) >= LEAST_SAID


def contradicted_until(worded_on: date) -> date:
    """The last day on which whoever signed says that a meeting did not deal with it."""
    return worded_on + timedelta(days=CONTRADICTED_WITHIN)


def no_contradiction(worded_on: date | None, signed: bool, today: date) -> Refusal | None:
    """None if somebody may say now that the meeting did not deal with what was demanded: one who
    signed, of words alone; what was voted on was dealt with (art. 26, 28).
    """
    if not signed:
        return Refusal.NOT_SIGNED
    over = worded_on is None or today > contradicted_until(worded_on)
    return Refusal.NOTHING_SAID if over else None


def is_late(due: date, meets_on: date) -> bool:
    """Whether the meeting that meets a duty is later than the duty's day (art. 26, 28)."""
    return meets_on > due
