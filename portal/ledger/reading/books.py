"""The books in their order (day, then place among the posted): rows with the balance after each.

No balance is kept: it is reckoned from the closing of the last locked month before, or from what
was in the fund when its books were begun. Amounts are fen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.ledger.models import Entry, Fund, Statement
from portal.ledger.queries import IS_INCOME, IS_POSTED
from portal.ledger.rules import Nature
from portal.ledger.statements.rules import Figures, Month, month_of

INCOME = case((IS_INCOME, Entry.amount_fen), else_=0)
EXPENSE = case((IS_INCOME, 0), else_=Entry.amount_fen)
IN_ORDER = (Entry.booked_on, Entry.position)


@dataclass(frozen=True)
class Row:
    """A posted entry in its place. ``balance_fen``: what was in the fund after it; in a choice of
    rows what came in less what went out so far. ``so_far``: (income, expense) down to here.
    """

    entry: Entry
    balance_fen: int
    so_far: tuple[int, int]
    is_corrected: bool

    @property
    def income_fen(self) -> int | None:
        return self.entry.amount_fen if self.entry.nature == Nature.INCOME else None

    @property
    def expense_fen(self) -> int | None:
        return None if self.entry.nature == Nature.INCOME else self.entry.amount_fen


@dataclass(frozen=True)
class Sheet:
    """Some rows in their order. ``carried_fen``: the balance before the first of them."""

    carried_fen: int
    rows: list[Row]

    @property
    def carries_on_fen(self) -> int:
        return self.rows[-1].balance_fen if self.rows else self.carried_fen


def sums(which: Iterable[ColumnElement[bool]]) -> tuple[int, int, int]:
    """(income, expense, how many) of the posted entries chosen. One query."""
    wanted = select(_sum(INCOME), _sum(EXPENSE), func.count()).where(IS_POSTED, *which)
    return _whole(db.session.execute(wanted.select_from(Entry)).one())


def _sum(what: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(what), 0)


def _whole(row: Iterable[int]) -> tuple[int, int, int]:
    """PostgreSQL sums whole numbers into decimals."""
    income, expense, number = map(int, row)
    return income, expense, number


def in_month(fund_id: int, month: Month) -> ColumnElement[bool]:
    days = Entry.booked_on.between(month.first, month.last)
    return and_(Entry.fund_id == fund_id, days)


def last_locked(fund_id: int, before: Month | None = None) -> Statement | None:
    """The fund's last locked month, or the last one before a month."""
    wanted = select(Statement).where(Statement.fund_id == fund_id, Statement.locked_at.is_not(None))
    if before is not None:
        number = Statement.year * 12 + Statement.month
        wanted = wanted.where(number < before.year * 12 + before.month)
    newest = wanted.order_by(Statement.year.desc(), Statement.month.desc()).limit(1)
    return db.session.scalar(newest)


def balance_before(fund: Fund, day: date) -> int:
    """What was in the fund when that day began. Two queries."""
    locked = last_locked(fund.id, month_of(day))
    which = [Entry.fund_id == fund.id, Entry.booked_on < day]
    opening = fund.opening_fen
    if locked is not None:
        opening = locked.closing_fen
        which.append(Entry.booked_on > Month(locked.year, locked.month).last)
    income, expense, _number = sums(which)
    return opening + income - expense


def figures(fund: Fund, month: Month) -> Figures:
    """The month by its posted entries. Three queries."""
    income, expense, entries = sums([in_month(fund.id, month)])
    return Figures(balance_before(fund, month.first), income, expense, entries)


def month_rows(fund: Fund, month: Month) -> Select[Entry]:
    return select(Entry).where(IS_POSTED, in_month(fund.id, month)).order_by(*IN_ORDER)


def month_sheet(fund: Fund, month: Month, opening_fen: int, page: int, size: int) -> Sheet:
    """One page of a month's rows, from its opening balance on. At most three queries."""
    wanted = month_rows(fund, month)
    before = _sums_of_first(wanted, (page - 1) * size)
    rows = _chosen(wanted, (page - 1) * size, size)
    carried = opening_fen + before[0] - before[1]
    return Sheet(carried, _running(rows, opening_fen, before))


def choice_sheet(wanted: Select[Entry], page: int, size: int) -> Sheet:
    """One page of any choice of posted rows, in the order given, with sums from its beginning."""
    before = _sums_of_first(wanted, (page - 1) * size)
    rows = _chosen(wanted, (page - 1) * size, size)
    return Sheet(before[0] - before[1], _running(rows, 0, before))


def _sums_of_first(wanted: Select[Entry], number: int) -> tuple[int, int]:
    if number == 0:
        return 0, 0
    first = wanted.with_only_columns(INCOME.label("income"), EXPENSE.label("expense"))
    rows = first.limit(number).subquery()
    income, expense = db.session.execute(select(_sum(rows.c.income), _sum(rows.c.expense))).one()
    return int(income), int(expense)


def _chosen(wanted: Select[Entry], offset: int, limit: int) -> list[Entry]:
    """The rows, and names that stand in the books for these rows only. One query."""
    names = joinedload(Entry.handler), joinedload(Entry.approver), joinedload(Entry.corrects)
    these = wanted.with_only_columns(Entry.id).offset(offset).limit(limit).subquery()
    return list(db.session.scalars(wanted.where(Entry.id.in_(select(these.c.id))).options(*names)))


def _running(entries: Sequence[Entry], opening_fen: int, before: tuple[int, int]) -> list[Row]:
    """The rows with their balances. ``before``: income and expense ahead of them. One query."""
    corrected = _corrected(entries)
    income, expense = before
    rows = []
    for entry in entries:
        if entry.nature == Nature.INCOME:
            income += entry.amount_fen
        else:
            expense += entry.amount_fen
        balance = opening_fen + income - expense
        rows.append(Row(entry, balance, (income, expense), entry.id in corrected))
    return rows


def _corrected(entries: Sequence[Entry]) -> set[int]:
    """Those that a posted row took back."""
    ids = [one.id for one in entries]
    taken = select(Entry.corrects_id).where(IS_POSTED, Entry.corrects_id.in_(ids))
    return {one for one in db.session.scalars(taken) if one is not None}


def day_after(statement: Statement | None, fund: Fund) -> date:
    """The first day of the books that no locked month covers."""
    if statement is None:
        return fund.opened_on
    return Month(statement.year, statement.month).last + timedelta(days=1)
