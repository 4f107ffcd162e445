"""What a person may read of what they moved, signed and voted."""

from portal.accounts import mine
from tests.meetings.motions.room import Room


def test_what_somebody_moved_signed_and_voted_is_theirs_to_read(room: Room) -> None:
    named, secret = room.motion(), room.motion(title="换人", form="secret")
    who = room.members[2]
    for motion in (named, secret):
        room.open(motion)
        room.vote(motion, "for", who)
        room.close(motion)
    with room.world.app.test_request_context():
        held = {one.section.code: one.rows for one in mine.gather(who)}
    assert [(row["动议"], row["投了什么"]) for row in held["motion-votes"]] == [
        ("在北门装两盏路灯", "同意"),
        ("换人", "无记名，没有人知道"),
    ]
