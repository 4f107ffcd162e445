"""Pages of a motion cost the same number of queries however many are in the room."""

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.meetings.motions.room import Room, make_room, reviewed
from tests.statements import statements
from tests.world import World

MOST_QUERIES, NEXT_PAGE = 16, 15 * 1024


def crowded(world: World, size: int, name: str) -> dict[str, str]:
    """A meeting of so many: a decided motion with as many signers and recusals as a third, one that
    is open, one that waits with its amendments; the pages' addresses.
    """
    room = make_room(world, size=size, name=name, sponsors=size // 2)
    decided = room.draft(room.chair)
    room.submit(decided)
    room.sign(decided, *room.members[1 : size // 2 + 1])
    room.recuse(decided, *room.members[: size // 3])
    room.open(decided)
    room.vote(decided, "for", *room.members[size // 3 :])
    room.close(decided)
    waiting = room.motion(title="等着")
    for number in range(size // 3):
        room.motion(title=f"修正{number}", amends_id=waiting)
    running = room.motion(title="进行中", form="secret")
    room.open(running)
    names = {"decided": decided, "waiting": waiting, "running": running}
    pages = {f"{one} motion": f"/motions/{number}/" for one, number in names.items()}
    pages |= {f"leading {one}": f"/motions/{number}/lead/" for one, number in names.items()}
    return pages | {
        "vote": f"/motions/{running}/vote/",
        "closing": f"/motions/{running}/close/",
        "doubt": f"/motions/{waiting}/challenge/",
        "amending": f"/motions/new/?amends={waiting}",
        "screen": f"/meetings/{room.meeting_id}/screen/",
        "new": f"/motions/new/?meeting={room.meeting_id}",
        "chair": str(room.chair),
    }


def _count(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        answer = client.get(path)
    assert answer.status_code == 200, path
    assert len(gzip.compress(answer.data, 6)) <= NEXT_PAGE, path
    return len([one for one in seen if not one.startswith("PRAGMA")])


@pytest.fixture
def visit(world: World) -> Callable[[int], dict[str, int]]:
    """Queries by page, as the chair sees them, who has all the buttons."""

    def measure(size: int) -> dict[str, int]:
        pages = crowded(world, size, f"{size} 人的会")
        chair = Room(world, 0).client(int(pages.pop("chair")))
        return {name: _count(chair, path) for name, path in pages.items()}

    return measure


def test_ten_times_the_members_cost_no_more_queries(visit: Callable[[int], dict[str, int]]) -> None:
    few, many = visit(6), visit(60)
    assert many == few
    assert {name: count for name, count in few.items() if count > MOST_QUERIES} == {}


@pytest.mark.parametrize("form", ["named", "secret"])
def test_a_cast_is_one_short_transaction(room: Room, form: str) -> None:
    """The lock is held for a handful of statements."""
    motion = room.motion(form=form)
    room.open(motion)
    voter = room.client(room.members[3])
    data = reviewed(voter, motion, "for")
    with statements() as seen:
        assert voter.post(f"/motions/{motion}/vote/cast/", data=data).status_code == 303
    under_lock = seen[seen.index("BEGIN IMMEDIATE") if "BEGIN IMMEDIATE" in seen else 0 :]
    assert len(under_lock) <= 14
