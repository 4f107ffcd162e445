"""A resident moves something: a moderator reads it first."""

from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving
from portal.meetings.motions.rules import No
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import Move
from tests.meetings.motions.browser import TEXT
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World, fields


def residents_motion(world: World, room: Room, **values: object) -> int:
    motion = room.draft(world.person("欧阳小路").id, **values)
    room.submit(motion)
    return motion


def read(motion_id: int, move: Move, reason: str, moderator: int) -> None:
    with writing():
        post_id = queries.locked(motion_id).post_id
        item = db.session.get_one(Item, post_id)
        moderation.decide(item.id, item.version, move, reason, moderator, clock.now())


def test_a_residents_motion_is_seen_by_nobody_but_its_mover_and_the_chair_until_it_is_read(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, sponsors=2, resident_sponsors=1)
    motion = residents_motion(world, room)
    address = f"/motions/{motion}/"
    member, chair = room.client(room.members[3]), room.client(room.chair)
    mover = room.client(room.row(motion).mover_id)
    assert [one.get(address).status_code for one in (client, member, chair, mover)] == [
        404,
        404,
        200,
        200,
    ]
    assert why_not(room.sign, motion, room.members[3])[0] is No.UNREAD
    read(motion, Move.APPROVE, "", world.person("审核").id)
    assert member.get(address).status_code == 200
    room.sign(motion, room.members[3])
    page = client.get(address).text
    assert "欧＊＊＊" in page
    assert "欧阳小路" not in page


def test_a_resident_who_wants_it_is_named_in_full(world: World, client: FlaskClient) -> None:
    room = make_room(world, resident_sponsors=1)
    motion = residents_motion(world, room, signs=True)
    read(motion, Move.APPROVE, "", world.person("审核").id)
    room.sign(motion, room.members[3])
    assert "欧阳小路" in client.get(f"/motions/{motion}/").text


def test_what_a_moderator_sends_back_the_mover_mends_and_hands_in_again(world: World) -> None:
    room = make_room(world, resident_sponsors=1)
    motion = residents_motion(world, room)
    mover = room.client(room.row(motion).mover_id)
    edit = f"/motions/{motion}/edit/"
    assert mover.get(edit).status_code == 404
    read(motion, Move.ASK, "请不要点名", world.person("审核").id)
    assert "请不要点名" in mover.get(f"/motions/{motion}/").text
    again = fields(mover.get(edit))
    assert mover.post(edit, data={**again, **TEXT, "text": "改好了的话"}).status_code == 303
    row = room.row(motion)
    assert (row.text, row.state, row.post.state) == ("改好了的话", "submitted", "waiting")  # type: ignore[union-attr]


def test_a_withdrawn_motion_leaves_the_moderators_queue(world: World) -> None:
    room = make_room(world, resident_sponsors=1)
    motion = residents_motion(world, room)
    with writing():
        one = queries.locked(motion)
        moving.withdraw(one, one.mover_id, clock.now())
    assert room.row(motion).post.state == "withdrawn"  # type: ignore[union-attr]


def test_the_page_of_what_nobody_read_says_so_and_not_that_somebody_may_still(
    world: World,
) -> None:
    room = make_room(world, resident_sponsors=1)
    unread, withdrawn = (residents_motion(world, room, title=one) for one in ("甲", "乙"))
    with writing():
        one = queries.locked(withdrawn)
        moving.withdraw(one, one.mover_id, clock.now())
    with writing():
        moving.lapse_all(room.meeting, room.chair, clock.now())
    said = {unread: "到散会审核人员没有读完，所以没有表决", withdrawn: "动议人撤回了"}
    for motion, told in said.items():
        page = room.client(room.row(motion).mover_id).get(f"/motions/{motion}/").text
        assert told in page
        assert "审核人员还没有读" not in page
