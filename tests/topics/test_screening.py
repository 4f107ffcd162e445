"""Standing behind a topic; the party organization, then the committee screen it (art. 30, 32)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.resolutions.actions import Decision, adopt
from portal.topics import habits, kinds, queries
from portal.topics.actions import delegating, raising, screening, supporting
from portal.topics.actions.delegating import Basis, Refusal, Refused
from portal.topics.actions.moving import Conflict
from portal.topics.actions.screening import NoBody, OwnTopic, ReasonMissing
from portal.topics.actions.supporting import CannotEndorse
from portal.topics.models import Endorsement
from portal.topics.rules import Ground, Matter, Move, MoveRefused, NotEndorsable, Office, State
from tests.meetings.making import browser as browser_of
from tests.topics.making import (
    act,
    age,
    bodies,
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


def decide(client: FlaskClient, topic_id: int, name: str, **fields: object) -> int:
    page = f"/desk/topics/{topic_id}/"
    data = {"version": get(topic_id).version, "reason": "研究过了", **fields}
    return post(client, f"{page}{name}/", page, **data).status_code


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


# ---- Merging


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


# ---- Delegations


def test_a_delegation_is_entered_on_the_desk_and_public(world: World) -> None:
    director = world.staff(Role.DIRECTOR)
    entered = post(
        director,
        "/desk/topics/delegations/",
        matter="delegated",
        to="council",
        basis="里议〔2026〕1号",
        starts_on="2026-01-01",
    )
    assert entered.status_code == 303
    shown = world.app.test_client().get("/topics/delegations/").get_data(as_text=True)
    assert "里议〔2026〕1号" in shown
    ended = post(director, "/desk/topics/delegations/1/end/", ends_on="2026-02-01")
    assert ended.status_code == 303
    assert queries.delegations()[0].ends_on is not None


def test_what_is_reserved_is_not_delegated_to_the_council_article_30(world: World) -> None:
    director = world.staff(Role.DIRECTOR)
    answer = post(
        director,
        "/desk/topics/delegations/",
        matter="charter",
        to="council",
        basis="里议〔2026〕1号",
        starts_on="2026-01-01",
    )
    assert answer.status_code == 422
    assert "第三十条" in answer.get_data(as_text=True)
    assert queries.delegations() == []


OLD = Basis("第二届居民代表会议第三次会议的决定")


@pytest.mark.parametrize(
    ("to", "decided_by", "days", "refusal"),
    [
        (Kind.COUNCIL, Kind.ASSEMBLY, 0, None),
        (Kind.COUNCIL, Kind.ASSEMBLY, -1, Refusal.BEFORE_IT),
        (Kind.COUNCIL, Kind.RESIDENTS_MEETING, 0, Refusal.NOT_THEIRS),
        (Kind.ASSEMBLY, Kind.RESIDENTS_MEETING, 0, None),
        (Kind.ASSEMBLY, Kind.ASSEMBLY, 0, Refusal.NOT_THEIRS),
        (Kind.ASSEMBLY, Kind.COUNCIL, 0, Refusal.NOT_THEIRS),
    ],
)
def test_a_delegation_rests_on_a_resolution_of_the_body_whose_the_matter_is_article_30(
    world: World, to: Kind, decided_by: Kind, days: int, refusal: Refusal | None
) -> None:
    by, now = world.person().id, clock.now()
    body_id = bodies()[decided_by]
    with writing():
        made = Decision("test", 1, "授权办文体活动", "rule", "art. 30", None, {}, [], body_id)
        resolution_id = adopt(made, by, now).id
    matter = Matter.DELEGATED if to is Kind.COUNCIL else Matter.COVENANT
    starts = clock.today() + timedelta(days=days)
    basis = Basis(resolution_id=resolution_id)
    if refusal is None:
        with writing():
            delegating.delegate(matter, to, basis, (starts, None), by, now)
        shown = world.app.test_client().get("/topics/delegations/").get_data(as_text=True)
        assert "授权办文体活动" in shown
        assert "早于本站的决定" not in shown
        return
    with pytest.raises(Refused) as no, writing():
        delegating.delegate(matter, to, basis, (starts, None), by, now)
    assert no.value.reason is refusal


def test_a_decision_older_than_this_site_is_told_in_ten_signs_and_marked(world: World) -> None:
    director, page = world.staff(Role.DIRECTOR), "/desk/topics/delegations/"
    typed = {"matter": "delegated", "to": "council", "starts_on": "2026-01-01"}
    answer = post(director, page, page, **typed, resolution=0, basis="上次会议的决定")
    assert answer.status_code == 422
    assert "至少十个字" in answer.get_data(as_text=True)
    assert post(director, page, page, **typed, resolution=0, basis=OLD.words).status_code == 303
    shown = world.app.test_client().get("/topics/delegations/").get_data(as_text=True)
    assert OLD.words in shown
    assert "早于本站的决定" in shown


BEFORE = date(2020, 3, 1)
"""A day before this site was begun."""


def test_a_delegation_ends_on_or_after_its_first_day(world: World) -> None:
    by, day_before = world.person().id, BEFORE - timedelta(days=1)
    given = Matter.DELEGATED, Kind.COUNCIL, OLD
    with writing():
        delegating.delegate(*given, (BEFORE, None), by, clock.now())
    for act_ in (
        lambda: delegating.end(1, day_before, by, clock.now()),
        lambda: delegating.delegate(*given, (BEFORE, day_before), by, clock.now()),
    ):
        with pytest.raises(Refused) as no, writing():
            act_()
        assert no.value.reason is Refusal.ENDS_FIRST


def test_since_this_site_was_begun_nothing_is_handed_down_by_words_alone_article_30(
    world: World,
) -> None:
    director, page = world.staff(Role.DIRECTOR), "/desk/topics/delegations/"
    today = clock.today().isoformat()
    answer = post(
        director, page, page, matter="charter", to="assembly", starts_on=today, resolution=0,
        basis="我说了算所以就这样授权了",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "都要选一份决议作依据" in answer.get_data(as_text=True)
    assert queries.delegations() == []


def test_a_resolution_about_something_else_hands_nothing_down_article_30(world: World) -> None:
    by, now = world.person().id, clock.now()
    body_id = bodies()[Kind.ASSEMBLY]
    with writing():
        made = Decision("test", 1, "修两处坡道", "rule", "art. 30", None, {}, [], body_id)
        ramps = Basis(resolution_id=adopt(made, by, now).id)
    with pytest.raises(Refused) as no, writing():
        delegating.delegate(Matter.DELEGATED, Kind.COUNCIL, ramps, (clock.today(), None), by, now)
    assert no.value.reason is Refusal.HANDS_DOWN_NOTHING


def test_a_delegation_falls_with_its_resolution_article_30(world: World) -> None:
    by, now, kinds = world.person().id, clock.now(), bodies()
    with writing():
        made = Decision("test", 1, "授权", "rule", "art. 30", None, {}, [], kinds[Kind.ASSEMBLY])
        basis = Basis(resolution_id=adopt(made, by, now).id)
        delegating.delegate(Matter.DELEGATED, Kind.COUNCIL, basis, (clock.today(), None), by, now)
    assert screening.body_for(Matter.DELEGATED, False, now).sort is Kind.COUNCIL
    with writing():
        over = Decision(
            "test", 2, "收回", "rule", "art. 30", None, {}, [], kinds[Kind.RESIDENTS_MEETING],
            annuls_id=basis.resolution_id,
        )  # fmt: skip
        adopt(over, by, now)
    assert screening.body_for(Matter.DELEGATED, False, now).sort is Kind.ASSEMBLY
    shown = world.app.test_client().get("/topics/delegations/").get_data(as_text=True)
    assert "决议已废止，授权失效" in shown


@pytest.mark.parametrize(
    "role", [Role.COMMITTEE_MEMBER, Role.PARTY_ORGANIZATION, Role.ADMINISTRATOR]
)
def test_nobody_but_the_director_enters_no_delegation(world: World, role: Role) -> None:
    client = world.staff(role)
    assert client.get("/desk/topics/delegations/").status_code == 403
    assert post(client, "/desk/topics/delegations/", "/me/").status_code == 403
