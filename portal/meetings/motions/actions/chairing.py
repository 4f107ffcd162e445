"""Who is in the chair: the meeting's, or a member in the room who chairs instead. Each step inside
the caller's ``writing()``.
"""

from datetime import datetime

from portal.audit.actions import record
from portal.core import outbox
from portal.meetings.models import Meeting
from portal.meetings.motions import kinds, queries, rules
from portal.meetings.motions.rules import No, Refused
from portal.meetings.rules import State


def hand_over(meeting: Meeting, person_id: int, by_id: int, now: datetime) -> None:
    """A member in the room takes the chair: from who is in it, or, where they are not in the room,
    as the clerk puts down. Never the clerk. Everyone of the meeting is told. Refused.
    """
    if meeting.state is not State.OPEN:
        raise Refused(No.MEETING_NOT_OPEN)
    in_chair = meeting.stand_in_id or meeting.chair_id
    if by_id != in_chair and (by_id != meeting.clerk_id or _is_here(meeting, in_chair)):
        raise Refused(No.CHAIR_HERE if by_id == meeting.clerk_id else No.NOT_CHAIRING)
    row = queries.attendance(meeting.id, person_id)
    if person_id == meeting.clerk_id or row is None or not (row.votes and row.is_present):
        raise Refused(No.NOT_SEATED)
    meeting.stand_in_id = None if person_id == meeting.chair_id else person_id
    _known(meeting, by_id, now)


def take_back(meeting: Meeting, by_id: int, now: datetime) -> None:
    """The meeting's own chair is back; or who chairs instead gives it back to them. Refused."""
    if meeting.stand_in_id is None or by_id not in (meeting.chair_id, meeting.stand_in_id):
        raise Refused(No.NOT_CHAIRING)
    meeting.stand_in_id = None
    _known(meeting, by_id, now)


def _is_here(meeting: Meeting, person_id: int) -> bool:
    row = queries.attendance(meeting.id, person_id)
    return row is not None and row.is_present


def _known(meeting: Meeting, by_id: int, now: datetime) -> None:
    about = {"meeting": meeting.id, "title": meeting.title}
    stands_in = meeting.stand_in_id is not None
    people = [one for one in queries.everyone(meeting.id) if one != by_id]
    told = kinds.TOLD_STAND_IN if stands_in else kinds.TOLD_CHAIR_BACK
    outbox.tell(sorted({*people, meeting.chair_id} - {by_id}), told, now, **about)
    record(kinds.STAND_IN if stands_in else kinds.CHAIR_BACK, by_id, now, **about)


def in_chair(meeting: Meeting, person_id: int) -> bool:
    return rules.chairs(person_id, meeting.chair_id, meeting.stand_in_id)
