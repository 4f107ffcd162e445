"""The party organization and the committee screen a topic: each decision with its reason in
public, on the version that was read, never on one's own (居民委员会组织法 art. 30).

Each function acts inside the caller's ``writing()``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.audit.actions import record
from portal.bodies import queries as bodies
from portal.bodies.models import Body
from portal.core import outbox
from portal.core.db import insert_once
from portal.core.i18n import official
from portal.topics import habits, kinds, queries, rules, words
from portal.topics.actions import parting
from portal.topics.actions.moving import announce, in_version, step, tell, today
from portal.topics.actions.supporting import begin_screening
from portal.topics.models import Endorsement, Follow, Topic
from portal.topics.rules import Ground, Matter, Move, MoveRefused, Office, State


class OwnTopic(Exception):
    """Nobody screens their own topic."""


class ReasonMissing(Exception):
    """Nothing is decided without its reason in public."""


class NoBody(Exception):
    """The community has no body of the kind whose matter it is."""


@dataclass(frozen=True)
class Act:
    """Who decides in which office's name, on which version, why, and when."""

    topic_id: int
    version: int
    by: int
    office: Office
    reason: str
    now: datetime


def _begun(act: Act, move: Move) -> Topic:
    if not act.reason.strip():
        raise ReasonMissing
    topic = in_version(act.topic_id, act.version)
    if not rules.may_screen(act.by, topic.raised_by):
        raise OwnTopic
    if not rules.may_decide(act.office, State(topic.state), move):
        raise MoveRefused
    return topic


def let_pass(act: Act) -> None:
    """The party organization lets it go on to the committee (art. 30)."""
    topic = _begun(act, Move.PASS)
    due = rules.due_on(today(act.now), habits.COMMITTEE_DAYS())
    made = step(topic, Move.PASS, act.office, act.by, act.now, due, reason=act.reason)
    announce(topic, made, act.now, reason=act.reason, due=due.isoformat())


def decline(act: Act, ground: Ground) -> None:
    """It goes no further, on a ground and for a reason that are public."""
    topic = _begun(act, Move.DECLINE)
    facts: dict[str, Any] = {"reason": act.reason, "ground": ground}
    made = step(topic, Move.DECLINE, act.office, act.by, act.now, **facts)
    parting.release(topic, act.now)
    with official():
        named = str(words.GROUNDS[ground])
    announce(topic, made, act.now, ground=named, reason=act.reason)


def body_for(matter: Matter, contested: bool, now: datetime) -> Body:
    """The body whose matter it is on that day (art. 30, 32). NoBody where there is none."""
    on = today(now)
    given = rules.in_force(queries.facts(queries.delegations()), on)
    found = bodies.of_kind(rules.competent(matter, given, contested), on)
    if found is None:
        raise NoBody
    return found


def route(act: Act, matter: Matter, contested: bool) -> None:
    """The committee names its matter; the rule says to which body it goes. NoBody."""
    topic = _begun(act, Move.ROUTE)
    body = body_for(matter, contested, act.now)
    topic.matter, topic.contested, topic.body_id = matter, contested, body.id
    facts: dict[str, Any] = {
        "reason": act.reason,
        "body_id": body.id,
        "note": _matter(matter, contested),
    }
    made = step(topic, Move.ROUTE, act.office, act.by, act.now, **facts)
    announce(topic, made, act.now, body=body.name, reason=act.reason)


def _matter(matter: Matter, contested: bool) -> str:
    with official():
        named = str(words.MATTERS[matter])
        return f"{named}；{words.CONTESTED}" if contested else named


def refer_up(topic: Topic, reason: str, by: int | None, now: datetime) -> None:
    """A contested topic goes up to the assembly (art. 32); what is reserved to the residents'
    meeting stays there. NoBody, MoveRefused.
    """
    matter = Matter(topic.matter or Matter.ORDINARY)
    body = body_for(matter, True, now)
    facts: dict[str, Any] = {"reason": reason, "body_id": body.id}
    made = step(topic, Move.REFER, Office.COMMITTEE, by, now, **facts)
    topic.contested, topic.body_id = True, body.id
    announce(topic, made, now, body=body.name, reason=reason)


# ---- Merging ----


def may_take(topic: Topic, into: Topic) -> bool:
    """Whether one can be merged into the other as they stand."""
    return into.id != topic.id and rules.may_merge(State(topic.state), State(into.state))


def merge(act: Act, into_id: int) -> None:
    """Into one that says the same, which gets its neighbours and followers; the merged one stays
    readable and leads there. OwnTopic for either, MoveRefused, also for one that its author has
    parted before.
    """
    for one in sorted((act.topic_id, into_id)):  # each waits for the other in one order
        queries.locked(one)
    topic, into = _begun(act, Move.MERGE), queries.locked(into_id)
    if not may_take(topic, into) or queries.was_parted(topic.id):
        raise MoveRefused
    if not rules.may_screen(act.by, into.raised_by):
        raise OwnTopic
    facts: dict[str, Any] = {"reason": act.reason, "note": into.number}
    made = step(topic, Move.MERGE, act.office, act.by, act.now, **facts)
    topic.merged_into_id = into.id
    _tell_taker(topic, into, act.now)
    _bring(topic, into, act.now)
    tell(topic, kinds.TOLD[Move.MERGE], act.now, into=into.title)
    more = {"number": topic.number, "into": into.number, "reason": act.reason}
    record(kinds.RECORDED[Move.MERGE], made.by_id, act.now, topic=topic.id, **more)
    begin_screening(into, act.now)


def _tell_taker(source: Topic, into: Topic, now: datetime) -> None:
    """Its author learns who stands behind it now; who has both is told of the merger."""
    if into.raised_by not in queries.concerned(source):
        told = {"topic": into.id, "title": into.title, "other": source.title}
        outbox.tell([into.raised_by], kinds.TOLD_TOOK_IN, now, **told)


def _bring(source: Topic, into: Topic, now: datetime) -> None:
    """The author of the merged one stands behind the other; nobody stands behind their own."""
    behind = {source.raised_by, *queries.endorsers(source.id)} - {into.raised_by}
    for person_id in sorted(behind):
        key = {"topic_id": into.id, "person_id": person_id}
        insert_once(Endorsement, **key, at=now, via_id=source.id)
    for person_id in queries.followers(source.id):
        insert_once(Follow, topic_id=into.id, person_id=person_id)
