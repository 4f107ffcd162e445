"""How much waits behind the doors of the desk, and whether any is past its day."""

from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, select

from portal.core.waiting import Waiting
from portal.topics.demands import rules as demands
from portal.topics.demands.models import Demand
from portal.topics.models import Delegation, Topic
from portal.topics.queries import unconfirmed
from portal.topics.rules import State


def for_the_party(today: date) -> Waiting:
    return _of(select(Topic.due_on).where(Topic.state == State.PARTY), today)


def for_the_committee(today: date) -> Waiting:
    """Topics, and meetings that it must call (居民委员会组织法 art. 26, 28)."""
    waiting = select(Topic.due_on).where(Topic.state == State.COMMITTEE)
    duties = select(Demand.due_on).where(Demand.state == demands.State.DUE)
    return _of(waiting.union_all(duties), today)


def originals(today: date) -> Waiting:
    """Delegations older than this site, whose originals a supervisor has not seen yet."""
    number = select(func.count()).select_from(Delegation).where(*unconfirmed(today))
    return Waiting(number)


def _of(days: Select[Any] | CompoundSelect[Any], today: date) -> Waiting:
    due = days.subquery()
    number = select(func.count()).select_from(due)
    return Waiting(number, number.where(due.c.due_on < today))
