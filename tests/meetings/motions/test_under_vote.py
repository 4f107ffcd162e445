"""A motion under vote stands first wherever its voters come by."""

import pytest
from flask.testing import FlaskClient

from portal.meetings.motions import waiting
from tests.meetings.motions.room import Room, make_room
from tests.world import World


def main(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True).split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("form", ["named", "secret"])
def test_who_has_not_voted_is_asked_first_of_all(world: World, form: str) -> None:
    room = make_room(world)
    member, page = room.client(room.members[2]), f"/meetings/{room.meeting_id}/"
    motion = room.motion(title="在北门装灯", form=form)
    assert "正在表决" not in main(member, page).split("<h2", 1)[0]
    room.open(motion)
    address = f'href="/motions/{motion}/vote/"'
    for shown in (main(member, page), main(member, "/discuss/")):
        first = shown.split('<section class="lead">', 1)[1].split("</section>", 1)[0]
        assert "正在表决" in first
        assert "在北门装灯" in first
        assert "去投票" in first
        assert address in first
    room.vote(motion, "for", room.members[2])
    assert address not in main(member, "/discuss/")
    assert address not in main(member, page)
    assert "看表决的情况" in main(member, page)


def test_who_has_no_vote_sees_where_it_stands(world: World, client: FlaskClient) -> None:
    room = make_room(world)
    motion = room.motion()
    room.open(motion)
    for visitor in (client, world.client(world.account())):
        shown = main(visitor, f"/meetings/{room.meeting_id}/")
        assert "看表决的情况" in shown.split("<dl", 1)[0]
        assert "去投票" not in shown
        assert "去投票" not in main(visitor, "/discuss/")


def _waits(room: Room, person_id: int) -> list[int]:
    return [one.id for one in waiting.for_person(person_id)]


def test_a_lent_voice_waits_for_its_holder_and_a_recused_one_for_nobody(world: World) -> None:
    room = make_room(world, arrived=5)
    giver, holder, recused = room.members[5], room.members[4], room.members[3]
    room.lend(giver, holder)
    motion = room.motion()
    room.recuse(motion, recused)
    room.open(motion)
    assert _waits(room, recused) == []
    assert _waits(room, giver) == []
    room.vote(motion, "for", holder)
    assert _waits(room, holder) == [motion]
    room.cast(motion, giver, holder, "for")
    assert _waits(room, holder) == []
    assert _waits(room, room.members[2]) == [motion]
    room.close(motion)
    assert _waits(room, room.members[2]) == []
