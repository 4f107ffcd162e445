"""Reading months: which are due, which wait for review, which are locked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.core.db import db
from portal.core.waiting import Waiting
from portal.ledger import queries as ledger
from portal.ledger.models import Entry, Fund, Statement
from portal.ledger.reading import books
from portal.ledger.rules import ON_ITS_WAY
from portal.ledger.statements import rules
from portal.ledger.statements.rules import Books, Month


def statement_by_id(statement_id: int) -> Statement | None:
    """With its fund and its people, in one query."""
    people = joinedload(Statement.preparer), joinedload(Statement.reviewer)
    wanted = select(Statement).options(joinedload(Statement.fund), *people)
    return db.session.scalar(wanted.where(Statement.id == statement_id))


def statement_of(fund_id: int, month: Month) -> Statement | None:
    """Drawn up or locked; None where nobody began it."""
    return db.session.scalar(select(Statement).filter_by(fund_id=fund_id, **month._asdict()))


def month_of(statement: Statement) -> Month:
    return Month(statement.year, statement.month)


def books_of(fund: Fund, locked: Statement | None) -> Books:
    return Books(fund.opened_on, fund.closed_on, month_of(locked) if locked else None)


def waiting_entries(fund_id: int, month: Month) -> int:
    """Entries of the month that are on their way into the books."""
    on_their_way = books.in_month(fund_id, month), Entry.state.in_(ON_ITS_WAY)
    return db.session.scalar(select(func.count()).select_from(Entry).where(*on_their_way)) or 0


def hands_of(fund_id: int, month: Month) -> set[int]:
    """Who prepared or approved posted entries of the month."""
    return _hands(fund_id, month, Entry.prepared_by, Entry.approved_by)


def all_hands_of(fund_id: int, month: Month) -> set[int]:
    """Everybody who did anything to its posted entries: who signed and posted them too."""
    by = Entry.prepared_by, Entry.approved_by, Entry.signed_by, Entry.posted_by
    return _hands(fund_id, month, *by)


def _hands(fund_id: int, month: Month, *by: InstrumentedAttribute[Any]) -> set[int]:
    wanted = select(*by).distinct().where(ledger.IS_POSTED, books.in_month(fund_id, month))
    return {one for row in db.session.execute(wanted) for one in row if one is not None}


@dataclass(frozen=True)
class Standing:
    """How far a fund's months have come: ``due`` are over and not locked, ``begun`` drawn up and
    not locked.
    """

    fund: Fund
    locked: Statement | None
    due: list[Month]
    begun: Statement | None


def standings(today: date) -> list[Standing]:
    """Of every fund. Three queries."""
    last, begun = _last_locked(), _begun()
    return [
        Standing(
            one,
            last.get(one.id),
            rules.due(books_of(one, last.get(one.id)), today),
            begun.get(one.id),
        )
        for one in ledger.funds()
    ]


def _last_locked() -> dict[int, Statement]:
    number = func.row_number().over(
        partition_by=Statement.fund_id, order_by=(Statement.year.desc(), Statement.month.desc())
    )
    ranked = select(Statement.id, number.label("rank")).where(Statement.locked_at.is_not(None))
    newest = ranked.subquery()
    wanted = select(Statement).join(newest, newest.c.id == Statement.id).where(newest.c.rank == 1)
    return {one.fund_id: one for one in db.session.scalars(wanted)}


def last_locked() -> dict[int, Statement]:
    """Each fund's last locked month, by the fund. One query."""
    return _last_locked()


def _begun() -> dict[int, Statement]:
    wanted = select(Statement).where(Statement.locked_at.is_(None))
    people = wanted.options(joinedload(Statement.preparer))
    return {one.fund_id: one for one in db.session.scalars(people)}


def to_draw_up(today: date, days: int) -> Waiting:
    """Months that are over and neither locked nor waiting for their review; late ``days`` after
    their end.
    """
    return Waiting(_months_open(today), _months_open(today - timedelta(days=days)))


def _months_open(today: date) -> Select[tuple[int]]:
    """How many months ended before a day without a statement, over all funds."""
    this_month = today.year * 12 + today.month
    closed = _number(Fund.closed_on) + 1
    up_to = case((closed < this_month, closed), else_=this_month)  # the first month not counted
    ended = up_to - _number(Fund.opened_on)
    done = select(func.count()).where(Statement.fund_id == Fund.id, Statement.returned_at.is_(None))
    left = ended - done.correlate(Fund).scalar_subquery()
    return select(func.coalesce(func.sum(case((left > 0, left), else_=0)), 0))


def _number(day: ColumnElement[date] | object) -> ColumnElement[int]:
    """A day's month, counted from the calendar's beginning."""
    year, month = extract("year", day), extract("month", day)  # type: ignore[arg-type]
    return cast(year * 12 + month, Integer)


def to_review(today: date, days: int) -> Waiting:
    """Months drawn up that wait for a supervisor; late ``days`` after their end."""
    waits = Statement.locked_at.is_(None), Statement.returned_at.is_(None)
    number = select(func.count()).select_from(Statement).where(*waits)
    last = today - timedelta(days=days)
    ended = Statement.year * 12 + Statement.month < last.year * 12 + last.month
    return Waiting(number, number.where(ended))
