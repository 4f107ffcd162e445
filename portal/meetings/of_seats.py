"""In which meetings the holder of a seat was counted: registered at import."""

from datetime import date

from sqlalchemy import exists, or_, select

from portal.bodies import grounds
from portal.core import clock
from portal.core.db import db
from portal.meetings.models import Attendance, Meeting


def held(body_id: int, since: date, person_id: int | None) -> bool:
    """Whether the body opened a meeting on that day or later; of a person, one on whose roll they
    were.
    """
    opened = Meeting.body_id == body_id, Meeting.opened_at >= clock.start_of(since)
    wanted = select(Meeting.id).where(*opened)
    if person_id is not None:
        called = or_(Attendance.votes, Attendance.seat_id.is_not(None))
        theirs = Attendance.meeting_id == Meeting.id, Attendance.person_id == person_id
        wanted = wanted.where(exists().where(*theirs, called))
    return db.session.scalar(wanted.limit(1)) is not None


grounds.register_held("meetings", held)
