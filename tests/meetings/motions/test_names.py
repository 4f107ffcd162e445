"""Who is named in public, and who is not."""

from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core.db import db, writing
from portal.meetings.motions import pages
from portal.roster.models import Person
from tests.meetings.motions.room import Room, make_room
from tests.world import World


def test_a_residents_meeting_publishes_figures_and_no_residents_name(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING)
    with writing():
        room.meeting.electorate = "residents"
    motion = room.motion(room.members[3])
    room.recuse(motion, room.members[5])
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion)
    for reader in (client, room.client(room.members[4]), room.client(room.chair)):
        page = reader.get(f"/motions/{motion}/").text
        assert "谁投了什么" not in page
        assert "成＊＊" in page
        assert pages.named_voices(room.row(motion)) == []
        assert "一名居民：家里人承包" in page
    everyone = client.get(f"/motions/{motion}/").text
    for person in room.members:
        assert db.session.get_one(Person, person).name not in everyone


def test_members_of_a_body_stay_named(room: Room, client: FlaskClient) -> None:
    motion = room.motion(room.members[3])
    room.recuse(motion, room.members[5])
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion)
    page = client.get(f"/motions/{motion}/").text
    assert "谁投了什么" in page
    assert "动议人：成员3" in page
    assert "成员5：家里人承包" in page
