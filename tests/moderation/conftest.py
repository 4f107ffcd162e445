"""A room of notes, which exists in tests alone: its posts lie in a dictionary."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions, registry
from portal.moderation.models import Item
from portal.moderation.registry import Kind, Preview
from portal.moderation.rules import Move
from tests.world import Member, World


@dataclass
class Notes:
    """``told`` is what the room heard of decisions; it may be made to fail."""

    world: World | None = None
    code: str = "note"
    label: LazyString = _l("留言")  # noqa: RUF009 - never changed
    previews: dict[int, Preview] = field(default_factory=dict)
    told: list[tuple[int, str, Move]] = field(default_factory=list)
    asked: list[list[int]] = field(default_factory=list)
    fails: bool = False

    def kind(self) -> Kind:
        return Kind(self.code, self.label, self._previews, self._decided)

    def _previews(self, item_ids: Sequence[int]) -> dict[int, Preview]:
        self.asked.append(list(item_ids))
        return {number: self.previews[number] for number in item_ids if number in self.previews}

    def _decided(self, item: Item, move: Move, _now: datetime) -> None:
        if self.fails:
            raise KeyError("the room cannot follow")
        self.told.append((item.id, item.state, move))

    def write(
        self,
        author: int | None = None,
        *,
        title: str = "楼道灯坏了",
        text: str = "三单元的灯坏了两周。\n晚上看不见台阶。",
        also: frozenset[int] = frozenset(),
        at: datetime | None = None,
        photo: str | None = None,
    ) -> int:
        """One note, handed in; the number of its item."""
        author = author or self.world.person().id
        with writing():
            number = actions.submit(self.code, author, at or clock.now()).id
        self.previews[number] = Preview(
            title, text, f"/notes/{number}/", also | {author}, photo, "写在布告栏"
        )
        return number

    def item(self, number: int) -> Item:
        db.session.rollback()
        found = db.session.get(Item, number)
        assert found
        return found


@contextmanager
def opened(notes: Notes) -> Iterator[Notes]:
    """The room, known to the moderators for a while."""
    registry.register(notes.kind())
    try:
        yield notes
    finally:
        registry._KINDS.pop(notes.code)


@pytest.fixture
def notes(world: World) -> Iterator[Notes]:
    with opened(Notes(world)) as room:
        yield room


@pytest.fixture
def letters(world: World) -> Iterator[Notes]:
    """Another kind."""
    with opened(Notes(world, "letter", _l("来信"))) as room:
        yield room


@pytest.fixture
def moderator(world: World) -> Member:
    return world.account(world.person(name="郑主任"), Role.COMMITTEE_MEMBER)
