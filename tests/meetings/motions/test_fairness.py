"""What keeps a vote fair: what it goes by, who is named, who steps back, who puts it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.bodies.rules import Base, Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import pages, queries
from portal.meetings.motions.actions import matters, moving, voting
from portal.meetings.motions.rules import No
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.resolutions import queries as resolutions
from portal.roster.models import Person
from portal.topics.rules import RESERVED, Matter
from tests.meetings.motions.room import Room, make_room, why_not
from tests.meetings.motions.test_pages import TEXT
from tests.topics.making import delegated
from tests.world import World, fields, post


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


# ---- Recusal


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


# ---- Without signatures


def put(room: Room, motion: int, by: int, why: str = "程序上的动议") -> None:
    with writing():
        moving.put(queries.locked(motion), by, why, clock.now())


def test_a_members_or_residents_motion_is_never_put_to_the_vote_unsigned(world: World) -> None:
    room = make_room(world, sponsors=3, resident_sponsors=3)
    neighbour, chair = world.person("路人"), room.client(room.chair)
    for mover in (room.members[3], neighbour.id):
        motion = room.draft(mover)
        room.submit(motion)
        for leader in (room.chair, room.clerk):
            assert why_not(put, room, motion, leader)[0] is No.NEEDS_SIGNATURES
        page = chair.get(f"/motions/{motion}/lead/").text
        assert "联名够数才能表决" in page
        assert "直接提交表决" not in page
        assert room.row(motion).state == "submitted"


def test_the_clerk_does_not_put_their_own_motion_the_chair_does(world: World) -> None:
    room = make_room(world, sponsors=3)
    motion = room.draft(room.clerk)
    room.submit(motion)
    assert why_not(put, room, motion, room.clerk)[0] is No.NOT_OWN_PUT
    assert why_not(put, room, motion, room.chair, " ")[0] is No.NO_REASON
    put(room, motion, room.chair)
    assert room.row(motion).state == "admitted"


@pytest.mark.parametrize(
    ("leader", "kind", "who"),
    [(0, "motion.put_by_chair", "主持人"), (1, "motion.put_by_clerk", "记录人受主持人委托")],
)
def test_why_and_by_whom_a_motion_was_put_is_read_by_everyone_and_on_its_resolution(
    world: World, client: FlaskClient, leader: int, kind: str, who: str
) -> None:
    room = make_room(world, sponsors=3)
    motion, by = room.draft(room.chair), room.members[leader]
    room.submit(motion)
    address = f"/motions/{motion}/"
    leading = room.client(by)
    empty = post(leading, f"{address}put/", f"{address}lead/", why="")
    assert empty.status_code == 422
    assert "请写明为什么不等联名" in empty.get_data(as_text=True)
    assert post(leading, f"{address}put/", f"{address}lead/", why="居委会的议案").status_code == 303
    assert f"没有等联名，由{who}提交表决。原因：居委会的议案" in client.get(address).text
    line = db.session.scalars(select(AuditFact).where(AuditFact.kind == kind)).one()
    assert (line.actor_id, line.payload["reason"]) == (by, "居委会的议案")
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion, by)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert made.adopted_by == room.chair
    assert f"由{who}提交表决：居委会的议案；由{who}结束表决" in made.rule


# ---- Names


def test_a_residents_meeting_publishes_figures_and_no_residents_name(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING)
    with writing():
        room.meeting.electorate = "residents"
    motion = room.motion(room.members[3])
    room.recuse(motion, room.members[5])
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion)
    for reader in (client, room.client(room.members[4]), room.client(room.chair)):
        page = reader.get(f"/motions/{motion}/").text
        assert "谁投了什么" not in page
        assert "成＊＊" in page
        assert pages.named_voices(room.row(motion)) == []
        assert "一名居民：家里人承包" in page
    everyone = client.get(f"/motions/{motion}/").text
    for person in room.members:
        assert db.session.get_one(Person, person).name not in everyone


def test_members_of_a_body_stay_named(room: Room, client: FlaskClient) -> None:
    motion = room.motion(room.members[3])
    room.recuse(motion, room.members[5])
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion)
    page = client.get(f"/motions/{motion}/").text
    assert "谁投了什么" in page
    assert "动议人：成员3" in page
    assert "成员5：家里人承包" in page


# ---- The life of a vote


def test_a_body_that_is_no_more_opens_no_vote(room: Room) -> None:
    motion = room.motion()
    room.set(dissolved_on=clock.today())
    assert why_not(room.open, motion)[0] is No.BODY_GONE
    assert "这个会已经撤销" in room.client(room.chair).get(f"/motions/{motion}/lead/").text
    room.set(dissolved_on=clock.today() + timedelta(days=1))
    room.open(motion)
    assert room.row(motion).state == "open"


def test_an_amendment_rewrites_no_motion_that_was_withdrawn_meanwhile(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="不装了。", amends_id=main)
    room.open(change)
    with writing():
        moving.withdraw(queries.locked(main), room.chair, clock.now())
    room.vote(change, "for", *room.members)
    room.close(change)
    assert room.row(change).state == "adopted"
    assert room.row(main).text == "由居委会在三个月内装好两盏路灯。"
    assert room.row(change).replaced_text is None


def test_whoever_has_voted_reads_so_on_the_motion(room: Room) -> None:
    named, secret = room.motion(), room.motion(form="secret", title="无记名的")
    who = room.members[3]
    phone = room.client(who)
    for motion, said in ((named, "您已经投过票：反对"), (secret, "您已经投过票")):
        room.open(motion)
        assert "您已经投过票" not in phone.get(f"/motions/{motion}/").text
        room.vote(motion, "against", who)
        page = phone.get(f"/motions/{motion}/").text
        assert said in page
        assert motion == named or "您已经投过票：" not in page
        room.close(motion)


def test_before_writing_one_reads_how_many_must_sign(world: World) -> None:
    room = make_room(world, sponsors=5, resident_sponsors=10)
    address = f"/motions/new/?item={room.item_id}"
    member = room.client(room.members[3])
    assert "要有 5 名成员，或者 10 名居民联名，才能表决" in member.get(address).text
    room.set(sponsors=0, resident_sponsors=0)
    assert "不用联名就可以表决" in member.get(address).text


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


# ---- Whose matter it is


def name(room: Room, motion: int, matter: Matter, on: int | None) -> None:
    """Who leads names what it rests on."""
    with writing():
        one = queries.locked(motion)
        matters.name_anew(one, matter, "照授权的决议", room.chair, clock.now(), on)


@pytest.mark.parametrize("matter", sorted(RESERVED))
@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.RESIDENTS_MEETING])
def test_art_30_what_is_reserved_to_the_residents_meeting_no_other_body_resolves(
    world: World, kind: Kind, matter: Matter
) -> None:
    parent = make_room(world, name="上级").body.id if kind is Kind.SUBCOMMITTEE else None
    room = make_room(world, kind, parent_id=parent)
    motion = room.motion(matter=matter)
    reason, said = why_not(room.open, motion)
    assert (reason, said["whose"], said["article"]) == (No.NOT_COMPETENT, "居民会议", 30)
    delegated(matter, Kind.ASSEMBLY, room.chair)
    if kind is Kind.ASSEMBLY:
        room.open(motion)
        assert room.row(motion).state == "open"
    else:
        assert why_not(room.open, motion)[1]["whose"] == "居民代表会议"


@pytest.mark.parametrize("matter", list(Matter))
def test_art_30_the_residents_meeting_resolves_on_everything(world: World, matter: Matter) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING)
    motion = room.motion(matter=matter)
    room.open(motion)
    assert room.row(motion).matter == matter


def test_a_council_resolves_on_what_was_handed_down_to_it_and_on_what_is_ordinary(
    room: Room,
) -> None:
    motion = room.motion(matter="delegated")
    room.open(room.motion(title="第二件"))
    room.close(2)
    assert why_not(room.open, motion)[1]["whose"] == "居民代表会议"
    page = room.client(room.chair).get(f"/motions/{motion}/lead/").text
    assert "《城市居民委员会组织法》第30条由居民代表会议决定" in page
    on = delegated(Matter.DELEGATED, Kind.COUNCIL, room.chair)
    assert why_not(room.open, motion)[0] is No.NAMES_NOTHING
    name(room, motion, Matter.DELEGATED, on)
    room.open(motion)
    assert room.row(motion).state == "open"


def test_a_delegation_that_has_ended_gives_nothing(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY)
    motion = room.motion(matter="covenant")
    yesterday = clock.today() - timedelta(days=1)
    delegated(Matter.COVENANT, Kind.ASSEMBLY, room.chair, yesterday)
    assert why_not(room.open, motion)[0] is No.NOT_COMPETENT


# ---- A resident's motion


def residents_motion(world: World, room: Room, **values: object) -> int:
    motion = room.draft(world.person("欧阳小路").id, **values)
    room.submit(motion)
    return motion


def read(motion_id: int, move: Move, reason: str, moderator: int) -> None:
    with writing():
        post_id = queries.locked(motion_id).post_id
        item = db.session.get_one(Item, post_id)
        moderation.decide(item.id, item.version, move, reason, moderator, clock.now())


def test_a_residents_motion_is_seen_by_nobody_but_its_mover_and_the_chair_until_it_is_read(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, sponsors=2, resident_sponsors=1)
    motion = residents_motion(world, room)
    address = f"/motions/{motion}/"
    member, chair = room.client(room.members[3]), room.client(room.chair)
    mover = room.client(room.row(motion).mover_id)
    assert [one.get(address).status_code for one in (client, member, chair, mover)] == [
        404,
        404,
        200,
        200,
    ]
    assert why_not(room.sign, motion, room.members[3])[0] is No.UNREAD
    read(motion, Move.APPROVE, "", world.person("审核").id)
    assert member.get(address).status_code == 200
    room.sign(motion, room.members[3])
    page = client.get(address).text
    assert "欧＊＊＊" in page
    assert "欧阳小路" not in page


def test_a_resident_who_wants_it_is_named_in_full(world: World, client: FlaskClient) -> None:
    room = make_room(world, resident_sponsors=1)
    motion = residents_motion(world, room, signs=True)
    read(motion, Move.APPROVE, "", world.person("审核").id)
    room.sign(motion, room.members[3])
    assert "欧阳小路" in client.get(f"/motions/{motion}/").text


def test_what_a_moderator_sends_back_the_mover_mends_and_hands_in_again(world: World) -> None:
    room = make_room(world, resident_sponsors=1)
    motion = residents_motion(world, room)
    mover = room.client(room.row(motion).mover_id)
    edit = f"/motions/{motion}/edit/"
    assert mover.get(edit).status_code == 404
    read(motion, Move.ASK, "请不要点名", world.person("审核").id)
    assert "请不要点名" in mover.get(f"/motions/{motion}/").text
    again = fields(mover.get(edit))
    assert mover.post(edit, data={**again, **TEXT, "text": "改好了的话"}).status_code == 303
    row = room.row(motion)
    assert (row.text, row.state, row.post.state) == ("改好了的话", "submitted", "waiting")  # type: ignore[union-attr]


def test_a_withdrawn_motion_leaves_the_moderators_queue(world: World) -> None:
    room = make_room(world, resident_sponsors=1)
    motion = residents_motion(world, room)
    with writing():
        one = queries.locked(motion)
        moving.withdraw(one, one.mover_id, clock.now())
    assert room.row(motion).post.state == "withdrawn"  # type: ignore[union-attr]


def test_who_leads_makes_a_vote_secret_before_it_opens_and_nobody_makes_it_named(
    room: Room,
) -> None:
    motion, other = room.motion(), room.motion(title="第二件")
    clerk = room.client(room.clerk)
    address = f"/motions/{motion}/"
    assert post(clerk, f"{address}secret/", f"{address}lead/").status_code == 303
    assert room.row(motion).form == "secret"
    assert post(clerk, f"{address}secret/", f"{address}lead/").status_code == 422
    assert room.row(motion).form == "secret"
    room.open(other)
    page = f"/motions/{other}/"
    assert post(clerk, f"{page}secret/", f"{page}lead/").status_code == 422
    assert room.row(other).form == "named"
    member = room.client(room.members[3])
    assert post(member, f"{address}secret/", f"{address}recuse/").status_code == 403


# ---- Raised hands


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
