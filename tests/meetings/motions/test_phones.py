"""A vote on a phone, scripts off: choose, check, cast."""

import re

import pytest
from flask.testing import FlaskClient

from portal.core.db import writing
from portal.meetings.motions import queries
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, reviewed, vote
from tests.world import World, post


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
    chair, clerk, second = (room.client(one) for one in room.members[:3])
    voices = [one.id for one in queries.roll(motion)[2:]]
    assert send(clerk, motion, "paper", "lead/", voice=voices) == 422
    assert send(clerk, motion, "paper", "lead/", voice=voices, agreed="y") == 303
    assert send(chair, motion, "close", "close/") == 422
    for who in room.members[2:]:
        assert send(room.client(who), motion, "vote/meant", voice=room.voice(motion, who).id) == 303
    assert send(clerk, motion, "close", "close/") == 422
    assert send(chair, motion, "close", "close/") == 303
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
