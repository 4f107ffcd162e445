"""When a bundle of everything public is made, and when one that was begun is given up."""

from datetime import date, datetime, timedelta
from enum import StrEnum

SILENT = timedelta(minutes=5)
"""Whoever writes says so more often; after this another takes over."""


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"


def may_take(state: State, beat_at: datetime | None, now: datetime) -> bool:
    """Whether a bundle waits for somebody to write it, or its writer has died."""
    died = beat_at is not None and now - beat_at > SILENT
    return state is State.WAITING or (state is State.RUNNING and died)


def is_due(last_asked: date | None, today: date) -> bool:
    """Once a day of the community's calendar."""
    return last_asked is None or last_asked < today
