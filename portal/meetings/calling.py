"""Drafting a meeting, calling it, changing it afterwards, cancelling it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, select

from portal.audit.actions import hold, record
from portal.core import clock, outbox
from portal.core.db import db
from portal.meetings import dealing, kinds, panels, queries, roll, rules
from portal.meetings.models import AgendaItem, Meeting, Paper
from portal.meetings.refusing import Refused, ask, demand
from portal.meetings.rules import Act, Refusal, State


@dataclass(frozen=True)
class Plan:
    """What the desk says of a meeting. Body and electorate stay as they were once it is called."""

    body_id: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    electorate: str
    chair_id: int
    clerk_id: int
    observers: bool


def draft(plan: Plan, by: int, now: datetime) -> Meeting:
    """Sent twice, it is one; all who draft queue for the record's head."""
    ask(_span(plan))
    hold()
    own = select(Meeting).filter_by(**vars(plan), drafted_by=by, called_at=None, cancelled_at=None)
    same = db.session.scalars(own.limit(1)).first()
    if same is not None:
        return same
    meeting = Meeting(**vars(plan), door_secret=token_hex(16), drafted_by=by)
    db.session.add(meeting)
    db.session.flush()
    record(kinds.DRAFTED, by, now, title=meeting.title)
    return meeting


def _span(of: Plan | Meeting) -> Refusal | None:
    return rules.span_refusal(*(clock.local(at).date() for at in (of.starts_at, of.ends_at)))


def discard(meeting: Meeting, by: int, now: datetime) -> None:
    """A draft that nobody needs goes, with its agenda; its topics wait again."""
    demand(meeting, Act.DISCARD)
    title, items = meeting.title, queries.items(meeting.id)
    for item in items:
        dealing.free(item, "", by, now)
    ids = [item.id for item in items]
    db.session.execute(delete(Paper).where(Paper.item_id.in_(ids)))
    db.session.execute(delete(AgendaItem).where(AgendaItem.id.in_(ids)))
    db.session.delete(meeting)
    record(kinds.DISCARDED, by, now, title=title)


# ---- Calling ----


@dataclass(frozen=True)
class Check:
    """What the desk reads before it calls a meeting. ``last_day``: the last one on which it is
    called in time; ``bare``: agenda items without a paper.
    """

    days: int
    last_day: date
    in_time: bool
    voters: int
    silent: int
    items: list[AgendaItem]
    bare: list[AgendaItem]
    refusal: Refusal | None

    @property
    def only_late(self) -> bool:
        """Whether a reason for its urgency is all that it lacks."""
        return self.refusal is Refusal.TOO_LATE


def check(meeting: Meeting, now: datetime, urgent: bool = False) -> Check:
    """Whether a draft may be called now, and what it lacks. A constant number of queries."""
    people, items = roll.places(meeting), queries.items(meeting.id)
    days, day, today = days_ahead(meeting), roll.day_of(meeting), clock.local(now).date()
    voters = sum(one.votes for one in people)
    refusal = rules.call_refusal(today, day, days, urgent, len(items), voters)
    if meeting.starts_at <= now:
        refusal = Refusal.IN_THE_PAST
    refusal = refusal or _span(meeting)
    return Check(
        days,
        rules.last_day(day, days),
        rules.in_time(today, day, days),
        voters,
        len(people) - voters,
        items,
        _bare(items),
        refusal,
    )


def days_ahead(meeting: Meeting) -> int:
    by = meeting.figures
    return rules.notice_days(meeting.body.sort, by.notice_days, by.papers_days)


def _bare(items: list[AgendaItem]) -> list[AgendaItem]:
    standing = Paper.item_id.in_([item.id for item in items]), Paper.withdrawn_at.is_(None)
    have = set(db.session.scalars(select(Paper.item_id).where(*standing)))
    return [item for item in items if item.id not in have]


def call(meeting: Meeting, by: int, now: datetime, urgent_reason: str = "") -> None:
    """Takes the roll and tells everyone on it. Refused with what the meeting lacks; a reason for
    its urgency is kept, and public, only where it was needed.
    """
    demand(meeting, Act.CALL)
    found = check(meeting, now, urgent=bool(urgent_reason))
    ask(found.refusal)
    meeting.keep_figures()
    meeting.called_at, meeting.called_by = now, by
    meeting.urgent_reason = None if found.in_time else urgent_reason
    roll.refresh(meeting)
    dealing.called(meeting, by, now)
    _tell(meeting, kinds.TELL_CALLED, now)
    kind = kinds.CALLED if found.in_time else kinds.CALLED_URGENTLY
    reason = {} if found.in_time else {"reason": urgent_reason}
    figures = {**about(meeting), "body": meeting.body.name, "entitled": found.voters}
    record(kind, by, now, **figures, **reason)


# ---- After calling ----


def change(meeting: Meeting, plan: Plan, by: int, now: datetime, urgent_reason: str = "") -> None:
    """A draft freely; once it is called, all but its body and electorate, and everyone is told of
    another time or place. Refused where an earlier day leaves too little notice.
    """
    demand(meeting, Act.CHANGE)
    ask(_span(plan))
    wanted = dict(vars(plan))
    if meeting.state is State.DRAFT:
        _set(meeting, wanted)
        return
    del wanted["body_id"], wanted["electorate"]
    old_day, new_day = roll.day_of(meeting), clock.local(plan.starts_at).date()
    today, days = clock.local(now).date(), days_ahead(meeting)
    if plan.starts_at <= now and plan.starts_at != meeting.starts_at:
        raise Refused(Refusal.IN_THE_PAST)
    ask(rules.move_refusal(today, old_day, new_day, days, bool(urgent_reason)))
    late = rules.move_refusal(today, old_day, new_day, days, urgent=False) is not None
    if late:
        meeting.urgent_reason = urgent_reason
    if _set(meeting, wanted):
        dealing.moved(meeting)
        _moved(meeting, by, now, urgent_reason if late else "")


def _set(meeting: Meeting, wanted: dict[str, Any]) -> bool:
    """Whether time or place are others than before."""
    before = meeting.starts_at, meeting.ends_at, meeting.place
    for name, value in wanted.items():
        setattr(meeting, name, value)
    return before != (meeting.starts_at, meeting.ends_at, meeting.place)


def _moved(meeting: Meeting, by: int, now: datetime, reason: str) -> None:
    """Its calendar file has a newer version, and whoever was reminded is reminded anew."""
    meeting.sequence += 1
    if meeting.starts_at - now > timedelta(days=1):
        meeting.reminded_day_at = None
    meeting.reminded_hour_at = None
    new = roll.refresh(meeting)
    told = set(roll.called(meeting.id)) - set(new)
    outbox.tell(sorted(told), kinds.TELL_CHANGED, now, **about(meeting))
    outbox.tell(new, kinds.TELL_CALLED, now, **about(meeting))
    if reason:
        record(kinds.MOVED_URGENTLY, by, now, **about(meeting), reason=reason)
    else:
        record(kinds.CHANGED, by, now, **about(meeting))


def cancel(meeting: Meeting, reason: str, by: int, now: datetime) -> None:
    """For a reason that is public; its topics wait for another meeting."""
    demand(meeting, Act.CANCEL)
    meeting.cancelled_at, meeting.cancel_reason = now, reason
    meeting.sequence += 1
    panels.ended(meeting, by, now)
    for item in queries.items(meeting.id):
        dealing.free(item, f"《{meeting.title}》取消：{reason}", by, now)
    _tell(meeting, kinds.TELL_CANCELLED, now, reason=reason)
    record(kinds.CANCELLED, by, now, **about(meeting), reason=reason)


def _tell(meeting: Meeting, kind: str, now: datetime, **more: str) -> None:
    outbox.tell(roll.called(meeting.id), kind, now, **about(meeting), **more)


def about(meeting: Meeting) -> dict[str, Any]:
    """How messages and the record name it; nothing personal."""
    start = clock.local(meeting.starts_at).strftime("%Y-%m-%d %H:%M")
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "start": start,
        "place": meeting.place,
    }
