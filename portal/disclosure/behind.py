"""Who stands behind a posting: rooms name here at import how they know. No complaint about it
reaches those people (art. 35), whichever office they hold.
"""

from collections.abc import Callable

from portal.notices.models import Posting

Ask = Callable[[int], set[int]]
"""The persons who prepared, checked or posted the thing with this number."""

_ASKED: dict[str, Ask] = {}


def register(kind: str, ask: Ask) -> None:
    """ValueError for a kind of posting that is named twice."""
    if kind in _ASKED:
        raise ValueError(f"who is behind {kind} is told twice")
    _ASKED[kind] = ask


def of(posting: Posting) -> set[int]:
    """Nobody where no room says."""
    return _ASKED[posting.kind](posting.subject_id) if posting.kind in _ASKED else set()
