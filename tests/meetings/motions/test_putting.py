"""What is put to the vote without signatures, by whom and why."""

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World, post


def put(room: Room, motion: int, by: int, why: str = "程序上的动议") -> None:
    with writing():
        moving.put(queries.locked(motion), by, why, clock.now())


def test_a_members_or_residents_motion_is_never_put_to_the_vote_unsigned(world: World) -> None:
    room = make_room(world, sponsors=3, resident_sponsors=3)
    neighbour, chair = world.person("路人"), room.client(room.chair)
    for mover in (room.members[3], neighbour.id):
        motion = room.draft(mover)
        room.submit(motion)
        assert why_not(put, room, motion, room.chair)[0] is No.NEEDS_SIGNATURES
        assert why_not(put, room, motion, room.clerk)[0] is No.NOT_CHAIRING
        page = chair.get(f"/motions/{motion}/lead/").text
        assert "联名够数才能表决" in page
        assert "直接提交表决" not in page
        assert room.row(motion).state == "submitted"


def test_the_clerk_puts_no_motion_to_the_vote_the_chair_does(world: World) -> None:
    room = make_room(world, sponsors=3)
    motion = room.draft(room.clerk)
    room.submit(motion)
    assert why_not(put, room, motion, room.clerk)[0] is No.NOT_CHAIRING
    assert why_not(put, room, motion, room.chair, " ")[0] is No.NO_REASON
    put(room, motion, room.chair)
    assert room.row(motion).state == "admitted"


def test_why_and_by_whom_a_motion_was_put_is_read_by_everyone_and_on_its_resolution(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, sponsors=3)
    motion, by = room.draft(room.chair), room.chair
    room.submit(motion)
    address = f"/motions/{motion}/"
    leading = room.client(by)
    empty = post(leading, f"{address}put/", f"{address}lead/", why="")
    assert empty.status_code == 422
    assert "请写明为什么不等联名" in empty.get_data(as_text=True)
    assert post(leading, f"{address}put/", f"{address}lead/", why="居委会的议案").status_code == 303
    assert "没有等联名，由主持人提交表决。原因：居委会的议案" in client.get(address).text
    line = db.session.scalars(
        select(AuditFact).where(AuditFact.kind == "motion.put_by_chair")
    ).one()
    assert (line.actor_id, line.payload["reason"]) == (by, "居委会的议案")
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion, by)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert made.adopted_by == room.chair
    assert "由主持人提交表决：居委会的议案；由主持人结束表决" in made.rule
