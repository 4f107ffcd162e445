"""Every day is accounted for once, and what is late stays late."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure.periods import (
    Period,
    Posted,
    Rhythm,
    State,
    calendar_span,
    days_late,
    met_by,
    next_begin,
    period_of,
    periods,
    state_at,
)

DAYS = st.dates(date(1999, 1, 1), date(2101, 12, 31))
RHYTHMS = st.lists(
    st.builds(Rhythm, DAYS, st.sampled_from((1, 3, 6, 12)), st.integers(1, 60)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.begins,
).map(lambda found: sorted(found, key=lambda one: one.begins))
DAY = timedelta(days=1)


@given(RHYTHMS, st.integers(0, 4000))
def test_each_day_lies_in_exactly_one_period(rhythms: list[Rhythm], after: int) -> None:
    day = rhythms[0].begins + after * DAY
    holding = [one for one in periods(rhythms, day) if one.starts_on <= day <= one.ends_on]
    assert holding == [period_of(day, rhythms)]


@given(RHYTHMS)
def test_periods_follow_one_another_without_a_gap(rhythms: list[Rhythm]) -> None:
    found = list(periods(rhythms, rhythms[-1].begins + 800 * DAY))
    assert found[0].starts_on == rhythms[0].begins
    for one, following in pairwise(found):
        assert following.starts_on == one.ends_on + DAY
        assert one.ends_on < one.due_on


@given(RHYTHMS, st.integers(0, 4000), st.sampled_from((1, 3, 6, 12)), st.integers(1, 60))
def test_a_new_rhythm_leaves_what_has_begun(
    rhythms: list[Rhythm], after: int, months: int, days: int
) -> None:
    today = rhythms[0].begins + after * DAY
    begins = next_begin(rhythms, today)
    kept = [one for one in rhythms if one.begins < begins]
    changed = [*kept, Rhythm(begins, months, days)]
    assert list(periods(changed, today)) == list(periods(rhythms, today))


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2028, 2, 1), 1, date(2028, 2, 29)),
        (date(2027, 2, 1), 1, date(2027, 2, 28)),
        (date(2100, 2, 10), 1, date(2100, 2, 28)),
        (date(2026, 12, 31), 3, date(2026, 12, 31)),
        (date(2027, 1, 1), 6, date(2027, 6, 30)),
        (date(9999, 11, 1), 12, date(9999, 12, 31)),
    ],
)
def test_months_end_where_the_calendar_says(day: date, months: int, last: date) -> None:
    assert calendar_span(day, months)[1] == last


def test_five_months_do_not_divide_a_year() -> None:
    with pytest.raises(ValueError, match="5"):
        calendar_span(date(2026, 1, 1), 5)


QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 15))


def posted(first: date, last: date, day: int, number: int = 1) -> Posted:
    return Posted(first, last, datetime(2026, 10, day, tzinfo=UTC), number)


def test_a_quarter_is_met_by_the_last_of_its_three_months() -> None:
    july = posted(date(2026, 7, 1), date(2026, 7, 31), 3, 1)
    august = posted(date(2026, 8, 1), date(2026, 8, 31), 9, 2)
    september = posted(date(2026, 9, 1), date(2026, 9, 30), 5, 3)
    assert met_by(QUARTER, [august, september]) is None
    assert met_by(QUARTER, [september, august, july]) == august


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (datetime(2026, 8, 15, tzinfo=UTC), False),
        (datetime(2026, 9, 30, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 1, tzinfo=UTC), True),
    ],
)
def test_what_is_posted_before_a_quarter_is_over_does_not_account_for_it(
    on: datetime, counts: bool
) -> None:
    one = Posted(QUARTER.starts_on, QUARTER.ends_on, on, 1)
    assert met_by(QUARTER, [one]) == (one if counts else None)


def test_a_posting_for_another_quarter_meets_no_duty_of_this_one() -> None:
    spring = posted(date(2026, 4, 1), date(2026, 6, 30), 5)
    assert met_by(QUARTER, [spring]) is None


def test_a_posting_in_the_quarter_does_not_hide_the_one_after_it() -> None:
    early = Posted(QUARTER.starts_on, QUARTER.ends_on, datetime(2026, 8, 1, tzinfo=UTC), 1)
    later = posted(QUARTER.starts_on, QUARTER.ends_on, 9, 2)
    assert met_by(QUARTER, [early, later]) == later


@pytest.mark.parametrize(
    ("met", "today", "state", "late"),
    [
        (None, date(2026, 9, 30), State.COMING, 0),
        (None, date(2026, 10, 15), State.DUE, 0),
        (None, date(2026, 10, 16), State.OVERDUE, 1),
        (date(2026, 10, 15), date(2027, 1, 1), State.DONE, 0),
        (date(2026, 10, 18), date(2027, 1, 1), State.LATE, 3),
    ],
)
def test_its_day_is_in_time_and_what_was_late_stays_late(
    met: date | None, today: date, state: State, late: int
) -> None:
    assert state_at(QUARTER.ends_on, QUARTER.due_on, met, today) is state
    assert days_late(QUARTER.due_on, met, today) == late
