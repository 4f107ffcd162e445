"""Who steps back from a motion (回避), and who puts it down."""

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving
from portal.meetings.motions.rules import No
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, why_not
from tests.world import post


def put_down(room: Room, motion: int, who: int, by: int, agreed: bool = True) -> None:
    with writing():
        one = queries.locked(motion)
        moving.recuse(one, who, "承包人是他弟弟", by, clock.now(), agreed)


def test_nobody_is_put_down_as_stepping_back_without_their_word(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    assert why_not(put_down, room, motion, who, room.clerk, False)[0] is No.NOT_AGREED
    assert queries.recusals(motion) == []
    clerk = room.client(room.clerk)
    address, page = f"/motions/{motion}/recusals/", f"/motions/{motion}/lead/"
    answer = post(clerk, address, page, person=who, reason="承包人是他弟弟")
    assert answer.status_code == 422
    assert "要本人同意，或者本人在会上提出来" in answer.get_data(as_text=True)
    assert queries.recusals(motion) == []
    answer = post(clerk, address, page, person=who, reason="承包人是他弟弟", agreed="y")
    assert answer.status_code == 303
    assert [(one.person_id, one.by_id) for one in queries.recusals(motion)] == [(who, room.clerk)]


def test_who_is_put_down_as_stepping_back_is_told_at_once_and_can_undo_it(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    put_down(room, motion, who, room.chair)
    told = db.session.scalars(select(Message).where(Message.kind == "motions.recused")).one()
    assert told.person_id == who
    assert "承包人是他弟弟" in told.sentence
    own = room.client(who)
    assert post(own, f"/motions/{motion}/recuse/", lift="").status_code == 303
    assert queries.recusals(motion) == []


def test_who_leads_puts_down_no_more_than_leaves_a_quorum_to_vote(room: Room) -> None:
    motion = room.motion()
    put_down(room, motion, room.members[5], room.chair)
    put_down(room, motion, room.members[4], room.chair)
    refused = why_not(put_down, room, motion, room.members[3], room.chair)
    assert refused == (No.TOO_FEW_LEFT, {"able": 3, "needed": 4})
    room.recuse(motion, room.members[3])  # by themselves, whoever has a reason
    assert why_not(room.open, motion) == (No.TOO_FEW_LEFT, {"able": 3, "needed": 4})
    chair = room.client(room.chair)
    page = chair.get(f"/motions/{motion}/lead/").get_data(as_text=True)
    assert "能表决的只有 3 人，少于法定的 4 人" in page


def test_those_who_step_back_by_themselves_may_leave_fewer_than_a_quorum(room: Room) -> None:
    motion = room.motion()
    room.recuse(motion, *room.members[3:])
    room.open(motion)
    assert room.figures(motion) == (6, 6, None, None, None, 3)


def test_whoever_comes_too_late_to_step_back_reads_what_to_do(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    page = room.client(room.members[3]).get(f"/motions/{motion}/recuse/").get_data(as_text=True)
    assert "表决已经开始，来不及回避了" in page
    assert "当场告诉主持人" in page
    assert "我回避" not in page


def test_a_member_steps_back_on_their_phone_and_may_come_back(room: Room) -> None:
    motion, member = room.motion(), room.client(room.members[4])
    assert send(member, motion, "recuse", "recuse/", reason="") == 422
    assert send(member, motion, "recuse", "recuse/", reason="承包的是我儿子") == 303
    assert "承包的是我儿子" in html(member, f"/motions/{motion}/")
    assert send(member, motion, "recuse", "recuse/", lift="1") == 303
    assert queries.recusals(motion) == []


def test_the_chair_records_a_recusal_and_lifts_it(room: Room) -> None:
    motion, chair = room.motion(), room.client(room.chair)
    who = room.members[4]
    assert send(chair, motion, "recusals", "lead/", person=who, reason="利害", agreed="y") == 303
    assert [one.person_id for one in queries.recusals(motion)] == [who]
    assert send(chair, motion, "recusals", "lead/", lift=who) == 303
    assert queries.recusals(motion) == []
    assert (
        send(chair, motion, "recusals", "lead/", person=999_999, reason="利害", agreed="y") == 422
    )
    assert send(chair, motion, "recusals", "lead/", person=who, reason="") == 422
