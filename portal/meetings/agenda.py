"""The agenda of a meeting: its items, in their order, and the residents' topics they take up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.db import db
from portal.meetings import dealing, kinds, queries, roll, rules
from portal.meetings.models import AgendaItem, Meeting, Paper
from portal.meetings.refusing import Refused, demand
from portal.meetings.rules import Act, Refusal, State
from portal.topics.demands.models import Demand
from portal.topics.models import Topic


def add(
    meeting: Meeting,
    title: str,
    text: str,
    topic: Topic | None,
    by: int,
    now: datetime,
    late_reason: str = "",
    answers: Demand | None = None,
) -> AgendaItem:
    """One more item, the last one; ``answers``: the duty to convene that it meets, whose words it
    bears. Refused once papers are due, except for a reason that is public.
    """
    demand(meeting, Act.CHANGE)
    title = answers.subject if answers is not None else title
    items = queries.items(meeting.id)
    said = title, text, topic.id if topic else None
    for one in items:
        if (one.title, one.text, one.topic_id) == said:
            return one  # sent twice, it is one
    late = is_late(meeting, now, late_reason)
    last = max((one.position for one in items), default=0)
    item = AgendaItem(
        meeting_id=meeting.id,
        position=last + 1,
        title=title,
        text=text,
        late_reason=late_reason if late else None,
    )
    db.session.add(item)
    db.session.flush()
    dealing.name(item, topic, answers, by, now)
    _tell_changed(meeting, title, by, now)
    return item


def change(
    item: AgendaItem, title: str, text: str, by: int, now: datetime, late_reason: str = ""
) -> None:
    """Other words for it. Refused once papers are due, except for a reason that is public; what it
    is called stays, where people demanded it by that name.
    """
    meeting = item.meeting
    demand(meeting, Act.CHANGE)
    if item.demand_id is not None and title != item.title:
        raise Refused(Refusal.ANSWERS_DEMAND)
    if (item.title, item.text) != (title, text):
        if is_late(meeting, now, late_reason):
            item.late_reason = late_reason
        item.title, item.text = title, text
        _tell_changed(meeting, title, by, now)


def take_off(item: AgendaItem, by: int, now: datetime) -> None:
    """Off the agenda, its topic waits again. Refused of a meeting that is called for its last item,
    and for one with a paper: that is withdrawn with a reason first, and stays to be seen.
    """
    meeting, title = item.meeting, item.title
    demand(meeting, Act.CHANGE)
    papers = list(db.session.scalars(select(Paper).where(Paper.item_id == item.id)))
    if papers and meeting.state is not State.DRAFT:
        raise Refused(Refusal.HAS_PAPERS)
    for paper in papers:
        db.session.delete(paper)
    db.session.flush()
    dealing.free(item, f"《{title}》从议程里拿掉了", by, now)
    db.session.delete(item)
    try:
        db.session.flush()
    except IntegrityError:  # a room above holds something of it
        raise Refused(Refusal.IN_USE) from None
    left = queries.items(meeting.id)
    if not left and meeting.state is not State.DRAFT:
        raise Refused(Refusal.LAST_ITEM)
    _number(left)
    _tell_changed(meeting, title, by, now)


def move_up(item: AgendaItem, by: int, now: datetime) -> None:
    """Before the one that stood before it; the first one stays."""
    meeting = item.meeting
    demand(meeting, Act.CHANGE)
    items = queries.items(meeting.id)
    place = items.index(item)
    if place > 0:
        items[place - 1], items[place] = items[place], items[place - 1]
        _number(items)
        _tell_changed(meeting, item.title, by, now)


def _number(items: Sequence[AgendaItem]) -> None:
    """1, 2, 3 …; by way of numbers that nobody has, since each stands there once."""
    for place, item in enumerate(items, 1):
        item.position = -place
    db.session.flush()
    for item in items:
        item.position = -item.position
    db.session.flush()


def is_late(meeting: Meeting, now: datetime, reason: str) -> bool:
    """Whether it comes later than the body asks; Refused without a reason. A draft asks nothing:
    its notice is asked for when it is called.
    """
    if meeting.state is State.DRAFT:
        return False
    today, days = clock.local(now).date(), meeting.figures.papers_days
    late = not rules.in_time(today, roll.day_of(meeting), days)
    if late and not reason:
        raise Refused(Refusal.PAPER_TOO_LATE)
    return late


def _tell_changed(meeting: Meeting, title: str, by: int, now: datetime) -> None:
    """Nobody has to be told of a draft."""
    if meeting.state is State.DRAFT:
        return
    about = {"meeting": meeting.id, "title": meeting.title, "item": title}
    outbox.tell(roll.called(meeting.id), kinds.TELL_AGENDA, now, **about)
    record(kinds.AGENDA_CHANGED, by, now, **about)
