"""Standing behind a topic; the party organization, then the committee screen it (art. 30, 32)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.topics import kinds, queries
from portal.topics.actions import screening, supporting
from portal.topics.actions.moving import Conflict
from portal.topics.actions.screening import NoBody, OwnTopic, ReasonMissing
from portal.topics.actions.supporting import CannotEndorse
from portal.topics.rules import Matter, Move, NotEndorsable, Office, State
from tests.topics.making import (
    act,
    age,
    bodies,
    decide,
    delegated,
    endorse,
    get,
    moves,
    needing,
    passed,
    press,
    published,
    reached,
    read,
    routed,
    submitted,
    told,
)
from tests.world import World, post

# ---- Neighbours


def test_the_last_neighbour_that_was_needed_brings_it_to_the_party_organization(
    world: World,
) -> None:
    needing(2)
    topic_id = published(world)
    clients = [world.client(world.account()) for _ in range(2)]
    assert press(clients[0], topic_id, "endorse") == 303
    assert get(topic_id).state == State.COLLECTING
    assert press(clients[1], topic_id, "endorse") == 303
    topic = get(topic_id)
    assert (topic.state, topic.due_on) == (State.PARTY, clock.today() + timedelta(days=7))
    assert told(kinds.TOLD[Move.REACH]) == queries.concerned(topic)


def test_pressing_twice_counts_once_and_can_be_taken_back(world: World) -> None:
    topic_id = published(world)
    me = world.client(world.account())
    assert [press(me, topic_id, "endorse") for _ in "ab"] == [303, 303]
    assert queries.support_of(topic_id) == 1
    assert press(me, topic_id, "take-back") == 303
    assert queries.support_of(topic_id) == 0


def test_taking_back_does_not_undo_screening_that_began(world: World) -> None:
    needing(1)
    topic_id = published(world)
    me = world.account()
    endorse(topic_id, me.person_id)
    press(world.client(me), topic_id, "take-back")
    assert (get(topic_id).state, queries.support_of(topic_id)) == (State.PARTY, 0)


def test_nobody_stands_behind_their_own(world: World) -> None:
    author = world.account()
    topic_id = submitted(author.person_id)
    read(topic_id, world.person().id)
    me = world.client(author)
    answer = post(me, f"/topics/{topic_id}/endorse/", f"/topics/{topic_id}/withdraw/")
    assert answer.status_code == 422
    assert "自己提的" in answer.get_data(as_text=True)
    assert queries.support_of(topic_id) == 0


@pytest.mark.parametrize(
    ("birth_year", "reason"), [(2015, NotEndorsable.UNDER_AGE), (None, NotEndorsable.AGE_UNKNOWN)]
)
def test_a_neighbour_is_eighteen_article_26(
    world: World, birth_year: int | None, reason: NotEndorsable
) -> None:
    topic_id = published(world)
    person = world.person(birth_year=birth_year).id
    with pytest.raises(CannotEndorse) as no, writing():
        supporting.endorse(queries.locked(topic_id), person, clock.now())
    assert no.value.reason is reason


def test_a_follower_is_told_of_each_step(world: World) -> None:
    needing(1)
    topic_id = published(world)
    follower = world.account()
    assert press(world.client(follower), topic_id, "follow") == 303
    endorse(topic_id, world.person().id)
    assert follower.person_id in told(kinds.TOLD[Move.REACH])
    assert press(world.client(follower), topic_id, "unfollow") == 303
    assert queries.followers(topic_id) == []


# ---- The desk


@pytest.fixture
def party(world: World) -> FlaskClient:
    return world.staff(Role.PARTY_ORGANIZATION)


@pytest.fixture
def committee(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def test_party_then_committee_then_the_body_whose_matter_it_is_article_30(
    world: World, party: FlaskClient, committee: FlaskClient
) -> None:
    needing(1)
    made = bodies()
    topic_id = reached(world)
    assert decide(party, topic_id, "pass") == 303
    assert get(topic_id).state == State.COMMITTEE
    assert decide(committee, topic_id, "route", matter="covenant") == 303
    topic = get(topic_id)
    assert (topic.state, topic.body_id) == (State.ROUTED, made[Kind.RESIDENTS_MEETING])
    assert moves(topic_id) == ["publish", "reach", "pass", "route"]
    shown = world.app.test_client().get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert all(words in shown for words in ("社区党组织", "居委会", "研究过了", "居民公约"))
    assert told(kinds.TOLD[Move.ROUTE]) == queries.concerned(topic)


@pytest.mark.parametrize(
    ("delegate", "contested", "kind"),
    [
        (False, False, Kind.ASSEMBLY),
        (True, False, Kind.COUNCIL),
        (True, True, Kind.ASSEMBLY),
    ],
)
def test_the_council_takes_what_was_delegated_and_is_not_contested_article_32(
    world: World, delegate: bool, contested: bool, kind: Kind
) -> None:
    needing(1)
    made = bodies()
    if delegate:
        delegated(Matter.DELEGATED, Kind.COUNCIL, world.person().id)
    topic_id = routed(world, Matter.DELEGATED, contested)
    assert get(topic_id).body_id == made[kind]


def test_each_key_opens_its_own_step_only(
    world: World, party: FlaskClient, committee: FlaskClient
) -> None:
    needing(1)
    bodies()
    topic_id = reached(world)
    assert decide(committee, topic_id, "pass") == 403
    assert decide(committee, topic_id, "route", matter="ordinary") == 409
    assert decide(committee, topic_id, "decline", ground="unclear") == 409
    assert decide(party, topic_id, "route", matter="ordinary") == 403
    assert decide(party, topic_id, "merge", into="1") == 403
    assert get(topic_id).state == State.PARTY
    assert decide(party, topic_id, "pass") == 303
    assert decide(party, topic_id, "decline", ground="unclear") == 409
    assert get(topic_id).state == State.COMMITTEE


@pytest.mark.parametrize(
    "role", [Role.SUPERVISOR, Role.STATION_STAFF, Role.GRID_WORKER, Role.SUBDISTRICT_OBSERVER]
)
def test_others_on_the_desk_look_and_decide_nothing(world: World, role: Role) -> None:
    needing(1)
    topic_id = reached(world)
    client = world.staff(role)
    assert client.get(f"/desk/topics/{topic_id}/").status_code == 200
    codes = [
        post(
            client, f"/desk/topics/{topic_id}/{name}/", "/me/", reason="不", ground="unclear"
        ).status_code
        for name in ("pass", "route", "merge", "decline")
    ]
    assert codes == [403] * 4


def test_declining_needs_a_ground_and_a_reason_in_public(world: World, party: FlaskClient) -> None:
    needing(1)
    topic_id = reached(world)
    assert decide(party, topic_id, "decline", ground="") == 422
    assert decide(party, topic_id, "decline", ground="unclear", reason=" ") == 422
    assert decide(party, topic_id, "decline", ground="not_ours", reason="公交站归交通部门") == 303
    shown = world.app.test_client().get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert "公交站归交通部门" in shown
    assert "不归社区管" in shown


def test_no_decision_is_made_without_a_reason(world: World) -> None:
    needing(1)
    topic_id = reached(world)
    silent = act(topic_id, world.person().id, Office.PARTY, "  ")
    with pytest.raises(ReasonMissing), writing():
        screening.let_pass(silent)


def test_nobody_screens_their_own_topic(world: World) -> None:
    needing(1)
    author = world.account(None, Role.PARTY_ORGANIZATION)
    topic_id = submitted(author.person_id)
    read(topic_id, world.person().id)
    endorse(topic_id, world.person().id)
    me = world.client(author)
    assert "请别人来定" in me.get(f"/desk/topics/{topic_id}/").get_data(as_text=True)
    data = {"version": get(topic_id).version, "reason": "好"}
    assert post(me, f"/desk/topics/{topic_id}/pass/", "/me/", **data).status_code == 403
    with pytest.raises(OwnTopic), writing():
        screening.let_pass(act(topic_id, author.person_id, Office.PARTY))


def test_a_decision_on_what_has_changed_meanwhile_is_shown_and_not_made(
    world: World, party: FlaskClient
) -> None:
    needing(1)
    topic_id = reached(world)
    version = get(topic_id).version
    assert decide(party, topic_id, "pass") == 303
    page = f"/desk/topics/{topic_id}/"
    late = post(party, f"{page}pass/", "/me/", version=version, reason="我写的理由")
    assert late.status_code == 409
    with pytest.raises(Conflict), writing():
        screening.let_pass(screening.Act(topic_id, version, 1, Office.PARTY, "好", clock.now()))


def test_where_there_is_no_body_nothing_is_routed(world: World, committee: FlaskClient) -> None:
    needing(1)
    topic_id = passed(world)
    assert decide(committee, topic_id, "route", matter="ordinary") == 422
    with pytest.raises(NoBody), writing():
        screening.route(act(topic_id, 1, Office.COMMITTEE), Matter.ORDINARY, False)
    assert get(topic_id).state == State.COMMITTEE


def test_overdue_ones_come_first_on_the_desk(world: World, committee: FlaskClient) -> None:
    needing(1)
    reached(world, "先到的没有超期的事")
    late = passed(world, "后到的已经超期的事")
    age(late, 1)
    shown = committee.get("/desk/topics/").get_data(as_text=True)
    assert shown.index("后到的已经超期的事") < shown.index("先到的没有超期的事")
    overview = committee.get("/desk/").get_data(as_text=True)
    assert "审议议题、召集会议" in overview
    assert "党组织研究议题" not in overview
