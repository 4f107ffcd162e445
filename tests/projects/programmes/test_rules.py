"""What is due each year, what was reached, and when a programme is behind."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.projects.programmes import rules
from portal.projects.programmes.rules import Refusal, Standing

TODAY = date(2026, 6, 1)
figures = st.dictionaries(st.integers(2020, 2030), st.integers(0, 1000))


@pytest.mark.parametrize(
    ("first", "last", "no"),
    [
        (2026, 2026, None),
        (2026, 2035, None),
        (2026, 2025, Refusal.YEARS),
        (2026, 2036, Refusal.YEARS),
    ],
)
def test_a_programme_has_one_year_to_ten(first: int, last: int, no: Refusal | None) -> None:
    assert rules.years_refusal(first, last) is no


@pytest.mark.parametrize(
    ("number", "on", "corrects", "no"),
    [
        (1, TODAY, False, None),
        (1, date(2026, 6, 2), False, Refusal.TO_COME),
        (1, date(2024, 12, 31), False, Refusal.TOO_EARLY),
        (0, TODAY, False, Refusal.NOTHING_REACHED),
        (0, TODAY, True, None),
    ],
)
def test_a_line_is_of_a_day_of_the_programme_and_says_something(
    number: int, on: date, corrects: bool, no: Refusal | None
) -> None:
    assert rules.report_refusal(number, on, 2025, TODAY, corrects) is no


def test_what_is_missing_from_last_year_makes_a_programme_behind() -> None:
    due = {2025: 40, 2026: 50, 2027: 60}
    assert rules.standing(due, {2025: 30}, TODAY) == Standing(150, 30, 10, 50)
    assert rules.standing(due, {2025: 30, 2026: 25}, TODAY) == Standing(150, 55, 0, 35)
    assert rules.standing(due, {2025: 90}, TODAY) == Standing(150, 90, 0, 0)
    assert rules.standing(due, {2025: 150}, TODAY).is_done


@given(figures, figures)
def test_nothing_is_behind_and_left_that_is_not_due(
    due: dict[int, int], reached: dict[int, int]
) -> None:
    at = rules.standing(due, reached, TODAY)
    assert (at.due, at.reached) == (sum(due.values()), sum(reached.values()))
    assert 0 <= at.behind + at.this_year <= max(at.due - at.reached, 0)


def test_of_a_line_that_was_corrected_twice_only_the_last_counts() -> None:
    assert rules.counting([(1, None), (2, 1), (3, 2), (4, None)]) == {3, 4}
