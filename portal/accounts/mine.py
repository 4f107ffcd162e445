"""What the portal holds about one person: to read, to take along, to erase (PIPL 44–47).

Every room registers its sections at import, with the columns of its tables that point at somebody.
What points at people and is in no section is put ``apart``, with the reason; a test of the house
walks the tables, so that no new one is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import UpdateBase

from portal.core import clock
from portal.core.db import db
from portal.roster import nameless

Row = dict[str, str]
"""One thing that is held, in words: what each part is called, and what it says."""


@dataclass
class Leaver:
    """Who is being erased. What they said in public goes to ``stand_in``, an entry without a
    name, made when it is first needed.
    """

    person_id: int
    now: datetime

    @cached_property
    def stand_in(self) -> int:
        return nameless.make(clock.local(self.now).date())


@dataclass
class Done:
    """How many things an eraser erased, how many it kept, and pictures that nobody needs."""

    erased: int = 0
    kept: int = 0
    pictures: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Section:
    """``rows`` reads all that is held of a person, in a constant number of queries. ``why`` it is
    held, ``until`` when. ``erased`` and ``kept`` say what erasing does to it, and why not all.
    ``columns``: the columns of the tables that it covers, ``table.column``.
    """

    code: str
    title: LazyString
    why: LazyString
    until: LazyString
    rows: Callable[[int], list[Row]]
    columns: tuple[str, ...]
    erased: LazyString | None = None
    kept: LazyString | None = None
    erase: Callable[[Leaver], Done] | None = None


OFFICE = _l("任职时办的公事，是社区的记录，不是个人的内容")

_SECTIONS: dict[str, Section] = {}
_APART: dict[str, LazyString] = {}


def register(section: Section) -> None:
    """Names a section. ValueError for a second meaning of a code."""
    if section.code in _SECTIONS:
        raise ValueError(f"section {section.code} is named twice")
    _SECTIONS[section.code] = section


def apart(reason: LazyString, *columns: str) -> None:
    """Columns that point at people and are in no section, for this reason."""
    _APART.update(dict.fromkeys(columns, reason))


def sections() -> list[Section]:
    """Every section, in the order in which the rooms named them."""
    return list(_SECTIONS.values())


def columns() -> list[str]:
    """Every column that is accounted for, once for each time that it is."""
    return [*(one for section in sections() for one in section.columns), *_APART]


def carry_out(statement: UpdateBase) -> int:
    """Deletes or changes rows, in the caller's transaction; how many."""
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Held:
    section: Section
    rows: list[Row]


def gather(person_id: int) -> list[Held]:
    """All that is held of one person, and nothing of anybody else."""
    return [Held(section, section.rows(person_id)) for section in sections()]


def erase(leaver: Leaver) -> Done:
    """Lets every room erase what is its own, in the caller's transaction."""
    total = Done()
    for section in sections():
        if section.erase is not None:
            done = section.erase(leaver)
            total.erased += done.erased
            total.kept += done.kept
            total.pictures |= done.pictures
    return total
