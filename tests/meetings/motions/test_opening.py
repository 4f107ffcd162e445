"""When a vote opens: with a quorum of those signed in, by who leads, one at a time."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from portal.bodies.rules import Base, Kind
from portal.core import clock, settings
from portal.core.db import db, writing
from portal.meetings.motions import habits, pages, queries
from portal.meetings.motions.actions import opening, voting
from portal.meetings.motions.models import (
    Motion,
)
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World


def test_art_29_33_of_51_representatives_signed_in_cannot_open_a_vote_the_34th_can(
    world: World,
) -> None:
    room = make_room(world, Kind.ASSEMBLY, 51, arrived=33)
    motion = room.motion()
    assert why_not(room.open, motion) == (No.NO_QUORUM, {"present": 33, "needed": 34})
    assert room.row(motion).state == "admitted"
    assert queries.roll(motion) == []
    room.sign_in(34)
    room.open(motion)
    assert room.row(motion).state == "open"
    assert room.figures(motion) == (51, 34, None, None, None, 0)
    assert len(queries.roll(motion)) == 34


def test_art_27_25_of_51_delegates_cannot_open_a_vote_the_26th_can(world: World) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING, 51, arrived=25)
    motion = room.motion()
    assert why_not(room.open, motion) == (No.NO_QUORUM, {"present": 25, "needed": 26})
    room.sign_in(26)
    room.open(motion)
    assert room.figures(motion) == (51, 26, None, None, None, 0)


def test_who_comes_after_the_opening_is_not_on_its_roll(world: World) -> None:
    room = make_room(world, arrived=5)
    motion = room.motion()
    room.open(motion)
    room.sign_in(6)
    assert len(queries.roll(motion)) == 5
    assert voting.own_voices(room.row(motion), room.members[5]) == []


def test_nobody_but_the_chair_opens_and_closes_not_even_the_clerk(room: Room) -> None:
    motion = room.motion()
    for other in (room.members[2], room.clerk):
        assert why_not(room.open, motion, other)[0] is No.NOT_CHAIRING
    room.open(motion)
    for other in (room.members[2], room.clerk):
        assert why_not(room.close, motion, other)[0] is No.NOT_CHAIRING
    room.close(motion)
    assert room.row(motion).state == "rejected"
    assert room.row(motion).opened_by == room.row(motion).closed_by == room.chair


def test_no_vote_opens_before_the_meeting_or_after_it(room: Room) -> None:
    motion = room.motion()
    room.end()
    assert why_not(room.open, motion)[0] is No.MEETING_NOT_OPEN
    with writing():
        room.meeting.closed_at = room.meeting.opened_at = None
    assert why_not(room.open, motion)[0] is No.MEETING_NOT_OPEN


def test_one_motion_at_a_time(room: Room) -> None:
    first, second = room.motion(), room.motion(title="第二件")
    room.open(first)
    assert why_not(room.open, second)[0] is No.OTHER_OPEN
    room.close(first)
    room.open(second)
    assert room.row(second).state == "open"


def test_the_database_itself_keeps_two_motions_from_being_open(room: Room) -> None:
    first, second = room.motion(), room.motion(title="第二件")
    room.open(first)
    with pytest.raises(IntegrityError), writing():
        db.session.get_one(Motion, second).state = "open"


def test_a_vote_goes_by_what_the_body_had_when_it_was_opened(world: World) -> None:
    room = make_room(world, base=Base.YES_NO, large_fen=None)
    motion = room.motion(amount_fen=5_000_000)
    room.open(motion)
    told = pages.rule(room.row(motion))
    room.set(base=Base.PRESENT, large_fen=100)
    assert pages.rule(room.row(motion)) == told
    room.vote(motion, "for", *room.members[:2])
    room.vote(motion, "against", room.members[2])
    room.close(motion)
    assert room.row(motion).state == "adopted"
    assert pages.rule(room.row(motion)) == told
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert "同意的多于反对的才通过" in made.rule


def test_a_body_that_is_no_more_opens_no_vote(room: Room) -> None:
    motion = room.motion()
    room.set(dissolved_on=clock.today())
    assert why_not(room.open, motion)[0] is No.BODY_GONE
    assert "这个会已经撤销" in room.client(room.chair).get(f"/motions/{motion}/lead/").text
    room.set(dissolved_on=clock.today() + timedelta(days=1))
    room.open(motion)
    assert room.row(motion).state == "open"


def test_no_vote_opens_before_the_hour_that_was_announced(room: Room) -> None:
    """Whoever comes on time has a voice in it, however early the meeting is opened."""
    motion = room.motion()
    with writing():
        meeting = queries.locked_meeting(room.meeting_id)
        meeting.starts_at = clock.now() + timedelta(minutes=30)
        meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    reason, said = why_not(room.open, motion)
    assert reason is No.BEFORE_START
    assert "到了时间才能表决" in room.client(room.chair).get(f"/motions/{motion}/lead/").text
    with time_machine.travel(clock.now() + timedelta(minutes=34)):
        room.open(motion)
    assert (room.row(motion).state, "when" in said) == ("open", True)


def test_no_vote_opens_before_those_in_the_room_had_time_to_doubt_it(room: Room) -> None:
    """Put by the chair and opened in the same second: three minutes, or as the community says."""
    motion = room.draft()
    room.submit(motion)
    put = room.row(motion).admitted_at
    assert put is not None
    reason, said = why_not(opened_at, room, motion, put)
    assert reason is No.JUST_PUT
    assert f"{said['when']} 以后才能开始表决" in html(
        room.client(room.chair), f"/motions/{motion}/lead/"
    )
    assert send(room.client(room.chair), motion, "open", "lead/", contested="no") == 422
    almost = put + timedelta(minutes=2, seconds=59)
    assert why_not(opened_at, room, motion, almost)[0] is No.JUST_PUT
    with writing():
        settings.change(habits.OPEN_MINUTES, 10, clock.now())
    assert why_not(opened_at, room, motion, put + timedelta(minutes=9))[0] is No.JUST_PUT
    opened_at(room, motion, put + timedelta(minutes=10))
    assert room.row(motion).state == "open"


def test_an_amendment_waits_as_its_motion_did(room: Room) -> None:
    change = room.draft(title="修正", amends_id=room.motion())
    room.submit(change)
    put = room.row(change).admitted_at
    assert put is not None
    assert why_not(opened_at, room, change, put)[0] is No.JUST_PUT
    opened_at(room, change, put + timedelta(minutes=3))


def test_what_came_with_the_notice_waits_for_nobody_but_who_comes_on_time(room: Room) -> None:
    """Three minutes from the hour of the meeting, however long ago it was put."""
    motion = room.motion()
    room.wait(motion, 60 * 24)
    starts = room.meeting.starts_at
    assert why_not(opened_at, room, motion, starts)[0] is No.JUST_PUT
    opened_at(room, motion, starts + timedelta(minutes=3))


def opened_at(room: Room, motion: int, at: datetime) -> None:
    opening.open_vote(motion, room.chair, room.keys, at)
