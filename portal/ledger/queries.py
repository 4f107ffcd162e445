"""Reading the books. Rows stand by their day, and within a day by their place in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.core.waiting import Waiting
from portal.ledger.models import Entry, Fund, SpendingLimit, Statement, Voucher
from portal.ledger.rules import ON_ITS_WAY, Books, Nature, State
from portal.projects.models import Project
from portal.projects.queries import contracted_fen
from portal.projects.rules import State as Standing
from portal.resolutions.models import ResolutionItem

IS_POSTED = Entry.state == State.POSTED.value
IS_INCOME = Entry.nature == Nature.INCOME.value
EFFECT: ColumnElement[int] = case((IS_INCOME, Entry.amount_fen), else_=-Entry.amount_fen)
"""What a row does to its fund, in fen (``rules.effect``)."""


# ---- funds


def fund(fund_id: int) -> Fund | None:
    return db.session.get(Fund, fund_id)


def funds() -> list[Fund]:
    """Every fund, those that are open first, by name."""
    return list(db.session.scalars(select(Fund).order_by(Fund.closed_on.is_not(None), Fund.name)))


def books(of: Fund) -> Books:
    """What a day is held against (``rules.day_refusal``); one query."""
    locked = select(func.max(Statement.year * 12 + Statement.month)).where(
        Statement.fund_id == of.id, Statement.locked_at.is_not(None)
    )
    months = db.session.scalar(locked)
    until = date(months // 12, months % 12 + 1, 1) - timedelta(days=1) if months else None
    return Books(of.opened_on, of.closed_on, until)


# ---- what is in the books


@dataclass(frozen=True)
class Sums:
    """Fen that came in and went out, and in how many rows; what was swept went out."""

    income_fen: int = 0
    expense_fen: int = 0
    entries: int = 0


@dataclass(frozen=True)
class Line:
    """A row and what was in the fund after it."""

    entry: Entry
    balance_fen: int


def posted(fund_id: int, first: date = date.min, last: date = date.max) -> list[Entry]:
    """The rows of these days (both count), with all that an account sheet shows of them."""
    wanted = _of_days(select(Entry), fund_id, first, last).options(*_SHOWN)
    return list(db.session.scalars(wanted.order_by(Entry.booked_on, Entry.position)))


def sums(fund_id: int, first: date = date.min, last: date = date.max) -> Sums:
    """What came in and went out in these days; one query."""
    amount = func.coalesce(func.sum(case((IS_INCOME, Entry.amount_fen), else_=0)), 0)
    out = func.coalesce(func.sum(case((IS_INCOME, 0), else_=Entry.amount_fen)), 0)
    wanted = _of_days(select(amount, out, func.count()).select_from(Entry), fund_id, first, last)
    return Sums(*map(int, db.session.execute(wanted).one()))


def opening_on(of: Fund, day: date) -> int:
    """What was in the fund when the day began, in fen."""
    if day <= of.opened_on:
        return of.opening_fen
    before = sums(of.id, date.min, day - timedelta(days=1))
    return of.opening_fen + before.income_fen - before.expense_fen


def lines(of: Fund, first: date = date.min, last: date = date.max) -> list[Line]:
    """The rows of these days, each with the balance after it."""
    balance, found = opening_on(of, first), []
    for entry in posted(of.id, first, last):
        balance += entry.effect_fen
        found.append(Line(entry, balance))
    return found


def lowest_from(of: Fund, day: date) -> int:
    """The least that was ever in the fund from the end of that day on, in fen: what a row dated
    back to it may take out at most.
    """
    running = func.sum(EFFECT).over(order_by=(Entry.booked_on, Entry.position))
    later = (
        select(EFFECT.label("effect"), running.label("running"))
        .where(Entry.fund_id == of.id, IS_POSTED, Entry.booked_on > day)
        .subquery()
    )
    row = db.session.execute(select(func.sum(later.c.effect), func.min(later.c.running))).one()
    after, lowest = int(row[0] or 0), int(row[1] or 0)
    return of.balance_fen - after + min(lowest, 0)


def _of_days(wanted: Select, fund_id: int, first: date, last: date) -> Select:  # type: ignore[type-arg]
    return wanted.where(
        Entry.fund_id == fund_id, IS_POSTED, Entry.booked_on >= first, Entry.booked_on <= last
    )


# ---- single entries

_SHOWN = (
    joinedload(Entry.handler),
    joinedload(Entry.approver),
    joinedload(Entry.signer),
    joinedload(Entry.project),
    joinedload(Entry.item).joinedload(ResolutionItem.resolution),
    selectinload(Entry.corrections),
)


def by_id(entry_id: int) -> Entry | None:
    """With all that its page shows."""
    whole = (
        *_SHOWN,
        joinedload(Entry.fund),
        joinedload(Entry.corrects),
        joinedload(Entry.grid),
        selectinload(Entry.vouchers),
    )
    return db.session.scalar(select(Entry).where(Entry.id == entry_id).options(*whole))


def voucher(voucher_id: int) -> Voucher | None:
    whole = joinedload(Voucher.entry).joinedload(Entry.fund)
    return db.session.scalar(select(Voucher).where(Voucher.id == voucher_id).options(whole))


def of_project(project_id: int, limit: int) -> list[Entry]:
    """The newest rows that were paid for a project."""
    wanted = select(Entry).where(Entry.project_id == project_id, IS_POSTED)
    return list(
        db.session.scalars(wanted.order_by(Entry.booked_on.desc(), Entry.id.desc()).limit(limit))
    )


def paid_for(project_id: int, limit: int) -> tuple[list[Entry], int]:
    """The same, and what all of them come to in fen, those that are not shown too; one query."""
    in_all = func.sum(Entry.amount_fen).over()
    wanted = select(Entry, in_all).where(Entry.project_id == project_id, IS_POSTED)
    newest = wanted.order_by(Entry.booked_on.desc(), Entry.id.desc()).limit(limit)
    rows = db.session.execute(newest).all()
    return [one for one, _fen in rows], int(rows[0][1]) if rows else 0


def of_resolution(resolution_id: int, limit: int) -> list[Entry]:
    """The newest rows that were paid for its items without a project."""
    items = select(ResolutionItem.id).where(ResolutionItem.resolution_id == resolution_id)
    wanted = select(Entry).where(Entry.item_id.in_(items), IS_POSTED)
    newest = Entry.booked_on.desc(), Entry.id.desc()
    return list(db.session.scalars(wanted.order_by(*newest).limit(limit)))


def spent(project_ids: Sequence[int]) -> dict[int, int]:
    """What was paid for each of these projects by the posted entries, in fen; one query."""
    paid = func.sum(Entry.amount_fen)
    wanted = select(Entry.project_id, paid).where(Entry.project_id.in_(project_ids), IS_POSTED)
    rows = db.session.execute(wanted.group_by(Entry.project_id))
    return {one: int(fen) for one, fen in rows if one is not None}


# ---- on the desk


def listed(state: str, fund_id: int | None, page: int, size: int) -> Pagination:
    """Entries in one state, newest first; '' for those on their way."""
    states = [State(state)] if state else list(ON_ITS_WAY)
    wanted = select(Entry).where(Entry.state.in_(states))
    if fund_id is not None:
        wanted = wanted.where(Entry.fund_id == fund_id)
    wanted = wanted.options(
        joinedload(Entry.fund), joinedload(Entry.handler), joinedload(Entry.project)
    )
    return db.paginate(wanted.order_by(Entry.id.desc()), page=page, per_page=size, error_out=False)


def waiting(state: State, handler_id: int | None = None) -> Waiting:
    """How many entries stand so, of everybody or of one handler."""
    wanted = select(func.count()).select_from(Entry).where(Entry.state == state)
    return Waiting(wanted if handler_id is None else wanted.where(Entry.prepared_by == handler_id))


def payable_projects() -> list[Project]:
    """Projects for which something is left to be paid, newest first; of one that was stopped only
    what was signed for. Two queries.
    """
    paid = func.coalesce(
        select(SpendingLimit.spent_fen)
        .where(SpendingLimit.project_id == Project.id)
        .scalar_subquery(),
        0,
    )
    newest = Project.year.desc(), Project.serial.desc()
    rows = db.session.execute(
        select(Project, paid).where(Project.decided_fen > paid).order_by(*newest)
    ).all()
    stopped = [one.id for one, _spent in rows if one.state == Standing.STOPPED]
    signed = contracted_fen(stopped)
    return [one for one, spent in rows if one.id not in stopped or signed.get(one.id, 0) > spent]
