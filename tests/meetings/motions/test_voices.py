"""Whose voice counts: who steps back, and who speaks for somebody absent."""

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import writing
from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving, voting
from portal.meetings.motions.rules import No
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World


def test_who_stepped_back_leaves_the_denominator_and_casts_nothing(room: Room) -> None:
    motion, gone = room.motion(), room.members[5]
    room.recuse(motion, gone, room.members[4])
    room.open(motion)
    assert why_not(room.vote, motion, "for", gone)[0] is No.RECUSED
    room.vote(motion, "for", *room.members[:3])
    room.vote(motion, "against", room.members[3])
    room.close(motion)
    assert room.figures(motion) == (6, 6, 3, 1, 0, 2)
    assert room.row(motion).state == "adopted"


def test_who_stepped_back_still_makes_the_quorum(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY, 51, arrived=34)
    motion = room.motion()
    room.recuse(motion, *room.members[10:14])
    room.open(motion)
    assert room.figures(motion) == (51, 34, None, None, None, 4)


def test_nobody_steps_back_once_the_vote_is_open(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    assert why_not(room.recuse, motion, room.members[3])[0] is No.MOVED_ON


def test_a_recusal_is_taken_back_by_the_member_and_never_by_who_leads(room: Room) -> None:
    motion, who = room.motion(), room.members[3]

    def lift(by: int) -> None:
        with writing():
            moving.lift_recusal(queries.locked(motion), who, by, clock.now())

    room.recuse(motion, who)
    for leader in (room.chair, room.clerk):
        assert why_not(lift, leader)[0] is No.OWN_RECUSAL
    assert why_not(lift, room.members[4])[0] is No.NOT_LEADING
    assert [one.person_id for one in queries.recusals(motion)] == [who]
    lift(who)
    assert queries.recusals(motion) == []
    for by in (room.clerk, who):  # what a leader put down, either takes back
        with writing():
            one = queries.locked(motion)
            moving.recuse(one, who, "利害", room.chair, clock.now(), agreed=True)
        lift(by)
        assert queries.recusals(motion) == []


def test_only_the_chair_makes_somebody_else_step_back(room: Room) -> None:
    motion = room.motion()

    def recuse() -> None:
        with writing():
            one = queries.locked(motion)
            moving.recuse(one, room.members[4], "利害", room.members[3], clock.now())

    assert why_not(recuse)[0] is No.NOT_LEADING


def test_a_proxy_votes_once_for_each_voice(room: Room) -> None:
    giver, holder = room.members[5], room.members[4]
    with writing():
        row = queries.attendance(room.meeting_id, giver)
        assert row is not None
        row.arrived_at = None
    room.lend(giver, holder)
    motion = room.motion()
    room.open(motion)
    assert room.figures(motion)[:2] == (6, 6)
    assert [one.row.person_id for one in voting.own_voices(room.row(motion), holder)] == [
        holder,
        giver,
    ]
    room.cast(motion, holder, holder, "for")
    room.cast(motion, giver, holder, "against")
    assert why_not(room.cast, motion, giver, holder, "for")[0] is No.ALREADY_VOTED
    assert why_not(room.cast, motion, giver, giver, "for")[0] is No.NO_VOICE
    assert why_not(room.cast, motion, holder, giver, "for")[0] is No.NO_VOICE


def test_a_voice_that_a_recused_holder_speaks_for_steps_back_with_them(room: Room) -> None:
    giver, holder = room.members[5], room.members[4]
    with writing():
        row = queries.attendance(room.meeting_id, giver)
        assert row is not None
        row.arrived_at = None
    room.lend(giver, holder)
    motion = room.motion()
    room.recuse(motion, holder)
    room.open(motion)
    assert room.figures(motion) == (6, 6, None, None, None, 2)
    assert why_not(room.cast, motion, giver, holder, "for")[0] is No.RECUSED
