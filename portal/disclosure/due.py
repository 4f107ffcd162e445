"""What falls due: the calendar begins by itself, and the desks are told of days that are near or
have passed.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, insert_once, writing
from portal.core.i18n import official
from portal.disclosure import calendar, kinds, rhythms
from portal.disclosure.calendar import Duty
from portal.disclosure.models import DutyReminder
from portal.disclosure.periods import State
from portal.roster.models import RoleTerm

COMMITTEE = Role.COMMITTEE_MEMBER, Role.DIRECTOR
SOON, LATE = "soon", "late"


def tick(now: datetime) -> None:
    """Each duty is told of once before its day and once after it."""
    with writing():
        rhythms.begin(now)
    with writing():
        today = clock.local(now).date()
        found = [one for one in calendar.all_duties(today) if one.met is None]
        _soon([one for one in found if _is_near(one, today)], today, now)
        _late([one for one in found if one.state is State.OVERDUE], today, now)


def _is_near(one: Duty, today: date) -> bool:
    return today <= one.due_on <= today + timedelta(days=kinds.REMIND_DAYS())


def _soon(near: Iterable[Duty], today: date, now: datetime) -> None:
    new = [one for one in near if _first_time(one, SOON, now)]
    _tell(new, COMMITTEE, kinds.TELL_SOON, today, now)


def _late(late: Iterable[Duty], today: date, now: datetime) -> None:
    new = [one for one in late if _first_time(one, LATE, now)]
    _tell(new, COMMITTEE, kinds.TELL_OVERDUE, today, now)
    _tell(new, [Role.SUPERVISOR], kinds.TELL_SUPERVISORS, today, now)


def _first_time(one: Duty, what: str, now: datetime) -> bool:
    return insert_once(DutyReminder, duty=one.key, what=what, told_at=now)


def _tell(new: list[Duty], roles: Iterable[Role], kind: str, today: date, now: datetime) -> None:
    if not new:
        return
    people = holders(roles, today)
    for one in new:
        with official():
            what = one.title
        outbox.tell(people, kind, now, what=what, due=one.due_on.isoformat())


def holders(roles: Iterable[Role], on: date) -> list[int]:
    """The persons who hold one of these offices on that day."""
    held = select(RoleTerm.person_id).where(
        RoleTerm.role.in_(list(roles)),
        RoleTerm.starts_on <= on,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on),
    )
    return sorted(set(db.session.scalars(held)))
