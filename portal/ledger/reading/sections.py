"""A year's sums as they are told: by fund, by what came in, by what went out, by grid, by year.

Page, table, bars and files are made from the same lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.ledger import words
from portal.ledger.models import Fund
from portal.ledger.reading import figures
from portal.ledger.reading.figures import Flow, Year
from portal.ledger.rules import Category, Nature
from portal.roster.models import Grid


@dataclass(frozen=True)
class Line:
    """One sum; None where it does not apply. ``query``: what the rows behind it are found by."""

    label: str
    income_fen: int | None
    expense_fen: int | None
    query: dict[str, object]


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]

    @property
    def came(self) -> bool:
        """Whether its lines tell what came in; all of them do, or none."""
        return self.lines[0].income_fen is not None

    @property
    def went(self) -> bool:
        return self.lines[0].expense_fen is not None

    @property
    def groups(self) -> list[dict[str, object]]:
        """What ``ui.bars`` draws: a group for each line."""
        return [self._group(one) for one in self.lines]

    def _group(self, line: Line) -> dict[str, object]:
        both = self.came and self.went
        flows = (line.income_fen, _("收入"), "in"), (line.expense_fen, _("支出"), "out")
        bars = [
            {"label": word if both else line.label, "fen": fen, "tone": tone}
            for fen, word, tone in flows
            if fen is not None
        ]
        most = max(line.income_fen or 0, line.expense_fen or 0)
        return {"label": line.label, "bars": bars, "most": most}


def of_year(year: int, funds: Sequence[Fund], grids: Sequence[Grid]) -> list[Section]:
    """Three of them may be empty. Two queries."""
    told = figures.of_year(year)
    found = [
        Section(_("按资金"), _by_fund(told, funds, year)),
        Section(_("钱从哪里来"), _by_category(told.income, True, year)),
        Section(_("钱用到哪里去"), _by_category(told.expense, False, year)),
        Section(_("支出用在哪个网格"), _by_grid(told, grids, year)),
        Section(_("历年"), [_of_year(one, flow) for one, flow in figures.of_years().items()]),
    ]
    return [one for one in found if one.lines]


def _by_fund(told: Year, funds: Sequence[Fund], year: int) -> list[Line]:
    names = {one.id: one.name for one in funds}
    return [
        Line(names[key], *flow, {"fund": key, "year": year}) for key, flow in told.by_fund.items()
    ]


def _by_category(sums: dict[str, int], came: bool, year: int) -> list[Line]:
    found = []
    for code, fen in sorted(sums.items(), key=lambda pair: -pair[1]):
        nature = _nature(code, came)
        query: dict[str, object] = {"category": code, "nature": nature, "year": year}
        income, expense = (fen, None) if came else (None, fen)
        found.append(Line(words.category(code), income, expense, query))
    return found


def _nature(code: str, came: bool) -> Nature:
    """The nature of the entries that a category is of."""
    if came:
        return Nature.INCOME
    return Nature.SWEEP if code == Category.SWEEP else Nature.EXPENSE


def _by_grid(told: Year, grids: Sequence[Grid], year: int) -> list[Line]:
    names = {one.id: one.name for one in grids}
    found = []
    for key, fen in sorted(told.by_grid.items(), key=lambda pair: -pair[1]):
        query: dict[str, object] = {"nature": "expense", "year": year}
        name = names[key] if key is not None else _("全社区")
        found.append(Line(name, None, fen, {**query, "grid": "all" if key is None else key}))
    return found


def _of_year(year: int, flow: Flow) -> Line:
    return Line(_("%(year)s 年", year=year), *flow, {"year": year})
