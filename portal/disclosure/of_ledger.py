"""The books among the duties: a statement of each fund for each month. The ledger posts it itself;
this room knows of it by its posting.
"""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.disclosure import behind, duties
from portal.disclosure.duties import Kind, Source, Subject, Told
from portal.disclosure.periods import Posted, calendar_span
from portal.ledger.models import Fund, Statement
from portal.ledger.statements import queries as statements
from portal.notices.models import Posting

CODE, POSTING = "accounts", "ledger.statement"


def _told() -> Told:
    """Every fund, and the months of it that stand posted; one query."""
    posted = (Posting.kind == POSTING) & (Posting.subject_id == Statement.id)
    wanted = (
        select(Fund, Statement.year, Statement.month, Posting.posted_at, Posting.id)
        .outerjoin(Statement, Statement.fund_id == Fund.id)
        .outerjoin(Posting, posted & Posting.taken_back_at.is_(None))
        .order_by(Fund.id)
    )
    funds: dict[int, Subject] = {}
    found: dict[tuple[str, int], list[Posted]] = {}
    for fund, year, month, at, posting_id in db.session.execute(wanted):
        funds[fund.id] = Subject(fund.id, fund.name, fund.opened_on, fund.closed_on)
        if posting_id is not None:
            first, last = calendar_span(date(year, month, 1), 1)
            one = Posted(first, last, clock.local(at), posting_id)
            found.setdefault((CODE, fund.id), []).append(one)
    return Told(found, list(funds.values()))


def _behind(statement_id: int) -> set[int]:
    """Who drew it up, the supervisor who reviewed it, and the hands of every entry in it: who
    prepared, approved, signed and posted it.
    """
    found = db.session.get(Statement, statement_id)
    if found is None:
        return set()
    hands = statements.all_hands_of(found.fund_id, statements.month_of(found))
    return hands | {one for one in (found.prepared_by, found.reviewed_by) if one is not None}


def _behind_missing(fund_id: int, starts_on: date, ends_on: date) -> set[int]:
    """Who drew up a month that nobody locked, and the supervisor who returned it."""
    by = select(Statement.prepared_by, Statement.returned_by).where(
        Statement.fund_id == fund_id,
        Statement.locked_at.is_(None),
        (Statement.year * 12 + Statement.month).between(_number(starts_on), _number(ends_on)),
    )
    return {one for row in db.session.execute(by) for one in row if one is not None}


def _number(day: date) -> int:
    return day.year * 12 + day.month


duties.register(Source((Kind(CODE, _l("收支账目"), 1, 10, (1, 3)),), _told))
behind.register(POSTING, _behind)
behind.register_duty(CODE, _behind_missing)
