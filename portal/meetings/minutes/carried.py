"""What a standing joint meeting (联席会议) carries from month to month until it is done."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.bodies.rules import Kind
from portal.core.db import db
from portal.meetings.models import Meeting
from portal.resolutions.followups import queries
from portal.resolutions.followups.models import FollowUp

SOURCE = "meetings.meeting"


@dataclass(frozen=True)
class Carried:
    """``since``: when it was promised; ``meetings``: how many it was carried through since."""

    followup: FollowUp
    since: datetime
    meetings: int


def of(meeting: Meeting, today: date) -> list[Carried]:
    """What was promised before this meeting and is under way, overdue first; nothing where it is
    no joint meeting. Two queries.
    """
    if meeting.body.sort is not Kind.JOINT:
        return []
    waiting = queries.under_way_of(meeting.body_id, today)
    held = _held(meeting)
    found = [(one, _since(one, held)) for one in waiting]
    return [
        Carried(one, since, _between(held, since, meeting))
        for one, since in found
        if since < meeting.starts_at and not _is_of(one, meeting)
    ]


def _held(meeting: Meeting) -> dict[int, datetime]:
    """The body's meetings that took place, this one among them: when each began."""
    took_place = select(Meeting.id, Meeting.starts_at).where(
        Meeting.body_id == meeting.body_id, Meeting.opened_at.is_not(None)
    )
    return dict(db.session.execute(took_place).all())


def _is_of(one: FollowUp, meeting: Meeting) -> bool:
    return one.source_kind == SOURCE and one.source_id == meeting.id


def _since(one: FollowUp, held: dict[int, datetime]) -> datetime:
    """When it was promised: at its meeting, however late it was written down."""
    at_meeting = held.get(one.source_id) if one.source_kind == SOURCE else None
    return at_meeting or one.made_at


def _between(held: dict[int, datetime], since: datetime, meeting: Meeting) -> int:
    return sum(since < begun <= meeting.starts_at for begun in held.values())
