"""The close waits for those for whom somebody else entered a hand or handed out a slip."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core import clock, settings
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import habits, queries, standing
from portal.meetings.motions.actions import slips
from portal.meetings.motions.rules import No
from portal.meetings.motions.standing import Entered
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, vote, why_not
from tests.meetings.motions.test_hands import answer, hands
from tests.meetings.motions.test_slips import give, no_slip, told


@pytest.fixture
def named(room: Room) -> int:
    """A named vote that is open: two have voted by phone."""
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:2])
    return motion


def test_the_clerk_alone_turns_no_named_vote(room: Room, named: int) -> None:
    """A hand for everyone who has not voted, and closed at once: neither clerk nor chair can."""
    for who in room.members[2:]:
        hands(room, named, who, "for")
    assert why_not(room.close, named, room.clerk)[0] is No.NOT_CHAIRING
    reason, said = why_not(room.close, named, None, 0)
    assert (reason, said["n"]) == (No.TOO_SOON, 4)
    assert room.row(named).state == "open"
    chair = room.client(room.chair)
    for page in ("lead/", "close/"):
        shown = html(chair, f"/motions/{named}/{page}")
        assert f"{said['when']} 以后才能结束表决" in shown
        assert "<li>成员2</li><li>成员3</li><li>成员4</li><li>成员5</li>" in shown
    assert send(chair, named, "close", "close/") == 422


def test_the_close_waits_three_minutes_after_the_last_hand(room: Room, named: int) -> None:
    hands(room, named, room.members[4], "for")
    assert why_not(room.close, named, None, 2)[0] is No.TOO_SOON
    room.close(named, minutes=3)
    assert room.row(named).is_decided


def test_how_long_it_waits_is_the_communitys_to_set(room: Room, named: int) -> None:
    with writing():
        settings.change(habits.CLOSE_MINUTES, 10, clock.now())
    hands(room, named, room.members[4], "for")
    assert why_not(room.close, named, None, 9)[0] is No.TOO_SOON
    room.close(named, minutes=10)


def test_who_votes_by_phone_keeps_nobody_waiting(room: Room, named: int) -> None:
    assert why_not(room.close, named, None, 0)[0] is No.JUST_OPENED
    assert why_not(room.close, named, None, 2)[0] is No.JUST_OPENED
    room.vote(named, "for", *room.members[2:])
    room.close(named, minutes=0)
    assert room.row(named).state == "adopted"


def test_once_everyone_concerned_has_confirmed_it_is_closed_at_once(room: Room, named: int) -> None:
    one, other = room.members[4:]
    room.vote(named, "abstain", *room.members[2:4])
    hands(room, named, one, "for")
    hands(room, named, other, "for")
    assert answer(room, named, one, "meant") == 303
    assert why_not(room.close, named, None, 0)[1]["n"] == 1
    assert vote(room.client(other), named, "against").status_code == 303
    room.close(named, minutes=0)
    assert room.figures(named) == (6, 6, 3, 1, 2, 0)


def test_a_hand_that_is_corrected_is_confirmed_anew(room: Room, named: int) -> None:
    who = room.members[4]
    hands(room, named, who, "for")
    answer(room, named, who, "meant")
    hands(room, named, who, "against", correct=True)
    assert queries.answers(named) == {}
    assert why_not(room.close, named, None, 0)[0] is No.TOO_SOON


def test_who_said_no_has_the_same_time_to_vote_themselves(room: Room, named: int) -> None:
    who = room.members[4]
    hands(room, named, who, "for")
    answer(room, named, who, "not-meant")
    assert why_not(room.close, named, None, 0)[0] is No.TOO_SOON
    room.vote(named, "against", who)
    room.close(named)
    assert room.figures(named) == (6, 6, 2, 1, 0, 0)


def test_who_confirmed_may_still_say_no_until_the_close(room: Room, named: int) -> None:
    who = room.members[4]
    hands(room, named, who, "for")
    assert [answer(room, named, who, one) for one in ("meant", "not-meant")] == [303, 303]
    assert answer(room, named, who, "meant") == 422
    assert room.voice(named, who).choice is None


def test_a_member_without_a_phone_votes_by_hand_and_the_vote_comes_to_its_end(
    room: Room, named: int
) -> None:
    for who in room.members[2:]:
        hands(room, named, who, "for")
    room.close(named, minutes=3)
    assert room.figures(named) == (6, 6, 6, 0, 0, 0)
    assert room.row(named).state == "adopted"


# ---- Slips


def test_slips_are_known_to_the_room_and_the_close_waits(room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    give(room, motion, *room.members[3:])
    assert told("motions.paper") == room.members[3:]
    assert sorted(told("motions.slips")) == room.members[:3]
    message = db.session.query(Message).filter_by(kind="motions.slips").first()
    assert message is not None
    assert "刚发出 3 张纸票，现在一共 3 张" in message.sentence
    member = room.client(room.members[2])
    for page in (f"/motions/{motion}/", f"/meetings/{room.meeting_id}/screen/"):
        assert "已发 3 张纸票" in html(member, page)
    assert why_not(room.close, motion, None, 0)[0] is No.TOO_SOON
    room.close(motion, minutes=3)
    assert room.row(motion).state == "counting"


def test_who_holds_no_slip_has_time_to_vote_by_phone(room: Room) -> None:
    motion, who = room.motion(form="secret"), room.members[3]
    room.open(motion)
    give(room, motion, who)
    assert no_slip(room, motion, who) == 303
    assert why_not(room.close, motion, None, 0)[0] is No.TOO_SOON
    room.vote(motion, "against", who)
    room.close(motion)
    assert room.figures(motion) == (6, 6, 0, 1, 0, 0)


def test_a_slip_that_the_clerk_takes_back_is_waited_for_too(room: Room) -> None:
    motion, who = room.motion(form="secret"), room.members[3]
    room.open(motion)
    give(room, motion, who)
    with writing():
        voice = room.voice(motion, who).id
        slips.take_back_paper(queries.locked(motion), voice, room.clerk, clock.now())
    assert why_not(room.close, motion, None, 0)[0] is No.TOO_SOON
    room.close(motion, minutes=3)


def test_a_vote_that_is_taken_again_does_not_wait_for_what_was_entered_before(room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    give(room, motion, room.members[3])
    room.close(motion, minutes=3)
    for path in room.keys.glob("*.key"):
        path.unlink()
    assert send(room.client(room.chair), motion, "void", "lead/") == 303
    room.open(motion)
    room.close(motion)
    assert room.row(motion).is_decided


# ---- The rule


def test_nobody_to_wait_for_is_no_time_and_else_the_last_one_counts() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    asked = [Entered(1, at), Entered(2, at + timedelta(minutes=2)), Entered(3, at)]
    assert standing.may_close_at([], 3) is None
    assert standing.may_close_at(asked, 3) == at + timedelta(minutes=5)
