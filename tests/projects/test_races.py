"""Two at once: the same item, the same money, the same step; the database decides."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.projects.models import Project, ProjectDecision, ProjectStep
from portal.projects.rules import Deciding
from tests.projects.making import acts_of, founded, get, manager, resolution
from tests.world import World, token


def at_once(asks: Sequence[Callable[[], int]]) -> list[int]:
    db.session.rollback()
    with ThreadPoolExecutor(len(asks)) as pool:
        return [done.result() for done in [pool.submit(ask) for ask in asks]]


def press(client: FlaskClient, address: str, **fields: Any) -> Callable[[], int]:
    data = {"csrf_token": token(client, "/me/"), **fields}
    return lambda: client.post(address, data=data).status_code


def founding(manager_id: int, title: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": title,
        "summary": "建一座车棚。",
        "kind": "works",
        "place": "北侧",
        "grid": 0,
        "manager": manager_id,
        "start_on": today.isoformat(),
        "due_on": (today + timedelta(days=9)).isoformat(),
    }


def test_two_who_found_from_the_same_item_found_one(world: World) -> None:
    people = [manager(world, name) for name in ("王建国", "赵敏", "孙丽")]
    clients = [world.client(one) for one in people]
    address = f"/desk/projects/new/?item={resolution(world, 100).items[0].id}"
    asks = [
        press(client, address, **founding(one.person_id, f"车棚{n}"))
        for n, (client, one) in enumerate(zip(clients, people, strict=True))
    ]
    assert Counter(at_once(asks)) == {303: 1, 422: 2}
    assert db.session.scalar(select(func.count()).select_from(Project)) == 1


def test_one_who_presses_many_times_founds_one(world: World) -> None:
    me = manager(world)
    client = world.client(me)
    address = f"/desk/projects/new/?item={resolution(world, 100).items[0].id}"
    asks = [press(client, address, **founding(me.person_id, "车棚")) for _ in range(4)]
    assert at_once(asks) == [303] * 4
    assert db.session.scalar(select(func.count()).select_from(Project)) == 1


def test_those_who_found_at_once_are_numbered_without_a_gap(world: World) -> None:
    me = manager(world)
    clients = [world.client(me) for _ in range(4)]
    made = resolution(world, 100, 200, 300, 400)
    asks = [
        press(client, f"/desk/projects/new/?item={item.id}", **founding(me.person_id, item.title))
        for client, item in zip(clients, made.items, strict=True)
    ]
    assert at_once(asks) == [303] * 4
    assert sorted(db.session.scalars(select(Project.serial))) == [1, 2, 3, 4]


def test_one_item_supplements_one_of_two_projects_once(world: World) -> None:
    people = [manager(world, name) for name in ("王建国", "赵敏")]
    projects = [founded(world, one, 1000) for one in people]
    clients = [world.client(one) for one in people]
    item = resolution(world, 70).items[0].id
    asks = [
        press(
            client,
            f"/desk/projects/{project_id}/decide/supplement/",
            item=item,
            text="涨价",
            version=get(project_id).version,
        )
        for client, project_id in zip(clients, projects, strict=True)
    ]
    assert Counter(at_once(asks)) == {303: 1, 422: 1}
    assert sorted(get(one).decided_fen for one in projects) == [1000, 1070]


def test_the_same_step_at_once_is_taken_once(world: World) -> None:
    people = [manager(world, name) for name in ("王建国", "赵敏", "孙丽")]
    project_id = founded(world, people[0])
    clients, version = [world.client(one) for one in people], get(project_id).version
    address = f"/desk/projects/{project_id}/note/"
    asks = [press(client, address, text="备料", version=version) for client in clients]
    assert at_once(asks) == [303] * 3
    assert acts_of(project_id) == ["found", "note"]


def _again(decision: ProjectDecision, **changes: Any) -> ProjectDecision:
    columns = ("project_id", "resolution_id", "item_id", "deciding", "fen", "by_id", "at")
    return ProjectDecision(**{**{one: getattr(decision, one) for one in columns}, **changes})


def test_the_tables_hold_the_last_lock(world: World) -> None:
    """An item twice, a change by words twice, a version twice: none comes past the constraints."""
    founded(world)
    decision = db.session.scalars(select(ProjectDecision)).one()
    step = db.session.scalars(select(ProjectStep)).one()
    words = {"item_id": None, "fen": 0, "deciding": Deciding.SCOPE}
    twice: list[list[Any]] = [
        [_again(decision)],
        [_again(decision, **words), _again(decision, **words)],
        [ProjectStep(project_id=step.project_id, version=1, act="note", at=step.at)],
    ]
    for rows in twice:
        db.session.add_all(rows)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
