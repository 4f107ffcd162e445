"""Leading a vote in the browser: who opens, enters and closes."""

from datetime import timedelta

import pytest
import time_machine

from portal.bodies.rules import Kind
from portal.core import clock
from portal.meetings.motions import queries
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, make_room
from tests.world import World, post


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
    assert send(chair, motion, "close", "close/") == 422
    assert "还有人没有投" in html(chair, f"/motions/{motion}/close/")
    with time_machine.travel(clock.now() + timedelta(minutes=4)):
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
