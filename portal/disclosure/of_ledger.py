"""The books among the duties: a statement of each fund for each month. The ledger posts it itself;
this room knows of it by its posting.
"""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.disclosure import behind, duties
from portal.disclosure.duties import Kind, Source, Standing, Subject
from portal.disclosure.periods import Posted, calendar_span
from portal.ledger.models import Fund, Statement
from portal.notices.models import Posting

CODE, POSTING = "accounts", "ledger.statement"


def _funds() -> list[Subject]:
    return [
        Subject(one.id, one.name, one.opened_on, one.closed_on)
        for one in db.session.scalars(select(Fund).order_by(Fund.id))
    ]


def _posted() -> Standing:
    wanted = (
        select(Statement.fund_id, Statement.year, Statement.month, Posting.posted_at, Posting.id)
        .join(Posting, (Posting.kind == POSTING) & (Posting.subject_id == Statement.id))
        .where(Posting.taken_back_at.is_(None))
    )
    found: dict[tuple[str, int], list[Posted]] = {}
    for fund_id, year, month, at, posting_id in db.session.execute(wanted):
        first, last = calendar_span(date(year, month, 1), 1)
        one = Posted(first, last, clock.local(at), posting_id)
        found.setdefault((CODE, fund_id), []).append(one)
    return found


def _behind(statement_id: int) -> set[int]:
    """Who drew it up, and the supervisor who reviewed it."""
    found = db.session.get(Statement, statement_id)
    people = (found.prepared_by, found.reviewed_by) if found else ()
    return {one for one in people if one is not None}


duties.register(Source((Kind(CODE, _l("收支账目"), 1, 10, (1, 3)),), _posted, _funds))
behind.register(POSTING, _behind)
