"""Paper slips of a secret vote: taken with one's own word, given back, counted, or lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import queries
from portal.meetings.motions.actions import closing, slips
from portal.meetings.motions.rules import No, PaperCount, Refused
from tests.meetings.motions.room import Room, make_room, reviewed, why_not
from tests.world import World, post


@pytest.fixture
def motion(room: Room) -> int:
    """A secret vote that is open."""
    motion_id = room.motion(form="secret")
    room.open(motion_id)
    return motion_id


def give(room: Room, motion: int, *people: int, agreed: bool = True) -> None:
    voices = [room.voice(motion, one).id for one in people]
    with writing():
        slips.give_paper(queries.locked(motion), voices, room.clerk, clock.now(), agreed)


def count(room: Room, motion: int, by: int, *counted: int, over: bool = False) -> None:
    with writing():
        one = queries.locked(motion)
        closing.enter_paper(one, PaperCount(*counted), by, clock.now(), over)
    closing.finish(motion, room.keys, clock.now())


def no_slip(room: Room, motion: int, who: int, client: FlaskClient | None = None) -> int:
    """Presses 我手里没有纸票 on the motion's page; the status of the answer."""
    address, voice = f"/motions/{motion}/", room.voice(motion, who).id
    return post(
        client or room.client(who), f"{address}vote/no-slip/", "/me/inbox/", voice=voice
    ).status_code


def told(kind: str) -> list[int]:
    return list(db.session.scalars(select(Message.person_id).where(Message.kind == kind)))


def test_the_clerk_alone_takes_over_no_secret_vote(world: World) -> None:
    """All of 16 marked, the chair and the clerk counting the same: nothing is decided."""
    room = make_room(world, size=16)
    motion = room.motion(form="secret")
    room.open(motion)
    give(room, motion, *room.members)
    assert sorted(told("motions.paper")) == room.members
    room.close(motion, minutes=3)
    for leader in (room.chair, room.clerk):
        count(room, motion, leader, 16, 0, 0, 0)
    assert room.row(motion).state == "counting"
    page = room.client(room.clerk).get(f"/motions/{motion}/count/").text
    assert "还要一个不主持会议的人也点一遍" in page
    assert no_slip(room, motion, room.members[5]) == 303
    assert queries.paper_counts(motion) == {}
    why = why_not(count, room, motion, room.chair, 16, 0, 0, 0)
    assert why == (No.PAPER_SUM, {"total": 16, "marks": 15})


def test_a_slip_is_given_only_with_the_members_word(room: Room, motion: int) -> None:
    who = room.members[3]
    assert why_not(lambda: give(room, motion, who, agreed=False))[0] is No.NO_WORD
    assert queries.paper_marks(room.row(motion).box_id or 0) == 0
    assert told("motions.paper") == []


def test_who_took_a_slip_reads_that_and_not_that_they_voted(room: Room, motion: int) -> None:
    who = room.members[3]
    give(room, motion, who)
    phone = room.client(who)
    page = phone.get(f"/motions/{motion}/").text
    assert "会上记的是：您领了纸票" in page
    assert "您已经投过票" not in page
    refused = phone.get(f"/motions/{motion}/vote/").text
    assert "这一票领了纸票" in refused
    assert "投过票了" not in refused


def test_who_took_no_slip_says_so_and_votes_by_phone(room: Room, motion: int) -> None:
    who = room.members[3]
    give(room, motion, who, room.members[4])
    phone = room.client(who)
    assert no_slip(room, motion, who, phone) == 303
    assert told("motions.no_slip") == [room.chair]
    data = reviewed(phone, motion, "against")
    assert phone.post(f"/motions/{motion}/vote/cast/", data=data).status_code == 303
    assert no_slip(room, motion, who, phone) == 422  # what was cast stays cast
    assert queries.progress(room.row(motion)).given == 2


def test_nobody_gives_back_the_slip_of_somebody_else_but_who_leads(room: Room, motion: int) -> None:
    who, voice = room.members[3], room.voice(motion, room.members[3]).id
    give(room, motion, who)
    assert no_slip(room, motion, who, room.client(room.members[4])) == 422
    clerk, address = room.client(room.clerk), f"/motions/{motion}/"
    assert "退回 成员3 的纸票" in clerk.get(f"{address}lead/").text
    back = post(clerk, f"{address}paper/back/", f"{address}lead/", voice=voice)
    assert back.status_code == 303
    assert told("motions.paper_back") == [who]
    room.vote(motion, "for", who)
    lines = select(AuditFact.actor_id).where(AuditFact.kind == "motion.paper_back")
    assert list(db.session.scalars(lines)) == [room.clerk]


def test_after_the_vote_is_stopped_only_the_member_says_that_they_hold_no_slip(
    room: Room, motion: int
) -> None:
    who, voice = room.members[3], room.voice(motion, room.members[3]).id
    give(room, motion, who)
    room.close(motion, minutes=3)
    clerk, address = room.client(room.clerk), f"/motions/{motion}/"
    assert post(clerk, f"{address}paper/back/", f"{address}lead/", voice=voice).status_code == 422
    assert no_slip(room, motion, who) == 303
    closing.finish(motion, room.keys, clock.now())
    assert room.figures(motion) == (6, 6, 0, 0, 0, 0)
    assert no_slip(room, motion, who) == 422


def test_slips_that_do_not_come_back_have_not_voted_and_the_count_ends(
    room: Room, motion: int
) -> None:
    room.vote(motion, "for", *room.members[:3])
    give(room, motion, *room.members[3:])
    room.close(motion, minutes=3)
    for who in (room.clerk, room.members[2]):
        address = f"/motions/{motion}/count/"
        said = {"for_": "1", "against": "0", "abstain": "0", "spoilt": "0", "missing": "2"}
        assert post(room.client(who), address, **said).status_code == 303
    assert room.row(motion).state == "adopted"
    assert room.figures(motion) == (6, 6, 4, 0, 0, 0)
    assert room.row(motion).count.silent == 2


def test_more_paper_than_was_handed_out_is_voted_on_again(room: Room, motion: int) -> None:
    give(room, motion, room.members[3])
    room.close(motion, minutes=3)
    counted = (2, 0, 0, 0)
    assert why_not(count, room, motion, room.clerk, *counted)[0] is No.PAPER_SUM
    count(room, motion, room.clerk, *counted, over=True)
    chair, address = room.client(room.chair), f"/motions/{motion}/"
    assert post(chair, f"{address}void/", f"{address}lead/").status_code == 422
    count(room, motion, room.members[2], *counted, over=True)
    assert room.row(motion).state == "counting"
    assert "纸票比发出的多" in chair.get(f"{address}lead/").text
    assert post(chair, f"{address}void/", f"{address}lead/").status_code == 303
    assert room.row(motion).state == "void"
    assert not list(room.keys.glob("*.key"))
    assert sorted(told("motions.again")) == room.members
    room.open(motion)
    assert room.row(motion).state == "open"


def test_chair_and_clerk_count_alone_only_where_nobody_else_may_vote(world: World) -> None:
    room = make_room(world, size=2)
    motion = room.motion(form="secret")
    room.open(motion)
    give(room, motion, *room.members)
    room.close(motion, minutes=3)
    for leader in room.members:
        count(room, motion, leader, 2, 0, 0, 0)
    assert room.row(motion).state == "adopted"


def test_a_slip_that_is_given_back_twice_at_once_is_given_back_once(
    room: Room, motion: int
) -> None:
    who = room.members[3]
    give(room, motion, who)
    voice = room.voice(motion, who).id
    db.session.rollback()

    def back(by: int) -> str:
        with room.world.app.app_context():
            try:
                with writing():
                    slips.take_back_paper(queries.locked(motion), voice, by, clock.now())
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "back"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(back, [who, room.clerk, who, room.clerk]))
    assert answers == ["back", "no_slip", "no_slip", "no_slip"]
    lines = select(AuditFact.kind).where(AuditFact.kind == "motion.paper_back")
    assert len(list(db.session.scalars(lines))) == 1


# ---- Where paper and hands are offered


def test_paper_and_hands_are_offered_only_to_whom_they_would_help(
    world: World, room: Room, motion: int
) -> None:
    """Not to who has voted, stepped back, or was not in the room."""
    offered = "请在会场里直接告诉记录人"
    voter = room.client(room.members[3])
    data = {**reviewed(voter, motion, "for"), "choice": "maybe"}
    assert offered in voter.post(f"/motions/{motion}/vote/", data=data).text
    room.vote(motion, "for", room.members[3])
    stranger = world.client(world.account())
    for one in (voter, stranger):
        assert offered not in one.get(f"/motions/{motion}/vote/").text


def test_no_page_asks_for_a_slip_once_the_vote_is_stopped(room: Room, motion: int) -> None:
    who, other = room.members[3:5]
    give(room, motion, who)
    phone, address = room.client(who), f"/motions/{motion}/"
    assert "请用纸票投" in phone.get(address).text
    room.close(motion, minutes=3)
    counting = phone.get(address).text
    assert "表决停了，正在点票" in counting
    assert "我手里没有纸票" in counting
    for by in (room.clerk, other):
        count(room, motion, by, 1, 0, 0, 0)
    over = phone.get(address).text
    assert "表决已经结束，不能再改" in over
    for gone in ("请用纸票投", "我手里没有纸票", "去投票"):
        assert gone not in counting.replace("我手里没有纸票", "") + over
