"""What stars say together, and when they are said."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.projects.ratings import rules
from portal.projects.ratings.rules import Figures

UNTIL = date(2026, 5, 31)
STARS = st.lists(st.integers(1, 5), min_size=1, max_size=60)


def figures(stars: list[int]) -> Figures:
    return Figures({one: stars.count(one) for one in set(stars)})


@given(STARS)
def test_the_average_is_the_nearest_tenth_a_half_rounded_up(stars: list[int]) -> None:
    exact = Fraction(sum(stars) * 10, len(stars))
    found = figures(stars).tenths
    assert found is not None
    assert -Fraction(1, 2) <= exact - found < Fraction(1, 2)


@given(STARS)
def test_low_is_below_three_exactly(stars: list[int]) -> None:
    assert figures(stars).is_low == (Fraction(sum(stars), len(stars)) < 3)


@given(STARS)
def test_shares_are_right_to_half_a_thousandth(stars: list[int]) -> None:
    for one in rules.STARS:
        exact = Fraction(1000 * stars.count(one), len(stars))
        assert abs(figures(stars).permille(one) - exact) <= Fraction(1, 2)


def test_of_none_there_is_no_average() -> None:
    nothing = Figures({})
    assert (nothing.tenths, nothing.permille(5), nothing.is_low) == (None, 0, False)


def test_it_is_open_to_its_last_day() -> None:
    assert rules.is_open(UNTIL, UNTIL)
    assert not rules.is_open(UNTIL, UNTIL + timedelta(days=1))
    assert not rules.is_open(None, UNTIL)


@pytest.mark.parametrize(
    ("number", "after", "shown"), [(5, 1, True), (4, 1, False), (5, 0, False), (4, 0, False)]
)
def test_stars_are_shown_after_the_last_day_and_of_enough(
    number: int, after: int, shown: bool
) -> None:
    found = Figures({1: number})
    assert rules.is_shown(found, UNTIL, UNTIL + timedelta(days=after)) is shown


def test_an_answer_is_owed_for_low_stars_once_they_are_shown() -> None:
    low, fair, after = Figures({1: 5}), Figures({3: 5}), UNTIL + timedelta(days=1)
    assert rules.answer_by(low, UNTIL, after) == UNTIL + timedelta(days=15)
    assert rules.answer_by(fair, UNTIL, after) is None
    assert rules.answer_by(low, UNTIL, UNTIL) is None
