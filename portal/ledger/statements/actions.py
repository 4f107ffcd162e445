"""Drawing up a month, returning it, locking and posting it. Each function acts inside the caller's
``writing()``, under the fund's row lock: a posting into that month comes before or is refused.
"""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.access import Can
from portal.core.db import db
from portal.core.i18n import official
from portal.ledger import hands
from portal.ledger.models import Fund, Statement
from portal.ledger.posting import locked_fund
from portal.ledger.reading import books
from portal.ledger.statements import kinds, queries, rules, words
from portal.ledger.statements.rules import Figures, Month, Refusal
from portal.notices import actions as notices


class Refused(Exception):
    """The month is not drawn up, or not locked; nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class Changed(Exception):
    """Somebody else has acted on it meanwhile; nothing of theirs was overwritten."""


def draw_up(fund_id: int, month: Month, by_id: int, now: datetime) -> Statement:
    """Reckons the month and lays it before the supervisors; a draft is reckoned anew, and one with
    the same figures stays as it is. Refused while the month is not ready.
    """
    fund = locked_fund(fund_id)
    _check_ready(fund, month, _day(now))
    figures = books.figures(fund, month)
    if figures.closing_fen < 0 or figures.opening_fen < 0:
        raise Refused(Refusal.BELOW_NOUGHT)
    found = queries.statement_of(fund_id, month)
    if found is not None and found.returned_at is None and _same(found, figures):
        return found
    statement = found or Statement(fund_id=fund_id, version=0, **month._asdict())
    _write(statement, figures, fund.last_chain)
    statement.prepared_by, statement.prepared_at = by_id, now
    statement.returned_by = statement.returned_at = None
    statement.returned_reason = ""
    statement.version += 1
    db.session.add(statement)
    db.session.flush()
    readers = [one for one in hands.holders(Can.SIGN_ENTRIES, _day(now)) if one != by_id]
    outbox.tell(readers, kinds.TELL_TO_REVIEW, now, **_told(statement, fund))
    record(kinds.DRAWN_UP, by_id, now, **_told(statement, fund))
    return statement


def _check_ready(fund: Fund, month: Month, today: date) -> None:
    standing = queries.books_of(fund, books.last_locked(fund.id))
    waiting = queries.waiting_entries(fund.id, month)
    refusal = rules.draft_refusal(standing, month, waiting, today)
    if refusal:
        raise Refused(refusal)


def _same(statement: Statement, figures: Figures) -> bool:
    kept = Figures(
        statement.opening_fen, statement.income_fen, statement.expense_fen, statement.entries
    )
    return kept == figures


def _write(statement: Statement, figures: Figures, chain: str) -> None:
    statement.opening_fen, statement.closing_fen = figures.opening_fen, figures.closing_fen
    statement.income_fen, statement.expense_fen = figures.income_fen, figures.expense_fen
    statement.entries, statement.chain = figures.entries, chain


def lock(statement_id: int, version: int, by_id: int, now: datetime) -> Statement:
    """A supervisor (审核人) reckons the month again, locks it and posts it, at least fifteen days
    (art. 34): from here on no entry of it comes into the books. Refused to who drew it up or kept
    its entries, and where the figures are not those of the draft.
    """
    statement, fund = _waiting(statement_id, version)
    month = queries.month_of(statement)
    kept_by = queries.hands_of(fund.id, month)
    refusal = rules.review_refusal(by_id, statement.prepared_by, kept_by)
    if refusal:
        raise Refused(refusal)
    _check_ready(fund, month, _day(now))
    if not _same(statement, books.figures(fund, month)):
        raise Refused(Refusal.FIGURES_MOVED)
    statement.chain = fund.last_chain
    statement.reviewed_by, statement.locked_at = by_id, now
    statement.version += 1
    db.session.flush()
    _post(statement, fund, by_id, now)
    return statement


def _post(statement: Statement, fund: Fund, by_id: int, now: datetime) -> None:
    until = clock.end_of(_day(now) + timedelta(days=kinds.POSTING_DAYS()))
    with official():
        month = words.month_name(queries.month_of(statement))
        title = _("%(fund)s %(month)s收支月报", fund=fund.name, month=month)
    notices.post(kinds.POSTING, statement.id, title, until, now)
    last = (_day(until) - timedelta(days=1)).isoformat()
    told = {**_told(statement, fund), "until": last}
    outbox.tell([statement.prepared_by], kinds.TELL_LOCKED, now, **told)
    record(kinds.LOCKED, by_id, now, **told)


def send_back(statement_id: int, reason: str, version: int, by_id: int, now: datetime) -> Statement:
    """Returns a draft to be drawn up anew, for this reason. Refused to who drew it up."""
    statement, fund = _waiting(statement_id, version)
    if by_id == statement.prepared_by:
        raise Refused(Refusal.OWN_DRAFT)
    statement.returned_by, statement.returned_at = by_id, now
    statement.returned_reason = reason
    statement.version += 1
    db.session.flush()
    told = {**_told(statement, fund), "reason": reason}
    outbox.tell([statement.prepared_by], kinds.TELL_RETURNED, now, **told)
    record(kinds.RETURNED, by_id, now, **told)
    return statement


def _waiting(statement_id: int, version: int) -> tuple[Statement, Fund]:
    """A draft that waits for its review, in the version that was read, the fund locked first."""
    known = db.session.get(Statement, statement_id)
    if known is None:
        raise LookupError(statement_id)
    fund = locked_fund(known.fund_id)
    db.session.refresh(known)
    if known.version != version or known.locked_at or known.returned_at:
        raise Changed
    return known, fund


def _day(now: datetime) -> date:
    return clock.local(now).date()


def _told(statement: Statement, fund: Fund) -> dict[str, object]:
    month = queries.month_of(statement).code
    return {"statement": statement.id, "fund": fund.name, "month": month}
