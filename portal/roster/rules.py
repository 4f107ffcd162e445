"""Keeping the roster true, person by person: which act is open to whom, and why one is refused."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class Status(StrEnum):
    """How somebody stands on the roster."""

    HERE = "here"
    MISSING = "missing"  # not found in a full sheet, and nobody has asked yet
    GONE = "gone"  # moved away, or died
    MERGED = "merged"  # another entry stands for this one
    OFFICIAL = "official"  # holds an office, and has no dwelling here


class Act(StrEnum):
    CORRECT = "correct"
    MOVE = "move"
    LEAVE = "leave"
    STAY = "stay"
    RETURN = "return"
    MERGE = "merge"
    REPRESENT = "represent"


class Leaving(StrEnum):
    """Why somebody does not live here any more."""

    MOVED = "moved"
    DIED = "died"
    MERGED = "merged"  # never did: the entry was another's double
    NAMELESS = "nameless"  # stands in public for somebody who had their data erased


class Refusal(StrEnum):
    """Why an act is refused. Each has its own sentence on the page."""

    IS_GONE = "is_gone"
    IS_MERGED = "is_merged"
    IS_OFFICIAL = "is_official"
    IS_HERE = "is_here"
    ASK_FIRST = "ask_first"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOTHING_CHANGED = "nothing_changed"
    IN_FUTURE = "in_future"
    BEFORE_BIRTH = "before_birth"
    YEARS_DIFFER = "years_differ"
    LISTED_ALREADY = "listed_already"
    NO_SUCH_DWELLING = "no_such_dwelling"
    SAME_DWELLING = "same_dwelling"
    NOT_OF_HOUSEHOLD = "not_of_household"
    UNDER_AGE = "under_age"
    SAME_ENTRY = "same_entry"
    KEEP_THE_OTHER = "keep_the_other"
    NOT_ALIKE = "not_alike"
    HOLDS_OFFICE = "holds_office"
    OWN_ENTRY = "own_entry"
    ANSWERED = "answered"
    WAITS_ALREADY = "waits_already"


class Likeness(Protocol):
    """What an entry is known by."""

    @property
    def name_key(self) -> str: ...

    @property
    def birth_year(self) -> int | None: ...


class Hindrance(StrEnum):
    """Why an import cannot be undone. Each has its own sentence on the page."""

    WAITS = "waits"
    UNDONE = "undone"
    TOO_LATE = "too_late"
    NOT_KEPT = "not_kept"
    LATER_IMPORT = "later_import"
    CHANGED_SINCE = "changed_since"
    REFERRED = "referred"


class Refused(Exception):
    """An act was refused, and nothing was changed."""

    def __init__(self, reason: StrEnum) -> None:
        super().__init__(reason)
        self.reason = reason


ALLOWED: dict[Act, set[Status]] = {
    Act.CORRECT: {Status.HERE, Status.MISSING, Status.GONE},
    Act.MOVE: {Status.HERE, Status.MISSING},
    Act.LEAVE: {Status.HERE, Status.MISSING},
    Act.STAY: {Status.MISSING},
    Act.RETURN: {Status.GONE},
    Act.MERGE: {Status.HERE, Status.MISSING, Status.GONE, Status.OFFICIAL},
    Act.REPRESENT: {Status.HERE},
}
_WHY_NOT = {
    Status.HERE: Refusal.IS_HERE,
    Status.MISSING: Refusal.ASK_FIRST,
    Status.GONE: Refusal.IS_GONE,
    Status.MERGED: Refusal.IS_MERGED,
    Status.OFFICIAL: Refusal.IS_OFFICIAL,
}


def status(
    *, has_home: bool, left_on: date | None, is_missing: bool, is_merged: bool, on: date
) -> Status:
    if is_merged:
        return Status.MERGED
    if left_on is not None and left_on <= on:
        return Status.GONE
    if not has_home:
        return Status.OFFICIAL
    return Status.MISSING if is_missing else Status.HERE


def refusal(act: Act, of: Status) -> Refusal | None:
    """Why this act is not open to somebody who stands so; None if it is."""
    return None if of in ALLOWED[act] else _WHY_NOT[of]


def possible(of: Status) -> set[Act]:
    return {act for act in Act if of in ALLOWED[act]}


def alike(a: Likeness, b: Likeness) -> bool:
    """Whether two entries may be one person's: the name or the birth year is the same in both. One
    may be a slip of the pen; where both differ, they are two people.
    """
    return a.name_key == b.name_key or (a.birth_year is not None and a.birth_year == b.birth_year)


def day_fault(day: date, birth_year: int | None, today: date) -> Refusal | None:
    """What is wrong with the day on which somebody left or came back."""
    if day > today:
        return Refusal.IN_FUTURE
    return Refusal.BEFORE_BIRTH if birth_year and day.year < birth_year else None


def birth_fault(birth_year: int, born_on: date | None, today: date) -> Refusal | None:
    """What is wrong with a proven date beside a birth year."""
    if born_on is None:
        return None
    if born_on > today:
        return Refusal.IN_FUTURE
    return Refusal.YEARS_DIFFER if born_on.year != birth_year else None


def seal(facts: Mapping[str, Any]) -> str:
    """A short digest of facts as somebody saw them: they are no longer so where it differs."""
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def changed(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two states of the same facts, what differs: as it was, and as it is."""
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}
