"""What the search looks through: rooms register their things here at import."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, its page, its day, a line about it."""

    title: str
    href: str
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Found:
    """The first hits of one kind, and how many there are in all."""

    hits: list[Hit]
    total: int


Find = Callable[[str, int], Found]
"""Asked with the matching form of what was typed (``core.text.match_key``) and how many hits are
shown; in at most two queries, of public things alone."""


@dataclass(frozen=True)
class Source:
    """``more``: the room's own list of all hits of that kind; it may use %(q)s, what was typed,
    quoted; '' where it has none, and the search itself lists them.
    """

    label: LazyString
    more: str
    find: Find


_SOURCES: dict[str, Source] = {}


def register(code: str, label: LazyString, more: str, find: Find) -> None:
    """Names a kind of thing that is searched. ValueError for a second meaning of a code."""
    if code in _SOURCES:
        raise ValueError(f"search source {code} is named twice")
    _SOURCES[code] = Source(label, more, find)


def sources() -> dict[str, Source]:
    """Every kind, in the order in which they were named."""
    return dict(_SOURCES)
