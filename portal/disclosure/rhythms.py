"""How often each kind of duty falls due. It begins by itself, so that nobody can leave it off, and
changes only from the next period on: what is due, or overdue, stays so.
"""

from datetime import date, datetime

from sqlalchemy import delete

from portal.audit.actions import hold, record
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.disclosure import calendar, duties, kinds, periods
from portal.disclosure.models import DutyRhythm
from portal.disclosure.periods import Rhythm
from portal.disclosure.rules import Refusal, Refused


def begin(now: datetime) -> None:
    """Every kind that has no rhythm begins with its own, from the first day of the period that
    runs; called by ``tick``.
    """
    hold()
    today, held = clock.local(now).date(), calendar.rhythms()
    for code, kind in duties.all_kinds().items():
        if code not in held:
            first = periods.calendar_span(today, kind.months)[0]
            _keep(code, Rhythm(first, kind.months, kind.days), kinds.RHYTHM_BEGUN, None, now)


def change(code: str, months: int, days: int, by_id: int, now: datetime) -> date:
    """From the end of the period that runs; the day on which it begins. What was to begin then and
    has not is replaced. Refused where nothing would change, or the calendar has not begun.
    """
    hold()
    today, kind = clock.local(now).date(), duties.all_kinds()[code]
    if months not in kind.choices or not 1 <= days <= periods.MOST_DAYS:
        raise ValueError(months, days)
    held = calendar.rhythms().get(code, [])
    if not held:
        raise Refused(Refusal.NOT_BEGUN)
    if (held[-1].months, held[-1].days) == (months, days):
        raise Refused(Refusal.SAME_RHYTHM)
    begins = periods.next_begin(held, today)
    _forget_what_has_not_begun(code, begins)
    _keep(code, Rhythm(begins, months, days), kinds.RHYTHM_CHANGED, by_id, now)
    return begins


def _forget_what_has_not_begun(code: str, begins: date) -> None:
    later = DutyRhythm.code == code, DutyRhythm.begins >= begins
    db.session.execute(delete(DutyRhythm).where(*later))


def _keep(code: str, rhythm: Rhythm, told: str, by_id: int | None, now: datetime) -> None:
    row = DutyRhythm(code=code, **vars(rhythm), set_by=by_id, set_at=now)
    db.session.add(row)
    db.session.flush()
    with official():
        label = str(duties.all_kinds()[code].label)
    said = {"begins": rhythm.begins.isoformat(), "months": rhythm.months, "days": rhythm.days}
    record(told, by_id, now, label=label, **said)
