"""Topics that were merged: none ends with the one that took it in unless a body decided that, and
its author parts it until a vote is opened.
"""

import pytest

from portal.accounts import mine
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings.models import AgendaItem
from portal.moderation.rules import Move as Reading
from portal.topics import actions as for_meetings
from portal.topics import due, queries, rules
from portal.topics.actions import raising, screening
from portal.topics.rules import Ground, Move, MoveRefused, Office, State
from tests.meetings.making import browser as browser_of
from tests.meetings.motions.room import Room, make_room
from tests.topics.making import (
    act,
    age,
    endorse,
    get,
    moves,
    needing,
    press,
    published,
    read,
    submitted,
    told,
)
from tests.world import World


def merge(topic_id: int, into: int, by: int) -> None:
    with writing():
        screening.merge(act(topic_id, by, Office.COMMITTEE), into)


def merged_into(world: World, into: int) -> int:
    """One with a neighbour behind it that was merged into another."""
    topic_id = published(world, "垃圾桶放在哪里")
    endorse(topic_id, world.person().id)
    merge(topic_id, into, world.person().id)
    return topic_id


def withdraw(into: int) -> None:
    with writing():
        raising.withdraw(queries.locked(into), get(into).raised_by, "不提了", clock.now())


def decline(into: int, by: int) -> None:
    endorse(into, by)  # the last neighbour that it needs
    with writing():
        screening.decline(act(into, by, Office.PARTY), Ground.UNCLEAR)


def lapse(into: int) -> None:
    age(into, 1)
    due.tick(clock.now())


ENDS = {
    State.WITHDRAWN: lambda into, _by: withdraw(into),
    State.DECLINED: decline,
    State.LAPSED: lambda into, _by: lapse(into),
}


def test_every_end_without_a_decision_is_known() -> None:
    ends = set(rules.MOVES.values()) - {start for start, _move in rules.MOVES}
    assert ends == rules.UNDECIDED_ENDS | rules.DECIDED
    assert set(ENDS) == rules.UNDECIDED_ENDS


@pytest.mark.parametrize("end", sorted(ENDS))
def test_what_was_merged_does_not_end_with_the_one_that_took_it_in(
    world: World, end: State
) -> None:
    needing(3)
    into = published(world, "养犬要牵绳")
    topic_id = merged_into(world, into)
    neighbours = queries.endorsers(topic_id)
    ENDS[end](into, world.person().id)
    assert (get(into).state, get(topic_id).state) == (end, State.COLLECTING)
    assert get(topic_id).merged_into_id is None
    assert queries.endorsers(topic_id) == neighbours
    assert moves(topic_id)[-1] == Move.PART
    assert get(topic_id).raised_by in told("topics.parted")


def routed_room(world: World) -> tuple[Room, int, int]:
    """(a meeting of the council, a topic that it may take up, one that was merged into that)."""
    needing(2)
    room = make_room(world, Kind.COUNCIL)
    into = published(world, "养犬要牵绳")
    topic_id = merged_into(world, into)
    with writing():
        topic = queries.locked(into)
        topic.state, topic.body_id, topic.due_on = State.ROUTED, room.body.id, None
    return room, into, topic_id


def put_on_agenda(room: Room, into: int) -> None:
    with writing():
        topic = queries.locked(into)
        for_meetings.put_on_agenda(topic, "第三次会议", None, clock.now())
        db.session.get_one(AgendaItem, room.item_id).topic_id = into


def test_its_author_parts_it_while_the_other_is_on_an_agenda(world: World) -> None:
    room, into, topic_id = routed_room(world)
    put_on_agenda(room, into)
    author = browser_of(world, get(topic_id).raised_by)
    room.motion(item_id=room.item_id)  # nobody has opened the vote on it
    assert "说的不是一回事，请分开" in author.get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert press(author, topic_id, "part") == 303
    assert (get(topic_id).state, get(into).state) == (State.COLLECTING, State.ON_AGENDA)


def test_parted_with_neighbours_enough_it_is_screened_anew(world: World) -> None:
    room, into, topic_id = routed_room(world)
    with writing():
        queries.locked(topic_id).needed = 1
    put_on_agenda(room, into)
    assert press(browser_of(world, get(topic_id).raised_by), topic_id, "part") == 303
    assert (get(topic_id).state, get(topic_id).body_id) == (State.PARTY, None)


def test_once_a_vote_on_the_other_was_opened_nothing_is_parted(world: World) -> None:
    room, into, topic_id = routed_room(world)
    put_on_agenda(room, into)
    motion_id = room.motion(item_id=room.item_id)
    room.open(motion_id)
    author = browser_of(world, get(topic_id).raised_by)
    assert "说的不是一回事，请分开" not in author.get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert press(author, topic_id, "part") == 422
    room.close(motion_id)
    assert press(author, topic_id, "part") == 422
    assert get(topic_id).state == State.MERGED


def test_what_its_author_has_parted_is_merged_no_more(world: World) -> None:
    into, other = published(world, "养犬要牵绳"), published(world, "宠物公约")
    topic_id = merged_into(world, into)
    assert press(browser_of(world, get(topic_id).raised_by), topic_id, "part") == 303
    for again in (into, other):
        with pytest.raises(MoveRefused):
            merge(topic_id, again, world.person().id)
    assert get(topic_id).state == State.COLLECTING
    desk = world.staff(Role.COMMITTEE_MEMBER).get(f"/desk/topics/{topic_id}/")
    assert "/merge/" not in desk.get_data(as_text=True)
    free = world.staff(Role.COMMITTEE_MEMBER).get(f"/desk/topics/{other}/")
    assert "/merge/" in free.get_data(as_text=True)


def test_what_the_other_was_merged_into_counts(world: World) -> None:
    """Merged twice over, it is parted while the last one is open; not once that was decided."""
    first, last = published(world, "养犬要牵绳"), published(world, "宠物公约")
    topic_id = merged_into(world, first)
    merge(first, last, world.person().id)
    author = browser_of(world, get(topic_id).raised_by)
    with writing():
        queries.locked(last).state = State.DECIDED
    assert press(author, topic_id, "part") == 422
    with writing():
        queries.locked(last).state = State.COMMITTEE
    assert press(author, topic_id, "part") == 303
    assert (get(topic_id).state, get(first).state) == (State.COLLECTING, State.MERGED)


def test_what_was_left_with_a_topic_that_ended_earlier_is_still_parted(world: World) -> None:
    into = published(world, "养犬要牵绳")
    topic_id = merged_into(world, into)
    with writing():
        queries.locked(into).state = State.DECLINED
    assert press(browser_of(world, get(topic_id).raised_by), topic_id, "part") == 303


def test_the_author_s_own_data_say_that_a_topic_was_hidden(world: World) -> None:
    author = world.person().id
    topic_id = submitted(author)
    read(topic_id, world.person().id, Reading.HIDE, "写了别人的电话")
    shown = next(one for one in mine.sections() if one.code == "topics").rows(author)
    assert [row["状态"] for row in shown] == ["已被隐藏"]
