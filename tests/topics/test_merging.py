"""Topics that are merged, and parted again."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.topics import habits, kinds, queries
from portal.topics.actions import raising, screening, supporting
from portal.topics.actions.screening import OwnTopic
from portal.topics.models import Endorsement
from portal.topics.rules import Ground, Move, MoveRefused, Office, State
from tests.meetings.making import browser as browser_of
from tests.topics.making import (
    act,
    decide,
    endorse,
    get,
    moves,
    needing,
    passed,
    press,
    published,
    reached,
    told,
)
from tests.world import World


@pytest.fixture
def committee(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def test_a_merger_carries_neighbours_and_followers_and_the_author(
    world: World, committee: FlaskClient
) -> None:
    needing(4)
    into, topic_id = published(world, "养犬要牵绳"), published(world, "遛狗请拴绳")
    both, one, follower = (world.person().id for _ in range(3))
    endorse(into, both)
    endorse(topic_id, both, one)
    with writing():
        supporting.follow(queries.locked(topic_id), follower)
    authors = get(into).raised_by, get(topic_id).raised_by
    assert decide(committee, topic_id, "merge", into=into) == 303
    assert queries.endorsers(into) == sorted([both, one, authors[1]])
    assert queries.followers(into) == [follower]
    merged = get(topic_id)
    assert (merged.state, merged.merged_into_id) == (State.MERGED, into)
    assert told(kinds.TOLD_TOOK_IN) == [authors[0]]
    assert told(kinds.TOLD[Move.MERGE]) == sorted([both, one, follower, authors[1]])
    via = db.session.scalars(select(Endorsement.via_id).where(Endorsement.topic_id == into))
    assert sorted(via, key=str) == [topic_id, topic_id, None]


def test_a_merger_that_brings_the_last_neighbour_begins_screening(world: World) -> None:
    needing(2)
    into, topic_id = published(world, "养犬要牵绳"), published(world, "遛狗请拴绳")
    endorse(topic_id, world.person().id)
    with writing():
        screening.merge(act(topic_id, world.person().id, Office.COMMITTEE), into)
    assert get(into).state == State.PARTY


def test_the_author_of_the_other_does_not_stand_behind_their_own(world: World) -> None:
    into, topic_id = published(world, "养犬要牵绳"), published(world, "遛狗请拴绳")
    author = get(into).raised_by
    endorse(topic_id, author)
    with writing():
        screening.merge(act(topic_id, world.person().id, Office.COMMITTEE), into)
    assert queries.endorsers(into) == [get(topic_id).raised_by]


def test_nothing_is_merged_into_itself_or_into_what_has_ended(world: World) -> None:
    needing(1)
    topic_id = published(world)
    ended = reached(world, "另一件已经退回的事")
    with writing():
        screening.decline(act(ended, world.person().id, Office.PARTY), Ground.UNCLEAR)
    for into in (topic_id, ended):
        with pytest.raises(MoveRefused), writing():
            screening.merge(act(topic_id, world.person().id, Office.COMMITTEE), into)
    assert get(topic_id).state == State.COLLECTING


def merged(world: World) -> tuple[int, int]:
    """(the one that was merged, with a neighbour behind it; the one that took it in)."""
    into, topic_id = published(world, "养犬要牵绳"), published(world, "垃圾桶放在哪里")
    endorse(topic_id, world.person().id)
    with writing():
        screening.merge(act(topic_id, world.person().id, Office.COMMITTEE), into)
    return topic_id, into


def test_its_author_takes_a_merged_topic_apart_again(world: World) -> None:
    topic_id, into = merged(world)
    neighbours, author = queries.endorsers(topic_id), get(topic_id).raised_by
    browser = browser_of(world, author)
    assert "说的不是一回事，请分开" in browser.get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert press(browser, topic_id, "part") == 303
    assert (get(topic_id).state, get(topic_id).merged_into_id) == (State.COLLECTING, None)
    assert queries.endorsers(topic_id) == neighbours
    assert queries.endorsers(into) == []
    assert moves(topic_id)[-1] == Move.PART
    assert author in told(kinds.TOLD[Move.PART])
    assert press(browser, topic_id, "part") == 422  # it stands apart already


def test_nobody_else_takes_it_apart(world: World) -> None:
    topic_id, into = merged(world)
    for person_id in (get(into).raised_by, world.person().id):
        assert press(browser_of(world, person_id), topic_id, "part") == 422
    assert get(topic_id).state == State.MERGED


def test_what_was_merged_does_not_end_with_the_one_that_took_it_in(world: World) -> None:
    topic_id, into = merged(world)
    with writing():
        raising.withdraw(queries.locked(into), get(into).raised_by, "不提了", clock.now())
    assert (get(into).state, get(topic_id).state) == (State.WITHDRAWN, State.COLLECTING)
    assert get(topic_id).due_on == clock.today() + timedelta(days=habits.COLLECTING_DAYS())


def test_the_desk_offers_no_merger_into_what_has_not_come_as_far(
    world: World, committee: FlaskClient
) -> None:
    collecting, topic_id = published(world, "声控灯"), passed(world, "垃圾分类")
    assert get(topic_id).state == State.COMMITTEE
    assert decide(committee, topic_id, "merge", into=collecting) == 422
    assert get(topic_id).state == State.COMMITTEE


def test_nobody_merges_into_their_own(world: World) -> None:
    into, topic_id = published(world, "养犬要牵绳"), published(world, "遛狗请拴绳")
    mine = act(topic_id, get(into).raised_by, Office.COMMITTEE)
    with pytest.raises(OwnTopic), writing():
        screening.merge(mine, into)
