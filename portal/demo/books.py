"""The demo's books: what came in, what was paid for the works, month by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.demo import pictures
from portal.demo.bills import bill
from portal.demo.days import at
from portal.demo.works import LIGHTS, OVERRUN, Begun, contracted
from portal.ledger import actions, funds, vouchers
from portal.ledger.actions import Draft
from portal.ledger.rules import Nature
from portal.ledger.statements import actions as statements
from portal.ledger.statements.rules import Month, month_of
from portal.projects.models import Project

HANDLER, DIRECTOR, SUPERVISOR = "13800000003", "13800000008", "13800000004"
MONTHS = 13  # the last of them waits for its review
LOCKED_AFTER = timedelta(days=4)
OPENING_FEN = 9_000_000
WRONG, MISTAKE_FEN = (20, 55, 90), 1_800  # the entries that are corrected, and what was missing


@dataclass(frozen=True)
class Hands:
    handler: int
    director: int
    supervisor: int
    paper: str  # the photo of a voucher, by its digest
    blank: str  # the same, blacked out


def load(now: datetime, ids: dict[str, int], begun: Sequence[Begun]) -> None:
    """Thirteen months, each locked in the next; the last one waits for its review."""
    hands = Hands(ids[HANDLER], ids[DIRECTOR], ids[SUPERVISOR], *pictures.voucher())
    today = clock.local(now).date()
    last = month_of(today.replace(day=1) - timedelta(days=1))
    first = _before(last, MONTHS - 1)
    fund_id, month = _opened(first, hands), first
    rows = sorted(_rows(begun, first, last, today), key=_by_day)
    for number, row in enumerate(rows, 1):
        while month < min(month_of(row.booked_on), last):
            month = _close(fund_id, month, hands)
        _enter(fund_id, row, number, hands, wrong=number in WRONG)
    while month < last:
        month = _close(fund_id, month, hands)
    with writing():
        drawn = min(now, at(last.next.first + timedelta(days=2)))
        statements.draw_up(fund_id, last, hands.handler, drawn)
    _on_its_way(fund_id, now, hands)


def _before(month: Month, number: int) -> Month:
    whole = month.year * 12 + month.month - 1 - number
    return Month(whole // 12, whole % 12 + 1)


def _opened(first: Month, hands: Hands) -> int:
    about = funds.About("办居民投票选出的民生项目", "区财政社区保障资金", None)
    with writing():
        opened = at(first.first)
        fund, opening = funds.open_fund(
            "社区保障资金", about, first.first, OPENING_FEN, hands.handler, opened
        )
        fund_id, entry_id = fund.id, opening.id if opening else 0
        caption = "银行对账单"
        vouchers.add(actions.locked(entry_id), hands.paper, caption, hands.handler, opened)
    _through(entry_id, first.first, hands)
    return fund_id


@dataclass(frozen=True)
class Row:
    booked_on: date
    nature: Nature
    fen: int
    category: str
    summary: str
    other: str
    project_id: int | None = None
    is_open: bool = False  # its voucher is blacked out and public


def _by_day(row: Row) -> tuple[date, str]:
    """Money comes in before it goes out."""
    return row.booked_on, (row.nature == Nature.EXPENSE and row.summary) or ""


def _rows(begun: Sequence[Begun], first: Month, last: Month, today: date) -> Iterator[Row]:
    month = first
    while month <= last:
        yield Row(month.first, Nature.INCOME, 2_600_000, "allocation", "区财政拨款", "区财政局")
        if month.month % 3 == 0:
            day = month.first + timedelta(days=20)
            yield Row(day, Nature.INCOME, 12_345, "interest", "银行利息", "农商银行")
        month = month.next
    for one in begun:
        yield from _paid(one, today - timedelta(days=2))


def _paid(one: Begun, until: date) -> Iterator[Row]:
    """What a work cost by that day; what it was given later is paid later."""
    work, project = one.work, db.session.get_one(Project, one.project_id)
    first, *more = (decision.fen for decision in project.decisions if decision.fen)
    paid = list(_parts(one.begins, first * work.paid // 10, work.payments, work.every))
    for fen in more:
        begins = (one.more_on or one.begins) + timedelta(days=5)
        paid += _parts(begins, contracted(fen), 6, 8)
    for number, (day, fen) in enumerate(paid, 1):
        if day <= until:
            is_open = work is OVERRUN or number == 1
            yield Row(
                day,
                Nature.EXPENSE,
                fen,
                project.kind,
                bill(work.title, number),
                work.contractor,
                project.id,
                is_open,
            )


def _parts(begins: date, fen: int, count: int, every: int) -> Iterator[tuple[date, int]]:
    """So much in ``count`` parts, one ``every`` so many days; the last takes what is over."""
    for number in range(count):
        rest = fen % count if number == count - 1 else 0
        yield begins + timedelta(days=number * every), fen // count + rest


def _enter(fund_id: int, row: Row, number: int, hands: Hands, wrong: bool) -> None:
    """Through three hands into the books; a wrong one is taken back on the same day."""
    day, first = row.booked_on, replace(row, fen=row.fen - MISTAKE_FEN) if wrong else row
    entry_id = _post(_draft(fund_id, first, f"记-{number:03d}"), day, hands, row.is_open)
    if wrong:
        with writing():
            one = actions.locked(entry_id)
            again = actions.correct(one, "金额少记了 18 元", hands.handler, at(day)).id
        _through(again, day, hands)
        _post(_draft(fund_id, row, f"记-{number:03d}更"), day, hands, row.is_open)


def _draft(fund_id: int, row: Row, voucher_no: str) -> Draft:
    return Draft(
        fund_id=fund_id,
        nature=row.nature,
        booked_on=row.booked_on,
        voucher_no=voucher_no,
        summary=row.summary,
        amount_fen=row.fen,
        category=row.category,
        counterparty=row.other,
        witness="李建平",
        project_id=row.project_id,
    )


def _post(draft: Draft, day: date, hands: Hands, is_open: bool) -> int:
    """``is_open``: its voucher is blacked out and public."""
    then = at(day)
    with writing():
        entry = actions.prepare(draft, hands.handler, then)
        entry_id = entry.id
        voucher = vouchers.add(actions.locked(entry_id), hands.paper, "发票", hands.handler, then)
        if is_open:
            vouchers.black_out(voucher, hands.blank, pictures.BLACKED)
            vouchers.open_it(voucher, hands.blank, hands.handler, then)
    _through(entry_id, day, hands)
    return entry_id


def _through(entry_id: int, day: date, hands: Hands) -> None:
    then = at(day)
    with writing():
        actions.approve(actions.locked(entry_id), hands.director, then)
        actions.sign(actions.locked(entry_id), hands.supervisor, then)
        actions.post(actions.locked(entry_id), hands.handler, then)


def _close(fund_id: int, month: Month, hands: Hands) -> Month:
    """Draws the month up on the third of the next, and locks it on the fifth."""
    drawn, locked = month.next.first + timedelta(days=2), month.next.first + LOCKED_AFTER
    with writing():
        made = statements.draw_up(fund_id, month, hands.handler, at(drawn))
        statement_id, version = made.id, made.version
    with writing():
        statements.lock(statement_id, version, hands.supervisor, at(locked))
    return month.next


def _on_its_way(fund_id: int, now: datetime, hands: Hands) -> None:
    """Two entries that wait: for the director, for the supervisors."""
    today = clock.local(now).date()
    lights = db.session.scalars(select(Project.id).where(Project.title == LIGHTS.title)).one()
    for number, is_approved in ((1, False), (2, True)):
        row = Row(
            today,
            Nature.EXPENSE,
            120_000,
            "works",
            f"{LIGHTS.title}：第 {number} 批灯杆",
            "明光电气",
            lights,
        )
        with writing():
            one = actions.prepare(_draft(fund_id, row, f"新-{number}"), hands.handler, now).id
            vouchers.add(actions.locked(one), hands.paper, "发票", hands.handler, now)
            if is_approved:
                actions.approve(actions.locked(one), hands.director, now)
