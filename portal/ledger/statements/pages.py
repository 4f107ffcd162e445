"""What a month's sheet shows, drawn up or locked."""

from datetime import date, datetime, timedelta
from typing import Any

from portal.core import clock
from portal.core.page import page_number, public_url
from portal.core.qr import qr_svg
from portal.ledger.models import Statement
from portal.ledger.reading import books
from portal.ledger.statements import kinds, queries
from portal.notices import pages as notices

ROWS_A_SHEET = 25


def shown(statement: Statement, now: datetime) -> dict[str, Any]:
    """One sheet of it, with the balance carried on to it and from it."""
    fund, month = statement.fund, queries.month_of(statement)
    number, sheets = page_number(), max(-(-statement.entries // ROWS_A_SHEET), 1)
    posted = notices.section(kinds.POSTING, statement.id, now)
    url = public_url("statements.show", statement_id=statement.id)
    return {
        "statement": statement,
        "fund": fund,
        "month": month,
        "sheet": books.month_sheet(fund, month, statement.opening_fen, number, ROWS_A_SHEET),
        "number": number,
        "sheets": sheets,
        "posted": posted,
        "posted_to": _last_day(posted["posting"].until) if posted else None,
        "qr": qr_svg(url),
        "page_url": url,
    }


def _last_day(until: datetime) -> date:
    """The last whole day before an instant."""
    return (clock.local(until) - timedelta(microseconds=1)).date()
