"""A motion that elects or recalls says so by a fact, in public, and its resolution for good."""

from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.bodies import grounds
from portal.bodies.mandates import Act
from portal.bodies.models import Membership
from portal.bodies.rules import Kind, WhyEnded
from portal.core import clock
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from tests.bodies.making import DAY, Bodies
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World, post


@pytest.fixture
def assembly(world: World) -> Room:
    return make_room(world, Kind.ASSEMBLY)


@pytest.fixture
def desk(world: World) -> Bodies:
    return Bodies(world)


@pytest.fixture
def member(assembly: Room, desk: Bodies) -> Membership:
    """A supervisor."""
    (seat,) = desk.with_seats(Kind.SUPERVISORS, 1, "监督委员会")
    return desk.seat(seat, desk.world.person("监督某"))


def recall(member: Membership) -> dict[str, Any]:
    return {"title": "关于罢免的动议", "subject": f"bodies.recall:{member.id}"}


def adopted(room: Room, **said: Any) -> int:
    motion_id = room.motion(**said)
    room.open(motion_id)
    room.vote(motion_id, "for", *room.members)
    room.close(motion_id)
    return motion_id


def test_a_recall_that_was_voted_on_is_the_ground_of_this_recall_and_of_no_other_art_29(
    assembly: Room, desk: Bodies, member: Membership, client: FlaskClient
) -> None:
    motion_id = adopted(assembly, **recall(member))
    made = resolutions.of_source("meetings.motion", motion_id)
    assert made
    (item,) = made.items
    assert (item.subject_kind, item.subject_id) == ("bodies.recall", member.id)
    assert item.title == "罢免监督委员会的监督某"
    assert grounds.standing([Act.RECALL], member.id) == {}, "objections can still be raised"
    with time_machine.travel(clock.now() + 20 * DAY, tick=False):
        assert list(grounds.standing([Act.RECALL], member.id)) == [f"resolution:{made.id}"]
        assert grounds.standing([Act.RECALL], member.id + 1) == {}
    page = client.get(f"/resolutions/{made.year}/{made.serial}/").text
    assert "罢免监督委员会的监督某" in page
    with time_machine.travel(clock.now() + 20 * DAY, tick=False):
        desk.end(member, WhyEnded.RECALLED, ground=f"resolution:{made.id}")
    assert member.why_ended == WhyEnded.RECALLED


def test_a_motion_that_only_speaks_of_a_recall_is_no_ground(
    assembly: Room, member: Membership
) -> None:
    adopted(assembly, title="罢免监督某", text="罢免监督某的监督委员职务。")
    with time_machine.travel(clock.now() + 20 * DAY, tick=False):
        assert grounds.standing([Act.RECALL], member.id) == {}


def test_everyone_reads_what_a_motion_does_to_seats_and_who_votes_does_so_unseen(
    assembly: Room, member: Membership, client: FlaskClient
) -> None:
    motion_id = assembly.motion(**recall(member))
    said = "通过以后：罢免监督委员会的监督某"
    assert said in client.get(f"/motions/{motion_id}/").text
    assert assembly.row(motion_id).is_secret
    assembly.open(motion_id)
    assert said in assembly.client(assembly.members[3]).get(f"/motions/{motion_id}/vote/").text


def test_its_mover_chooses_from_what_the_body_decides(assembly: Room, member: Membership) -> None:
    mover = assembly.client(assembly.members[2])
    address, code = f"/motions/new/?item={assembly.item_id}", f"bodies.recall:{member.id}"
    assert f'value="{code}"' in mover.get(address).text
    usual = {"title": "罢免", "text": "罢免监督某。", "matter": "ordinary", "form": "usual"}
    for wrong in (
        "bodies.recall:999999",
        "bodies.resign:1",
        "bodies.recall:x",
        "meetings.motion:1",
    ):
        assert post(mover, address, **usual, subject=wrong).status_code == 422, wrong
    answer = post(mover, address, **usual, subject=code)
    assert answer.status_code == 303
    edit = f"{answer.location}edit/"
    assert f'selected value="{code}"' in mover.get(edit).text


def test_the_council_recalls_no_supervisor(world: World, desk: Bodies) -> None:
    council = make_room(world)
    (seat,) = desk.with_seats(Kind.SUPERVISORS, 1)
    reason, _figures = why_not(lambda: council.draft(**recall(desk.seat(seat))))
    assert reason is No.NOT_ITS_SEATS
    mover = council.client(council.members[2])
    assert 'name="subject"' not in mover.get(f"/motions/new/?item={council.item_id}").text


def test_an_amendment_recalls_nobody(assembly: Room, member: Membership) -> None:
    main = assembly.motion()
    reason, _figures = why_not(lambda: assembly.draft(amends_id=main, **recall(member)))
    assert reason is No.NOT_ITS_SEATS
