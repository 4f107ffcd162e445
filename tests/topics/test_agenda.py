"""What the meetings' room does with a topic."""

from collections.abc import Callable

import pytest

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import writing
from portal.topics import actions, kinds, queries
from portal.topics.models import Topic
from portal.topics.rules import Matter, Move, MoveRefused, State
from tests.topics.making import bodies, get, moves, needing, passed, routed, told
from tests.world import World


def put(topic_id: int) -> None:
    with writing():
        actions.put_on_agenda(get_locked(topic_id), "12 月 12 日居民代表会议", None, clock.now())


def get_locked(topic_id: int) -> Topic:
    return queries.locked(topic_id)


def test_a_routed_topic_waits_for_its_body_is_put_on_an_agenda_and_decided(world: World) -> None:
    needing(2)
    made = bodies()
    topic_id = routed(world)
    assert [one.id for one in queries.routed_to(made[Kind.ASSEMBLY])] == [topic_id]
    put(topic_id)
    assert queries.routed_to(made[Kind.ASSEMBLY]) == []
    assert get(topic_id).state == State.ON_AGENDA
    with writing():
        actions.decide(queries.locked(topic_id), "里议〔2026〕3号", None, clock.now())
    assert get(topic_id).state == State.DECIDED
    assert moves(topic_id)[-2:] == ["schedule", "decide"]
    assert told(kinds.TOLD[Move.DECIDE]) == queries.concerned(get(topic_id))


def test_what_a_meeting_did_not_take_up_waits_again(world: World) -> None:
    needing(1)
    made = bodies()
    topic_id = routed(world, Matter.CHARTER)
    put(topic_id)
    with writing():
        actions.back_to_routed(queries.locked(topic_id), "会议取消", None, clock.now())
    assert [one.id for one in queries.routed_to(made[Kind.RESIDENTS_MEETING])] == [topic_id]


@pytest.mark.parametrize(
    "act",
    [
        lambda one: actions.put_on_agenda(one, "会议", None, clock.now()),
        lambda one: actions.back_to_routed(one, "改期", None, clock.now()),
        lambda one: actions.decide(one, "通过", None, clock.now()),
    ],
)
def test_a_topic_that_is_still_screened_is_on_no_agenda(
    world: World, act: Callable[[Topic], None]
) -> None:
    needing(1)
    topic_id = passed(world)
    with pytest.raises(MoveRefused), writing():
        act(queries.locked(topic_id))
    assert get(topic_id).state == State.COMMITTEE


def test_a_topic_stands_on_one_agenda_only(world: World) -> None:
    needing(1)
    bodies()
    topic_id = routed(world)
    put(topic_id)
    with pytest.raises(MoveRefused):
        put(topic_id)
