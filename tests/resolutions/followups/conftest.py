"""A resolution of the council, people in office, and somebody who promises something."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from portal.bodies.rules import Kind
from portal.core.access import Role
from portal.core.db import writing
from portal.resolutions.followups import actions, queries
from portal.resolutions.followups.actions import Promise
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.followups.rules import Hand
from portal.resolutions.kinds import SOURCE
from tests.resolutions.conftest import ADOPTED, Bodies, Council
from tests.world import Member, World

DUE = date(2026, 6, 30)


@dataclass
class Promised:
    """Who has to do with follow-ups, and how they are made and moved in a test."""

    world: World
    council_id: int
    committee: Member
    supervisor: Member
    resident: Member
    other: Member

    def promise(self, now: datetime = ADOPTED, **changes: Any) -> int:
        given = {
            "source_kind": SOURCE,
            "source_id": 1,
            "what": "给三号楼装好扶手",
            "responsible": "",
            "responsible_id": self.resident.person_id,
            "checker_id": self.supervisor.person_id,
            "due_on": DUE,
            **changes,
        }
        with writing():
            return actions.promise(Promise(**given), self.committee.person_id, now).id

    @property
    def convening(self) -> Hand:
        return Hand(self.committee.person_id, convenes=True)

    @property
    def checking(self) -> Hand:
        return Hand(self.supervisor.person_id, checks=True)

    @property
    def carrying(self) -> Hand:
        return Hand(self.resident.person_id)

    def step(self, act: Any, followup_id: int, *said: Any, now: datetime = ADOPTED) -> None:
        """Takes a step on the version that there is."""
        *words, hand = said
        with writing():
            row = actions.locked(followup_id)
            act(row, *words, row.version, hand, now)

    def row(self, followup_id: int) -> FollowUp:
        found = queries.followup(followup_id)
        assert found is not None
        return found


@pytest.fixture
def promised(world: World, council: Council, body: Bodies) -> Promised:
    council.adopt(1, body_id=body(Kind.COUNCIL), items=[])
    return Promised(
        world,
        body(Kind.COUNCIL),
        committee=world.account(world.person("李主任"), Role.COMMITTEE_MEMBER),
        supervisor=world.account(world.person("陈监督"), Role.SUPERVISOR),
        resident=world.account(world.person("张负责")),
        other=world.account(world.person("旁人")),
    )
