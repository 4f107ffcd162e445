"""Raised hands that the clerk enters."""

from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import queries
from portal.meetings.motions.actions import voting
from portal.meetings.motions.rules import No
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World, post


def hands(room: Room, motion: int, who: int, choice: str, correct: bool = False) -> None:
    act = voting.correct_hands if correct else voting.enter_hands
    with writing():
        voice = room.voice(motion, who).id
        act(queries.locked(motion), {voice: choice}, room.clerk, clock.now())


def test_whose_hand_was_entered_is_told_at_once_and_not_what(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    told = db.session.scalars(select(Message).where(Message.kind == "motions.hand")).one()
    assert told.person_id == who
    assert told.payload.keys() == {"motion", "number", "title", "meeting"}


def test_a_hand_entered_wrong_is_corrected_until_the_close_and_on_record(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    assert why_not(room.vote, motion, "for", who)[0] is No.ALREADY_VOTED
    clerk, voice = room.client(room.clerk), room.voice(motion, who).id
    address = f"/motions/{motion}/"
    said = {f"voice-{voice}": "for", "correct": "1"}
    assert post(clerk, f"{address}hands/", f"{address}lead/", **said).status_code == 303
    assert room.voice(motion, who).choice == "for"
    lines = select(AuditFact).where(AuditFact.kind == "motion.hands_corrected")
    assert [one.payload["count"] for one in db.session.scalars(lines)] == [1]
    room.vote(motion, "against", room.members[3])
    assert why_not(hands, room, motion, room.members[3], "for", True)[0] is No.NOT_A_HAND
    room.close(motion)
    assert why_not(hands, room, motion, who, "against", True)[0] is No.CLOSED


def test_whose_hand_was_entered_reads_that_and_may_say_that_they_did_not_mean_it(
    room: Room,
) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    phone, address = room.client(who), f"/motions/{motion}/"
    page = phone.get(address).text
    assert "记录人替您记下了：反对" in page
    assert "请马上告诉主持人" in page
    assert "您已经投过票" not in page
    voice = room.voice(motion, who).id
    for stranger in (room.members[3], room.chair):
        other = room.client(stranger)
        answer = post(other, f"{address}vote/not-meant/", "/me/inbox/", voice=voice)
        assert answer.status_code == 422
    for _ in range(2):
        answer = post(phone, f"{address}vote/not-meant/", "/me/inbox/", voice=voice)
        assert answer.status_code == 303
    told = select(Message.person_id).where(Message.kind == "motions.not_meant")
    assert list(db.session.scalars(told)) == [room.chair]
    chair = room.client(room.chair)
    assert "（本人说不是他的意思）" in chair.get(f"{address}lead/").text
    assert "有人说录入的举手不是他的意思" in chair.get(f"{address}close/").text
    hands(room, motion, who, "for", correct=True)
    assert "（本人说不是他的意思）" not in chair.get(f"{address}lead/").text
    room.close(motion)
    assert post(phone, f"{address}vote/not-meant/", "/me/inbox/", voice=voice).status_code == 422


def test_who_voted_by_themselves_has_no_hand_to_object_to(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    room.vote(motion, "for", who)
    phone, voice = room.client(who), room.voice(motion, who).id
    answer = post(phone, f"/motions/{motion}/vote/not-meant/", "/me/inbox/", voice=voice)
    assert answer.status_code == 422


def test_of_many_late_hands_five_are_named_and_all_are_counted(world: World) -> None:
    room = make_room(world, size=8)
    motion = room.motion()
    room.open(motion)
    voices = {f"voice-{one.id}": "for" for one in queries.roll(motion)}
    room.vote(motion, "for", *room.members)
    clerk = room.client(room.clerk)
    address = f"/motions/{motion}/"
    post(clerk, f"{address}hands/", f"{address}lead/", **voices)
    page = clerk.get(f"{address}lead/").text
    assert "成员0、成员1、成员2、成员3、成员4等 8 人已经投过了，没有改动。" in page
