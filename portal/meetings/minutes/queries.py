"""Reading minutes."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.bodies import queries as bodies
from portal.core.db import db
from portal.meetings.minutes.models import Minutes, MinutesPaper, MinutesVersion
from portal.meetings.minutes.rules import State
from portal.meetings.models import Attendance, Meeting


def of_meeting(meeting_id: int) -> Minutes | None:
    """With every text and file, in three queries."""
    whole = (
        selectinload(Minutes.versions).joinedload(MinutesVersion.person),
        selectinload(Minutes.papers),
        joinedload(Minutes.approved_in),
    )
    wanted = select(Minutes).where(Minutes.meeting_id == meeting_id).options(*whole)
    return db.session.scalar(wanted)


def state_of(meeting_id: int) -> State:
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))
    return minutes.state if minutes else State.MISSING


def paper(meeting_id: int, paper_id: int) -> MinutesPaper | None:
    """A file of one meeting's minutes."""
    mine = Minutes.meeting_id == meeting_id, MinutesPaper.id == paper_id
    wanted = select(MinutesPaper).join(Minutes, Minutes.id == MinutesPaper.minutes_id)
    return db.session.scalar(wanted.where(*mine))


def next_open(meeting: Meeting, chair_id: int) -> Meeting | None:
    """A later meeting of the same body that is open now, with this person in its chair."""
    return db.session.scalar(
        select(Meeting).where(
            Meeting.body_id == meeting.body_id,
            Meeting.starts_at > meeting.starts_at,
            Meeting.opened_at.is_not(None),
            Meeting.closed_at.is_(None),
            Meeting.chair_id == chair_id,
        )
    )


def unapproved_before(meeting: Meeting) -> list[Minutes]:
    """Of the same body's earlier meetings, those whose minutes wait to be approved."""
    return list(
        db.session.scalars(
            _with_meetings()
            .where(
                Meeting.body_id == meeting.body_id,
                Meeting.starts_at < meeting.starts_at,
                Minutes.submitted_at.is_not(None),
                Minutes.approved_at.is_(None),
            )
            .order_by(Meeting.starts_at)
        )
    )


def _with_meetings() -> Select[Minutes]:
    return select(Minutes).join(Minutes.meeting).options(joinedload(Minutes.meeting))


def belongs(meeting: Meeting, person_id: int, today: date) -> bool:
    """Whether somebody sits on the body, or is on the meeting's roll."""
    on_roll = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.person_id == person_id
    )
    if db.session.scalar(on_roll) is not None:
        return True
    return any(one.seat.term.body_id == meeting.body_id for one in bodies.own(person_id, today))
