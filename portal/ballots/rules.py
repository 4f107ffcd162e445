"""Who may put a ballot into a box, and when: pure answers with a named reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.core import age

WITNESSES_NEEDED = 2
GROUP_MINIMUM = 10  # ballots a group must have before a breakdown shows it


class Refusal(StrEnum):
    """Why a ballot is not taken. Each has its own sentence on the page."""

    NOT_ON_ROLL = "not_on_roll"
    UNDER_AGE = "under_age"
    MOVED_OUT = "moved_out"
    MISSING = "missing"
    AGE_UNKNOWN = "age_unknown"
    REMOVED = "removed"
    ALREADY_VOTED = "already_voted"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    CHANGED_SINCE = "changed_since"
    FORGED_FIELD = "forged_field"


class Refused(Exception):
    """A ballot was not taken, and nothing was changed."""

    def __init__(self, reason: StrEnum) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Voter:
    """What the roster knows of a person that bears on the right to vote."""

    birth_year: int | None
    born_on: date | None
    left_on: date | None
    has_home_here: bool
    is_missing: bool = False  # not found in a full roster sheet, and nobody has asked yet


def entitled(voter: Voter, on: date) -> Refusal | None:
    """None if this person belongs on a roll of residents 18+ whose box opens ``on`` that day."""
    if not voter.has_home_here:
        return Refusal.NOT_ON_ROLL
    if voter.left_on is not None and voter.left_on <= on:
        return Refusal.MOVED_OUT
    if voter.is_missing:
        return Refusal.MISSING
    if voter.birth_year is None and voter.born_on is None:
        return Refusal.AGE_UNKNOWN
    return None if age.is_adult(voter.birth_year, voter.born_on, on) else Refusal.UNDER_AGE


def open_at(
    opens_at: datetime, closes_at: datetime, stopped: bool, now: datetime
) -> Refusal | None:
    """None while a box takes ballots: from ``opens_at`` on, and before ``closes_at``."""
    if stopped or now >= closes_at:
        return Refusal.CLOSED
    return Refusal.NOT_OPEN if now < opens_at else None


def may_extend(extended: bool, closes_at: datetime, until: datetime, now: datetime) -> bool:
    """After an outage the supervisors may extend once, before closing, by at most seven days."""
    in_time = now < closes_at < until <= closes_at + timedelta(days=7)
    return in_time and not extended


def shown(counts: Mapping[Any, int]) -> bool:
    """A breakdown is shown only if each of its groups has enough ballots to hide in."""
    return len(counts) > 1 and all(n >= GROUP_MINIMUM for n in counts.values())
