"""A vote that is closed stays as it is."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import doubles, queries
from portal.meetings.motions.actions import moving
from portal.meetings.motions.models import (
    ClosedForGood,
    Motion,
    MotionSponsor,
    MotionVoter,
    Recusal,
)
from portal.meetings.motions.rules import No
from portal.roster.upkeep import By
from tests.meetings.motions.room import Room, why_not


def test_nothing_changes_after_the_close(room: Room) -> None:
    motion = signed_and_decided(room)
    before = room.figures(motion)
    late = room.members[5]
    assert why_not(room.vote, motion, "against", late)[0] is No.CLOSED
    assert why_not(room.close, motion)[0] is No.MOVED_ON
    assert why_not(room.open, motion)[0] is No.MOVED_ON
    assert why_not(room.recuse, motion, late)[0] is No.MOVED_ON

    def withdraw() -> None:
        with writing():
            moving.withdraw(queries.locked(motion), room.members[2], clock.now())

    assert why_not(withdraw)[0] is No.MOVED_ON
    for column, value in {
        "in_favour": 5,
        "text": "别的",
        "state": "open",
        "closed_at": None,
    }.items():
        with pytest.raises((ClosedForGood, IntegrityError)), writing():
            setattr(db.session.get_one(Motion, motion), column, value)
    assert room.figures(motion) == before


def signed_and_decided(room: Room) -> int:
    """Moved by the third member, signed by the fourth; the last one stepped back."""
    room.set(sponsors=1)
    motion = room.draft(room.members[2])
    room.submit(motion)
    room.sign(motion, room.members[3])
    room.recuse(motion, room.members[4])
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    assert room.row(motion).state == "adopted"
    return motion


def _change_voice() -> None:
    db.session.query(MotionVoter).filter_by(choice="for", person_id=1).one().choice = "against"


def _lift_to_another() -> None:
    db.session.query(Recusal).one().reason = "别的"


@pytest.mark.parametrize(
    "change",
    [
        lambda: db.session.delete(db.session.query(Motion).one()),
        _change_voice,
        lambda: db.session.delete(db.session.query(MotionVoter).first()),
        _lift_to_another,
        lambda: db.session.delete(db.session.query(Recusal).one()),
        lambda: db.session.add(
            Recusal(motion_id=1, person_id=1, reason="晚", by_id=1, at=clock.now())
        ),
        lambda: setattr(db.session.query(MotionSponsor).one(), "votes", False),
        lambda: db.session.delete(db.session.query(MotionSponsor).one()),
        lambda: db.session.add(MotionSponsor(motion_id=1, person_id=1, votes=True, at=clock.now())),
    ],
    ids=[
        "the motion goes",
        "a vote is another",
        "a voice goes",
        "a recusal is for another reason",
        "a recusal goes",
        "somebody steps back late",
        "a sponsor is no member",
        "a sponsor goes",
        "somebody signs late",
    ],
)
def test_nothing_that_belongs_to_a_closed_motion_changes_past_the_rules(
    room: Room, change: Callable[[], None]
) -> None:
    signed_and_decided(room)
    with pytest.raises(ClosedForGood), writing():
        change()
    assert (len(queries.roll(1)), len(queries.recusals(1)), len(queries.sponsors(1))) == (6, 1, 1)
    assert [one.choice for one in queries.roll(1)].count("for") == 4


def test_who_is_erased_leaves_a_closed_motion_as_it_is(room: Room) -> None:
    """What was handed in is the meeting's; a draft that nobody has read goes, lapsed as it is."""
    motion, who = signed_and_decided(room), room.members[2]
    draft = room.draft(who, title="草稿")
    before = room.figures(motion)
    with writing():
        moving.lapse_all(room.meeting, room.chair, clock.now())
    with writing():
        mine.erase(Leaver(who, clock.now()))
    assert room.figures(motion) == before
    assert room.row(motion).mover_id == who
    assert queries.motion(draft) is None


def test_two_who_had_a_voice_in_one_vote_are_not_made_one_entry(room: Room) -> None:
    motion = room.motion()
    one, other = room.members[2:4]
    by = By(room.chair, clock.now(), "同一个人")
    assert not doubles._both_had_a_voice(one, other, by)
    room.open(motion)
    assert doubles._both_had_a_voice(one, other, by)
