"""Standing behind a topic, and following it. ``topic`` was read under its lock."""

from datetime import date, datetime

from sqlalchemy import delete

from portal.core.db import db, insert_once
from portal.roster.models import Person
from portal.topics import habits, queries, rules
from portal.topics.actions.moving import announce, step, today
from portal.topics.models import Endorsement, Follow, Topic
from portal.topics.rules import Move, Neighbour, NotEndorsable, Office, State


class CannotEndorse(Exception):
    """Somebody may not stand behind it; ``reason`` says why."""

    def __init__(self, reason: NotEndorsable) -> None:
        super().__init__(reason)
        self.reason = reason


def neighbour(topic: Topic, person_id: int, on: date) -> Neighbour:
    person = db.session.get_one(Person, person_id)
    gone = person.left_on is not None and person.left_on <= on
    return Neighbour(
        is_author=topic.raised_by == person_id,
        lives_here=person.household_id is not None and not gone,
        birth_year=person.birth_year,
        born_on=person.born_on,
    )


def objection(topic: Topic, person_id: int, now: datetime) -> NotEndorsable | None:
    """Why this person may not stand behind it now; None if they may."""
    who, on = neighbour(topic, person_id, today(now)), today(now)
    return rules.cannot_endorse(who, State(topic.state), queries.hidden(topic), on)


def endorse(topic: Topic, person_id: int, now: datetime) -> None:
    """One neighbour more, once however often it is pressed; with the last one that was needed,
    screening begins. CannotEndorse.
    """
    no = objection(topic, person_id, now)
    if no:
        raise CannotEndorse(no)
    insert_once(Endorsement, topic_id=topic.id, person_id=person_id, at=now)
    begin_screening(topic, now)


def begin_screening(topic: Topic, now: datetime) -> None:
    """To the party organization first (居民委员会组织法 art. 30), once enough stand behind it."""
    if topic.state != State.COLLECTING or queries.support_of(topic.id) < topic.needed:
        return
    due = rules.due_on(today(now), habits.PARTY_DAYS())
    made = step(topic, Move.REACH, Office.NEIGHBOURS, None, now, due)
    announce(topic, made, now, due=due.isoformat())


def take_back(topic: Topic, person_id: int) -> None:
    """While it is open; screening that began goes on."""
    if State(topic.state) in rules.OPEN:
        mine = Endorsement.topic_id == topic.id, Endorsement.person_id == person_id
        db.session.execute(delete(Endorsement).where(*mine))


def follow(topic: Topic, person_id: int) -> None:
    insert_once(Follow, topic_id=topic.id, person_id=person_id)


def unfollow(topic: Topic, person_id: int) -> None:
    mine = Follow.topic_id == topic.id, Follow.person_id == person_id
    db.session.execute(delete(Follow).where(*mine))
