"""What last year's round decided, carried out and paid for: a year of projects and books."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import current_app
from PIL import Image, ImageDraw
from sqlalchemy import select

from portal.core import clock, store
from portal.core.db import db, writing
from portal.ledger import actions, blackout, funds, vouchers
from portal.ledger.actions import Draft
from portal.ledger.rules import Nature
from portal.ledger.statements import actions as statements
from portal.ledger.statements.rules import Month, month_of
from portal.projects import actions as projects
from portal.projects import contracting, founding, queries, working
from portal.projects.choosing import Bid, Terms
from portal.projects.founding import Plan
from portal.projects.models import Project
from portal.projects.rules import Choice, Move
from portal.resolutions.models import ResolutionItem

HANDLER, DIRECTOR, SUPERVISOR = "13800000003", "13800000008", "13800000004"
PAYMENTS = 16  # of each project
LOCKED_AFTER = timedelta(days=4)


@dataclass(frozen=True)
class Work:
    """One winner of last year's round: ``begins`` and ``lasts`` in days since it was certified,
    ``ends`` None while it is under way; ``paid``: the part of its money, in tenths.
    """

    title: str
    contractor: str
    choice: Choice
    begins: int
    lasts: int
    ends: int | None
    paid: int


WORKS = (
    Work("电机厂宿舍楼道扶手", "和风修缮队", Choice.QUOTES, 30, 90, 110, 9),
    Work("里仁里非机动车棚与充电口", "安行车棚厂", Choice.QUOTES, 60, 120, 220, 9),
    Work("无障碍坡道改造", "和风修缮队", Choice.DIRECT, 40, 100, 280, 10),
    Work("助餐点保温餐车", "惠民厨具店", Choice.LOT, 25, 40, 60, 10),
    Work("夜间照明补盲", "明光电气", Choice.QUOTES, 200, 160, None, 6),
    Work("春晓园小广场平整与坐凳", "绿园工程队", Choice.QUOTES, 180, 90, None, 5),
)
MENDED, DELAYED, OVERRUN = WORKS[0], WORKS[1], WORKS[2]
MORE = "修两处坡道"  # the assembly's resolution that gives the ramps more


@dataclass(frozen=True)
class Hands:
    handler: int
    director: int
    supervisor: int
    paper: str  # the photo of a voucher, by its digest
    blank: str  # the same, blacked out


def load(now: datetime, ids: dict[str, int]) -> None:
    hands = Hands(ids[HANDLER], ids[DIRECTOR], ids[SUPERVISOR], *_papers())
    begun = [_carry_out(one, hands.handler, now) for one in WORKS]
    _keep_books(hands, begun, now)


def _at(day: date) -> datetime:
    """Ten in the morning."""
    return datetime.combine(day, time(10), clock.SHANGHAI).astimezone(clock.start_of(day).tzinfo)


def _papers() -> tuple[str, str]:
    sheet = Image.new("RGB", (700, 990), "#fbf6e9")
    brush = ImageDraw.Draw(sheet)
    for line in range(9):
        brush.rectangle((60, 120 + 90 * line, 640 - 40 * (line % 3), 128 + 90 * line), fill="#444")
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=70)
    folder, body = current_app.config["PORTAL"].uploads, out.getvalue()
    return store.keep(folder, body), store.keep(folder, blackout.painted(body, [15, 16, 17]))


# ---- Projects ----


def _item(title: str) -> ResolutionItem:
    return db.session.scalars(select(ResolutionItem).where(ResolutionItem.title == title)).one()


def _carry_out(work: Work, by: int, now: datetime) -> tuple[Work, int, date]:
    """(the work, its project, the day on which it began)."""
    item = _item(work.title)
    listed, decided = queries.listed_of(item), item.resolution.adopted_on
    begins = decided + timedelta(days=work.begins)
    due = begins + timedelta(days=work.lasts)
    kind, place = (listed.kind, listed.place) if listed else ("works", "")
    plan = Plan(
        work.title, kind, by, decided + timedelta(days=5), due, listed.summary if listed else "",
        place or "里仁社区", None, "附近的居民",
    )  # fmt: skip
    item_id, fen = item.id, item.amount_fen
    with writing():
        project_id = founding.found(item_id, plan, by, _at(decided + timedelta(days=3))).id
    signed = begins - timedelta(days=7)
    with writing():
        held = projects.held(project_id)
        contracting.sign(held, _terms(work, fen, signed), None, by, _at(signed))
    with writing():
        working.begin(projects.held(project_id), begins, "进场施工", by, _at(begins))
        half = begins + timedelta(days=work.lasts // 2)
        working.add_stage(projects.held(project_id), "做完一半", half, by, _at(begins))
    _go_on(work, project_id, begins, due, by, now)
    return work, project_id, begins


def _terms(work: Work, fen: int, signed: date) -> Terms:
    """The contract takes nine tenths of the money; others asked for a little more."""
    price = fen * 9 // 10
    bids = [
        Bid(name, price + more)
        for name, more in ((work.contractor, 0), ("诚信工程队", 80_000), ("四方公司", 150_000))
    ]
    if work.choice is Choice.DIRECT:
        return Terms(
            work.contractor, work.choice, price, signed, "去年同样的坡道是这家做的，配件通用"
        )
    reason = "在活动室抽签，三位居民代表在场" if work.choice is Choice.LOT else ""
    return Terms(work.contractor, work.choice, price, signed, reason, bids)


def _go_on(work: Work, project_id: int, begins: date, due: date, by: int, now: datetime) -> None:
    if work is DELAYED:
        later, day = due + timedelta(days=110), due - timedelta(days=10)
        with writing():
            reason = "电力公司增容排期晚了三个月"
            working.move_due(projects.held(project_id), later, reason, by, _at(day))
    if work is OVERRUN:
        extra = _item(MORE)
        day = extra.resolution.adopted_on + timedelta(days=20)
        extra_id = extra.id
        with writing():
            text = "开挖后发现要改排水，多修两处"
            founding.supplement(project_id, extra_id, text, by, _at(day))
    if work.ends is None:
        return
    with writing():
        half = begins + timedelta(days=work.lasts // 2)
        stage = queries.stages(project_id)[0]
        working.finish_stage(projects.held(project_id), stage, half, by, _at(half))
    ends = begins + timedelta(days=work.ends - work.begins)
    with writing():
        working.finish(projects.held(project_id), ends, "按合同做完了", by, _at(ends))
    if work is MENDED:
        with writing():
            faults, mended = ends + timedelta(days=5), ends + timedelta(days=15)
            held = projects.held(project_id)
            text = "三楼有两处螺丝松动"
            projects.step(held, Move.FIND_FAULTS, text, by, _at(faults), faults)
            projects.step(held, Move.MEND, "全部换了膨胀螺栓", by, _at(mended), mended)
    if work is not DELAYED:
        accepted = ends + timedelta(days=20)
        with writing():
            held = projects.held(project_id)
            projects.step(held, Move.ACCEPT, "居民和监督委员到场", by, _at(accepted), accepted)


# ---- Books ----


def _keep_books(hands: Hands, begun: Sequence[tuple[Work, int, date]], now: datetime) -> None:
    """Twelve months, each locked in the next; the last one waits for its review."""
    today = clock.local(now).date()
    this = month_of(today)
    first = Month(this.year - 1, this.month)
    about = funds.About("办居民投票选出的民生项目", "区财政社区保障资金", None)
    with writing():
        fund = funds.open_fund(
            "社区保障资金", about, first.first, 6_000_000, hands.handler, _at(first.first)
        )
        fund_id = fund.id
    month = first
    for number, row in enumerate(sorted(_rows(begun, first, today), key=_by_day), 1):
        while month_of(row.booked_on) != month:
            month = _close(fund_id, month, hands)
        _enter(fund_id, row, number, hands, wrong=number in (20, 55, 90))
    while month.next.first + LOCKED_AFTER <= today:
        month = _close(fund_id, month, hands)
    if month != this:  # waits for the supervisors
        with writing():
            statements.draw_up(fund_id, month, hands.handler, now)
    _on_its_way(fund_id, now, hands)


@dataclass(frozen=True)
class Row:
    booked_on: date
    nature: Nature
    fen: int
    category: str
    summary: str
    other: str
    project_id: int | None = None


def _by_day(row: Row) -> tuple[date, str]:
    """Money comes in before it goes out."""
    return row.booked_on, (row.nature == Nature.EXPENSE and row.summary) or ""


def _rows(begun: Sequence[tuple[Work, int, date]], first: Month, today: date) -> Iterator[Row]:
    month = first
    while month.first <= today - timedelta(days=31):
        yield Row(month.first, Nature.INCOME, 2_600_000, "allocation", "区财政拨款", "区财政局")
        if month.month % 3 == 0:
            day = month.first + timedelta(days=20)
            yield Row(day, Nature.INCOME, 12_345, "interest", "银行利息", "农商银行")
        month = month.next
    for work, project_id, begins in begun:
        item = db.session.get_one(Project, project_id)
        kind, last = item.kind, today - timedelta(days=2)
        total = item.decided_fen * work.paid // 10
        for number in range(PAYMENTS):
            day = begins + timedelta(days=number * 9)
            if work is OVERRUN:
                day = begins + timedelta(days=number * 16)
            if day > last:
                break
            name = f"付{work.title}第{number + 1}笔"
            yield Row(
                day, Nature.EXPENSE, total // PAYMENTS, kind, name, work.contractor, project_id
            )


def _enter(fund_id: int, row: Row, number: int, hands: Hands, wrong: bool) -> None:
    """Through three hands into the books; a wrong one is taken back a few days later."""
    entry_id = _post(
        _draft(fund_id, row, f"记-{number:03d}"), row.booked_on, hands, number % 20 == 0
    )
    if wrong:
        with writing():
            at, one = _at(row.booked_on), actions.locked(entry_id)
            again = actions.correct(one, "金额记错了一位", hands.handler, at).id
        _through(again, row.booked_on, hands)
        _post(_draft(fund_id, row, f"记-{number:03d}更"), row.booked_on, hands, False)


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
    at = _at(day)
    with writing():
        entry = actions.prepare(draft, hands.handler, at)
        entry_id = entry.id
        voucher = vouchers.add(actions.locked(entry_id), hands.paper, "发票", hands.handler, at)
        if is_open:
            vouchers.black_out(voucher, hands.blank, [15, 16, 17])
            vouchers.open_it(voucher, hands.blank, hands.handler, at)
    _through(entry_id, day, hands)
    return entry_id


def _through(entry_id: int, day: date, hands: Hands) -> None:
    at = _at(day)
    with writing():
        actions.approve(actions.locked(entry_id), hands.director, at)
        actions.sign(actions.locked(entry_id), hands.supervisor, at)
        actions.post(actions.locked(entry_id), hands.handler, at)


def _close(fund_id: int, month: Month, hands: Hands) -> Month:
    """Draws the month up on the third of the next, and locks it on the fifth."""
    drawn, locked = month.next.first + timedelta(days=2), month.next.first + LOCKED_AFTER
    with writing():
        made = statements.draw_up(fund_id, month, hands.handler, _at(drawn))
        statement_id, version = made.id, made.version
    with writing():
        statements.lock(statement_id, version, hands.supervisor, _at(locked))
    return month.next


def _on_its_way(fund_id: int, now: datetime, hands: Hands) -> None:
    """Two entries that wait: for the director, for the supervisors."""
    today = clock.local(now).date()
    lights = db.session.scalars(select(Project.id).where(Project.title == "夜间照明补盲")).one()
    for number, is_approved in ((1, False), (2, True)):
        row = Row(
            today,
            Nature.EXPENSE,
            120_000,
            "works",
            f"付夜间照明补盲灯杆第{number}批",
            "明光电气",
            lights,
        )
        with writing():
            one = actions.prepare(_draft(fund_id, row, f"新-{number}"), hands.handler, now).id
            vouchers.add(actions.locked(one), hands.paper, "发票", hands.handler, now)
            if is_approved:
                actions.approve(actions.locked(one), hands.director, now)
