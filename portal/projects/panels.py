"""What other rooms show on a project's page, and what they know of its money. They register here at
import, so that this room need not know them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from portal.core.access import Asker
from portal.projects.models import Project
from portal.story.chain import Link

Told = dict[str, Any]
Ask = Callable[[Project, Asker | None], Told | None]
"""What a panel's template is told of a project; None where there is nothing to show."""
Spent = Callable[[Sequence[int]], dict[int, int]]
"""What was paid for each of these projects by the posted entries, in fen, in one query."""

Cells = Callable[[Sequence[int]], dict[int, str]]
"""What a column of the project ledger says of each of these projects, in one query."""


@dataclass(frozen=True)
class Panel:
    """A part of a project's page; the template finds what it was told as ``told``."""

    template: str
    told: Told


_PANELS: dict[str, tuple[str, Ask]] = {}
_SPENT: list[Spent] = []
_COLUMNS: list[tuple[LazyString, Cells]] = []


def register(code: str, template: str, ask: Ask) -> None:
    """Names a panel. ValueError for a second meaning of a code."""
    if code in _PANELS:
        raise ValueError(f"panel {code} is named twice")
    _PANELS[code] = template, ask


def of(project: Project, asker: Asker | None) -> list[Panel]:
    """Those that have something to show of a project, in the order in which they were named."""
    asked = [(template, ask(project, asker)) for template, ask in _PANELS.values()]
    return [Panel(template, told) for template, told in asked if told is not None]


@dataclass(frozen=True)
class Paid:
    """What was paid for a project in all, in fen, and the links of the newest entries."""

    fen: int = 0
    newest: tuple[Link, ...] = ()


def paid(shown: Sequence[Panel]) -> Paid:
    """As the ledger's panel has read it: neither page nor chain read it again."""
    return next((one.told["paid"] for one in shown if "paid" in one.told), Paid())


def register_spent(ask: Spent) -> None:
    """The ledger says what was paid. ValueError for a second answer."""
    if _SPENT:
        raise ValueError("what was paid is told twice")
    _SPENT.append(ask)


def spent(project_ids: Sequence[int]) -> dict[int, int]:
    """Fen by project; nought for all where no ledger is kept."""
    told = _SPENT[0](project_ids) if _SPENT else {}
    return {one: told.get(one, 0) for one in project_ids}


def register_column(header: LazyString, ask: Cells) -> None:
    """A further column of the project ledger (台账) as a file, such as who accepted it."""
    _COLUMNS.append((header, ask))


def columns(project_ids: Sequence[int]) -> list[tuple[LazyString, dict[int, str]]]:
    """Every further column, in the order in which they were named."""
    return [(header, ask(project_ids)) for header, ask in _COLUMNS]
