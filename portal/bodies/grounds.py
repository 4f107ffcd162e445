"""What other rooms know of a seat: whether an election of this site has the word on it, in which
meetings its holder was counted, and what the bodies resolved. They register here at import, so
that this room need not know them.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from portal.bodies import papers
from portal.bodies.mandates import Act, Ground
from portal.bodies.models import Seat
from portal.bodies.rules import Refusal

Word = Callable[[Seat], Refusal | None]
"""Why nobody comes to this seat by hand; None where no election of this site stands in the way."""
Kept = Callable[[int], bool]
"""Whether an election of a body, by its id, was certified on this site."""
Held = Callable[[int, date, int | None], bool]
"""Whether a meeting of a body, by its id, was opened on that day or later; of a person, by their
id, only those on whose roll they were.
"""
Resolved = Callable[[Collection[Act], int], list[Ground]]
"""The resolutions in force that do one of these to that body or membership, newest first."""

_WORDS: dict[str, Word] = {}
_KEPT: dict[str, Kept] = {}
_HELD: dict[str, Held] = {}
_RESOLVED: dict[str, Resolved] = {}


def register_word(code: str, word: Word) -> None:
    """ValueError for a second meaning of a code."""
    _once(_WORDS, code)
    _WORDS[code] = word


def register_kept(code: str, kept: Kept) -> None:
    """ValueError for a second meaning of a code."""
    _once(_KEPT, code)
    _KEPT[code] = kept


def register_held(code: str, held: Held) -> None:
    """ValueError for a second meaning of a code."""
    _once(_HELD, code)
    _HELD[code] = held


def register_resolved(code: str, resolved: Resolved) -> None:
    """ValueError for a second meaning of a code."""
    _once(_RESOLVED, code)
    _RESOLVED[code] = resolved


def _once(named: Mapping[str, object], code: str) -> None:
    if code in named:
        raise ValueError(f"{code} is named twice")


def elected(seat: Seat) -> Refusal | None:
    """The first thing that an election of this site has against seating somebody by hand."""
    found = (ask(seat) for ask in _WORDS.values())
    return next((one for one in found if one is not None), None)


def kept_here(body_id: int) -> bool:
    """Whether terms and seats of a body come from this site's certified elections."""
    return any(ask(body_id) for ask in _KEPT.values())


def held(body_id: int, since: date, person_id: int | None = None) -> bool:
    """Whether the body met on that day or later, and where a person is named, counted them."""
    return any(ask(body_id, since, person_id) for ask in _HELD.values())


def standing(acts: Collection[Act], subject_id: int) -> dict[str, Ground]:
    """The grounds for one of these acts by their codes: resolutions in force, then papers that a
    second person has seen.
    """
    resolved = [one for ask in _RESOLVED.values() for one in ask(acts, subject_id)]
    return {one.code: one for one in [*resolved, *papers.standing(acts, subject_id)]}
