"""The one place that asks the wall what time it is.

Rules and actions take time as an argument; views, commands and `tick` get it here.
Tables hold UTC; pages show Asia/Shanghai.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current instant, aware, in UTC, whole milliseconds."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def today() -> date:
    """Today's date in the community (Asia/Shanghai)."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The instant on the community's clocks."""
    return instant.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """The first instant of a local day, in UTC; of the calendar's first day, all that it has."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first instant after a local day, in UTC; of the calendar's last day, its last instant."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start_of(day + timedelta(days=1))


def database_now(session: Session | scoped_session[Any]) -> datetime:
    """The database's clock, which decides at the second of closing.

    PostgreSQL's statement clock is one for all web machines. SQLite runs inside this
    process and has no clock but ours.
    """
    if session.get_bind().dialect.name == "postgresql":
        return cast(datetime, session.scalar(select(func.clock_timestamp()))).astimezone(UTC)
    return now()
