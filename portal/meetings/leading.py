"""Opening a meeting, closing it, and noting what was said: acts of its chair and its clerk."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
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
    figures = {"entitled": there.entitled, "present": there.present}
    record(kinds.OPENED, by, now, meeting=meeting.id, title=meeting.title, **figures)


def close(meeting: Meeting, by: int, now: datetime) -> None:
    """Refused while something that was begun in it is not at its end. Where it decided
    nothing, which takes a quorum, and has none at its end, it does not count as one that was held
    (art. 28, 29); who leaves after a vote does not undo the meeting.
    """
    demand_lead(meeting, by)
    demand(meeting, Act.CLOSE)
    hindrance = panels.hindrance(meeting)
    if hindrance is not None:
        raise Refused(Refusal.HINDERED, hindrance)
    meeting.closed_at = now
    outcomes = panels.outcomes(meeting)
    there = presence.of(meeting.id, meeting.body.sort)
    meeting.lacked_quorum = not outcomes and not there.has_quorum
    panels.ended(meeting, by, now)
    dealing.settle(meeting, outcomes, by, now)
    record(kinds.CLOSED, by, now, meeting=meeting.id, title=meeting.title)


def note(item: AgendaItem, text: str, by: int, now: datetime) -> None:
    """What was said on an item, for the minutes."""
    meeting = item.meeting
    demand_lead(meeting, by)
    demand(meeting, Act.NOTE)
    item.note = text
    record(kinds.NOTED, by, now, title=meeting.title, number=item.position)
