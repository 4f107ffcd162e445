"""What a meeting does with the residents' topics on its agenda, and with the duties to convene that
its items answer.

A topic is on an agenda, and a duty met, once the meeting is called; a draft only names them.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from portal.bodies.models import Body
from portal.core import clock, words
from portal.core.db import db
from portal.core.i18n import official
from portal.meetings import queries
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal
from portal.topics import habits
from portal.topics import queries as topics
from portal.topics.actions import agenda as topic_acts
from portal.topics.demands import queries as demands
from portal.topics.demands import rules as demand_rules
from portal.topics.demands.models import Demand
from portal.topics.models import Topic
from portal.topics.rules import MoveRefused, State


def waiting(body_id: int) -> list[Topic]:
    """The topics that wait for a meeting of a body, and that no draft of one names yet."""
    taken = _named(AgendaItem.topic_id)
    return [one for one in topics.routed_to(body_id) if one.id not in taken]


def duties(body: Body) -> list[Demand]:
    """The open duties to call a meeting of this kind, that no draft answers yet (art. 26, 28)."""
    taken = _named(AgendaItem.demand_id)
    return [one for one in demands.open_duties() if _is_of(one, body) and one.id not in taken]


def not_held(meeting: Meeting, now: datetime) -> None:
    """Its day is over and nobody opened it: the duties that it answered stand open again."""
    for item in queries.items(meeting.id):
        if item.demand is not None:
            _reopen(item, None, now)


def _reopen(item: AgendaItem, by: int | None, now: datetime) -> None:
    demand, item.demand = item.demand, None
    if demand is not None and demand.state == demand_rules.State.MET:
        topic_acts.reopen_demand(demand, _called(item.meeting), now, by)


def _named(column: InstrumentedAttribute[int | None]) -> set[int | None]:
    """What the items of drafts name."""
    named = select(column).join(AgendaItem.meeting)
    drafts = Meeting.called_at.is_(None), Meeting.cancelled_at.is_(None)
    return set(db.session.scalars(named.where(*drafts)))


def _is_of(demand: Demand, body: Body) -> bool:
    return demand_rules.BODIES[demand_rules.Kind(demand.kind)] is body.sort


def name(
    item: AgendaItem, topic: Topic | None, demand: Demand | None, by: int, now: datetime
) -> None:
    """The item takes up a topic and answers a demand; at once where the meeting is called. Refused
    where the topic waits for no meeting of this body any more, or the demand is no duty.
    """
    item.topic, item.demand = topic, demand
    if item.meeting.called_at is not None:
        _take_up(item, by, now)


def _take_up(item: AgendaItem, by: int, now: datetime) -> None:
    if item.topic is not None:
        _schedule(item, by, now)
    if item.demand is not None:
        _answer(item.demand, item.meeting, by, now)


def _schedule(item: AgendaItem, by: int, now: datetime) -> None:
    topic, meeting = item.topic, item.meeting
    if topic is None or topic.body_id != meeting.body_id:
        raise Refused(Refusal.TOPIC_GONE)
    try:
        topic_acts.put_on_agenda(topic, _called(meeting), by, now)
    except MoveRefused:
        raise Refused(Refusal.TOPIC_GONE) from None


def _answer(demand: Demand, meeting: Meeting, by: int, now: datetime) -> None:
    if not _is_of(demand, meeting.body):
        raise Refused(Refusal.DEMAND_GONE)
    _in_time(demand, meeting, now)
    try:
        topic_acts.meet_demand(demand, _called(meeting), now, by)
    except demand_rules.Refused:
        raise Refused(Refusal.DEMAND_GONE) from None


def _in_time(demand: Demand, meeting: Meeting, called_at: datetime) -> None:
    called_on, on = (clock.local(at).date() for at in (called_at, meeting.starts_at))
    due = demand.due_on or called_on
    if on > demand_rules.last_day(due, called_on, habits.CALL_DAYS()):
        raise Refused(Refusal.DEMAND_TOO_LATE)


def moved(meeting: Meeting) -> None:
    """The meeting has another day. Refused where it would be too late for a duty that it answers,
    counted from the day on which it was called.
    """
    for item in queries.items(meeting.id):
        if item.demand is not None and meeting.called_at is not None:
            _in_time(item.demand, meeting, meeting.called_at)


def _called(meeting: Meeting) -> str:
    """What a meeting is called where its day matters; in Chinese, whoever acts."""
    with official():
        return f"{meeting.title}（{words.day(clock.local(meeting.starts_at).date())}）"


def called(meeting: Meeting, by: int, now: datetime) -> None:
    """A meeting has just been called: its topics are on its agenda, and the duties that its items
    answer, and no others, are met (art. 26, 28).
    """
    for item in queries.items(meeting.id):
        _take_up(item, by, now)


def free(item: AgendaItem, reason: str, by: int, now: datetime) -> None:
    """The topic of an item that will not be dealt with waits for another meeting, and the duty that
    it answered stands open again; ``reason`` is public. A draft had kept neither.
    """
    topic, demand, meeting = item.topic, item.demand, item.meeting
    if topic is not None and meeting.called_at is not None and topic.state == State.ON_AGENDA:
        topic_acts.back_to_routed(topic, reason, by, now)
    if demand is not None and meeting.called_at is not None:
        _reopen(item, by, now)
    item.topic = item.demand = None


def _settle_duty(item: AgendaItem, voted: bool, by: int | None, now: datetime) -> None:
    """A duty is dealt with by a vote under its item, or by words of some length that nobody who
    signed contradicts; without either, or without a quorum, it stands open again (art. 26, 28).
    """
    demand, meeting = item.demand, item.meeting
    if demand is None:
        return
    if meeting.lacked_quorum or not (voted or demand_rules.says_enough(item.note)):
        _reopen(item, by, now)
    elif not voted:
        topic_acts.word_demand(demand, _called(meeting), now, by)


def settle(meeting: Meeting, outcomes: Mapping[int, str], by: int | None, now: datetime) -> None:
    """A meeting ends: a topic whose item came to an outcome (item → in few words) is decided, any
    other waits for the next meeting.
    """
    for item in queries.items(meeting.id):
        _settle_duty(item, item.id in outcomes, by, now)
        topic = item.topic
        if topic is None or topic.state != State.ON_AGENDA:
            continue
        if item.id in outcomes:
            topic_acts.decide(topic, outcomes[item.id], by, now)
        else:
            topic_acts.back_to_routed(topic, f"{_called(meeting)}没有议完", by, now)
