"""What keeps a vote fair: what it goes by, who is named, who steps back, who puts it to the vote."""

from portal.bodies.rules import Base
from portal.meetings.motions import pages
from portal.resolutions import queries as resolutions
from tests.meetings.motions.room import make_room
from tests.world import World


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
