"""What is handed down to whom, and on what (居民委员会组织法 art. 30)."""

from datetime import date, timedelta

import pytest

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.resolutions.actions import Decision, adopt
from portal.topics import queries
from portal.topics.actions import delegating, screening
from portal.topics.actions.delegating import Basis, Refusal, Refused
from portal.topics.rules import Matter
from tests.topics.making import (
    bodies,
)
from tests.world import World, post


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
