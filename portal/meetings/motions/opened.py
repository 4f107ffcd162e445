"""Which votes were opened: told to the topics' room, registered at import."""

from sqlalchemy import select

from portal.core.db import db
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


votes.register(_on_topic)
