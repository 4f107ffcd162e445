"""Handing matters down (授权): who may, which, for how long (居民委员会组织法 art. 30). Pure
answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.bodies.rules import Kind, last_day
from portal.topics.rules import Matter, delegates, may_delegate

LONGEST_SCOPE = 200


class Fault(StrEnum):
    """Why a resolution may not hand down what it says. Each has its own sentence."""

    NOTHING = "nothing"  # days or words, and no matter
    NEVER_THEIRS = "never_theirs"  # what the law lets this body hand to nobody
    NO_END = "no_end"
    ENDS_TOO_SOON = "ends_too_soon"
    ENDS_TOO_LATE = "ends_too_late"
    NO_SCOPE = "no_scope"


@dataclass(frozen=True)
class Handing:
    """What a resolution hands down: ``until`` its last day; ``scope`` names in words what falls
    under it, where only a part of everything else is handed down.
    """

    matters: tuple[Matter, ...] = ()
    until: date | None = None
    scope: str = ""


def receiver(giver: Kind) -> Kind | None:
    """To whom a body hands down: the residents' meeting to the assembly, the assembly to the
    council, any other to nobody (art. 30).
    """
    return next((to for to in (Kind.ASSEMBLY, Kind.COUNCIL) if delegates(to) is giver), None)


def offered(giver: Kind) -> list[Matter]:
    """What it may hand down at all. What is reserved to the residents never reaches a council."""
    to = receiver(giver)
    return [one for one in Matter if to is not None and may_delegate(one, to)]


def fault(giver: Kind, said: Handing, today: date) -> Fault | None:
    """What is wrong with it; None where nothing is handed down, or all of it may be. Nobody hands
    down for longer than a term of five years (art. 14).
    """
    if not said.matters:
        return Fault.NOTHING if said.until or said.scope else None
    if not set(said.matters) <= set(offered(giver)):
        return Fault.NEVER_THEIRS
    if Matter.DELEGATED in said.matters and not said.scope:
        return Fault.NO_SCOPE
    return _end_fault(said.until, today)


def _end_fault(until: date | None, today: date) -> Fault | None:
    if until is None:
        return Fault.NO_END
    if until <= today:
        return Fault.ENDS_TOO_SOON
    return Fault.ENDS_TOO_LATE if until > last_day(today) else None


class NoEnd(StrEnum):
    """Why a delegation does not end on that day. Each has its own sentence."""

    OVER = "over"
    IN_THE_PAST = "in_the_past"
    NOT_SOONER = "not_sooner"


def cannot_end(starts_on: date, ends_on: date | None, on: date, today: date) -> NoEnd | None:
    """None where a delegation may end on that day: sooner than it would have, never later, and
    what has ended stays ended. What was done under it stays within its days.
    """
    if ends_on is not None and ends_on < today:
        return NoEnd.OVER
    if on < max(today, starts_on):
        return NoEnd.IN_THE_PAST
    return NoEnd.NOT_SOONER if ends_on is not None and on >= ends_on else None


def in_order(matters: Iterable[str]) -> tuple[Matter, ...]:
    """Each once, in the order in which they are always named."""
    chosen = set(matters)
    return tuple(one for one in Matter if one in chosen)
