"""What the page of a posted thing shows of its posting: ``notices/_posting.html`` draws it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal.core import clock
from portal.core.access import asker_or_none
from portal.notices import queries
from portal.notices.models import Objection
from portal.notices.rules import State

SHOWN = 5
Complained = Callable[[int], object | None]
"""How many complained of a posting, and how many of them were answered; None where nobody did."""

_COMPLAINED: list[Complained] = []


def register_complaints(ask: Complained) -> None:
    """The room that takes complaints says so. ValueError for a second answer."""
    if _COMPLAINED:
        raise ValueError("complaints of postings are told twice")
    _COMPLAINED.append(ask)


def section(kind: str, subject_id: int, now: datetime) -> dict[str, Any] | None:
    """The posting with its counts and newest objections; None for what was never posted."""
    found = queries.standing(kind, subject_id)
    if found is None:
        return None
    return {
        "posting": found.posting,
        "counts": found.counts,
        "latest": queries.latest(found.posting.id, SHOWN),
        "complained": next((ask(found.posting.id) for ask in _COMPLAINED), None),
        "pending": pending(found.posting.id),
        "is_open": found.posting.taken_back_at is None and now < found.posting.until,
        "today": clock.local(now).date(),
    }


def pending(posting_id: int) -> Objection | None:
    """The visitor's own objection to a posting that waits for its answer: there is no second one
    beside it.
    """
    me = asker_or_none()
    mine = queries.own(posting_id, me.person_id) if me else None
    return mine if mine is not None and mine.state == State.RECEIVED else None
