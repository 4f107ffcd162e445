"""The chain walks both ways: from the wish to the project, and back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.projects import founding
from portal.projects.story import of
from portal.search import registry
from portal.story.chain import STAGES, Keys, Stage, links
from tests.projects.making import founded, get, manager, resolution
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
