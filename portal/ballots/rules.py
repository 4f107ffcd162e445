"""Who may put a ballot into a box, and when: pure answers with a named reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.core import age

WITNESSES_NEEDED = 2
GROUP_MINIMUM = 10  # ballots a group must have before a breakdown shows it


class Voters(StrEnum):
    RESIDENTS = "residents"  # each resident of 18 or more, one ballot
    HOUSEHOLDS = "households"  # one ballot a household (每户一票), cast by its delegate


@dataclass(frozen=True)
class Electorate:
    """Whom a box is for. ``grids``: the codes of the chosen grids, None for the whole community."""

    voters: Voters = Voters.RESIDENTS
    grids: frozenset[str] | None = None

    @property
    def by_household(self) -> bool:
        return self.voters is Voters.HOUSEHOLDS


class Refusal(StrEnum):
    """Why a ballot is not taken. Each has its own sentence on the page."""

    NOT_ON_ROLL = "not_on_roll"
    UNDER_AGE = "under_age"
    MOVED_OUT = "moved_out"
    MISSING = "missing"
    OTHER_GRID = "other_grid"
    AGE_UNKNOWN = "age_unknown"
    NOT_DELEGATE = "not_delegate"  # the household's ballot is another member's to cast
    NO_DELEGATE = "no_delegate"  # the household is not on the roll
    OTHER_DELEGATE = "other_delegate"  # the roster has named another one
    HOUSEHOLD_VOTED = "household_voted"
    ON_ROLL = "on_roll"
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
    grid_code: str | None = None


def entitled(voter: Voter, on: date, electorate: Electorate) -> Refusal | None:
    """None if this person is a voter of the electorate, or may be the delegate who casts a
    household's ballot (居民委员会组织法 art. 26): a resident 18+ of its grids, ``on`` the day on
    which the box opens.
    """
    if not voter.has_home_here:
        return Refusal.NOT_ON_ROLL
    if voter.left_on is not None and voter.left_on <= on:
        return Refusal.MOVED_OUT
    if voter.is_missing:
        return Refusal.MISSING
    if electorate.grids is not None and voter.grid_code not in electorate.grids:
        return Refusal.OTHER_GRID
    if voter.birth_year is None and voter.born_on is None:
        return Refusal.AGE_UNKNOWN
    return None if age.is_adult(voter.birth_year, voter.born_on, on) else Refusal.UNDER_AGE


def sole_delegate(marked: Mapping[int, bool]) -> int | None:
    """Who casts a household's ballot: the one of its entitled members (id → whether the roster
    marks them as its delegate) who alone is marked; None where there is not exactly one.
    """
    delegates = [member for member, is_delegate in marked.items() if is_delegate]
    return delegates[0] if len(delegates) == 1 else None


def may_cast_for_household(person_id: int, sole: int | None) -> bool:
    """Whom the supervisors may name after sealing: the roster's delegate; any entitled member
    where the roster has not exactly one.
    """
    return sole is None or sole == person_id


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
