"""Months, in numbers."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.statements import rules
from portal.ledger.statements.rules import Books, Figures, Month, Nearing, Refusal, month_of

BOOKS = Books(date(2025, 11, 20), None, Month(2026, 1))
MONTHS = st.builds(Month, st.integers(2000, 2099), st.integers(1, 12))


@pytest.mark.parametrize(
    ("month", "waiting", "today", "refusal"),
    [
        (Month(2026, 2), 0, date(2026, 3, 1), None),
        (Month(2026, 2), 0, date(2026, 2, 28), Refusal.NOT_OVER),
        (Month(2026, 2), 1, date(2026, 3, 1), Refusal.ENTRIES_WAIT),
        (Month(2026, 3), 0, date(2026, 4, 1), Refusal.EARLIER_OPEN),
        (Month(2026, 1), 0, date(2026, 4, 1), Refusal.LOCKED),
        (Month(2025, 12), 0, date(2026, 4, 1), Refusal.LOCKED),
        (Month(2025, 10), 0, date(2026, 4, 1), Refusal.BEFORE_FUND),
        (Month(2027, 2), 0, date(2026, 4, 1), Refusal.NOT_OVER),
    ],
)
def test_a_month_is_drawn_up_in_its_turn_when_it_is_over_and_nothing_waits(
    month: Month, waiting: int, today: date, refusal: Refusal | None
) -> None:
    assert rules.draft_refusal(BOOKS, month, waiting, today) == refusal


def test_the_first_month_is_that_of_the_funds_opening() -> None:
    new = Books(date(2026, 2, 28), None, None)
    assert new.next == Month(2026, 2)
    assert rules.draft_refusal(new, Month(2026, 2), 0, date(2026, 3, 1)) is None


def test_a_closed_fund_has_no_months_after_its_last() -> None:
    closed = Books(date(2026, 1, 1), date(2026, 2, 10), Month(2026, 1))
    assert rules.due(closed, date(2026, 6, 1)) == [Month(2026, 2)]
    refusal = rules.draft_refusal(closed, Month(2026, 3), 0, date(2026, 6, 1))
    assert refusal is Refusal.AFTER_FUND


@pytest.mark.parametrize(("year", "days"), [(2024, 29), (2026, 28), (2000, 29), (2100, 28)])
def test_february_ends_on_its_last_day_in_leap_years_too(year: int, days: int) -> None:
    month, books = Month(year, 2), Books(date(year, 2, 1), None, None)
    assert month.last == date(year, 2, days)
    assert rules.draft_refusal(books, month, 0, month.last) is Refusal.NOT_OVER
    assert rules.draft_refusal(books, month, 0, date(year, 3, 1)) is None


def test_january_follows_december() -> None:
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2026, 12).last == date(2026, 12, 31)
    books = Books(date(2026, 12, 31), None, Month(2026, 12))
    assert rules.due(books, date(2027, 2, 1)) == [Month(2027, 1)]


@given(MONTHS, MONTHS)
def test_months_follow_one_another_without_a_gap(first: Month, last: Month) -> None:
    found = list(rules.months(first, last))
    assert len(found) == max((last.year - first.year) * 12 + last.month - first.month + 1, 0)
    for one, after in pairwise(found):
        assert one.last + timedelta(days=1) == after.first


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_in_its_month(day: date) -> None:
    month = month_of(day)
    assert month.first <= day <= month.last


@given(MONTHS, st.integers(0, 400), st.integers(0, 40))
def test_what_is_due_is_over_and_may_be_drawn_up_one_after_the_other(
    opened: Month, days: int, locked: int
) -> None:
    today = opened.first + timedelta(days=days)
    last = None
    for one in list(rules.months(opened, Month(2150, 1)))[:locked]:
        if one.last < today:
            last = one
    books = Books(opened.first, None, last)
    due = rules.due(books, today)
    assert all(one.last < today for one in due)
    assert [rules.draft_refusal(books, one, 0, today) for one in due] == (
        [None, *[Refusal.EARLIER_OPEN] * (len(due) - 1)] if due else []
    )


def test_who_drew_it_up_may_not_review_it() -> None:
    assert rules.review_refusal(1, 1, set()) is Refusal.OWN_DRAFT


def test_who_prepared_or_approved_an_entry_of_the_month_may_not_review_it() -> None:
    assert rules.review_refusal(2, 1, {2, 3}) is Refusal.OWN_ENTRIES
    assert rules.review_refusal(4, 1, {2, 3}) is None


@given(st.integers(0, 10**13), st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_opening_and_income_less_expense_is_closing(opening: int, came: int, went: int) -> None:
    assert Figures(opening, came, went, 0).closing_fen == opening + came - went


DAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "nearing"),
    [
        (date(2026, 11, 30), Nearing.FAR),
        (date(2026, 12, 1), Nearing.NEAR),
        (DAY, Nearing.NEAR),
        (date(2027, 1, 1), Nearing.PASSED),
    ],
)
def test_a_day_is_near_from_so_many_days_before_it(today: date, nearing: Nearing) -> None:
    assert rules.nearing(DAY, today, 30) is nearing


@pytest.mark.parametrize(
    ("day", "left", "waits", "today", "refusal"),
    [
        (DAY, 1, False, DAY, None),
        (None, 1, False, DAY, Refusal.NO_SWEEP_DAY),
        (DAY, 1, False, date(2026, 12, 30), Refusal.NOT_YET),
        (DAY, 1, True, DAY, Refusal.SWEEP_WAITS),
        (DAY, 0, False, DAY, Refusal.NOTHING_LEFT),
    ],
)
def test_money_goes_back_from_its_day_on_once(
    day: date | None, left: int, waits: bool, today: date, refusal: Refusal | None
) -> None:
    assert rules.sweep_refusal(day, left, waits, today) == refusal
