"""The screen for the room: agenda, quorum, vote, result."""

from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core.db import writing
from portal.meetings.motions import queries
from tests.meetings.motions.browser import html
from tests.meetings.motions.room import Room, make_room
from tests.world import World, post


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
