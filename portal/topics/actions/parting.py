"""A merged topic goes its own way again. In the caller's ``writing()``."""

from datetime import datetime

from sqlalchemy import delete

from portal.audit.actions import record
from portal.core.db import db
from portal.topics import habits, kinds, queries, rules, votes
from portal.topics.actions.moving import step, tell, today
from portal.topics.actions.supporting import begin_screening
from portal.topics.models import Endorsement, Topic
from portal.topics.rules import Move, MoveRefused, Office, State


def part(topic_id: int, person_id: int, now: datetime) -> None:
    """Its author takes it out of the one into which it was merged. MoveRefused."""
    topic = queries.topic(topic_id)
    for one in sorted({topic_id, *(each.id for each in queries.way(topic))}):
        queries.locked(one)
    topic = queries.locked(topic_id)
    into = topic.merged_into
    if into is None or not may_part(topic, person_id):
        raise MoveRefused
    _go(topic, into, Office.AUTHOR, person_id, now)


def may_part(topic: Topic, person_id: int) -> bool:
    """Whether this person takes it apart now. What the body deals with stands at the end of the
    way, where the one that took it in was merged itself.
    """
    into = queries.way(topic)
    if not into:
        return False
    last, is_author = into[-1], person_id == topic.raised_by
    return rules.may_part(State(topic.state), State(last.state), is_author, votes.opened(last.id))


def release(into: Topic, now: datetime) -> None:
    """The one that took others in ends without a decision: they must not end with it."""
    for one in queries.merged(into.id):
        _go(queries.locked(one.id), into, Office.CALENDAR, None, now)


def _go(topic: Topic, into: Topic, office: Office, by: int | None, now: datetime) -> None:
    """With the neighbours that it had, and days of its own; what it brought goes with it."""
    due = rules.due_on(today(now), habits.COLLECTING_DAYS())
    made = step(topic, Move.PART, office, by, now, due, note=into.number)
    brought = Endorsement.topic_id == into.id, Endorsement.via_id == topic.id
    db.session.execute(delete(Endorsement).where(*brought))
    topic.merged_into_id = None
    db.session.flush()
    tell(topic, kinds.TOLD[Move.PART], now, into=into.title)
    named = {"topic": topic.id, "number": topic.number, "into": into.number}
    record(kinds.RECORDED[Move.PART], made.by_id, now, **named)
    begin_screening(topic, now)
