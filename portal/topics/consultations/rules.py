"""协商: from a topic to what was agreed and carried out. Pure answers.

The path is the law's (居民委员会组织法 art. 32): settle topic and participants, give notice,
deliberate, post the outcome, carry it out, report back; a contested topic goes up to the assembly.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

FEWEST_PARTIES = 2
OUTCOME_DAYS = 30
"""Days until an outcome after the day of a consultation, or until what was posted is carried out
after its posting: then its topic waits no longer.
"""
TOLD_DAYS = 7
"""So many days before, who convened it is told."""
LEAST_POSTING_DAYS = 15
"""What is posted stands at least so long (art. 34)."""


class Form(StrEnum):
    HEARING = "hearing"  # 听证会
    ROUND_TABLE = "round_table"


class State(StrEnum):
    SETTLING = "settling"  # who takes part, when and where
    NOTICED = "noticed"
    DELIBERATED = "deliberated"  # held; the clerk writes down who said what
    POSTED = "posted"
    CARRYING_OUT = "carrying_out"
    REPORTED = "reported"
    REFERRED = "referred"  # contested: up to the assembly
    CANCELLED = "cancelled"
    FRUITLESS = "fruitless"  # announced, and without an outcome in its days


class Move(StrEnum):
    NOTICE = "notice"
    HOLD = "hold"
    POST = "post"
    CARRY_OUT = "carry_out"
    REPORT = "report"
    REFER = "refer"
    CANCEL = "cancel"
    GIVE_UP = "give_up"  # the calendar's


MOVES: dict[tuple[State, Move], State] = {
    (State.SETTLING, Move.NOTICE): State.NOTICED,
    (State.SETTLING, Move.CANCEL): State.CANCELLED,
    (State.NOTICED, Move.HOLD): State.DELIBERATED,
    (State.NOTICED, Move.CANCEL): State.CANCELLED,
    (State.DELIBERATED, Move.POST): State.POSTED,
    (State.DELIBERATED, Move.REFER): State.REFERRED,
    (State.POSTED, Move.CARRY_OUT): State.CARRYING_OUT,
    (State.POSTED, Move.REFER): State.REFERRED,
    (State.CARRYING_OUT, Move.REPORT): State.REPORTED,
    (State.NOTICED, Move.GIVE_UP): State.FRUITLESS,
    (State.DELIBERATED, Move.GIVE_UP): State.FRUITLESS,
    (State.POSTED, Move.GIVE_UP): State.FRUITLESS,
}

UNDER_WAY = frozenset({State.SETTLING, State.NOTICED, State.DELIBERATED, State.POSTED})
"""States in which its topic waits for it."""

ANNOUNCED = UNDER_WAY - {State.SETTLING}
PUBLIC = frozenset(State) - {State.SETTLING}


class Refusal(StrEnum):
    """Why a step cannot be made yet. Each has its own sentence."""

    MOVED_ON = "moved_on"
    INVITED_ALREADY = "invited_already"
    TOO_FEW_PARTIES = "too_few_parties"
    TOO_LATE = "too_late"  # notice asks for more days
    TOO_FAR = "too_far"  # its topic would wait for it too long
    OFTEN_ENOUGH = "often_enough"  # others on the same topic came to nothing
    NOT_YET = "not_yet"  # it has not begun
    NO_POSITION = "no_position"
    STILL_POSTED = "still_posted"
    OBJECTIONS_OPEN = "objections_open"
    TOPIC_MOVED_ON = "topic_moved_on"
    NO_ASSEMBLY = "no_assembly"
    RESERVED = "reserved"  # only a meeting decides it


class Refused(Exception):
    """A step was not made; nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def too_far(on: date, today: date, days: int) -> bool:
    """Whether a consultation is planned so late that it only keeps its topic off the agenda."""
    return on > today + timedelta(days=days)


def often_enough(on: date, first_on: date | None, days: int) -> bool:
    """Whether consultations that come to nothing, one after the other, would keep a topic off the
    agenda: it waits twice the days for which one may be planned, since the first was convened.
    """
    return first_on is not None and on > first_on + timedelta(days=2 * days)


def outcome_by(starts_on: date, posted_until: date | None) -> date:
    """The last day for an outcome, or where one was posted for carrying it out."""
    return (posted_until or starts_on) + timedelta(days=OUTCOME_DAYS)


def is_fruitless(state: State, by: date, today: date) -> bool:
    return state in ANNOUNCED and today > by


def is_told(state: State, by: date, today: date) -> bool:
    """Whether who convened it is to be told that its days are nearly over."""
    return state in ANNOUNCED and by >= today >= by - timedelta(days=TOLD_DAYS)


def has_lapsed(state: State, on: date, today: date) -> bool:
    """Whether its planned day went by without a notice: its topic waits no longer."""
    return state is State.SETTLING and today > on


def after(state: State, move: Move) -> State:
    """The state after a move. Refused where the table has none."""
    to = MOVES.get((state, move))
    if to is None:
        raise Refused(Refusal.MOVED_ON)
    return to


def no_notice(parties: int, starts_at: datetime, days: int, now: datetime) -> Refusal | None:
    """None if the invitations may go out: somebody to talk with, and whole days ahead."""
    if parties < FEWEST_PARTIES:
        return Refusal.TOO_FEW_PARTIES
    return Refusal.TOO_LATE if starts_at < now + timedelta(days=days) else None


def not_held(starts_at: datetime, now: datetime) -> Refusal | None:
    """None once it has begun."""
    return Refusal.NOT_YET if now < starts_at else None


def no_outcome(positions: list[str]) -> Refusal | None:
    """None if each party's position was written down; 未到场 is one."""
    return None if all(one.strip() for one in positions) else Refusal.NO_POSITION


def not_to_carry_out(
    until: datetime, waiting: int, reserved: bool, now: datetime
) -> Refusal | None:
    """None once the outcome has stood for its days and every objection is answered (art. 34). What
    is reserved to the residents is talked over, but only a meeting decides it (art. 30).
    """
    if reserved:
        return Refusal.RESERVED
    if now < until:
        return Refusal.STILL_POSTED
    return Refusal.OBJECTIONS_OPEN if waiting else None


def posted_until(now: datetime, days: int) -> datetime:
    """At least the law's days, whatever the setting says (art. 34)."""
    return now + timedelta(days=max(days, LEAST_POSTING_DAYS))
