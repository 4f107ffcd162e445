"""The chain walks both ways: from the wish to the project, and back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.budget.decision import PROJECT
from portal.budget.decision import SOURCE as ROUND
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.projects import founding, kinds
from portal.projects.actions import Refused
from portal.projects.deciding import Refusal
from portal.projects.story import of
from portal.proposals import queries as proposals
from portal.search import registry
from portal.story.chain import STAGES, Keys, Stage, links
from tests.projects.making import founded, get, manager, plan, resolution
from tests.proposals.making import collecting_round
from tests.proposals.test_listing import listed_by
from tests.world import World


@pytest.fixture(autouse=True)
def request_(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def told(chain: list[dict[str, object]]) -> list[tuple[str, object]]:
    return [(str(one["kind"]), one["href"]) for one in chain]


def test_a_project_names_every_resolution_that_decided_on_it(world: World) -> None:
    who, made = manager(world), resolution(world, 5_000_000)
    project_id, more = founded(world, who, of=made), resolution(world, 700)
    with writing():
        founding.supplement(project_id, more.items[0].id, "涨价", who.person_id, clock.now())
    kind, here = str(STAGES[Stage.RESOLUTION]), f"/projects/{project_id}/"
    year = made.year
    assert told(of(get(project_id))) == [
        (kind, f"/resolutions/{year}/{made.serial}/"),
        (kind, f"/resolutions/{more.year}/{more.serial}/"),
        (str(STAGES[Stage.PROJECT]), here),
    ]


def test_the_resolutions_lead_on_to_the_project(world: World) -> None:
    made = resolution(world, 5_000_000)
    project_id = founded(world, of=made)
    client = world.app.test_client()
    page = client.get(f"/resolutions/{made.year}/{made.serial}/").get_data(as_text=True)
    assert f'href="/projects/{project_id}/"' in page
    assert links(Keys(), Stage.PROJECT) == []


def test_the_search_finds_two_signs_of_it(world: World) -> None:
    project_id = founded(world)
    found = registry.sources()["projects"].find("车棚", 5)
    assert (found.total, [one.href for one in found.hits]) == (1, [f"/projects/{project_id}/"])
    assert registry.sources()["projects"].find("没有", 5).total == 0
    assert db.session.query(Message).count() == 0


def winner(world: World) -> tuple[int, int, int]:
    """A proposal, the project on the price list that it became, and the item of the resolution on
    the round in which it won.
    """
    made = collecting_round(world, needed=2)
    proposal_id, listed_id = listed_by(made, world)
    decided = resolution(
        world,
        4_800_000,
        body_id=None,
        source_kind=ROUND,
        source_id=made.id,
        subject=PROJECT,
        subject_id=listed_id,
    )
    return proposal_id, listed_id, decided.items[0].id


def test_a_winner_leads_on_to_its_project_and_the_project_back_to_the_wish(world: World) -> None:
    proposal_id, listed_id, item = winner(world)
    who = manager(world)
    desk = world.client(who).get(f"/desk/projects/new/?item={item}").get_data(as_text=True)
    assert 'value="电机厂宿舍 1—7 号楼"' in desk
    with writing():
        made = founding.found(item, plan(who.person_id), who.person_id, clock.now())
        project_id = made.id
    project, visitor = get(project_id), world.app.test_client()
    assert project.listed_id == listed_id
    there = f"/budget/{project.listed.round_id}/projects/{listed_id}/" if project.listed else ""
    page = visitor.get(f"/projects/{project_id}/").get_data(as_text=True)
    for back in (there, f"/proposals/{proposal_id}/"):
        assert f'href="{back}"' in page
    for address in (there, f"/proposals/{proposal_id}/"):
        onward = visitor.get(address).get_data(as_text=True)
        assert f'href="/projects/{project_id}/"' in onward


def test_who_wrote_or_endorsed_the_proposal_is_told_that_it_was_founded(world: World) -> None:
    proposal_id, _listed, item = winner(world)
    who, people = manager(world), proposals.concerned(proposal_id)
    assert len(people) >= 3
    with writing():
        founding.found(item, plan(who.person_id), who.person_id, clock.now())
    told = db.session.query(Message).filter_by(kind=kinds.TELL_BORN).all()
    assert sorted(one.person_id for one in told) == people
    assert {one.link for one in told} == {"/projects/1/"}
    assert all("楼道加装扶手" in one.sentence for one in told)


def test_what_voters_chose_supplements_no_other_project(world: World) -> None:
    _proposal, _listed, item = winner(world)
    who, project_id = manager(world), founded(world)
    with pytest.raises(Refused) as no, writing():
        founding.supplement(project_id, item, "加钱", who.person_id, clock.now())
    assert no.value.reason is Refusal.CHOSEN_BY_VOTERS
