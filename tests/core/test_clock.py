"""Instants are UTC, days are Shanghai's."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.core.db import db
from tests.world import utc

days = st.dates(date(1995, 1, 1), date(2100, 1, 1))


def test_now_is_utc_in_whole_milliseconds() -> None:
    with time_machine.travel(datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 5, 1, 12, 0, 0, 123000, tzinfo=UTC)
        assert clock.now().tzinfo is UTC


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    with time_machine.travel(utc(2026, 4, 30, 15, 59, 59), tick=False):
        assert clock.today() == date(2026, 4, 30)
    with time_machine.travel(utc(2026, 4, 30, 16), tick=False):
        assert clock.today() == date(2026, 5, 1)


@given(days, st.integers(0, 86399))
def test_a_day_holds_its_own_instants_and_no_others(day: date, second: int) -> None:
    start, end = clock.start_of(day), clock.end_of(day)
    assert end - start == timedelta(days=1)
    assert clock.local(start + timedelta(seconds=second)).date() == day
    assert clock.local(start - timedelta(seconds=1)).date() < day
    assert clock.local(end).date() > day


def test_the_ends_of_the_calendar_are_instants_too() -> None:
    assert clock.start_of(date.min) == datetime.min.replace(tzinfo=UTC)
    assert clock.end_of(date.max) == datetime.max.replace(tzinfo=UTC)
    for day in (date.min, date.max):
        assert clock.start_of(day) < clock.end_of(day)


@pytest.mark.sqlite
def test_the_embedded_database_has_no_clock_but_ours(app: object) -> None:
    with time_machine.travel(utc(2026, 5, 1), tick=False):
        assert clock.database_now(db.session) == utc(2026, 5, 1)
