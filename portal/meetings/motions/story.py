"""What came of a topic in meetings, for the story: the meeting, its motions, their resolutions."""

from flask import url_for
from sqlalchemy import Select, and_, select

from portal.core.db import db
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.models import Motion
from portal.resolutions.models import Resolution
from portal.story.chain import Keys, Link, Stage, register


def links(keys: Keys) -> list[Link]:
    """One query; none for a chain without a topic."""
    if keys.topic_id is None:
        return []
    found: dict[Link, None] = {}
    for meeting, motion, made in db.session.execute(_came_of(keys.topic_id)):
        found[_meeting(meeting)] = None
        if motion is not None:
            found[_motion(motion)] = None
        if made is not None:
            found[_resolution(made)] = None
    return list(found)


def _came_of(topic_id: int) -> Select[Meeting, Motion, Resolution]:
    """Meetings that were called with the topic, motions that can be read, their resolutions."""
    moved = and_(Motion.item_id == AgendaItem.id, Motion.admitted_at.is_not(None))
    made = and_(Resolution.source_kind == SOURCE, Resolution.source_id == Motion.id)
    return (
        select(Meeting, Motion, Resolution)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .outerjoin(Motion, moved)
        .outerjoin(Resolution, made)
        .where(AgendaItem.topic_id == topic_id, Meeting.called_at.is_not(None))
        .order_by(Meeting.starts_at, Motion.number)
    )


def _meeting(one: Meeting) -> Link:
    return Link(Stage.MEETING, one.title, url_for("meetings.show", meeting_id=one.id))


def _motion(one: Motion) -> Link:
    return Link(Stage.MOTION, one.title, url_for("motions.show", motion_id=one.id))


def _resolution(one: Resolution) -> Link:
    href = url_for("resolutions.show", year=one.year, serial=one.serial)
    return Link(Stage.RESOLUTION, one.number, href)


register(links)
