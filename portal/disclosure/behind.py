"""Who stands behind a posting: rooms name here at import how they know. No complaint about it
reaches those people (art. 35), whichever office they hold.
"""

from collections.abc import Callable
from datetime import date

from portal.notices.models import Posting

Ask = Callable[[int], set[int]]
"""The persons who prepared, checked or posted the thing with this number."""

AskDuty = Callable[[int, date, date], set[int]]
"""The persons who had a hand in what is missing, of this subject and these days."""

_ASKED: dict[str, Ask] = {}
_OF_DUTIES: dict[str, AskDuty] = {}


def register(kind: str, ask: Ask) -> None:
    """ValueError for a kind of posting that is named twice."""
    if kind in _ASKED:
        raise ValueError(f"who is behind {kind} is told twice")
    _ASKED[kind] = ask


def of(posting: Posting) -> set[int]:
    """Nobody where no room says."""
    return _ASKED[posting.kind](posting.subject_id) if posting.kind in _ASKED else set()


def register_duty(code: str, ask: AskDuty) -> None:
    """ValueError for a kind of duty that is named twice."""
    if code in _OF_DUTIES:
        raise ValueError(f"who is behind {code} is told twice")
    _OF_DUTIES[code] = ask


def of_duty(code: str, subject_id: int, starts_on: date, ends_on: date) -> set[int]:
    """Of what was not posted; nobody where no room says."""
    return _OF_DUTIES[code](subject_id, starts_on, ends_on) if code in _OF_DUTIES else set()
