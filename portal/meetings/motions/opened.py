"""Which votes were opened: told to the topics' room and to the meeting, registered at import."""

from datetime import datetime

from sqlalchemy import func, select

from portal.core.db import db
from portal.meetings import panels
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.motions.models import Motion
from portal.topics import votes


def _on_topic(topic_id: int) -> bool:
    """Whether a vote on it was opened in a meeting that goes on; one query."""
    wanted = select(Motion.id).join(AgendaItem, AgendaItem.id == Motion.item_id)
    under_way = wanted.join(Meeting, Meeting.id == AgendaItem.meeting_id).where(
        AgendaItem.topic_id == topic_id, Motion.opened_at.is_not(None), Meeting.closed_at.is_(None)
    )
    return db.session.scalar(under_way.limit(1)) is not None


def _first(meeting: Meeting) -> datetime | None:
    """When the first vote of a meeting was opened; one that was voided later had its quorum too."""
    wanted = select(func.min(Motion.opened_at)).where(Motion.meeting_id == meeting.id)
    return db.session.scalar(wanted)


panels.register_voted("motions", _first)
votes.register(_on_topic)
