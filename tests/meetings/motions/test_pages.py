"""Motions through the browser, scripts off: writing, signing, leading, voting, the result."""

import re

import pytest
from flask.testing import FlaskClient

from portal.accounts import mine
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.meetings.motions import queries
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from tests.meetings.motions.room import Room, make_room, reviewed, vote
from tests.world import World, post, token

TEXT = {
    "title": "给 3 号楼装扶手",
    "text": "由居委会在两个月内给 3 号楼的楼梯装好扶手。",
    "amount_fen": "12000",
    "form": "usual",
    "majority": "half",
    "annuls_id": "",
    "matter": "ordinary",
}


def html(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def newest(room: Room) -> int:
    return max(one.id for one in queries.of_meeting(room.meeting_id))


def send(client: FlaskClient, motion: int, act: str, page: str = "", **more: object) -> int:
    """Presses a button of the motion's page, or of ``page``; the status of the answer."""
    address = f"/motions/{motion}/"
    return post(client, f"{address}{act}/", f"{address}{page}", **more).status_code


# ---- Writing and signing


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


# ---- Leading


def test_without_a_quorum_the_chair_reads_both_numbers_and_no_vote_opens(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY, 51, arrived=33)
    motion, chair = room.motion(), room.client(room.chair)
    said = "已签到 33 人，至少要 34 人"
    assert said in html(chair, f"/motions/{motion}/lead/")
    answer = post(chair, f"/motions/{motion}/open/", f"/motions/{motion}/lead/")
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    room.sign_in(34)
    assert send(chair, motion, "open", "lead/") == 303
    assert room.row(motion).state == "open"


ACTS = ["lead/", "close/"]
PRESSED = ["put", "open", "recusals", "hands", "paper", "close", "resume", "void"]


@pytest.mark.parametrize("page", ACTS)
def test_nobody_but_who_leads_sees_the_page_of_leading(room: Room, page: str) -> None:
    motion = room.motion()
    html(room.client(room.members[3]), f"/motions/{motion}/{page}", 403)


@pytest.mark.parametrize("act", PRESSED)
def test_nobody_but_who_leads_presses_its_buttons(room: Room, act: str) -> None:
    motion = room.motion()
    member = room.client(room.members[3])
    page = f"/motions/{motion}/recuse/"
    answer = post(member, f"/motions/{motion}/{act}/", page, reason="别的", person=room.chair)
    assert answer.status_code == 403
    assert room.row(motion).state == "admitted"
    assert queries.recusals(motion) == []


def test_the_chair_closes_after_reading_who_has_not_voted(room: Room) -> None:
    motion, chair = room.motion(), room.client(room.chair)
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    page = html(chair, f"/motions/{motion}/close/")
    assert "还有 3 票没有投" in page
    assert "<li>成员3</li><li>成员4</li><li>成员5</li>" in page
    assert send(chair, motion, "close", "close/") == 303
    assert room.row(motion).state == "rejected"


def test_the_clerk_enters_hands_by_name(room: Room) -> None:
    motion, clerk = room.motion(), room.client(room.clerk)
    room.open(motion)
    voices = {f"voice-{one.id}": "for" for one in queries.roll(motion)[2:6]}
    assert send(clerk, motion, "hands", "lead/", **voices) == 303
    assert [one.choice for one in queries.roll(motion)] == [None, None, *["for"] * 4]


@pytest.mark.parametrize(
    "hostile", [{"voice-999999": "for"}, {"voice-x": "for"}, {"voice-0": "maybe"}]
)
def test_hands_that_nobody_raised_are_refused(room: Room, hostile: dict[str, str]) -> None:
    motion, clerk = room.motion(), room.client(room.clerk)
    room.open(motion)
    assert send(clerk, motion, "hands", "lead/", **hostile) == 422
    assert {one.choice for one in queries.roll(motion)} == {None}


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


# ---- Voting


def test_a_named_vote_on_a_phone_and_what_everyone_sees_of_it(
    room: Room, client: FlaskClient
) -> None:
    motion = room.motion()
    room.open(motion)
    members = [room.client(one) for one in room.members[:4]]
    assert vote(members[0], motion, "against").status_code == 303
    running = html(client, f"/motions/{motion}/")
    assert "1 / 6 票" in running
    assert "谁投了什么" not in running
    for each in members[1:]:
        assert vote(each, motion, "for").status_code == 303
    room.vote(motion, "for", room.members[4])
    room.close(motion)
    page = html(client, f"/motions/{motion}/")
    said = re.findall(r'<th role="rowheader" scope="row">(成员\d)</th><td[^>]*>([^<]+)</td>', page)
    assert said == [
        ("成员0", "反对"),
        *[(f"成员{n}", "同意") for n in range(1, 5)],
        ("成员5", "没有表态"),
    ]


def test_a_secret_vote_on_a_phone(room: Room, client: FlaskClient) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    voter = room.client(room.members[3])
    page = html(voter, f"/motions/{motion}/vote/")
    assert "如果大家投得都一样，每个人投了什么也就都知道了" in page
    data = reviewed(voter, motion, "for")
    code = data["receipt"]
    again = [voter.post(f"/motions/{motion}/vote/cast/", data=data).status_code for _ in range(2)]
    assert again == [303, 303]
    assert "您的一票已经投出" in html(voter, f"/motions/{motion}/vote/done/")
    room.close(motion)
    assert str(code) in html(client, f"/motions/{motion}/files/receipts.txt")
    page = html(client, f"/motions/{motion}/")
    assert "谁投了什么" not in page
    assert "ballots.csv" in page


def test_files_of_a_vote_that_still_runs_are_not_handed_out(
    room: Room, client: FlaskClient
) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    html(client, f"/motions/{motion}/files/roll-opening.txt", 404)


@pytest.mark.parametrize("hostile", ["", "yes", "for' OR 1=1", "赞成"])
def test_what_is_no_choice_is_not_taken(room: Room, hostile: str) -> None:
    motion = room.motion()
    room.open(motion)
    voter = room.client(room.members[3])
    data = {**reviewed(voter, motion, "for"), "choice": hostile}
    assert voter.post(f"/motions/{motion}/vote/", data=data).status_code == 422
    assert voter.post(f"/motions/{motion}/vote/cast/", data=data).status_code == 422
    assert queries.progress(room.row(motion)).given == 0


def test_nobody_casts_the_voice_of_somebody_else(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    voter = room.client(room.members[3])
    data = reviewed(voter, motion, "for")
    for voice in (room.voice(motion, room.members[4]).id, 0, 999_999, "x", "9" * 30):
        sent = {**data, "voice": voice}
        assert voter.post(f"/motions/{motion}/vote/cast/", data=sent).status_code == 422
    assert queries.progress(room.row(motion)).given == 0


def test_who_is_not_in_the_room_reads_why_they_cannot_vote(world: World, room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    stranger = world.client(world.account())
    assert "表决开始时您不在会场的名单上" in html(stranger, f"/motions/{motion}/vote/")


def test_a_proxy_is_shown_whose_voice_comes_next(room: Room) -> None:
    giver, holder = room.members[5], room.members[4]
    with writing():
        row = queries.attendance(room.meeting_id, giver)
        assert row is not None
        row.arrived_at = None
    room.lend(giver, holder)
    motion = room.motion()
    room.open(motion)
    member = room.client(holder)
    assert vote(member, motion, "for").status_code == 303
    assert "您还要替 成员5 投一票" in html(member, f"/motions/{motion}/vote/done/")
    assert "这一票是替 成员5 投的" in html(member, f"/motions/{motion}/vote/")
    assert vote(member, motion, "against").status_code == 303
    found = {one.person_id: one.choice for one in queries.roll(motion)}
    assert (found[holder], found[giver]) == ("for", "against")


def test_two_people_count_the_paper_in_the_browser(room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    room.vote(motion, "for", *room.members[:2])
    clerk, second = room.client(room.clerk), room.client(room.members[2])
    voices = [one.id for one in queries.roll(motion)[2:]]
    assert send(clerk, motion, "paper", "lead/", voice=voices) == 422
    assert send(clerk, motion, "paper", "lead/", voice=voices, agreed="y") == 303
    assert send(clerk, motion, "close", "close/") == 303
    assert "有 4 张纸票要点" in html(clerk, f"/motions/{motion}/lead/")
    wrong = {"for_": "3", "against": "0", "abstain": "0", "spoilt": "0"}
    right = {"for_": "3", "against": "0", "abstain": "1", "spoilt": "0"}
    answer = post(clerk, f"/motions/{motion}/count/", **wrong)
    assert answer.status_code == 422
    assert "您填的加起来是 3 张，发出的纸票是 4 张" in answer.get_data(as_text=True)
    assert send(clerk, motion, "count", "count/", **right) == 303
    assert "等另一个人点" in html(clerk, f"/motions/{motion}/count/")
    assert send(second, motion, "count", "count/", **right) == 303
    assert room.figures(motion) == (6, 6, 5, 0, 1, 0)


# ---- The screen


def test_the_screen_shows_agenda_and_quorum_then_the_vote_then_its_result(
    world: World, client: FlaskClient
) -> None:
    room = make_room(world, Kind.ASSEMBLY, 6, arrived=3)
    address = f"/meetings/{room.meeting_id}/screen/"
    page = html(client, address)
    assert "应到 6 · 已到 3" in page
    assert "至少要 4 人" in page
    assert "北门照明" in page
    room.sign_in(5)
    motion = room.motion(form="secret")
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    page = html(client, address)
    assert "够法定人数" in page
    assert "<b>4</b> / 5" in page
    assert "由居委会在三个月内装好两盏路灯。" in page
    assert "过半数同意才通过" in page
    assert "</b> 同意" not in page
    room.close(motion)
    page = html(client, address)
    assert "通过" in page
    assert "<b>4</b> 同意" in page
    assert not any(f"成员{n}" in page for n in range(6))


def test_the_chair_says_what_the_room_is_at(room: Room, client: FlaskClient) -> None:
    chair, member = room.client(room.chair), room.client(room.members[3])
    base, lead = f"/meetings/{room.meeting_id}/screen/", f"/meetings/{room.meeting_id}/screen/lead/"
    call = f"{base}items/{room.item_id}/"
    assert 'aria-current="step"' not in html(client, base)
    html(member, lead, 403)
    assert post(member, call, f"/motions/{room.motion()}/recuse/").status_code == 403
    assert 'aria-current="step"' not in html(client, base)
    assert post(chair, call, lead).status_code == 303
    assert 'class="now" aria-current="step"' in html(client, base)
    assert post(chair, f"{base}items/999/", "/me/").status_code == 404


def test_nothing_is_called_in_a_meeting_that_is_over(room: Room) -> None:
    chair = room.client(room.chair)
    lead = f"/meetings/{room.meeting_id}/screen/lead/"
    assert f'href="{lead}"' in html(chair, f"/meetings/{room.meeting_id}/")
    room.end()
    call = f"/meetings/{room.meeting_id}/screen/items/{room.item_id}/"
    assert post(chair, call, "/me/").status_code == 409
    assert call not in html(chair, lead)
    assert [one.taken_up_at for one in queries.agenda(room.meeting_id)] == [None]


def test_the_screen_refreshes_itself_in_part_or_without_scripts_as_a_whole(
    room: Room, client: FlaskClient
) -> None:
    address = f"/meetings/{room.meeting_id}/screen/"
    whole = html(client, address)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in whole
    assert 'hx-trigger="every 4s"' in whole
    part = client.get(address, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.startswith('<div id="screen"')
    assert "<html" not in part


def test_where_observers_are_not_allowed_the_screen_is_for_those_of_the_meeting(
    world: World, room: Room, client: FlaskClient
) -> None:
    with writing():
        room.meeting.observers = False
    address = f"/meetings/{room.meeting_id}/screen/"
    assert client.get(address).status_code == 303
    html(world.client(world.account()), address, 403)
    html(room.client(room.members[3]), address)


def test_no_supervisor_amends_the_roll_of_a_motion(world: World, room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    box = room.row(motion).box_id
    html(world.staff(Role.SUPERVISOR), f"/desk/rolls/{box}/", 404)


def test_what_somebody_moved_signed_and_voted_is_theirs_to_read(room: Room) -> None:
    named, secret = room.motion(), room.motion(title="换人", form="secret")
    who = room.members[2]
    for motion in (named, secret):
        room.open(motion)
        room.vote(motion, "for", who)
        room.close(motion)
    with room.world.app.test_request_context():
        held = {one.section.code: one.rows for one in mine.gather(who)}
    assert [(row["动议"], row["投了什么"]) for row in held["motion-votes"]] == [
        ("在北门装两盏路灯", "同意"),
        ("换人", "无记名，没有人知道"),
    ]
