"""How much waits behind the doors of the desk, and whether any is past its day."""

from datetime import datetime

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.topics import queries
from portal.topics.demands import rules as demands
from portal.topics.demands.models import Demand
from portal.topics.models import Topic
from portal.topics.rules import State


def for_the_party(now: datetime) -> tuple[int, bool]:
    return queries.waiting_and_late([State.PARTY], clock.local(now).date())


def for_the_committee(now: datetime) -> tuple[int, bool]:
    """Topics, and meetings that it must call (居民委员会组织法 art. 26, 28), in one query."""
    waiting = select(Topic.due_on).where(Topic.state == State.COMMITTEE)
    duties = select(Demand.due_on).where(Demand.state == demands.State.DUE)
    both = waiting.union_all(duties).subquery()
    number, first = db.session.execute(select(func.count(), func.min(both.c.due_on))).one()
    return number, first is not None and first < clock.local(now).date()
