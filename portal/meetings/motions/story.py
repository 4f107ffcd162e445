"""What came of a topic in meetings, for the story: the meeting, its motions, their resolutions;
and back from a resolution to its topic.
"""

from dataclasses import replace

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, select

from portal.core.db import db
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.models import Motion
from portal.resolutions.models import Resolution
from portal.story.chain import Keys, Link, Stage, register

_MADE = and_(Resolution.source_kind == SOURCE, Resolution.source_id == Motion.id)


def complete(keys: Keys) -> Keys:
    """The topic that a resolution goes back to; one query."""
    if keys.topic_id is not None or keys.resolution_id is None:
        return keys
    wanted = (
        select(AgendaItem.topic_id)
        .join(Motion, Motion.item_id == AgendaItem.id)
        .join(Resolution, _MADE)
        .where(Resolution.id == keys.resolution_id)
    )
    found = db.session.execute(wanted).first()
    return replace(keys, topic_id=found.topic_id) if found else keys


def links(keys: Keys) -> list[Link]:
    """One query; none for a chain without a topic or a resolution."""
    if keys.topic_id is not None:
        came = _came_of(AgendaItem.topic_id == keys.topic_id)
    elif keys.resolution_id is not None:
        came = _came_of(Resolution.id == keys.resolution_id)
    else:
        return []
    found: dict[Link, None] = {}
    for meeting, motion, made in db.session.execute(came):
        found[_meeting(meeting)] = None
        if motion is not None:
            found[_motion(motion)] = None
        if made is not None:
            found[_resolution(made)] = None
    return list(found)


def _came_of(whose: ColumnElement[bool]) -> Select[Meeting, Motion, Resolution]:
    """Meetings that were called with the topic, motions that can be read, their resolutions."""
    moved = and_(Motion.item_id == AgendaItem.id, Motion.admitted_at.is_not(None))
    return (
        select(Meeting, Motion, Resolution)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .outerjoin(Motion, moved)
        .outerjoin(Resolution, _MADE)
        .where(whose, Meeting.called_at.is_not(None))
        .order_by(Meeting.starts_at, Motion.number)
    )


def _meeting(one: Meeting) -> Link:
    return Link(Stage.MEETING, one.title, url_for("meetings.show", meeting_id=one.id))


def _motion(one: Motion) -> Link:
    return Link(Stage.MOTION, one.title, url_for("motions.show", motion_id=one.id))


def _resolution(one: Resolution) -> Link:
    href = url_for("resolutions.show", year=one.year, serial=one.serial)
    return Link(Stage.RESOLUTION, one.number, href)


register(links, complete)
