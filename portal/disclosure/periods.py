"""The periods that have to be accounted for in public, and their days: pure arithmetic of dates.

A rhythm is never changed backwards: what begins later leaves every period before it, and the day
on which it was due, as they were.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_DAYS = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """From ``begins`` on, one posting for every ``months`` months of the calendar (1, 3, 6 or 12),
    by ``days`` days after they have ended.
    """

    begins: date
    months: int
    days: int


@dataclass(frozen=True, order=True)
class Period:
    """Both days belong to it. ``due_on`` is the last day on which a posting is in time."""

    starts_on: date
    ends_on: date
    due_on: date


class State(StrEnum):
    COMING = "coming"  # the period is not over
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    LATE = "late"  # posted, after its day


def calendar_span(day: date, months: int) -> tuple[date, date]:
    """The first and last day of the month, quarter, half-year or year that a day lies in.

    ValueError for a number of months that does not divide the year.
    """
    if months not in (1, 3, 6, 12):
        raise ValueError(months)
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def period_of(day: date, rhythms: Sequence[Rhythm]) -> Period | None:
    """The one period that a day lies in; None before the first rhythm begins. ``rhythms`` are in
    the order in which they begin, no two on one day; where one takes the place of another in the
    middle of a quarter, the period ends or begins there.
    """
    begun = [one for one in rhythms if one.begins <= day]
    if not begun:
        return None
    rhythm = begun[-1]
    first, last = calendar_span(day, rhythm.months)
    starts, ends = max(first, rhythm.begins), last
    if len(begun) < len(rhythms):
        ends = min(last, rhythms[len(begun)].begins - _DAY)
    return Period(starts, ends, _later(ends, rhythm.days))


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def periods(rhythms: Sequence[Rhythm], until: date) -> Iterator[Period]:
    """Every period that has begun by that day, one after the other."""
    found = period_of(rhythms[0].begins, rhythms) if rhythms else None
    while found is not None and found.starts_on <= until:
        yield found
        found = period_of(found.ends_on + _DAY, rhythms) if found.ends_on < date.max else None


def next_begin(rhythms: Sequence[Rhythm], today: date) -> date:
    """The first day from which another rhythm may hold: the day after the period that runs."""
    running = period_of(today, rhythms)
    return running.ends_on + _DAY if running else today


@dataclass(frozen=True)
class Posted:
    """A posting that stands (not taken back): the days it accounts for, and when it was made, on
    the community's clocks.
    """

    starts_on: date
    ends_on: date
    at: datetime
    posting_id: int

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def accounts(self) -> bool:
        """Whether it can tell how its days went: it was posted when they were over."""
        return self.on > self.ends_on


def met_by(period: Period, posted: Iterable[Posted]) -> Posted | None:
    """The posting with which the whole period was accounted for: the earliest one after which no
    day of it is missing (three monthly accounts make a quarter's); None while one is missing. What
    was posted before its own days were over accounts for none of them (art. 34: truthfully).
    """
    left = [(period.starts_on, period.ends_on)]
    told = (one for one in posted if one.accounts)
    for one in sorted(told, key=lambda found: (found.at, found.posting_id)):
        left = [rest for span in left for rest in _without(span, one)]
        if not left:
            return one
    return None


def _without(span: tuple[date, date], one: Posted) -> list[tuple[date, date]]:
    """What is left of a span of days when the posting's are taken out."""
    first, last = span
    if one.ends_on < first or one.starts_on > last:
        return [span]
    before = [(first, one.starts_on - _DAY)] if one.starts_on > first else []
    after = [(one.ends_on + _DAY, last)] if one.ends_on < last else []
    return before + after


def state_at(ends_on: date, due_on: date, met_on: date | None, today: date) -> State:
    """Where a duty stands; its day itself is in time (art. 34: what is posted is posted in time).
    What was posted late stays late.
    """
    if met_on is not None:
        return State.LATE if met_on > due_on else State.DONE
    if today > due_on:
        return State.OVERDUE
    return State.DUE if today > ends_on else State.COMING


def days_late(due_on: date, met_on: date | None, today: date) -> int:
    """How many days after its day it was posted, or is missing by today; nought in time."""
    return max(((met_on or today) - due_on).days, 0)
