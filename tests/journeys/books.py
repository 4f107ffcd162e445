"""A fund's books for the walk through the pages: a month locked, one drawn up, money left."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Account
from portal.core import clock
from portal.core.db import db
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
    }


def _before(month: Month, number: int) -> Month:
    whole = month.year * 12 + month.month - 1 - number
    return Month(whole // 12, whole % 12 + 1)
