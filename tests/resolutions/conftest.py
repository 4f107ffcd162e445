"""Decisions of another room, adopted as it would."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask_babel import lazy_gettext as _l

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core.db import db, writing
from portal.resolutions import actions, registry
from portal.resolutions.actions import Decision, Item
from portal.resolutions.rules import Fact
from tests.world import World, utc

COUNCIL = registry.source("test.council", [(_l("议题"), "/council/%(source)s/")])
MATTER = registry.subject("test.matter", "/council/%(source)s/matters/%(subject)s/")
ADOPTED = utc(2026, 5, 1, 4)


def decision(source_id: int, title: str = "关于修车棚的决议", **changes: object) -> Decision:
    values: dict[str, object] = {
        "source_kind": COUNCIL,
        "source_id": source_id,
        "title": title,
        "rule": "得票优先",
        "basis": "议事规则第三条",
        "digest": "d" * 64,
        "facts": {Fact.ENTITLED: 20, Fact.VOTED: 15, Fact.BLANK: 1, Fact.OPENING_DIGEST: "a" * 64},
        "items": [
            Item("充电车棚", 8_800_000, MATTER, 31),
            Item("楼道扶手", 1_860_050, MATTER, 32),
        ],
        **changes,
    }
    return Decision(**values)  # type: ignore[arg-type]


class Council:
    """Somebody who adopts."""

    def __init__(self, world: World) -> None:
        self.person_id = world.person("刘文静").id

    def adopt(self, source_id: int, now: datetime = ADOPTED, **changes: object) -> str:
        with writing():
            return actions.adopt(decision(source_id, **changes), self.person_id, now).number  # type: ignore[arg-type]


@pytest.fixture
def council(world: World) -> Council:
    return Council(world)


Bodies = Callable[[Kind], int]


@pytest.fixture
def body(world: World) -> Bodies:
    """The row of a body of that kind, founded when it is first asked for."""

    def founded(kind: Kind) -> int:
        found = db.session.query(Body).filter_by(kind=kind).first()
        if found is not None:
            return found.id
        parent = founded(Kind.COMMITTEE) if kind is Kind.SUBCOMMITTEE else None
        made = Body(kind=kind, name=f"里仁{kind}", parent_id=parent, founded_on=date(2026, 1, 1))
        db.session.add(made)
        db.session.commit()
        return made.id

    return founded
