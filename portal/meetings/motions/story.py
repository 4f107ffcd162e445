"""What came of a topic in meetings, for the story: the meeting, its motions, their resolutions."""

from flask import url_for
from sqlalchemy import select

from portal.core.db import db
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.models import Motion
from portal.resolutions.models import Resolution
from portal.story.chain import Keys, Link, Stage, register


def links(keys: Keys) -> list[Link]:
    """Three queries; none for a chain without a topic."""
    if keys.topic_id is None:
        return []
    items = select(AgendaItem).where(AgendaItem.topic_id == keys.topic_id)
    on_agenda = [one for one in db.session.scalars(items) if one.meeting.called_at is not None]
    moved = select(Motion).where(Motion.item_id.in_([one.id for one in on_agenda]))
    motions = [one for one in db.session.scalars(moved) if one.admitted_at is not None]
    made = select(Resolution).where(
        Resolution.source_kind == SOURCE, Resolution.source_id.in_([one.id for one in motions])
    )
    return [
        *(_meeting(one.meeting) for one in on_agenda),
        *(_motion(one) for one in motions),
        *(_resolution(one) for one in db.session.scalars(made)),
    ]


def _meeting(one: Meeting) -> Link:
    return Link(Stage.MEETING, one.title, url_for("meetings.show", meeting_id=one.id))


def _motion(one: Motion) -> Link:
    return Link(Stage.MOTION, one.title, url_for("motions.show", motion_id=one.id))


def _resolution(one: Resolution) -> Link:
    href = url_for("resolutions.show", year=one.year, serial=one.serial)
    return Link(Stage.RESOLUTION, one.number, href)


register(links)
