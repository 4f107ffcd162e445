"""Pages of a motion cost the same number of queries however many are in the room."""

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.accounts import sessions
from portal.core.access import Asker
from portal.meetings.motions import of_meeting, queries
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


# ---- What a meeting's page, its closing and its minutes ask


def test_an_agenda_item_lists_its_motions_for_whom_they_are(world: World) -> None:
    room = make_room(world, sponsors=1)
    public = room.motion(item_id=room.item_id)
    gathering = room.draft(room.members[2], item_id=room.item_id, title="联名中")
    room.submit(gathering)
    draft = room.draft(room.members[3], item_id=room.item_id, title="草稿")

    def listed(client: FlaskClient | None) -> tuple[list[int], bool]:
        asked = _asker(world, client)
        row = queries.attendance(room.meeting_id, asked.person_id) if asked else None
        found = of_meeting.panel(room.meeting, asked, row)
        return [one.id for one in found["motions_by_item"][room.item_id]], found["may_move"]

    assert listed(None) == ([public], False)
    assert listed(world.client(world.account())) == ([public], False)
    assert listed(room.client(room.members[4])) == ([public, gathering], True)
    assert listed(room.client(room.members[3])) == ([public, gathering, draft], True)


def _asker(world: World, client: FlaskClient | None) -> Asker | None:
    """The snapshot of whoever bears this browser's session."""
    if client is None:
        return None
    with client.session_transaction() as session:
        return sessions.load(session["_user_id"])


def test_no_meeting_ends_while_a_vote_is_open_or_counted(room: Room) -> None:
    motion = room.motion(form="secret")
    assert of_meeting.hindrance(room.meeting) is None
    room.open(motion)
    assert "请先结束表决" in str(of_meeting.hindrance(room.meeting))
    room.close(motion)
    assert of_meeting.hindrance(room.meeting) is None


def test_the_minutes_have_a_sentence_with_all_figures_for_each_decided_motion(room: Room) -> None:
    motion = room.motion()
    room.motion(title="没有表决")
    room.recuse(motion, room.members[5])
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    assert of_meeting.in_minutes(room.meeting) == [
        "第 1 号动议《在北门装两盏路灯》：通过。"
        "应到 6 人，到会 6 人，同意 4，反对 0，弃权 0，没有表态 1，回避 1。"
    ]
