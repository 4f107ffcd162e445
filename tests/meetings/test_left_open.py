"""A meeting ends on its day: nobody moves its end away, and one that nobody closes ends by itself
(居民委员会组织法 art. 26, 28). It had its quorum if it had one when it was opened, or at a vote.
"""

from datetime import date, datetime, timedelta

import pytest

from portal.audit import queries as audit
from portal.bodies.rules import Kind as BodyKind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import calling, due, kinds, leading, queries, rules
from portal.meetings.calling import Plan
from portal.meetings.models import Meeting
from portal.meetings.motions import queries as motions
from portal.meetings.motions.actions import closing, slips
from portal.meetings.motions.models import MotionPaper
from portal.meetings.motions.rules import No, PaperCount
from portal.meetings.motions.rules import Refused as Hindered
from portal.meetings.motions.rules import State as Motion
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal
from portal.topics.demands.rules import State
from tests.meetings.making import MeetingInTest, called_meeting, make_body, open_meeting
from tests.meetings.motions.room import Room, make_room
from tests.meetings.test_duties import call, draft, duty, get
from tests.meetings.test_duties import page as page_of
from tests.topics.making import told
from tests.world import World, post

D = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("ends_on", "refused"),
    [(D, None), (date(2026, 5, 5), None), (date(2026, 5, 6), Refusal.TOO_LONG)],
)
def test_a_meeting_ends_on_its_day_or_in_the_night_after_it(
    ends_on: date, refused: Refusal | None
) -> None:
    assert rules.span_refusal(D, ends_on) is refused


def plan(row: Meeting, ends_at: datetime) -> Plan:
    return Plan(
        row.body_id, row.title, row.place, row.starts_at, ends_at, row.electorate, row.chair_id,
        row.clerk_id, row.observers,
    )  # fmt: skip


def test_nobody_moves_the_end_of_a_meeting_to_another_year(world: World) -> None:
    made = called_meeting(world)
    later = plan(made.row, made.row.ends_at + timedelta(days=2))
    for act in (
        lambda: calling.change(queries.locked(made.id), later, 1, clock.now()),
        lambda: calling.draft(later, 1, clock.now()),
    ):
        with pytest.raises(Refused) as no, writing():
            act()
        assert no.value.reason is Refusal.TOO_LONG
    with writing():
        night = plan(made.row, made.row.starts_at + timedelta(hours=23))
        calling.change(queries.locked(made.id), night, 1, clock.now())
    assert made.row.ends_at == made.row.starts_at + timedelta(hours=23)


def test_a_draft_that_ends_in_another_year_is_not_called(world: World) -> None:
    made = draft(world)
    row = made.row
    row.ends_at = row.starts_at + timedelta(days=9999)
    db.session.commit()
    with pytest.raises(Refused) as no:
        call(made)
    assert no.value.reason is Refusal.TOO_LONG


def test_the_desk_says_so_at_the_field_and_keeps_what_was_typed(world: World) -> None:
    made = called_meeting(world)
    typed = {"ends_at": "2099-01-01T10:00", "starts_at": "2026-12-30T10:00", "title": "大会"}
    staff = world.staff(Role.COMMITTEE_MEMBER)
    answer = post(staff, f"{made.desk}edit/", **typed)
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert "最晚到第二天" in shown
    assert 'id="ends_at-error"' in shown
    assert 'value="2099-01-01T10:00"' in shown


def test_an_end_that_was_moved_away_earlier_keeps_no_duty_met(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    row = made.row
    row.ends_at = row.starts_at + timedelta(days=9999)
    db.session.commit()
    day = clock.local(made.row.starts_at).date()
    due.tick(clock.end_of(day) + timedelta(hours=23))
    assert get(open_).state == State.MET
    due.tick(clock.end_of(day + timedelta(days=1)))
    assert get(open_).state == State.DUE


def last_moment(made: MeetingInTest | Room) -> datetime:
    row = made.row if isinstance(made, MeetingInTest) else made.meeting
    starts_on, ends_on = (clock.local(at).date() for at in (row.starts_at, row.ends_at))
    latest = min(ends_on, starts_on + timedelta(days=rules.DAYS_OVER_NIGHT))
    return clock.end_of(latest + timedelta(days=rules.DAYS_LEFT_OPEN))


def test_articles_26_and_28_a_meeting_left_open_ends_and_its_duty_stands_open_again(
    world: World,
) -> None:
    open_, body = duty(world), make_body(world, kind=BodyKind.ASSEMBLY)
    made = draft(world, open_, body)
    call(made)
    made.sign_in(*made.voters).open()
    ends = last_moment(made)
    due.tick(ends - timedelta(minutes=1))
    assert (made.row.closed_at, get(open_).state) == (None, State.MET)
    for _twice in "ab":
        due.tick(ends)
    row = made.row
    assert (row.closed_at, row.left_open, get(open_).state) == (ends, True, State.DUE)
    assert told(kinds.TELL_LEFT_OPEN) == sorted([row.chair_id, row.clerk_id])
    said = [one.sentence for one in audit.public_acts(1, 9).items]
    assert said.count("《第一次会议》没有宣布结束，到期自动结束") == 1
    assert "没有宣布结束" in world.app.test_client().get(made.address).get_data(as_text=True)
    assert f'href="{made.address}"' not in page_of(world, open_)


def test_another_meeting_of_the_body_opens_after_it(world: World) -> None:
    made = open_meeting(world)
    again = called_meeting(world, made.row.body)
    due.tick(last_moment(made))
    row = again.row
    row.starts_at, row.ends_at = clock.now(), clock.now() + timedelta(hours=1)
    db.session.commit()
    with writing():
        leading.open_(queries.locked(again.id), row.chair_id, clock.now())
    assert again.row.opened_at is not None


# ---- Its vote


def test_an_open_vote_is_counted_on_the_voices_that_it_has(world: World) -> None:
    room = make_room(world, size=4)
    motion_id = room.motion()
    room.open(motion_id)
    room.vote(motion_id, "for", *room.members[:3])
    due.tick(last_moment(room))
    motion = room.row(motion_id)
    assert (motion.stage, motion.closed_by) == (Motion.ADOPTED, None)
    assert room.figures(motion_id) == (4, 4, 3, 0, 0, 0)
    assert (room.meeting.left_open, room.meeting.lacked_quorum) == (True, False)


def test_a_secret_one_too(world: World) -> None:
    room = make_room(world, size=4)
    motion_id = room.motion(form="secret")
    room.open(motion_id)
    room.vote(motion_id, "against", *room.members[:3])
    due.tick(last_moment(room))
    assert room.row(motion_id).stage is Motion.REJECTED
    assert room.meeting.left_open


def test_a_vote_that_cannot_be_decided_keeps_no_meeting_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_given: object) -> None:
        raise Hindered(No.CANNOT_ANNUL)

    room = make_room(world, size=4)
    motion_id = room.motion()
    room.open(motion_id)
    monkeypatch.setattr(closing, "close", cannot)
    due.tick(last_moment(room))
    assert room.row(motion_id).stage is Motion.LAPSED
    assert room.meeting.left_open


def test_paper_that_nobody_counted_keeps_no_meeting_open(world: World) -> None:
    room = make_room(world, size=4)
    motion_id = room.motion(form="secret")
    room.open(motion_id)
    with writing():
        voice = room.voice(motion_id, room.members[3]).id
        slips.give_paper(motions.locked(motion_id), [voice], room.clerk, clock.now(), agreed=True)
    room.close(motion_id)
    with writing():
        counted = PaperCount(for_=1, against=0, abstain=0, spoilt=0, missing=0)
        closing.enter_paper(motions.locked(motion_id), counted, room.clerk, clock.now())
    assert db.session.query(MotionPaper).count() == 1
    assert room.row(motion_id).stage is Motion.COUNTING
    for _twice in "ab":
        due.tick(last_moment(room))
    assert room.row(motion_id).stage is Motion.LAPSED
    assert room.meeting.left_open
    assert db.session.query(MotionPaper).count() == 0
    assert [one.kind for one in audit.public_acts(1, 9).items].count("motion.abandoned") == 1


# ---- Its quorum (docs/adr/0007)


def close(made: MeetingInTest) -> Meeting:
    with writing():
        leading.close(queries.locked(made.id), made.row.chair_id, clock.now())
    return made.row


def opened(world: World, signed_in: int) -> MeetingInTest:
    """An assembly of three, opened by its chair while so many were there."""
    made = called_meeting(world, make_body(world, 3, BodyKind.ASSEMBLY))
    row = made.row
    row.starts_at, row.ends_at = clock.now(), clock.now() + timedelta(hours=2)
    db.session.commit()
    made.sign_in(*made.voters[:signed_in])
    with writing():
        leading.open_(queries.locked(made.id), made.row.chair_id, clock.now())
    return made


def leave(made: MeetingInTest, *people: int) -> None:
    for person_id in people:
        row = queries.attendance(made.id, person_id)
        assert row is not None
        row.left_at = clock.now()
    db.session.commit()


def test_article_29_who_leaves_before_the_end_does_not_undo_a_meeting_without_a_vote(
    world: World,
) -> None:
    made = opened(world, 3)
    leave(made, *made.voters[:2])
    shown = made.chair().get(made.address).get_data(as_text=True)
    assert "这次会议不算开成" not in shown
    row = close(made)
    assert (row.lacked_quorum, row.quorum_at is not None) == (False, True)
    assert queries.last_closed_on(row.body) == clock.today()
    shown = made.chair().get(made.address).get_data(as_text=True)
    assert "开会时人数够" in shown


def test_article_29_a_meeting_that_never_had_a_quorum_says_so_in_its_record(world: World) -> None:
    made = opened(world, 1)
    assert "这次会议不算开成" in made.chair().get(made.address).get_data(as_text=True)
    row = close(made)
    assert (row.lacked_quorum, row.quorum_at) == (True, None)
    assert "人数一直不够，不算开成" in made.chair().get(made.address).get_data(as_text=True)
    said = [one.sentence for one in audit.public_acts(1, 9).items]
    assert "《第一次会议》散会，到会的人一直不够，不算开成" in said


def test_article_29_who_came_late_made_the_quorum(world: World) -> None:
    made = opened(world, 1)
    made.sign_in(*made.voters)
    assert not close(made).lacked_quorum


def test_article_29_a_vote_shows_that_there_was_one_even_if_it_came_to_nothing(
    world: World,
) -> None:
    room = make_room(world, size=4)
    room.open(room.motion())
    room.close(room.row(1).id)
    for person_id in room.members[:3]:
        row = queries.attendance(room.meeting_id, person_id)
        assert row is not None
        row.left_at = clock.now()
    db.session.commit()
    with writing():
        leading.close(queries.locked(room.meeting_id), room.chair, clock.now())
    assert not room.meeting.lacked_quorum


def test_who_is_still_signed_in_days_later_makes_no_quorum(world: World) -> None:
    made = opened(world, 1)
    made.sign_in(*made.voters)
    due.tick(last_moment(made))
    assert made.row.lacked_quorum
