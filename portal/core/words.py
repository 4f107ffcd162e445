"""How figures and dates read on a page: the Jinja filters, in the visitor's language."""

from datetime import date, datetime

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from portal.core import clock, money, sheets


def day(value: date | datetime | None) -> str:
    """2026年3月1日 / Mar 1, 2026, on the community's calendar."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.local(value).date()
    return format_date(value, "long")


def moment(value: datetime | None) -> str:
    """Date and time to the minute in Asia/Shanghai."""
    return format_datetime(value, _("yyyy年M月d日 HH:mm")) if value else ""


def iso(value: date | datetime | None) -> str:
    """For the datetime attribute: an instant with its offset, or a date."""
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def count(number: int) -> str:
    """``12,345``."""
    return f"{number:,}"


def sheet_problem(error: sheets.SheetError) -> str:
    """Why a workbook cannot be read, and what to do."""
    return _(sheets.MESSAGES[error.problem]) % error.details


FILTERS = {
    "number": count,
    "money": money.yuan,
    "short_money": money.short_yuan,
    "date": day,
    "datetime": moment,
    "iso": iso,
}
