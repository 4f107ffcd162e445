"""How much waits behind the doors of the desk, and whether any is past its day."""

from datetime import datetime

from portal.core import clock
from portal.topics import queries
from portal.topics.rules import State


def for_the_party(now: datetime) -> tuple[int, bool]:
    return queries.waiting_and_late([State.PARTY], clock.local(now).date())


def for_the_committee(now: datetime) -> tuple[int, bool]:
    return queries.waiting_and_late([State.COMMITTEE], clock.local(now).date())


def to_convene(now: datetime) -> tuple[int, bool]:
    """Meetings that the committee must call (居民委员会组织法 art. 26, 28)."""
    duties, today = queries.open_duties(), clock.local(now).date()
    return len(duties), any(one.due_on is not None and one.due_on < today for one in duties)
