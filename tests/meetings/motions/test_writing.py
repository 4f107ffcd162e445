"""Writing a motion, standing behind it, withdrawing it."""

import pytest
from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import writing
from portal.meetings.motions import queries
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from tests.meetings.motions.browser import TEXT, html, newest, send
from tests.meetings.motions.room import Room, make_room
from tests.world import World, post, token


def test_a_member_writes_a_motion_others_sign_it_and_it_is_public(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, sponsors=2)
    mover, second, third = (room.client(one) for one in room.members[2:5])
    address = f"/motions/new/?item={room.item_id}"
    assert post(mover, address, **TEXT).status_code == 303
    motion = newest(room)
    assert "还没有提交，只有您看得到" in html(mover, f"/motions/{motion}/")
    html(second, f"/motions/{motion}/", 404)
    version = room.row(motion).version
    assert send(mover, motion, "submit", version=version) == 303
    html(client, f"/motions/{motion}/", 404)
    assert "要有 2 名成员联名" in html(second, f"/motions/{motion}/")
    assert send(second, motion, "sign") == 303
    assert room.row(motion).state == "submitted"
    assert send(third, motion, "sign") == 303
    assert room.row(motion).state == "admitted"
    shown = html(client, f"/motions/{motion}/")
    for said in (
        "第 1 号动议",
        "给 3 号楼装扶手",
        "由居委会在两个月内给 3 号楼的楼梯装好扶手。",
        "成员2",
        "成员 2 人联名",
        "议程 1",
        "记名表决",
        "¥12,000.00",
    ):
        assert said in shown


def test_ten_residents_bring_a_residents_motion_to_the_vote(world: World) -> None:
    room = make_room(world, sponsors=5, resident_sponsors=3)
    neighbours = [world.client(world.account()) for _ in range(4)]
    mover, *others = neighbours
    assert post(mover, f"/motions/new/?meeting={room.meeting_id}", **TEXT).status_code == 303
    motion = newest(room)
    assert send(mover, motion, "submit", version=room.row(motion).version) == 303
    html(others[0], f"/motions/{motion}/", 404)  # a moderator reads it first
    post_id, reader = room.row(motion).post_id or 0, world.person("审核").id
    with writing():
        moderation.decide(post_id, 1, Move.APPROVE, "", reader, clock.now())
    for each in others:
        assert room.row(motion).state == "submitted"
        assert send(each, motion, "sign") == 303
    assert room.row(motion).state == "admitted"
    assert room.row(motion).mover_votes is False


def test_a_resident_writes_none_where_the_body_takes_none_of_residents(
    world: World, room: Room
) -> None:
    stranger = world.client(world.account())
    html(stranger, f"/motions/new/?meeting={room.meeting_id}", 403)


def test_a_child_moves_nothing_and_signs_nothing(world: World) -> None:
    room = make_room(world, sponsors=5, resident_sponsors=3)
    child = world.client(world.account(world.person("小明", 2015)))
    html(child, f"/motions/new/?meeting={room.meeting_id}", 403)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "请填写题目"),
        ({"title": "长" * 101}, "最多 100 个字"),
        ({"text": ""}, "请写明要会议决定什么"),
        ({"amount_fen": "0"}, "金额要大于零"),
        ({"amount_fen": "约一万"}, "只写一个数"),
        ({"form": "shouted"}, "请从列出的选项里选"),
        ({"majority": "a third"}, "请从列出的选项里选"),
        ({"annuls_id": "7"}, "请从列出的选项里选"),
    ],
)
def test_a_motion_that_makes_no_sense_comes_back_with_what_was_typed(
    room: Room, wrong: dict[str, str], said: str
) -> None:
    mover = room.client(room.members[2])
    answer = post(mover, f"/motions/new/?item={room.item_id}", **{**TEXT, **wrong})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    assert {**TEXT, **wrong}["text"] in page
    assert queries.of_meeting(room.meeting_id) == []


@pytest.mark.parametrize(
    ("kind", "article"), [(Kind.RESIDENTS_MEETING, "第二十七条"), (Kind.ASSEMBLY, "第二十九条")]
)
def test_art_27_and_art_29_leave_nothing_to_choose_on_the_form(
    world: World, kind: Kind, article: str
) -> None:
    room = make_room(world, kind, large_fen=100)
    mover, address = room.client(room.members[2]), f"/motions/new/?item={room.item_id}"
    form = html(mover, address)
    assert 'name="majority"' not in form
    assert f"由法律定（《城市居民委员会组织法》{article}），改不了" in form
    assert "要三分之二以上同意才通过" not in form
    assert post(mover, address, **{**TEXT, "majority": "two_thirds"}).status_code == 303
    motion = newest(room)
    assert room.row(motion).majority == "half"
    assert post(mover, f"/motions/{motion}/edit/", **{**TEXT, "version": 1}).status_code == 303
    assert "过半数同意才通过" in html(mover, f"/motions/{motion}/")


def test_a_council_s_form_says_from_which_sum_on_two_thirds_are_needed(world: World) -> None:
    room = make_room(world, large_fen=5_000_000)
    form = html(room.client(room.members[2]), f"/motions/new/?item={room.item_id}")
    assert 'name="majority"' in form
    assert "¥50,000.00 以上的，要三分之二以上同意才通过" in form


def test_a_form_sent_twice_makes_one_draft(room: Room) -> None:
    mover = room.client(room.members[2])
    address = f"/motions/new/?item={room.item_id}"
    data = {"csrf_token": token(mover, address), **TEXT}
    answers = [mover.post(address, data=data) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(queries.of_meeting(room.meeting_id)) == 1


def test_what_was_changed_in_another_tab_is_not_handed_in_unseen(room: Room) -> None:
    mover = room.client(room.members[2])
    post(mover, f"/motions/new/?item={room.item_id}", **TEXT)
    motion = newest(room)
    seen = room.row(motion).version
    edit = f"/motions/{motion}/edit/"
    assert post(mover, edit, **{**TEXT, "text": "别的话", "version": seen}).status_code == 303
    assert send(mover, motion, "submit", version=seen) == 422
    assert room.row(motion).state == "draft"
    stale = post(mover, edit, **{**TEXT, "text": "第三稿", "version": seen})
    assert stale.status_code == 422
    assert "这份草稿在别处改过了" in stale.get_data(as_text=True)
    assert room.row(motion).text == "别的话"


def test_words_that_were_signed_are_never_changed(world: World) -> None:
    room = make_room(world, sponsors=2)
    mover = room.client(room.members[2])
    motion = room.draft(room.members[2])
    room.submit(motion)
    html(mover, f"/motions/{motion}/edit/", 404)


def test_the_mover_withdraws_and_nobody_else(room: Room) -> None:
    motion = room.motion(room.members[2])
    assert send(room.client(room.members[3]), motion, "withdraw") == 422
    assert send(room.client(room.members[2]), motion, "withdraw") == 303
    assert room.row(motion).state == "withdrawn"


def test_an_amendment_starts_from_the_words_that_it_changes(room: Room) -> None:
    main = room.motion()
    member = room.client(room.members[2])
    address = f"/motions/new/?amends={main}"
    page = html(member, address)
    assert "第 1 号动议的修正案" in page
    assert "由居委会在三个月内装好两盏路灯。" in page
    assert post(member, address, **{**TEXT, "amount_fen": ""}).status_code == 303
    assert room.row(newest(room)).amends_id == main


def test_before_writing_one_reads_how_many_must_sign(world: World) -> None:
    room = make_room(world, sponsors=5, resident_sponsors=10)
    address = f"/motions/new/?item={room.item_id}"
    member = room.client(room.members[3])
    assert "要有 5 名成员，或者 10 名居民联名，才能表决" in member.get(address).text
    room.set(sponsors=0, resident_sponsors=0)
    assert "不用联名就可以表决" in member.get(address).text
