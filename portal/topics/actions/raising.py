"""A resident raises a topic, mends it before it is read, and takes it back.

Each function acts inside the caller's ``writing()``.
"""

from datetime import datetime

from sqlalchemy import func, select

from portal.audit import actions as audit
from portal.core.db import db
from portal.core.text import match_key
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.topics import habits, kinds, queries, rules
from portal.topics.actions import parting
from portal.topics.actions.moving import announce, step, today
from portal.topics.models import Step, Topic
from portal.topics.rules import Move, Office, State

KIND, REASON = "topic", "topic_reason"
"""What a moderator reads: a topic, and why its author took it back."""

WAITING = frozenset({State.SUBMITTED, State.ROUTED, State.ON_AGENDA}) | rules.OPEN
"""States of a topic that has come to no end."""


class TooMany(Exception):
    """Somebody has as many topics under way as one may have."""


class NotAuthor(Exception):
    """Only its author does this, and only while it can be done; nothing was changed."""


def raise_topic(person_id: int, title: str, text: str, signs: bool, now: datetime) -> Topic:
    """A new topic waits for its moderator. Sent twice, it is one. TooMany.

    All who raise queue for the record's head, so that no two get one number.
    """
    audit.hold()
    same = _same(person_id, title, text)
    if same is not None:
        return same
    if _under_way(person_id) >= habits.PER_PERSON():
        raise TooMany
    year = today(now).year
    topic = Topic(
        year=year,
        serial=_next_serial(year),
        title=title,
        text=text,
        search_key=search_key(title, text),
        raised_by=person_id,
        signs=signs,
        raised_at=now,
        state=State.SUBMITTED,
        needed=habits.NEEDED(),
    )
    topic.item = moderation.submit(KIND, person_id, now)
    db.session.add(topic)
    db.session.flush()
    audit.record(kinds.RAISED, person_id, now, topic=topic.id, title=title)
    return topic


def _same(person_id: int, title: str, text: str) -> Topic | None:
    twice = Topic.raised_by == person_id, Topic.title == title, Topic.text == text
    unread = Topic.state == State.SUBMITTED
    return db.session.scalars(select(Topic).where(*twice, unread).limit(1)).first()


def _under_way(person_id: int) -> int:
    counted = select(func.count()).select_from(Topic)
    own = Topic.raised_by == person_id, Topic.state.in_(WAITING)
    return db.session.scalar(counted.where(*own)) or 0


def _next_serial(year: int) -> int:
    return (db.session.scalar(select(func.max(Topic.serial)).where(Topic.year == year)) or 0) + 1


def search_key(title: str, text: str) -> str:
    return f"{match_key(title)}\n{match_key(text)}"[:2200]


def may_rewrite(topic: Topic, person_id: int) -> bool:
    """Whether a moderator has asked its author to mend it before it appears."""
    asked = topic.item is not None and topic.item.state == Reading.CHANGES_ASKED
    return asked and topic.state == State.SUBMITTED and topic.raised_by == person_id


def rewrite(
    topic: Topic, person_id: int, title: str, text: str, signs: bool, now: datetime
) -> None:
    """Hands it in again, as a moderator has asked. NotAuthor."""
    if not may_rewrite(topic, person_id) or topic.item is None:
        raise NotAuthor
    topic.title, topic.text, topic.signs = title, text, signs
    topic.search_key = search_key(title, text)
    topic.version += 1
    _resubmit(topic.item, now)
    audit.record(kinds.CHANGED, person_id, now, topic=topic.id, title=title)


def _resubmit(item: Item, now: datetime) -> None:
    try:
        moderation.resubmit(item, now)
    except (moderation.Conflict, moderation.MoveRefused):
        raise NotAuthor from None


def withdraw(
    topic: Topic, person_id: int, reason: str, now: datetime, own_words: bool = True
) -> None:
    """Its author takes it back, at once; what was public stays, and a resident's reason appears
    when a moderator has read it. NotAuthor.

    ``own_words``: False for the house's own sentence, which needs no reading.
    """
    if not rules.may_withdraw(State(topic.state), person_id == topic.raised_by):
        raise NotAuthor
    was_public = topic.published_at is not None
    leave_queue(topic, now)
    made = step(topic, Move.WITHDRAW, Office.AUTHOR, person_id, now, reason=reason)
    parting.release(topic, now)
    if not was_public:
        audit.record(kinds.WITHDRAWN, person_id, now, topic=topic.id, title=topic.title)
        return
    if own_words:
        made.item = moderation.submit(REASON, person_id, now)
        db.session.flush()
    announce(topic, made, now)


def leave_queue(topic: Topic, now: datetime) -> None:
    """No moderator reads what came to its end unread."""
    waits = Reading.WAITING, Reading.CHANGES_ASKED
    if topic.published_at is None and topic.item is not None and topic.item.state in waits:
        moderation.withdraw(topic.item, now)


def reason_to_reword(topic: Topic, person_id: int) -> Step | None:
    """The step whose reason a moderator has sent back to its author."""
    if topic.raised_by != person_id or topic.state != State.WITHDRAWN:
        return None
    asked = (one for one in queries.steps(topic.id) if one.item is not None)
    return next((one for one in asked if one.item.state == Reading.CHANGES_ASKED), None)  # type: ignore[union-attr]


def reword(topic: Topic, person_id: int, reason: str, now: datetime) -> None:
    """Writes the reason anew that a moderator has sent back. NotAuthor."""
    made = reason_to_reword(topic, person_id)
    if made is None or made.item is None:
        raise NotAuthor
    made.reason = reason
    _resubmit(made.item, now)
    audit.record(kinds.REWORDED, person_id, now, topic=topic.id, number=topic.number)
