"""Opening a meeting, closing it, and noting what was said: acts of its chair and its clerk."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db
from portal.meetings import dealing, kinds, panels, presence, queries, roll, rules
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.refusing import Refused, ask, demand, demand_lead
from portal.meetings.rules import Act, Refusal


def open_(meeting: Meeting, by: int, now: datetime) -> None:
    """Opens it and freezes its roll. No quorum is needed for that, but for every vote."""
    demand_lead(meeting, by)
    demand(meeting, Act.OPEN)
    ask(rules.opening_refusal(meeting.starts_at, meeting.ends_at, now))
    if queries.under_way(meeting.body_id) is not None:
        raise Refused(Refusal.ANOTHER_OPEN)
    roll.refresh(meeting)
    meeting.opened_at = now
    try:
        db.session.flush()
    except IntegrityError:  # another one of the same body, opened at the same moment
        raise Refused(Refusal.ANOTHER_OPEN) from None
    there = presence.of(meeting.id, meeting.body.sort)
    meeting.quorum_at = now if there.has_quorum else None
    figures = {"entitled": there.entitled, "present": there.present}
    record(kinds.OPENED, by, now, meeting=meeting.id, title=meeting.title, **figures)


def close(meeting: Meeting, by: int, now: datetime) -> None:
    """Refused while something that was begun in it is not at its end. It had its quorum if it had
    one when it was opened, at a vote, or has one at its end, else it does not count as one that was
    held (art. 28, 29); who leaves does not undo the meeting.
    """
    demand_lead(meeting, by)
    demand(meeting, Act.CLOSE)
    hindrance = panels.hindrance(meeting)
    if hindrance is not None:
        raise Refused(Refusal.HINDERED, hindrance)
    there = presence.of(meeting.id, meeting.body.sort)
    _end(meeting, now if there.has_quorum else None, by, now)
    kind = kinds.CLOSED_SHORT if meeting.lacked_quorum else kinds.CLOSED
    record(kind, by, now, meeting=meeting.id, title=meeting.title)


def end_left_open(meeting: Meeting, now: datetime) -> None:
    """Nobody said that it was over: it ends by itself, and what it did not come to waits again.
    Who is still signed in by then says nothing of a quorum. Safe to run twice.
    """
    if not rules.may(Act.CLOSE, meeting.state) or panels.hindrance(meeting) is not None:
        return
    meeting.left_open = True
    _end(meeting, None, None, now)
    about = {"meeting": meeting.id, "title": meeting.title}
    outbox.tell(sorted({meeting.chair_id, meeting.clerk_id}), kinds.TELL_LEFT_OPEN, now, **about)
    record(kinds.LEFT_OPEN, None, now, **about)


def _end(meeting: Meeting, quorum_at: datetime | None, by: int | None, now: datetime) -> None:
    meeting.closed_at = now
    meeting.quorum_at = meeting.quorum_at or panels.voted(meeting) or quorum_at
    meeting.lacked_quorum = meeting.quorum_at is None
    outcomes = panels.outcomes(meeting)
    panels.ended(meeting, by, now)
    dealing.settle(meeting, outcomes, by, now)


def note(item: AgendaItem, text: str, by: int, now: datetime) -> None:
    """What was said on an item, for the minutes."""
    meeting = item.meeting
    demand_lead(meeting, by)
    demand(meeting, Act.NOTE)
    item.note = text
    record(kinds.NOTED, by, now, title=meeting.title, number=item.position)
