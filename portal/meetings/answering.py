"""Tells a demand to convene which meeting answers it: registered at import."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.core import clock
from portal.core.db import db
from portal.meetings.models import AgendaItem, Meeting
from portal.topics.demands import answers
from portal.topics.demands.answers import Answer


def _answers(ids: Sequence[int]) -> dict[int | None, Answer]:
    """One query. A meeting that was cancelled answers nothing any more."""
    named = select(AgendaItem).join(AgendaItem.meeting).options(contains_eager(AgendaItem.meeting))
    wanted = named.where(AgendaItem.demand_id.in_(ids), Meeting.called_at.is_not(None))
    latest = wanted.order_by(AgendaItem.id)  # one that was contradicted is followed by another
    return {one.demand_id: _answer(one.meeting) for one in db.session.scalars(latest)}


def _answer(meeting: Meeting) -> Answer:
    on = clock.local(meeting.starts_at).date()
    return Answer(meeting.title, on, url_for("meetings.show", meeting_id=meeting.id))


answers.register(_answers)
