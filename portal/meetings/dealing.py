"""What a meeting does with the residents' topics on its agenda, and with the duty to call it.

A topic is on an agenda once the meeting is called; a draft only names it.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from portal.core import clock, words
from portal.core.db import db
from portal.meetings import queries
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal
from portal.topics import queries as topics
from portal.topics.actions import agenda as topic_acts
from portal.topics.demands import queries as demands
from portal.topics.demands import rules as demand_rules
from portal.topics.models import Topic
from portal.topics.rules import MoveRefused, State


def waiting(body_id: int) -> list[Topic]:
    """The topics that wait for a meeting of a body, and that no draft of one names yet."""
    named = select(AgendaItem.topic_id).join(AgendaItem.meeting)
    named = named.where(Meeting.called_at.is_(None), Meeting.cancelled_at.is_(None))
    taken = set(db.session.scalars(named))
    return [one for one in topics.routed_to(body_id) if one.id not in taken]


def name(item: AgendaItem, topic: Topic, by: int, now: datetime) -> None:
    """The item takes up a topic; at once where the meeting is called. Refused where it waits for
    no meeting of this body any more.
    """
    item.topic = topic
    if item.meeting.called_at is not None:
        _schedule(item, by, now)


def _schedule(item: AgendaItem, by: int, now: datetime) -> None:
    topic, meeting = item.topic, item.meeting
    if topic is None or topic.body_id != meeting.body_id:
        raise Refused(Refusal.TOPIC_GONE)
    try:
        topic_acts.put_on_agenda(topic, _called(meeting), by, now)
    except MoveRefused:
        raise Refused(Refusal.TOPIC_GONE) from None


def _called(meeting: Meeting) -> str:
    """What a meeting is called where its day matters."""
    return f"{meeting.title}（{words.day(clock.local(meeting.starts_at).date())}）"


def called(meeting: Meeting, by: int, now: datetime) -> None:
    """A meeting has just been called: its topics are on its agenda, and whoever demanded such a
    meeting has got it (art. 26, 28).
    """
    for item in queries.items(meeting.id):
        if item.topic_id is not None:
            _schedule(item, by, now)
    for duty in demands.open_duties():
        if demand_rules.BODIES[demand_rules.Kind(duty.kind)] is meeting.body.sort:
            topic_acts.meet_demand(duty, _called(meeting), now, by)


def free(item: AgendaItem, reason: str, by: int, now: datetime) -> None:
    """The topic of an item that will not be dealt with waits for another meeting; ``reason`` is
    public. A draft had not kept it.
    """
    topic = item.topic
    if topic is not None and item.meeting.called_at is not None and topic.state == State.ON_AGENDA:
        topic_acts.back_to_routed(topic, reason, by, now)
    item.topic = None


def settle(meeting: Meeting, outcomes: Mapping[int, str], by: int, now: datetime) -> None:
    """A meeting ends: a topic whose item came to an outcome (item → in few words) is decided, any
    other waits for the next meeting.
    """
    for item in queries.items(meeting.id):
        topic = item.topic
        if topic is None or topic.state != State.ON_AGENDA:
            continue
        if item.id in outcomes:
            topic_acts.decide(topic, outcomes[item.id], by, now)
        else:
            topic_acts.back_to_routed(topic, f"{_called(meeting)}没有议完", by, now)
