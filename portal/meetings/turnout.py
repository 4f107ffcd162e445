"""How many came to the meetings of a body, and how often each of its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.bodies.models import Seat, Term
from portal.core.db import db
from portal.meetings.models import Attendance, Meeting
from portal.roster.models import Person

_CAME = Attendance.arrived_at.is_not(None)


@dataclass(frozen=True)
class Turnout:
    """Of those with a vote in a meeting, in people."""

    meeting: Meeting
    came: int
    entitled: int


def of_body(body_id: int, now: datetime, limit: int) -> tuple[Meeting | None, list[Turnout]]:
    """(the meeting of a body that is under way, or else the next one that is called; the last ones
    that were held to their end, the newest first). One query.
    """
    votes = Attendance.votes
    first = Meeting.id == _next(body_id, now)
    wanted = (
        select(
            Meeting,
            func.count(case((and_(votes, _CAME), Attendance.id))),
            func.count(case((votes, Attendance.id))),
        )
        .outerjoin(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Meeting.body_id == body_id, or_(first, Meeting.closed_at.is_not(None)))
        .group_by(Meeting.id)
        .order_by(case((first, 0), else_=1), Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit + 1)
    )
    found = [Turnout(*row) for row in db.session.execute(wanted)]
    held = [one for one in found if one.meeting.closed_at is not None]
    coming = next((one.meeting for one in found if one.meeting.closed_at is None), None)
    return coming, held[:limit]


def _next(body_id: int, now: datetime) -> ScalarSelect[int]:
    other = aliased(Meeting)
    comes = and_(other.opened_at.is_(None), other.ends_at > now)
    wanted = select(other.id).where(
        other.body_id == body_id,
        other.called_at.is_not(None),
        other.cancelled_at.is_(None),
        other.closed_at.is_(None),
        or_(other.opened_at.is_not(None), comes),
    )
    return wanted.order_by(other.starts_at, other.id).limit(1).scalar_subquery()


@dataclass(frozen=True)
class Record:
    """To how many meetings of a term somebody came, of those that called them."""

    name: str
    came: int
    called: int


def of_members(body_id: int, today: date) -> Sequence[Record]:
    """Everyone whom meetings called on a seat of the term that began last, by their seats. A
    residents' meeting calls nobody on a seat, so nobody is named. One query.
    """
    begun = select(Term.id).where(Term.body_id == body_id, Term.starts_on <= today)
    term = begun.order_by(Term.number.desc()).limit(1).scalar_subquery()
    wanted = (
        select(Person.name, func.count(case((_CAME, Attendance.id))), func.count(Attendance.id))
        .select_from(Attendance)
        .join(Attendance.person)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Seat.term_id == term, Meeting.closed_at.is_not(None))
        .group_by(Person.id, Person.name)
        .order_by(func.min(Seat.number), Person.id)
    )
    return [Record(*row) for row in db.session.execute(wanted)]
