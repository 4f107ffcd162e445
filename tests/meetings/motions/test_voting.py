"""Votes as the bylaws have them: quorum, roll, recusal, result, and nothing after the close."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditFact
from portal.bodies.rules import Base, Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import queries
from portal.meetings.motions.actions import hands
from portal.meetings.motions.models import (
    MotionVoter,
)
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World


def test_an_adopted_motion_is_a_resolution_with_all_figures_the_rule_and_its_article(
    world: World,
) -> None:
    room = make_room(world, Kind.ASSEMBLY, 6, arrived=5)
    motion = room.motion(amount_fen=1_234_500)
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.vote(motion, "abstain", room.members[3])
    room.close(motion)
    assert room.row(motion).state == "adopted"
    assert room.figures(motion) == (6, 5, 3, 0, 1, 0)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert made.body_id == room.body.id
    assert made.title == "在北门装两盏路灯"
    assert made.text == "由居委会在三个月内装好两盏路灯。"
    assert made.facts == {
        "entitled": 6,
        "present": 5,
        "for": 3,
        "against": 0,
        "abstain": 1,
        "recused": 0,
    }
    assert made.rule.startswith("记名表决；到会成员（回避的不算）过半数同意才通过")
    assert made.basis == "《城市居民委员会组织法》第二十九条；列为“其他公共事务”"
    assert made.adopted_by == room.chair
    assert [(item.title, item.amount_fen) for item in made.items] == [(made.title, 1_234_500)]


def test_a_tie_fails_and_makes_no_resolution(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.vote(motion, "against", *room.members[3:])
    room.close(motion)
    assert room.row(motion).state == "rejected"
    assert room.figures(motion) == (6, 6, 3, 3, 0, 0)
    assert resolutions.of_source("meetings.motion", motion) is None


def test_who_is_there_and_does_not_vote_counts_like_a_no(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.close(motion)
    assert room.row(motion).state == "rejected"
    assert room.row(motion).count.silent == 3


def test_a_council_that_counts_yes_against_no_adopts_the_same(world: World) -> None:
    room = make_room(world, base=Base.YES_NO)
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.close(motion)
    assert room.row(motion).state == "adopted"


def test_an_assembly_counts_those_present_whatever_its_settings_say(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY, base=Base.YES_NO)
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.close(motion)
    assert room.row(motion).state == "rejected"


@pytest.mark.parametrize(("votes", "state"), [(3, "rejected"), (4, "adopted")])
def test_a_large_sum_needs_two_thirds(world: World, votes: int, state: str) -> None:
    room = make_room(world, size=5, large_fen=5_000_000)
    motion = room.motion(amount_fen=5_000_000)
    room.open(motion)
    room.vote(motion, "for", *room.members[:votes])
    room.close(motion)
    assert room.row(motion).state == state


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
@pytest.mark.parametrize(("votes", "state"), [(3, "rejected"), (4, "adopted")])
def test_art_27_and_art_29_more_than_half_carry_the_largest_sum(
    world: World, kind: Kind, votes: int, state: str
) -> None:
    """Four of seven; a body's rules would ask for five."""
    room = make_room(world, kind, size=7, large_fen=5_000_000)
    motion = room.motion(amount_fen=50_000_000, majority="two_thirds")
    assert room.row(motion).majority == "half"
    room.open(motion)
    room.vote(motion, "for", *room.members[:votes])
    room.vote(motion, "against", *room.members[votes:])
    room.close(motion)
    assert room.row(motion).state == state


def test_a_choice_never_stands_on_the_row_of_a_secret_vote(room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    said = update(MotionVoter).where(MotionVoter.motion_id == motion)
    with pytest.raises(IntegrityError), writing():
        db.session.execute(said.values(choice="for", via="phone"))


def test_a_vote_is_cast_once_and_never_changed(room: Room) -> None:
    motion, who = room.motion(), room.members[2]
    room.open(motion)
    room.vote(motion, "for", who)
    assert why_not(room.vote, motion, "against", who)[0] is No.ALREADY_VOTED
    room.vote(motion, "for", who)  # the same press again, after a lost answer
    assert [one.choice for one in queries.roll(motion) if one.person_id == who] == ["for"]


def test_the_clerk_enters_raised_hands_and_leaves_alone_who_voted_already(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "against", room.members[2])
    said = {
        room.voice(motion, room.members[2]).id: "for",
        room.voice(motion, room.members[3]).id: "for",
    }
    with writing():
        late = hands.enter_hands(queries.locked(motion), said, room.clerk, clock.now())
        assert [one.person_id for one in late] == [room.members[2]]
    found = {one.person_id: (one.choice, one.via, one.entered_by) for one in queries.roll(motion)}
    assert found[room.members[2]] == ("against", "phone", None)
    assert found[room.members[3]] == ("for", "clerk", room.clerk)


def test_a_member_enters_no_hands(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    said = {room.voice(motion, room.members[3]).id: "for"}

    def enter() -> None:
        with writing():
            hands.enter_hands(queries.locked(motion), said, room.members[2], clock.now())

    assert why_not(enter)[0] is No.NOT_CLERK


def test_everyone_of_the_meeting_is_told_the_result_and_nobody_how_anyone_voted(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    told = list(db.session.scalars(select(Message).where(Message.kind == "motions.adopted")))
    assert [one.person_id for one in told] == room.members
    assert told[0].payload == {
        "motion": motion,
        "number": 1,
        "title": "在北门装两盏路灯",
        "meeting": "第三次会议",
    }


def test_the_record_says_who_opened_and_closed_and_the_figures(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    said = select(AuditFact).where(AuditFact.kind.in_(("motion.opened", "motion.adopted")))
    lines = list(db.session.scalars(said.order_by(AuditFact.number)))
    about = {"motion": motion, "number": 1, "meeting": "第三次会议"}
    assert [(one.actor_id, one.payload) for one in lines] == [
        (room.chair, {**about, "entitled": 6, "present": 6, "recused": 0}),
        (
            room.chair,
            {
                **about,
                "entitled": 6,
                "present": 6,
                "for_": 4,
                "against": 0,
                "abstain": 0,
                "recused": 0,
            },
        ),
    ]
