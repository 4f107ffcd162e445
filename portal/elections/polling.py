"""When ballots are cast, when a run-off is held, and by when the result is out. Pure."""

import re
from datetime import date, datetime, time, timedelta

from portal.elections.rules import Refusal, Refused

_TIME = re.compile(r"(\d{1,2}):(\d{2})")


def hours_of(hours: str) -> tuple[time, time] | None:
    """From when to when ballots are cast, as 8:00—16:00 says it; None where it says no such
    thing, as an election may that was set up when the hours were free words.
    """
    found = [(int(h), int(m)) for h, m in _TIME.findall(hours.replace("：", ":"))]
    if len(found) != 2 or any(h > 23 or m > 59 for h, m in found):
        return None
    first, last = (time(h, m) for h, m in found)
    return (first, last) if first <= last else None


def written(first: time, last: time) -> str:
    """The hours as notices say them, and as ``hours_of`` reads them again."""
    return f"{first.hour}:{first.minute:02}—{last.hour}:{last.minute:02}"


def begun(day: date, hours: str, moment: datetime) -> bool:
    """Whether the hours of a poll have begun. ``moment``: on the community's clocks; where the
    hours are not written as such, they begin with the day.
    """
    known = hours_of(hours)
    if moment.date() != day:
        return moment.date() > day
    return known is None or moment.time() >= known[0]


def voted(day: date, hours: str, moment: datetime) -> bool:
    """Whether the hours of a poll are over. ``moment``: on the community's clocks; where the hours
    are not written as such, the day has to be over.
    """
    known = hours_of(hours)
    if moment.date() != day:
        return moment.date() > day
    return known is not None and moment.time() >= known[1]


def check_run_off(day: date, last: date, today: date, limit: int) -> None:
    """A run-off is held after the poll before it, within ``limit`` days of being called."""
    first, latest = max(last, today), today + timedelta(days=limit)
    if day <= first:
        raise Refused(Refusal.NOT_THE_DAY, first + timedelta(days=1))
    if day > latest:
        raise Refused(Refusal.RUN_OFF_TOO_LATE, latest)


def certify_by(poll: date, settled: date | None, days: int) -> date:
    """The last day on which the result is certified, or a run-off called, in time: so many days
    after the figures were settled; until they are, after the last poll.
    """
    return (settled or poll) + timedelta(days=days)
