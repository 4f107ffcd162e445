"""The proof of the books: each check says one thing that must hold, and where it does not.

The same number of queries whatever there is; entries are read in a stream and reckoned anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import case, func, or_, select, union
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.money import yuan
from portal.core.text import bears_name
from portal.ledger import canon, checks_paid
from portal.ledger.checked import Checked, Checks, Code
from portal.ledger.models import Entry, Fund, Statement, Voucher
from portal.ledger.posting import told
from portal.ledger.queries import IS_INCOME, IS_POSTED
from portal.roster.models import Person

_AT_ONCE = 2000


@dataclass(frozen=True)
class Day:
    fund_id: int
    on: date
    income_fen: int
    expense_fen: int
    entries: int
    last_posted_at: datetime


def run() -> list[Checked]:
    """Every check, in one reading of the books."""
    checks = {code: Checked(code) for code in Code}
    funds = {one.id: one for one in db.session.scalars(select(Fund).order_by(Fund.id))}
    months = list(db.session.scalars(select(Statement).where(Statement.locked_at.is_not(None))))
    days = _days()
    _check_days(checks, funds, days)
    seen = _check_rows(checks, funds, {one.chain for one in months})
    _check_months(checks, funds, days, months, seen)
    _check_corrections(checks[Code.CORRECTIONS])
    _check_openings(checks[Code.OPENINGS], funds, months)
    checks_paid.check(checks)
    return list(checks.values())


def as_json(checks: list[Checked]) -> str:
    said = {
        one.code: {"holds": one.holds, "looked_at": one.looked_at, "faults": one.faults}
        for one in checks
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


# ---- days and balances


def _days() -> dict[int, list[Day]]:
    """What came and went on each day, by fund."""
    wanted = (
        select(
            Entry.fund_id,
            Entry.booked_on,
            func.sum(case((IS_INCOME, Entry.amount_fen), else_=0)),
            func.sum(case((IS_INCOME, 0), else_=Entry.amount_fen)),
            func.count(),
            func.max(Entry.posted_at),
        )
        .where(IS_POSTED)
        .group_by(Entry.fund_id, Entry.booked_on)
        .order_by(Entry.fund_id, Entry.booked_on)
    )
    found: dict[int, list[Day]] = defaultdict(list)
    for fund_id, on, came, went, entries, at in db.session.execute(wanted):
        found[fund_id].append(Day(fund_id, on, int(came), int(went), entries, at))
    return found


def _check_days(checks: Checks, funds: dict[int, Fund], days: dict[int, list[Day]]) -> None:
    for fund in funds.values():
        closing = fund.opening_fen
        for day in days.get(fund.id, []):
            closing += day.income_fen - day.expense_fen
            checks[Code.DAYS].looked_at += 1
            checks[Code.NOUGHT].looked_at += 1
            if day.on < fund.opened_on:
                checks[Code.DAYS].fault(f"{fund.name} {day.on}")
            if closing < 0:
                checks[Code.NOUGHT].fault(f"{fund.name} {day.on}: {yuan(closing)}")
        if closing != fund.balance_fen:
            checks[Code.DAYS].fault(f"{fund.name}: {yuan(closing)} ≠ {yuan(fund.balance_fen)}")


# ---- each row


def _check_rows(checks: Checks, funds: dict[int, Fund], wanted: set[str]) -> set[tuple[int, str]]:
    """Places, chain, sums and people, row by row; (fund, link) of those links that were asked
    after.
    """
    vouchers, seen = _voucher_digests(), set()
    sees_to_own = _Own()
    sums = {one: fund.opening_fen for one, fund in funds.items()}
    ends = dict.fromkeys(funds, "")
    places = dict.fromkeys(funds, 0)
    waiting = next(vouchers, None)
    for row in _stream(_ROWS):
        fund = funds[row.fund_id]
        digests: list[str] = []
        while waiting is not None and waiting[0] == row.id:
            digests.append(waiting[1])
            waiting = next(vouchers, None)
        places[fund.id] += 1
        where = f"{fund.name} {row.position}"
        checks[Code.PLACES].looked_at += 1
        if row.position != places[fund.id]:
            checks[Code.PLACES].fault(where)
            places[fund.id] = row.position
        checks[Code.CHAIN].looked_at += 1
        link = canon.link(ends[fund.id], told(row, digests))
        if link != row.chain:
            checks[Code.CHAIN].fault(where)
        ends[fund.id] = row.chain
        if row.chain in wanted:
            seen.add((fund.id, row.chain))
        sums[fund.id] += row.amount_fen if row.nature == "income" else -row.amount_fen
        checks[Code.PEOPLE].looked_at += 1
        if len({row.prepared_by, row.approved_by, row.signed_by} - {None}) != 3:
            checks[Code.PEOPLE].fault(where)
        checks[Code.PAYEES].looked_at += 1
        if sees_to_own(row):
            checks[Code.PAYEES].fault(where)
    for fund in funds.values():
        _check_end(checks, fund, places[fund.id], ends[fund.id], sums[fund.id])
    return seen


class _Own:
    """Whether one of the three bears the name of who paid or was paid; a row that was taken back
    paid nobody. Two queries for all rows.
    """

    def __init__(self) -> None:
        hands = [select(one) for one in (Entry.prepared_by, Entry.approved_by, Entry.signed_by)]
        wanted = select(Person.id, Person.name_key).where(Person.id.in_(union(*hands)))
        self.names = dict(db.session.execute(wanted).all())
        taken_back = select(Entry.corrects_id).where(IS_POSTED, Entry.corrects_id.is_not(None))
        self.taken_back = set(db.session.scalars(taken_back))
        self.known: dict[tuple[str, int, int, int], bool] = {}

    def __call__(self, row: Any) -> bool:
        if row.corrects_id is not None or row.id in self.taken_back:
            return False
        key = row.counterparty, row.prepared_by, row.approved_by, row.signed_by
        if key not in self.known:
            names = (self.names.get(one, "") for one in key[1:])
            self.known[key] = any(bears_name(row.counterparty, name) for name in names)
        return self.known[key]


def _check_end(checks: Checks, fund: Fund, place: int, link: str, total: int) -> None:
    if fund.last_position != place:
        checks[Code.PLACES].fault(f"{fund.name} {place} ≠ {fund.last_position}")
    if fund.last_chain != link:
        checks[Code.CHAIN].fault(f"{fund.name} {place}")
    checks[Code.BALANCES].looked_at += 1
    if fund.balance_fen != total:
        checks[Code.BALANCES].fault(f"{fund.name}: {yuan(fund.balance_fen)} ≠ {yuan(total)}")


_ROWS = (
    select(*Entry.__table__.columns)
    .where(IS_POSTED)
    .order_by(Entry.fund_id, Entry.position, Entry.id)
)


def _stream(wanted: Any) -> Iterator[Any]:
    """Rows as they come, a few thousand in memory at a time."""
    return iter(db.session.execute(wanted, execution_options={"yield_per": _AT_ONCE}))


def _voucher_digests() -> Iterator[tuple[int, str]]:
    wanted = (
        select(Voucher.entry_id, Voucher.digest)
        .join(Entry, Entry.id == Voucher.entry_id)
        .where(IS_POSTED)
        .order_by(Entry.fund_id, Entry.position, Entry.id, Voucher.position)
    )
    return ((one.entry_id, one.digest) for one in _stream(wanted))


# ---- months


def _check_months(
    checks: Checks,
    funds: dict[int, Fund],
    days: dict[int, list[Day]],
    months: list[Statement],
    seen: set[tuple[int, str]],
) -> None:
    """Locked months say what their entries say, one goes on where the one before ended, and
    nothing came into them after the lock.
    """
    months.sort(key=lambda one: (one.fund_id, one.year, one.month))
    for fund_id, own in groupby(months, key=lambda one: one.fund_id):
        closing: int | None = None
        for month in own:
            where = f"{funds[fund_id].name} {month.year}-{month.month:02d}"
            checks[Code.MONTHS].looked_at += 1
            checks[Code.IN_TIME].looked_at += 1
            goes_on = closing is None or closing == month.opening_fen
            known = not month.chain or (fund_id, month.chain) in seen
            if not (goes_on and known and _says_its_entries(month, funds, days)):
                checks[Code.MONTHS].fault(where)
            if _late(month, days):
                checks[Code.IN_TIME].fault(where)
            closing = month.closing_fen


def _of_month(month: Statement, days: dict[int, list[Day]]) -> list[Day]:
    return [
        one
        for one in days.get(month.fund_id, [])
        if (one.on.year, one.on.month) == (month.year, month.month)
    ]


def _says_its_entries(month: Statement, funds: dict[int, Fund], days: dict[int, list[Day]]) -> bool:
    first = date(month.year, month.month, 1)
    before = [one for one in days.get(month.fund_id, []) if one.on < first]
    opening = funds[month.fund_id].opening_fen
    opening += sum(one.income_fen - one.expense_fen for one in before)
    own = _of_month(month, days)
    income, expense = sum(one.income_fen for one in own), sum(one.expense_fen for one in own)
    return (opening, income, expense, opening + income - expense, sum(d.entries for d in own)) == (
        month.opening_fen,
        month.income_fen,
        month.expense_fen,
        month.closing_fen,
        month.entries,
    )


def _late(month: Statement, days: dict[int, list[Day]]) -> bool:
    locked = month.locked_at or datetime.max.replace(tzinfo=UTC)
    return any(one.last_posted_at > locked for one in _of_month(month, days))


# ---- corrections and openings


def _check_corrections(check: Checked) -> None:
    """Each takes back one whole posted row of its fund, which is no correction itself."""
    original = aliased(Entry)
    same = ("fund_id", "nature", "category", "project_id", "item_id", "grid_id", "counterparty")
    differs = or_(
        original.id.is_(None),
        original.state != "posted",
        original.corrects_id.is_not(None),
        Entry.amount_fen != -original.amount_fen,
        Entry.position <= original.position,
        *(getattr(Entry, one).is_distinct_from(getattr(original, one)) for one in same),
    )
    wanted = (
        select(Entry.position, Fund.name, differs)
        .join(Fund, Fund.id == Entry.fund_id)
        .outerjoin(original, original.id == Entry.corrects_id)
        .where(IS_POSTED, or_(Entry.corrects_id.is_not(None), Entry.amount_fen < 0))
        .order_by(Entry.fund_id, Entry.position)
    )
    for position, name, wrong in _stream(wanted):
        check.looked_at += 1
        if wrong:
            check.fault(f"{name} {position}")


def _check_openings(check: Checked, funds: dict[int, Fund], months: list[Statement]) -> None:
    """What was in a fund when its books began is an entry that three people saw to; in a fund from
    before that was so, the supervisor who locked one of its months looked at it.
    """
    looked_at = {one.fund_id for one in months}
    for fund in funds.values():
        check.looked_at += 1
        if fund.opening_fen and fund.id not in looked_at:
            check.fault(f"{fund.name}: {yuan(fund.opening_fen)}")
