"""Where the money came from and where it went: sums in fen by year, fund, category and grid."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import extract, func, select

from portal.core.db import db
from portal.ledger.models import Entry, Fund, Statement
from portal.ledger.queries import IS_POSTED
from portal.ledger.reading import books
from portal.ledger.reading.books import EXPENSE, INCOME
from portal.ledger.reading.choice import in_year
from portal.ledger.rules import Nature
from portal.ledger.statements.rules import Figures, Month

Key = TypeVar("Key", bound=Hashable)


class Flow(NamedTuple):
    income_fen: int
    expense_fen: int


class _Group(NamedTuple):
    fund_id: int
    nature: str
    category: str
    grid_id: int | None
    flow: Flow


@dataclass(frozen=True)
class Year:
    """One year of all books. ``income``, ``expense``: by category; ``by_grid``: what was spent for
    a grid, None for the whole community.
    """

    total: Flow
    by_fund: dict[int, Flow]
    income: dict[str, int]
    expense: dict[str, int]
    by_grid: dict[int | None, int]


def of_year(year: int) -> Year:
    """One query, however many entries."""
    groups = _groups(year)
    came = [one for one in groups if one.nature == Nature.INCOME]
    went = [one for one in groups if one.nature != Nature.INCOME]
    spent = [one for one in went if one.nature == Nature.EXPENSE]
    return Year(
        total=_total(groups),
        by_fund={key: _total(some) for key, some in _by(groups, _fund).items()},
        income={key: _total(some).income_fen for key, some in _by(came, _category).items()},
        expense={key: _total(some).expense_fen for key, some in _by(went, _category).items()},
        by_grid={key: _total(some).expense_fen for key, some in _by(spent, _grid).items()},
    )


def _fund(one: _Group) -> int:
    return one.fund_id


def _category(one: _Group) -> str:
    return one.category


def _grid(one: _Group) -> int | None:
    return one.grid_id


def _by(groups: Sequence[_Group], of: Callable[[_Group], Key]) -> dict[Key, list[_Group]]:
    found: dict[Key, list[_Group]] = {}
    for one in groups:
        found.setdefault(of(one), []).append(one)
    return found


def _total(groups: Sequence[_Group]) -> Flow:
    return Flow(
        sum(one.flow.income_fen for one in groups), sum(one.flow.expense_fen for one in groups)
    )


def _groups(year: int) -> list[_Group]:
    columns = Entry.fund_id, Entry.nature, Entry.category, Entry.grid_id
    wanted = select(*columns, func.sum(INCOME), func.sum(EXPENSE)).where(IS_POSTED, in_year(year))
    rows = db.session.execute(wanted.group_by(*columns).order_by(*columns[:3]))
    return [
        _Group(fund_id, nature, category, grid_id, Flow(int(income), int(expense)))
        for fund_id, nature, category, grid_id, income, expense in rows
    ]


def of_years() -> dict[int, Flow]:
    """Each year of all books, the newest first. One query."""
    year = extract("year", Entry.booked_on)
    wanted = select(year, func.sum(INCOME), func.sum(EXPENSE)).where(IS_POSTED).group_by(year)
    rows = db.session.execute(wanted.order_by(year.desc()))
    return {int(one): Flow(int(income), int(expense)) for one, income, expense in rows}


@dataclass(frozen=True)
class MonthRow:
    """A month of a fund; ``statement`` where it is locked."""

    month: Month
    figures: Figures
    statement: Statement | None


def months(fund: Fund, today: date) -> list[MonthRow]:
    """Every month of a fund in its order: the locked ones as they were locked, those after them by
    their entries. Two queries.
    """
    found = [_locked_row(one) for one in _locked(fund.id)]
    last = found[-1] if found else None
    opening = last.figures.closing_fen if last else fund.opening_fen
    first = books.day_after(last.statement if last else None, fund)
    open_months = _open_months(fund.id, first)
    until = max([Month(today.year, today.month), *open_months])
    if fund.closed_on is not None:
        until = max([Month(fund.closed_on.year, fund.closed_on.month), *open_months])
    month = Month(first.year, first.month)
    while month <= until:
        flow, number = open_months.get(month, (Flow(0, 0), 0))
        figures = Figures(opening, flow.income_fen, flow.expense_fen, number)
        found.append(MonthRow(month, figures, None))
        opening, month = figures.closing_fen, month.next
    return found


def _locked(fund_id: int) -> list[Statement]:
    wanted = select(Statement).where(Statement.fund_id == fund_id, Statement.locked_at.is_not(None))
    return list(db.session.scalars(wanted.order_by(Statement.year, Statement.month)))


def _locked_row(one: Statement) -> MonthRow:
    figures = Figures(one.opening_fen, one.income_fen, one.expense_fen, one.entries)
    return MonthRow(Month(one.year, one.month), figures, one)


def _open_months(fund_id: int, first: date) -> dict[Month, tuple[Flow, int]]:
    parts = extract("year", Entry.booked_on), extract("month", Entry.booked_on)
    wanted = select(*parts, func.sum(INCOME), func.sum(EXPENSE), func.count())
    rows = db.session.execute(
        wanted.where(IS_POSTED, Entry.fund_id == fund_id, Entry.booked_on >= first).group_by(*parts)
    )
    return {
        Month(int(year), int(month)): (Flow(int(income), int(expense)), int(number))
        for year, month, income, expense, number in rows
    }
