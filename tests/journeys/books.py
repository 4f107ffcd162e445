"""A fund's books for the walk through the pages: a month locked, one drawn up, money left."""

import io
from datetime import date, timedelta

from flask import Flask, current_app
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import Account
from portal.core import clock, store
from portal.core.db import db, writing
from portal.ledger import actions, blackout, vouchers
from portal.ledger.actions import Draft
from portal.ledger.rules import Nature
from portal.ledger.statements.rules import Month, month_of
from tests.journeys.demo import COMMITTEE, DIRECTOR, SUPERVISOR
from tests.ledger.by_hand import Books, open_fund
from tests.world import Member


def _member(phone: str) -> Member:
    account = db.session.scalars(select(Account).where(Account.phone == phone)).one()
    return Member(account.person_id, account.id, phone)


def stage(app: Flask) -> dict[str, object]:
    """What the stops' addresses call the things that they show."""
    with app.app_context():
        return _stage(clock.today())


def _stage(today: date) -> dict[str, object]:
    first = _before(month_of(today), 3)
    people = [_member(phone) for phone in (COMMITTEE, DIRECTOR, SUPERVISOR)]
    fund_id = open_fund("走查的资金", first.first, 100_000_00, today - timedelta(days=1))
    books = Books(None, fund_id, *people, project_id=0)
    for days in range(0, 80, 2):
        nature = Nature.SWEEP if days == 60 else Nature.INCOME
        last = books.entry(first.first + timedelta(days=days), 123_45 + days, nature)
        if days == 6:
            books.correct(last, first.first + timedelta(days=7))
    locked = books.lock(*first).id
    drawn_up = books.draw_up(*first.next).id
    return {
        "fund": books.fund_id,
        "month": first.code,
        "statement": locked,
        "statement_draft": drawn_up,
        "entry": last,
        **_on_its_way(books, today),
    }


def _on_its_way(books: Books, today: date) -> dict[str, object]:
    """An entry that its handler may still edit, its photo blacked out to be looked at."""
    by, now = books.handler.person_id, clock.now()
    sheet = io.BytesIO()
    Image.new("RGB", (700, 1000), "#f4f0e6").save(sheet, "JPEG")
    body, folder = sheet.getvalue(), current_app.config["PORTAL"].uploads
    painted = store.keep(folder, blackout.painted(body, [8, 9]))
    draft = Draft(
        fund_id=books.fund_id,
        nature=Nature.INCOME,
        booked_on=today - timedelta(days=2),
        voucher_no="走-1",
        summary="街道拨来的补助",
        amount_fen=200_000_00,
        category="allocation",
    )
    with writing():
        entry_id = actions.prepare(draft, by, now).id
    digest = store.keep(folder, body)
    with writing():
        voucher = vouchers.add(actions.locked(entry_id), digest, "银行回单", by, now)
        vouchers.black_out(voucher, painted, [8, 9])
        return {"entry_prepared": entry_id, "voucher": voucher.id}


def _before(month: Month, number: int) -> Month:
    whole = month.year * 12 + month.month - 1 - number
    return Month(whole // 12, whole % 12 + 1)
