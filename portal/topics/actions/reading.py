"""What a moderator's word does to a topic. Each function acts inside the caller's ``writing()``."""

from datetime import datetime

from sqlalchemy import select

from portal.core import outbox
from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import Move as Reading
from portal.topics import habits, kinds, queries, rules
from portal.topics.actions import parting
from portal.topics.actions.moving import announce, step, today
from portal.topics.actions.raising import leave_queue
from portal.topics.models import Topic
from portal.topics.rules import Move, Office, State


def decided(item: Item, reading: Reading, now: datetime) -> None:
    """Publishes what was approved. Hiding is the item's alone; who stands behind it reads why."""
    topic_id = db.session.scalar(select(Topic.id).where(Topic.item_id == item.id))
    topic = queries.locked(topic_id or 0)
    if reading is Reading.APPROVE and topic.state == State.SUBMITTED:
        publish(topic, now)
    elif reading is Reading.HIDE and topic.published_at is not None:
        others = [one for one in queries.concerned(topic) if one != item.author_id]
        told = {"topic": topic.id, "number": topic.number, "reason": item.reason}
        outbox.tell(others, kinds.TOLD_HIDDEN, now, **told)


def publish(topic: Topic, now: datetime) -> None:
    """From now on neighbours stand behind it, for so many days."""
    due = rules.due_on(today(now), habits.COLLECTING_DAYS())
    made = step(topic, Move.PUBLISH, Office.MODERATOR, None, now, due)
    topic.published_at = now
    announce(topic, made, now)


def nothing_more(item: Item, reading: Reading, now: datetime) -> None:
    """Of a reason nothing but the item itself changes."""


def lapse(topic: Topic, now: datetime) -> None:
    """Its days are over and too few stand behind it."""
    if not rules.has_lapsed(State(topic.state), topic.due_on, today(now)):
        return
    leave_queue(topic, now)
    made = step(topic, Move.LAPSE, Office.CALENDAR, None, now)
    parting.release(topic, now)
    announce(topic, made, now)
