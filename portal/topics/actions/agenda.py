"""What the meetings' room does with a topic: onto an agenda, off it again, decided.

Each function acts inside the caller's ``writing()``; the state decides, so that no topic stands on
two agendas. MoveRefused where it is not where the move starts.
"""

from datetime import datetime

from portal.topics import queries
from portal.topics.actions.moving import announce, step
from portal.topics.demands import actions as demands
from portal.topics.demands.models import Demand
from portal.topics.models import Topic
from portal.topics.rules import Move, MoveRefused, Office


def put_on_agenda(topic: Topic, meeting: str, by: int | None, now: datetime) -> None:
    """``meeting``: what it is called in public, with its day. MoveRefused too while a consultation
    on the topic is under way.
    """
    topic = queries.locked(topic.id)
    if queries.is_consulted_on(topic.id):
        raise MoveRefused
    made = step(topic, Move.SCHEDULE, Office.BODY, by, now, note=meeting, body_id=topic.body_id)
    announce(topic, made, now, note=meeting)


def back_to_routed(topic: Topic, reason: str, by: int | None, now: datetime) -> None:
    """The meeting did not take it up, was cancelled, or put it off; ``reason`` is public."""
    topic = queries.locked(topic.id)
    made = step(topic, Move.UNSCHEDULE, Office.BODY, by, now, reason=reason, body_id=topic.body_id)
    announce(topic, made, now, reason=reason)


def decide(topic: Topic, outcome: str, by: int | None, now: datetime) -> None:
    """``outcome``: in public and in few words, such as a resolution's number, or 未通过."""
    topic = queries.locked(topic.id)
    made = step(topic, Move.DECIDE, Office.BODY, by, now, note=outcome, body_id=topic.body_id)
    announce(topic, made, now, note=outcome)


def meet_demand(demand: Demand, meeting: str, now: datetime, by: int | None = None) -> None:
    """The meeting that answers a demand is called: the duty is met. ``demand``: one of
    ``queries.open_duties()``. ``demands.rules.Refused`` where it is open no more.
    """
    demands.meet(demand, meeting, now, by)


def word_demand(demand: Demand, meeting: str, now: datetime, by: int | None = None) -> None:
    """The meeting that answered a demand has ended, and only words say that it dealt with it."""
    demands.word(demand, meeting, now, by)


def reopen_demand(demand: Demand, meeting: str, now: datetime, by: int | None = None) -> None:
    """The meeting that answered a demand is cancelled, or answers it no more."""
    demands.reopen(demand, meeting, now, by)
