"""Reminders, written by ``tick``: once some days before, once when the day has passed."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from portal.core import clock, outbox
from portal.core.db import db, writing
from portal.resolutions.followups import kinds, queries
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.followups.rules import State


def tick(now: datetime) -> None:
    """Tells whoever is responsible that a day is near, and committee and supervisors that one has
    passed; each once for each day that was promised.
    """
    with writing():
        _near(now)
        _late(now)


def _near(now: datetime) -> None:
    today = clock.local(now).date()
    last = today + timedelta(days=kinds.REMIND_DAYS())
    untold = or_(FollowUp.reminded_for.is_(None), FollowUp.reminded_for != FollowUp.due_on)
    for one in _open(FollowUp.due_on.between(today, last), untold):
        one.reminded_for = one.due_on
        outbox.tell(sorted(_carriers(one)), kinds.TELL_SOON, now, **one.told)


def _late(now: datetime) -> None:
    today = clock.local(now).date()
    untold = or_(FollowUp.late_for.is_(None), FollowUp.late_for != FollowUp.due_on)
    late = _open(FollowUp.due_on < today, untold)
    if not late:
        return
    offices = queries.holders((*queries.COMMITTEE, *queries.SUPERVISORS), today)
    for one in late:
        one.late_for = one.due_on
        told = {person.id for person in offices} | _carriers(one)
        outbox.tell(sorted(told), kinds.TELL_LATE, now, **one.told)


def _open(*which: ColumnElement[bool]) -> list[FollowUp]:
    wanted = select(FollowUp).where(FollowUp.state == State.OPEN, *which).order_by(FollowUp.id)
    return list(db.session.scalars(wanted))


def _carriers(one: FollowUp) -> set[int]:
    """Who is responsible; where that is nobody on the portal, who wrote it down."""
    return {one.responsible_id or one.made_by}
