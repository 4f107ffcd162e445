"""Rounds in every phase, made as staff make them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.budget import queries
from portal.budget.actions import closing, preparing, voting
from portal.budget.models import ListedProject, Round
from portal.core import clock
from portal.core.db import writing
from tests.world import World, fields


@dataclass
class RoundInTest:
    """A round, by its id; every act goes through the room's actions."""

    world: World
    id: int

    @property
    def keys(self) -> Path:
        return self.world.app.config["PORTAL"].keys

    @property
    def row(self) -> Round:
        found = queries.round_by_id(self.id)
        assert found is not None
        return found

    def projects(self) -> list[ListedProject]:
        return queries.listed(self.id)

    def ids(self, *codes: str) -> list[str]:
        by_code = {p.code: p.id for p in self.projects()}
        return [str(by_code[code]) for code in codes]

    def announce(self) -> None:
        with writing():
            preparing.announce(self.row, None, clock.now())

    def seal(self) -> str:
        return voting.seal(self.id, self.keys, clock.now()).key

    def move(self, **times: timedelta) -> None:
        """Moves the timetable and the box relative to now: nobody can, but a test may."""
        now = clock.now()
        with writing():
            round_ = self.row
            round_.voting_from = now + times["opens"]
            round_.voting_until = now + times["closes"]
            if round_.box:
                round_.box.opens_at, round_.box.closes_at = round_.voting_from, round_.voting_until

    def open(self) -> "RoundInTest":
        self.announce()
        self.seal()
        self.move(opens=timedelta(hours=-1), closes=timedelta(hours=1))
        return self

    def end(self) -> None:
        self.move(opens=timedelta(hours=-2), closes=timedelta(seconds=-1))

    def close(self) -> None:
        self.end()
        closing.close(self.id, self.keys, clock.now())

    # through the browser

    @property
    def address(self) -> str:
        return f"/budget/{self.id}/vote/"

    def review(self, client: FlaskClient, *choices: str, **more: object) -> TestResponse:
        shown = fields(client.get(self.address))
        return client.post(self.address, data={**shown, "choice": list(choices), **more})

    def vote(self, client: FlaskClient, *choices: str, **more: object) -> TestResponse:
        """Ballot, review, cast, as a phone would."""
        reviewed = self.review(client, *choices)
        assert reviewed.status_code == 200, reviewed.get_data(as_text=True)
        return client.post(f"{self.address}cast/", data={**fields(reviewed), **more})


def make_round(world: World, **settings: object) -> RoundInTest:
    now = clock.now()
    values: dict[str, object] = {
        "title": "2026年民生项目",
        "fund": "社区保障资金",
        "amount_fen": 10_000_000,
        "form": "knapsack",
        "max_choices": 3,
        "rule": "most-votes",
        "completion": "add1-utilitarian",
        "voting_from": now + timedelta(days=1),
        "voting_until": now + timedelta(days=10),
        **settings,
    }
    with writing():
        round_id = preparing.create_round(Round(**values), None, now).id
    return RoundInTest(world, round_id)


def list_project(made: RoundInTest, code: str, cost_fen: int) -> None:
    with writing():
        project = ListedProject(code=code, title=f"项目{code}", kind="works", cost_fen=cost_fen)
        preparing.add_project(made.row, project, None, clock.now())


@pytest.fixture
def draft_round(world: World) -> RoundInTest:
    """Three projects of 60,000, 50,000 and 40,000 yuan for 100,000."""
    made = make_round(world)
    for code, yuan in (("A", 60_000), ("B", 50_000), ("C", 40_000)):
        list_project(made, code, yuan * 100)
    return made


@pytest.fixture
def resident(world: World) -> FlaskClient:
    """A resident of 70, signed in, who is on every roll sealed afterwards."""
    return world.client(world.account())


@pytest.fixture
def open_round(resident: FlaskClient, draft_round: RoundInTest) -> RoundInTest:
    return draft_round.open()
