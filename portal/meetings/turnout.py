"""How many came to the meetings of a body, and how often each of its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_, select

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


def latest(body_id: int, limit: int) -> list[Turnout]:
    """The last meetings of a body that were held to their end, the newest first. One query."""
    votes = Attendance.votes
    wanted = (
        select(
            Meeting,
            func.count(case((and_(votes, _CAME), Attendance.id))),
            func.count(case((votes, Attendance.id))),
        )
        .outerjoin(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Meeting.body_id == body_id, Meeting.closed_at.is_not(None))
        .group_by(Meeting.id)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit)
    )
    return [Turnout(*row) for row in db.session.execute(wanted)]


def next_of(body_id: int, now: datetime) -> Meeting | None:
    """The meeting of a body that is under way, or else the one that is called next."""
    comes = and_(Meeting.opened_at.is_(None), Meeting.ends_at > now)
    wanted = select(Meeting).where(
        Meeting.body_id == body_id,
        Meeting.called_at.is_not(None),
        Meeting.cancelled_at.is_(None),
        Meeting.closed_at.is_(None),
        or_(Meeting.opened_at.is_not(None), comes),
    )
    return db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id).limit(1)).first()


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
