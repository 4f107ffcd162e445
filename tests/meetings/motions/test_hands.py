"""Raised hands that the clerk enters."""

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import queries
from portal.meetings.motions.actions import hands as entering
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, make_room, vote, why_not
from tests.world import World, post


def hands(
    room: Room, motion: int, who: int, choice: str, correct: bool = False, by: int | None = None
) -> None:
    act = entering.correct_hands if correct else entering.enter_hands
    with writing():
        voice = room.voice(motion, who).id
        act(queries.locked(motion), {voice: choice}, by or room.clerk, clock.now())


def test_whose_hand_was_entered_is_told_at_once_and_not_what(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    told = db.session.scalars(select(Message).where(Message.kind == "motions.hand")).one()
    assert told.person_id == who
    assert told.payload.keys() == {"motion", "number", "title", "meeting"}


def answer(room: Room, motion: int, who: int, said: str, of: int | None = None) -> int:
    """Presses 是我的意思 (``meant``) or 这不是我的意思 (``not-meant``) on a phone; the status."""
    voice = room.voice(motion, of or who).id
    address = f"/motions/{motion}/vote/{said}/"
    return post(room.client(who), address, "/me/inbox/", voice=voice).status_code


def given(room: Room, motion: int, who: int) -> tuple[str | None, str | None]:
    db.session.rollback()
    row = room.voice(motion, who)
    return row.choice, row.via


def test_a_hand_entered_wrong_is_corrected_until_the_close_and_on_record(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    clerk, voice = room.client(room.clerk), room.voice(motion, who).id
    address = f"/motions/{motion}/"
    said = {f"voice-{voice}": "for", "correct": "1"}
    assert post(clerk, f"{address}hands/", f"{address}lead/", **said).status_code == 303
    assert room.voice(motion, who).choice == "for"
    lines = select(AuditFact).where(AuditFact.kind == "motion.hands_corrected")
    assert [one.payload["count"] for one in db.session.scalars(lines)] == [1]
    room.vote(motion, "against", room.members[3])
    assert why_not(hands, room, motion, room.members[3], "for", True)[0] is No.NOT_A_HAND
    room.close(motion, minutes=3)
    assert why_not(hands, room, motion, who, "against", True)[0] is No.CLOSED


def test_only_the_clerk_enters_hands_not_the_chair(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    voices = {f"voice-{room.voice(motion, room.members[4]).id}": "for"}
    assert send(room.client(room.chair), motion, "hands", "lead/", **voices) == 422
    assert given(room, motion, room.members[4]) == (None, None)
    assert "记下举手" not in html(room.client(room.chair), f"/motions/{motion}/lead/")
    assert send(room.client(room.clerk), motion, "hands", "lead/", **voices) == 303


# ---- One's own vote comes before a hand


def test_ones_own_vote_on_ones_own_phone_overrides_a_hand_and_the_log_keeps_both(
    room: Room, client: FlaskClient
) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "for")
    assert vote(room.client(who), motion, "against").status_code == 303
    assert given(room, motion, who) == ("against", "phone")
    assert [one.choice for one in queries.entries(room.row(motion))] == ["for"]
    lines = select(AuditFact.actor_id).where(AuditFact.kind == "motion.hand_overridden")
    assert list(db.session.scalars(lines)) == [who]
    assert why_not(hands, room, motion, who, "for", True)[0] is No.NOT_A_HAND
    hands(room, motion, who, "for")  # late: what they cast stays
    assert given(room, motion, who) == ("against", "phone")
    room.close(motion)
    page = html(client, f"/motions/{motion}/")
    assert "录入过“同意”，以本人投的为准" in page


def test_what_was_cast_on_the_phone_is_not_cast_again(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "for")
    room.vote(motion, "against", who)
    assert why_not(room.vote, motion, "for", who)[0] is No.ALREADY_VOTED


def test_a_hand_that_the_clerk_entered_for_themselves_is_their_vote(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    hands(room, motion, room.clerk, "for")
    assert why_not(room.vote, motion, "against", room.clerk)[0] is No.ALREADY_VOTED
    room.vote(motion, "for", *room.members[2:])
    room.close(motion)  # nobody else is waited for
    assert room.row(motion).objections_until is not None
    assert resolutions.of_source("meetings.motion", motion) is not None


# ---- 这不是我的意思


def test_a_hand_that_was_not_meant_is_off_the_count_and_the_voice_is_free(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    phone, address = room.client(who), f"/motions/{motion}/"
    page = phone.get(address).text
    for said in ("记录人替您记下了：反对", "这不是我的意思", "是我的意思", "我自己投"):
        assert said in page
    assert "您已经投过票" not in page
    for stranger in (room.members[3], room.chair):
        assert answer(room, motion, stranger, "not-meant", of=who) == 422
    assert [answer(room, motion, who, "not-meant") for _ in range(2)] == [303, 303]
    assert given(room, motion, who) == (None, None)
    told = select(Message.person_id).where(Message.kind == "motions.not_meant")
    assert list(db.session.scalars(told)) == [room.chair]
    chair = room.client(room.chair)
    assert "1 人说录入的举手不是他的意思，已经不算数" in html(chair, f"{address}lead/")
    screen = html(room.client(room.members[3]), f"/meetings/{room.meeting_id}/screen/")
    assert "1 人说录入的举手不是他的意思，已经不算数" in screen
    assert "请自己投" in html(phone, address)
    assert vote(phone, motion, "for").status_code == 303
    assert given(room, motion, who) == ("for", "phone")


def test_nobody_enters_a_hand_again_for_who_did_not_mean_it(room: Room) -> None:
    motion, who = room.motion(), room.members[4]
    room.open(motion)
    hands(room, motion, who, "against")
    answer(room, motion, who, "not-meant")
    assert why_not(hands, room, motion, who, "against") == (No.OBJECTED, {"name": "成员4"})
    assert given(room, motion, who) == (None, None)
    page = html(room.client(room.clerk), f"/motions/{motion}/lead/")
    assert f'name="voice-{room.voice(motion, who).id}"' not in page


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
