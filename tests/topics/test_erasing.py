"""What becomes of somebody's topics, signatures and words when they are erased (PIPL 47)."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.moderation.models import Item
from portal.moderation.rules import Move as Reading
from portal.roster.nameless import NAME
from portal.topics import queries
from portal.topics.actions import supporting
from portal.topics.demands import queries as demands
from portal.topics.demands.models import Demand, Signatory
from portal.topics.models import Topic
from portal.topics.rules import Matter, State
from tests.topics import test_demands as demanding
from tests.topics.making import (
    bodies,
    delegated,
    endorse,
    get,
    needing,
    published,
    reached,
    read,
    routed,
    submitted,
)
from tests.topics.test_consultations import convene, get_one
from tests.world import World


def erase(person_id: int) -> None:
    with writing():
        mine.erase(Leaver(person_id, clock.now()))


def held(person_id: int) -> dict[str, list[dict[str, str]]]:
    """What the room's sections hold of a person."""
    ours = "topics", "topic_endorsements", "topic_follows", "demands", "demand_signatures"
    db.session.rollback()
    found = {one.section.code: one.rows for one in mine.gather(person_id)}
    return {code: found[code] for code in (*ours, "consultations") if found[code]}


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_everybody_reads_what_is_held_of_them_and_nothing_of_others(world: World) -> None:
    me, other = world.person().id, world.person().id
    own, neighbours = submitted(me), published(world, "另一件要议的事")
    endorse(neighbours, me)
    with writing():
        supporting.follow(queries.locked(neighbours), me)
    assert {code: len(rows) for code, rows in held(me).items()} == {
        "topics": 1,
        "topic_endorsements": 1,
        "topic_follows": 1,
    }
    assert held(me)["topics"][0]["议题"] == get(own).title
    assert held(other) == {}


def test_what_nobody_has_read_goes_for_good(world: World) -> None:
    me = world.person().id
    submitted(me)
    erase(me)
    assert (count(Topic), count(Item)) == (0, 0)


def test_a_public_topic_with_supporters_stays_without_a_name(world: World) -> None:
    me = world.person("欧阳锦绣").id
    topic_id = submitted(me)
    read(topic_id, world.person().id)
    endorse(topic_id, world.person().id)
    erase(me)
    topic = get(topic_id)
    assert (topic.state, topic.author.name) == (State.COLLECTING, NAME)
    shown = world.app.test_client().get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert NAME in shown
    assert "欧阳" not in shown
    assert held(me) == {}


def test_a_public_topic_that_nobody_supports_is_withdrawn(world: World) -> None:
    me = world.person().id
    topic_id = submitted(me)
    read(topic_id, world.person().id)
    erase(me)
    assert get(topic_id).state == State.WITHDRAWN
    shown = world.app.test_client().get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert "提出人注销了账号" in shown


def test_support_is_taken_back_while_it_is_open_and_else_stays_a_number(world: World) -> None:
    needing(2)
    open_, ended = published(world), published(world, "另一件要议的事")
    me, other = world.person().id, world.person().id
    endorse(open_, me)
    endorse(ended, me, other)
    with writing():
        queries.locked(ended).state = State.DECIDED
    erase(me)
    assert queries.support([open_, ended]) == {open_: 0, ended: 2}
    assert held(me) == {}


def test_what_screening_began_on_goes_on_with_fewer(world: World) -> None:
    needing(1)
    topic_id = reached(world)
    erase(queries.endorsers(topic_id)[0])
    assert get(topic_id).state == State.PARTY


# ---- Demands


def test_an_unread_demand_goes_and_a_public_one_loses_the_name(world: World) -> None:
    me = world.person("欧阳锦绣").id
    demanding.start(me)
    erase(me)
    assert (count(Demand), count(Item)) == (0, 0)
    demand_id = demanding.opened(world, 30)
    author = demanding.get(demand_id).raised_by
    erase(author)
    assert demanding.get(demand_id).author.name == NAME
    assert held(author) == {}


def test_a_signature_that_still_counts_is_taken_back_and_the_denominator_stays(
    world: World,
) -> None:
    demand_id = demanding.opened(world, 30)
    me = demanding.unsigned(demand_id)[0]
    demanding.sign(demand_id, me)
    erase(me)
    assert demands.signed_of(demand_id) == 1
    assert (demanding.get(demand_id).entitled, count(Signatory)) == (30, 29)


def test_a_signature_that_made_a_duty_stays_a_number(world: World) -> None:
    demand_id = demanding.reached(world)
    me = demands.signers(demand_id)[1]
    erase(me)
    assert demands.signed_of(demand_id) == demanding.get(demand_id).needed == 2
    assert me not in demands.signers(demand_id)
    assert held(me) == {}


# ---- Consultations


def test_what_a_party_said_stays_without_the_name(world: World) -> None:
    needing(1)
    bodies()
    delegated(Matter.DELEGATED, Kind.COUNCIL, world.person().id)
    me = world.person("李代表").id
    convene(routed(world, Matter.DELEGATED), world.person().id, me)
    assert held(me)["consultations"][0]["身份"] == "居民代表"
    erase(me)
    names = [one.name for one in get_one().parties]
    assert "李代表" not in names
    assert [NAME in one for one in names] == [False, True]
    assert held(me) == {}


def test_a_hidden_topic_is_kept_hidden(world: World) -> None:
    topic_id = published(world)
    read(topic_id, world.person().id, Reading.HIDE, "是广告")
    author = get(topic_id).raised_by
    erase(author)
    item = get(topic_id).item
    assert item is not None
    assert (item.state, item.author_id != author) == ("hidden", True)


def test_who_left_long_ago_changes_nothing(world: World) -> None:
    gone = world.person(left_on=clock.today() - timedelta(days=900)).id
    topic_id = published(world)
    erase(gone)
    assert get(topic_id).state == State.COLLECTING
