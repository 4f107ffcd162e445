"""The one way in which a topic changes its state: a step is logged, those concerned are told, and
the record says so, last in the transaction.
"""

from datetime import date, datetime
from typing import Any

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.db import db
from portal.topics import kinds, queries, rules
from portal.topics.models import Step, Topic
from portal.topics.rules import Move, Office, State


class Conflict(Exception):
    """Somebody else moved or changed the topic meanwhile; nothing was changed."""


def in_version(topic_id: int, version: int) -> Topic:
    """The topic under its lock, as the person who acts has seen it. Conflict otherwise."""
    topic = queries.locked(topic_id)
    if topic.version != version:
        raise Conflict
    return topic


def step(
    topic: Topic,
    move: Move,
    office: Office,
    by: int | None,
    now: datetime,
    due: date | None = None,
    **facts: Any,
) -> Step:
    """Goes one step of ``rules.MOVES``; ``topic`` was read under its lock. MoveRefused.

    ``due``: by when the next one is to be made; ``facts`` are columns of the step.
    """
    to = rules.after(State(topic.state), move)
    made = Step(
        topic_id=topic.id, move=move, office=office, by_id=by, at=now, due_on=topic.due_on, **facts
    )
    topic.state, topic.due_on = to, due
    topic.version += 1
    db.session.add(made)
    db.session.flush()
    return made


def announce(topic: Topic, made: Step, now: datetime, **more: Any) -> None:
    """Tells author, neighbours and followers of a step, and leaves a public line on record: by the
    number, since a title may be hidden one day.
    """
    move = Move(made.move)
    tell(topic, kinds.TOLD[move], now, **more)
    record(kinds.RECORDED[move], made.by_id, now, topic=topic.id, number=topic.number, **more)


def tell(topic: Topic, kind: str, now: datetime, but: int | None = None, **more: Any) -> None:
    people = [one for one in queries.concerned(topic) if one != but]
    outbox.tell(people, kind, now, topic=topic.id, title=topic.title, **more)


def today(now: datetime) -> date:
    return clock.local(now).date()
