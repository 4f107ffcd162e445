"""Reminders, sent by ``tick``: each once, however often it goes round."""

from datetime import datetime

from portal.core import clock, outbox
from portal.core.db import writing
from portal.meetings import dealing, kinds, leading, panels, papers, queries, roll, rules
from portal.meetings.calling import about
from portal.meetings.models import Meeting
from portal.meetings.rules import Act, Called, Reminder


def tick(now: datetime) -> None:
    """Reminds the people of the meetings that come, opens again the duties of those that nobody
    opened on their day, and ends those that nobody closed.
    """
    for meeting_id in [one.id for one in queries.coming(now)]:
        with writing():
            remind(queries.locked(meeting_id), now)
    today = clock.local(now).date()
    for meeting_id in queries.not_held(today):
        with writing():
            dealing.not_held(queries.locked(meeting_id), now)
    for meeting_id in queries.left_open(today):
        panels.left_open(meeting_id, now)
        with writing():
            leading.end_left_open(queries.locked(meeting_id), now)


def remind(meeting: Meeting, now: datetime) -> None:
    """Sends what is due and was not sent yet, in the caller's transaction."""
    if meeting.called_at is None or not rules.may(Act.OPEN, meeting.state):
        return
    due = rules.reminders_due(meeting.called_at, meeting.starts_at, now, kinds.REMIND_HOURS())
    if Reminder.DAY in due and meeting.reminded_day_at is None:
        meeting.reminded_day_at = now
        roll.refresh(meeting)
        _tell(meeting, kinds.TELL_TOMORROW, now)
    if Reminder.HOUR in due and meeting.reminded_hour_at is None:
        meeting.reminded_hour_at = now
        _tell(meeting, kinds.TELL_SOON, now)
    if Reminder.PAPERS in due and meeting.reminded_papers_at is None:
        meeting.reminded_papers_at = now
        _tell_of_papers(meeting, now)


def _tell(meeting: Meeting, kind: str, now: datetime) -> None:
    """Not to who has said that they cannot come."""
    people = [
        row.person_id
        for row in queries.called(meeting.id)
        if not row.excused and not row.is_present
    ]
    outbox.tell(people, kind, now, **about(meeting))


def _tell_of_papers(meeting: Meeting, now: datetime) -> None:
    """Members alone: nobody asks a whole community what it has read."""
    if Called(meeting.electorate) is not Called.MEMBERS:
        return
    for person_id, count in papers.unread(meeting.id).items():
        outbox.tell([person_id], kinds.TELL_UNREAD, now, **about(meeting), count=count)
