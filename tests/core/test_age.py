"""Who is 18 on a day: exactly from a proven date, certainly from a year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.age import is_adult


@pytest.mark.parametrize(
    ("year", "born", "on", "adult"),
    [
        (2008, None, date(2026, 12, 31), False),
        (2008, None, date(2027, 1, 1), True),
        (None, date(2008, 5, 20), date(2026, 5, 19), False),
        (None, date(2008, 5, 20), date(2026, 5, 20), True),
        (None, date(2008, 2, 29), date(2026, 2, 28), False),
        (None, date(2008, 2, 29), date(2026, 3, 1), True),
        (1950, date(2010, 1, 1), date(2026, 1, 1), False),
        (None, None, date(2026, 1, 1), False),
    ],
)
def test_eighteen(year: int | None, born: date | None, on: date, adult: bool) -> None:
    assert is_adult(year, born, on) is adult


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_the_year_alone_never_makes_an_adult_of_a_minor(born: date, on: date) -> None:
    if is_adult(born.year, None, on):
        assert is_adult(None, born, on)


@given(
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
)
def test_an_adult_stays_one(born: date, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    assert is_adult(None, born, earlier) <= is_adult(None, born, later)
    assert is_adult(born.year, None, earlier) <= is_adult(born.year, None, later)
