"""Reminders: each once, however often ``tick`` goes round."""

from datetime import datetime, timedelta

import pytest

from portal.core import clock, outbox, settings
from portal.core.db import db, writing
from portal.meetings import calling, due, kinds, papers, queries
from tests.meetings.making import (
    MeetingInTest,
    called_meeting,
    make_body,
    people_of,
    seat_somebody,
)
from tests.world import World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def tick(at: datetime) -> None:
    for _twice in range(2):
        due.tick(at)


def told(person_id: int) -> list[str]:
    """What somebody was reminded of, oldest first."""
    db.session.rollback()
    reminders = kinds.TELL_TOMORROW, kinds.TELL_SOON, kinds.TELL_UNREAD
    found = [one.kind for one in outbox.latest(person_id, 50)]
    return [kind for kind in reversed(found) if kind in reminders]


@pytest.fixture
def made(world: World) -> MeetingInTest:
    return called_meeting(world)


def test_a_day_before_and_two_hours_before_once_each(made: MeetingInTest) -> None:
    starts_at, member = made.row.starts_at, made.voters[0]
    tick(starts_at - DAY - timedelta(seconds=1))
    assert told(member) == []
    tick(starts_at - DAY)
    assert told(member) == [kinds.TELL_TOMORROW]
    tick(starts_at - 2 * HOUR)
    assert told(member) == [kinds.TELL_TOMORROW, kinds.TELL_SOON]
    tick(starts_at + HOUR)
    assert told(member) == [kinds.TELL_TOMORROW, kinds.TELL_SOON]


def test_the_second_reminder_is_a_setting(made: MeetingInTest) -> None:
    with writing():
        settings.change(kinds.REMIND_HOURS, 0, clock.now())
    starts_at = made.row.starts_at
    tick(starts_at - DAY)
    tick(starts_at - HOUR)
    assert told(made.voters[0]) == [kinds.TELL_TOMORROW]


def test_who_is_excused_is_left_in_peace(made: MeetingInTest) -> None:
    row = queries.attendance(made.id, made.voters[0])
    assert row is not None
    row.excused = "住院"
    db.session.commit()
    tick(made.row.starts_at - DAY)
    assert (told(made.voters[0]), told(made.voters[1])) == ([], [kinds.TELL_TOMORROW])


def test_who_was_seated_since_is_reminded_too(world: World) -> None:
    body = make_body(world, 3)
    made = called_meeting(world, body)
    new = seat_somebody(world, body).person_id
    tick(made.row.starts_at - DAY)
    assert told(new) == [kinds.TELL_TOMORROW]
    assert new in made.voters


def test_unread_papers_are_reminded_of_two_days_before(made: MeetingInTest) -> None:
    reader, other = made.voters[:2]
    with writing():
        one = papers.add(made.item(), "方案", "文字", None, False, 1, clock.now())
        papers.add(made.item(), "报价", "文字", None, False, 1, clock.now())
        papers.mark_read(one, reader, clock.now())
    with writing():
        second = papers.of_meeting(made.id)[made.item().id][1]
        papers.mark_read(second, reader, clock.now())
    tick(made.row.starts_at - 2 * DAY)
    assert told(reader) == []
    assert told(other) == [kinds.TELL_UNREAD]
    assert "还有 2 份材料您没有看" in outbox.latest(other, 1)[0].sentence


def test_a_cancelled_meeting_reminds_nobody(made: MeetingInTest) -> None:
    row = made.row
    row.cancelled_at = clock.now()
    db.session.commit()
    tick(row.starts_at - DAY)
    assert told(made.voters[0]) == []


def test_a_meeting_that_was_moved_is_reminded_of_anew(made: MeetingInTest) -> None:
    tick(made.row.starts_at - DAY)
    with writing():
        meeting = queries.locked(made.id)
        fields = {name: getattr(meeting, name) for name in calling.Plan.__dataclass_fields__}
        fields |= {"starts_at": meeting.starts_at + 3 * DAY, "ends_at": meeting.ends_at + 3 * DAY}
        calling.change(meeting, calling.Plan(**fields), meeting.drafted_by, clock.now())
    tick(made.row.starts_at - DAY)
    assert told(made.voters[0]) == [kinds.TELL_TOMORROW] * 2
    assert len(people_of(made.row.body)) == 3
