"""Signing in, leaving and coming back, and excusing oneself."""

from datetime import date, datetime

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.db import db, insert_once
from portal.meetings import kinds, queries, rules
from portal.meetings.models import Attendance, Meeting
from portal.meetings.refusing import Refused, ask, demand
from portal.meetings.rules import Act, Refusal, Via
from portal.roster.models import Person


def sign_in(
    meeting: Meeting, person_id: int, via: Via, now: datetime, by: int | None = None
) -> None:
    """Somebody is in the room: a member, or a resident without a vote where observers may sit in.
    Twice is once; who had left is back. ``by``: who of the desk did it for them.
    """
    ask(rules.signing_refusal(meeting.state, meeting.starts_at, now))
    row = queries.attendance(meeting.id, person_id) or _observer(meeting, person_id, now)
    if row.is_present:
        return
    row.arrived_at, row.left_at, row.signed_out_by = row.arrived_at or now, None, None
    row.via, row.signed_in_by = via, by
    _tell(meeting, person_id, by, kinds.TELL_SIGNED_IN, now)
    record(kinds.SIGNED_IN if by else kinds.ARRIVED, by or person_id, now, title=meeting.title)


def _tell(meeting: Meeting, person_id: int, by: int | None, kind: str, now: datetime) -> None:
    """Nobody is in a room, or out of it, by somebody else's hand without hearing of it."""
    if by is not None and by != person_id:
        outbox.tell([person_id], kind, now, meeting=meeting.id, title=meeting.title)


def _observer(meeting: Meeting, person_id: int, now: datetime) -> Attendance:
    """A row without a vote. At an assembly any resident may sit in (art. 28)."""
    if not rules.admits(meeting.body.sort, meeting.observers):
        raise Refused(Refusal.NO_OBSERVERS)
    if not _lives_here(person_id, clock.local(now).date()):
        raise Refused(Refusal.NOT_CALLED_TO_IT)
    insert_once(Attendance, meeting_id=meeting.id, person_id=person_id, votes=False)
    row = queries.attendance(meeting.id, person_id)
    if row is None:
        raise LookupError(person_id)
    return row


def _lives_here(person_id: int, today: date) -> bool:
    person = db.session.get(Person, person_id)
    if person is None or person.household_id is None or person.merged_into_id is not None:
        return False
    return person.left_on is None or person.left_on > today


def sign_out(meeting: Meeting, person_id: int, now: datetime, by: int | None = None) -> None:
    """Somebody leaves the room; who is not there has left already."""
    demand(meeting, Act.SIGN_IN)
    row = queries.attendance(meeting.id, person_id)
    if row is None:
        raise Refused(Refusal.NOT_HERE)
    if row.is_present:
        row.left_at, row.signed_out_by = now, by
        _tell(meeting, person_id, by, kinds.TELL_SIGNED_OUT, now)
        record(kinds.SIGNED_OUT if by else kinds.LEFT, by or person_id, now, title=meeting.title)


def excuse(meeting: Meeting, person_id: int, reason: str, now: datetime) -> None:
    """A member cannot come, and says why; without a reason they come after all."""
    demand(meeting, Act.EXCUSE)
    row = queries.attendance(meeting.id, person_id)
    if row is None or not row.is_called:
        raise Refused(Refusal.NOT_CALLED_TO_IT)
    row.excused = reason or None
    record(kinds.EXCUSED, person_id, now, title=meeting.title)
