"""What follow-ups come from: rooms name their things here at import."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString


@dataclass(frozen=True)
class Found:
    """What a thing is called, and the body that decided it (None for none)."""

    title: str
    body_id: int | None


@dataclass(frozen=True)
class Source:
    """``path`` is the page of the thing; it may use %(source)s, its number. ``find`` answers None
    where there is no such thing, or nothing is promised of it any more; ``hold`` is the same under
    the thing's lock.
    """

    label: LazyString
    path: str
    find: Callable[[int], Found | None]
    hold: Callable[[int], Found | None]


_SOURCES: dict[str, Source] = {}


def source(
    code: str,
    label: LazyString,
    path: str,
    find: Callable[[int], Found | None],
    hold: Callable[[int], Found | None] | None = None,
) -> str:
    """Registers a kind of thing that promises come from, and returns its code. Without ``hold``
    the thing is never taken back. ValueError for a second meaning.
    """
    if code in _SOURCES:
        raise ValueError(f"follow-up source {code} is named twice")
    _SOURCES[code] = Source(label, path, find, hold or find)
    return code


def known(code: str) -> Source:
    """The registered kind; KeyError for one that nobody named."""
    return _SOURCES[code]


def find(code: str, source_id: int) -> Found | None:
    """The thing that an address names; None for nonsense too."""
    return _SOURCES[code].find(source_id) if code in _SOURCES else None
