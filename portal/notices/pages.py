"""What the page of a posted thing shows of its posting: ``notices/_posting.html`` draws it."""

from datetime import datetime
from typing import Any

from portal.core import clock
from portal.notices import queries

SHOWN = 5


def section(kind: str, subject_id: int, now: datetime) -> dict[str, Any] | None:
    """The posting with its counts and newest objections; None for what was never posted."""
    found = queries.standing(kind, subject_id)
    if found is None:
        return None
    return {
        "posting": found.posting,
        "counts": found.counts,
        "latest": queries.latest(found.posting.id, SHOWN),
        "is_open": found.posting.taken_back_at is None and now < found.posting.until,
        "today": clock.local(now).date(),
    }
