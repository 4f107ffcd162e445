"""Kinds of duty: rooms name here at import what has to be posted, how often, and how they know that
it was. The calendar (``calendar.py``) asks them all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from portal.disclosure.periods import Posted


@dataclass(frozen=True)
class Kind:
    """``months`` and ``days`` are the rhythm that it begins with, ``choices`` the months that the
    desk may choose from.
    """

    code: str
    label: LazyString
    months: int
    days: int
    choices: tuple[int, ...]


@dataclass(frozen=True)
class Subject:
    """One of several things that each have the duty (a fund), while it lasts; 0 and '' where the
    duty is the committee's own.
    """

    id: int = 0
    name: str = ""
    from_on: date | None = None
    to_on: date | None = None


Standing = Mapping[tuple[str, int], list[Posted]]
"""By kind and subject: the postings that stand."""


@dataclass(frozen=True)
class Told:
    """The postings that stand, and the subjects; the committee alone unless told otherwise."""

    posted: Standing
    subjects: Sequence[Subject] = (Subject(),)


@dataclass(frozen=True)
class Source:
    """A room's kinds of duty; ``tell`` takes one query."""

    kinds: tuple[Kind, ...]
    tell: Callable[[], Told]


_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Names kinds of duty. ValueError for a code that is taken."""
    taken = all_kinds()
    for one in source.kinds:
        if one.code in taken or one.months not in one.choices:
            raise ValueError(f"duty {one.code} is named twice, or its rhythm is none of its own")
    _SOURCES.append(source)


def sources() -> list[Source]:
    """In the order in which they were named."""
    return list(_SOURCES)


def all_kinds() -> dict[str, Kind]:
    return {kind.code: kind for source in _SOURCES for kind in source.kinds}
