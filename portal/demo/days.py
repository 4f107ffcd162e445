"""The days of the demo's year, and the hour at which its officials sit at their desks."""

from datetime import UTC, date, datetime, time

from portal.core import clock


def at(day: date) -> datetime:
    """Ten in the morning of that day, here."""
    return datetime.combine(day, time(10), clock.SHANGHAI).astimezone(UTC)
