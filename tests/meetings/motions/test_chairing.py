"""Who opens and closes: the chair, or a member in the room who chairs instead; who moves."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.minutes import parts
from portal.meetings.models import AgendaItem
from portal.meetings.motions import queries
from portal.meetings.motions.actions import chairing
from portal.meetings.motions.actions.moving import may_move
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from tests.meetings.motions.browser import TEXT, html, newest, send
from tests.meetings.motions.room import Room, why_not
from tests.meetings.motions.test_hands import hands
from tests.meetings.motions.test_slips import told
from tests.topics.making import published
from tests.world import World, post


def take(room: Room, by: int, who: int) -> int:
    """On the page of the screen: by whom the chair goes to whom; the status."""
    base = f"/meetings/{room.meeting_id}/screen/"
    return post(room.client(by), f"{base}chair/", f"{base}lead/", person=who).status_code


def away(room: Room, *people: int) -> None:
    with writing():
        for who in people:
            row = queries.attendance(room.meeting_id, who)
            assert row is not None
            row.left_at = clock.now()


def test_the_chair_hands_over_to_a_member_in_the_room_and_takes_it_back(room: Room) -> None:
    instead, motion = room.members[3], room.motion()
    assert take(room, room.chair, instead) == 303
    assert why_not(room.open, motion, room.chair)[0] is No.NOT_CHAIRING
    room.open(motion, instead)
    base = f"/meetings/{room.meeting_id}/screen/"
    assert "成员3 代为主持" in html(room.client(room.clerk), f"{base}lead/")
    assert sorted(told("motions.stand_in")) == [one for one in room.members if one != room.chair]
    back = post(room.client(room.chair), f"{base}chair/", f"{base}lead/", back="1")
    assert back.status_code == 303
    room.close(motion)
    lines = select(AuditFact.kind).where(
        AuditFact.kind.in_(("motion.stand_in", "motion.chair_back"))
    )
    assert len(list(db.session.scalars(lines))) == 2


def test_the_clerk_names_nobody_while_the_chair_is_in_the_room(room: Room) -> None:
    assert take(room, room.clerk, room.members[3]) == 422
    assert take(room, room.members[3], room.members[3]) == 403
    away(room, room.chair)
    for nobody in (room.clerk, room.chair, 999_999):
        assert take(room, room.clerk, nobody) == 422
    assert room.meeting.stand_in_id is None
    assert take(room, room.clerk, room.members[3]) == 303
    assert take(room, room.clerk, room.members[4]) == 422  # who chairs instead is there


def test_who_chaired_instead_is_named_in_the_minutes_and_stands_for_the_resolution(
    room: Room,
) -> None:
    instead, motion = room.members[3], room.motion()
    take(room, room.chair, instead)
    room.open(motion, instead)
    room.vote(motion, "for", *room.members)
    room.close(motion, instead)
    with room.world.app.test_request_context():
        assert "表决由 成员3 代为主持" in parts.written(room.meeting)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert (made.adopted_by, "由代为主持的成员结束表决" in made.rule) == (instead, True)


def test_whoever_entered_hands_does_not_close_also_where_the_clerk_chairs(room: Room) -> None:
    """Of a meeting whose chair keeps its minutes too: a member closes it for them."""
    with writing():
        room.meeting.clerk_id = room.chair
    motion = room.motion()
    room.open(motion)
    hands(room, motion, room.members[4], "for", by=room.chair)
    assert why_not(room.close, motion, room.chair, 5)[0] is No.ENTERED
    assert take(room, room.chair, room.members[3]) == 303
    room.close(motion, room.members[3], minutes=5)
    assert room.row(motion).is_decided


def test_nobody_hands_over_the_chair_of_a_meeting_that_is_not_open(room: Room) -> None:
    room.end()

    def give() -> None:
        with writing():
            meeting = queries.locked_meeting(room.meeting_id)
            chairing.hand_over(meeting, room.members[3], room.chair, clock.now())

    assert why_not(give)[0] is No.MEETING_NOT_OPEN


# ---- Only members move


@pytest.fixture
def stranger(world: World, room: Room) -> int:
    """Keeps the minutes, and has no vote."""
    who = world.person("外来主任").id
    with writing():
        room.meeting.clerk_id = who
    return who


def test_who_leads_without_a_vote_moves_nothing_and_seconds_nothing(
    room: Room, stranger: int
) -> None:
    client = room.client(stranger)
    for place in (f"item={room.item_id}", f"meeting={room.meeting_id}", f"amends={room.motion()}"):
        html(client, f"/motions/new/?{place}", 403)
    assert why_not(room.draft, stranger)[0] is No.NOT_ENTITLED
    assert "提动议" not in html(client, f"/meetings/{room.meeting_id}/")
    room.set(sponsors=2)
    motion = room.draft(room.members[3])
    room.submit(motion)
    assert why_not(room.sign, motion, stranger)[0] is No.NOT_ENTITLED


def test_a_screened_topic_brings_its_motion_whoever_writes_it_down(
    room: Room, stranger: int
) -> None:
    topic_id = published(room.world)
    with writing():
        db.session.get_one(AgendaItem, room.item_id).topic_id = topic_id
    assert (
        post(room.client(stranger), f"/motions/new/?item={room.item_id}", **TEXT).status_code == 303
    )
    motion = newest(room)
    assert room.row(motion).mover_votes is False
    room.submit(motion)
    assert room.row(motion).state == "submitted"  # until the chair puts it, or enough sign
    assert send(room.client(stranger), motion, "put", "lead/", why="议题") == 422
    assert send(room.client(room.chair), motion, "put", "lead/", why="议题") == 303


def test_a_clerk_who_is_no_member_carries_nothing_through_alone(
    world: World, room: Room, stranger: int
) -> None:
    motion = room.motion()
    clerk = room.client(stranger)
    assert send(clerk, motion, "open", "lead/") == 422
    room.open(motion)
    assert send(clerk, motion, "close", "lead/") == 422
    assert may_move(room.meeting, stranger, clock.now()) is None
