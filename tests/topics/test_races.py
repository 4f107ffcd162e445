"""The last neighbour, the last signature, two desks at once: the database decides."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.core.outbox import Message
from portal.topics import kinds, queries
from portal.topics.consultations import queries as consultations
from portal.topics.demands import kinds as demand_kinds
from portal.topics.demands import queries as demands
from portal.topics.models import Topic
from portal.topics.rules import Move, State
from tests.topics.making import TEXT, bodies, get, moves, needing, passed, published, routed
from tests.topics.test_consultations import PLAN_TYPED
from tests.topics.test_demands import get as get_demand
from tests.topics.test_demands import opened
from tests.world import World, token


def at_once(asks: Sequence[Callable[[], int]]) -> list[int]:
    """Everyone presses in the same moment; the statuses of the answers."""
    db.session.rollback()
    with ThreadPoolExecutor(len(asks)) as pool:
        return [done.result() for done in [pool.submit(ask) for ask in asks]]


def press(client: FlaskClient, address: str, **fields: object) -> Callable[[], int]:
    data = {"csrf_token": token(client, "/me/"), **fields}
    return lambda: client.post(address, data=data).status_code


def messages(kind: str) -> int:
    db.session.rollback()
    counted = select(func.count()).select_from(Message).where(Message.kind == kind)
    return db.session.scalar(counted) or 0


def test_the_last_neighbours_at_once_begin_screening_once(world: World) -> None:
    needing(3)
    topic_id = published(world)
    clients = [world.client(world.account()) for _ in range(6)]
    asks = [press(one, f"/topics/{topic_id}/endorse/") for one in clients]
    assert at_once(asks) == [303] * 6
    assert moves(topic_id) == ["publish", "reach"]
    assert (get(topic_id).state, queries.support_of(topic_id)) == (State.PARTY, 6)
    assert messages(kinds.TOLD[Move.REACH]) in range(4, 8)


def test_one_neighbour_who_presses_many_times_is_counted_once(world: World) -> None:
    topic_id = published(world)
    me = world.client(world.account())
    asks = [press(me, f"/topics/{topic_id}/endorse/") for _ in range(5)]
    assert at_once(asks) == [303] * 5
    assert queries.support_of(topic_id) == 1


def test_the_last_signatures_at_once_make_one_duty(world: World) -> None:
    members = [world.account() for _ in range(6)]
    clients = [world.client(one) for one in members]
    demand_id = opened(world, 24)  # thirty are entitled: three are needed
    asks = [press(one, f"/topics/demands/{demand_id}/sign/") for one in clients]
    answers = Counter(at_once(asks))
    assert answers == {303: 2, 422: 4}
    assert (get_demand(demand_id).state, demands.signed_of(demand_id)) == ("due", 3)
    assert messages(demand_kinds.TOLD_REACHED) == 3


def test_the_same_signature_many_times_at_once_is_one(world: World) -> None:
    me = world.client(world.account())
    demand_id = opened(world, 40)
    asks = [press(me, f"/topics/demands/{demand_id}/sign/") for _ in range(5)]
    assert at_once(asks) == [303] * 5
    assert demands.signed_of(demand_id) == 2


def test_two_desks_decide_on_one_topic_once(world: World) -> None:
    needing(1)
    bodies()
    topic_id = passed(world)
    staff = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(2)]
    typed = {"version": get(topic_id).version, "reason": "看过了"}
    asks = [
        press(staff[0], f"/desk/topics/{topic_id}/route/", matter="ordinary", **typed),
        press(staff[1], f"/desk/topics/{topic_id}/decline/", ground="unclear", **typed),
    ]
    assert sorted(at_once(asks)) == [303, 409]
    assert len(moves(topic_id)) == 4


def test_many_who_raise_at_once_get_numbers_without_a_gap(world: World) -> None:
    clients = [world.client(world.account()) for _ in range(5)]
    asks = [
        press(one, "/topics/new/send/", title=f"第{number}件要议的事", text=TEXT)
        for number, one in enumerate(clients)
    ]
    assert at_once(asks) == [303] * 5
    db.session.rollback()
    rows = db.session.execute(select(Topic.year, Topic.serial).order_by(Topic.serial)).all()
    assert [tuple(one) for one in rows] == [(clock.today().year, n) for n in range(1, 6)]


def test_two_who_convene_on_one_topic_make_one_consultation(world: World) -> None:
    needing(1)
    bodies()
    topic_id = routed(world)
    staff = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(2)]
    asks = [press(one, f"/desk/consultations/new/{topic_id}/", **PLAN_TYPED) for one in staff]
    assert at_once(asks) == [303, 303]
    db.session.rollback()
    assert len(consultations.on_topic(topic_id)) == 1
