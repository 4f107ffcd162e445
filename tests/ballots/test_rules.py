"""Who may vote, and when a box takes ballots."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots import rules
from portal.ballots.rules import Refusal, Voter
from tests.world import utc

OPENS, CLOSES = utc(2026, 11, 1), utc(2026, 11, 15)
FIRST_DAY = date(2026, 11, 1)


def voter(**known: object) -> Voter:
    return Voter(
        **{"birth_year": 1955, "born_on": None, "left_on": None, "has_home_here": True, **known}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (voter(), None),
        (voter(birth_year=2008), Refusal.UNDER_AGE),  # turns 18 in 2026: from 1 January 2027
        (voter(birth_year=2007), None),
        (voter(birth_year=2008, born_on=date(2008, 11, 1)), None),  # proven: 18 on the first day
        (voter(birth_year=2008, born_on=date(2008, 11, 2)), Refusal.UNDER_AGE),
        (voter(birth_year=None), Refusal.AGE_UNKNOWN),
        (voter(left_on=date(2026, 11, 1)), Refusal.MOVED_OUT),
        (voter(left_on=date(2026, 11, 2)), None),
        (voter(has_home_here=False), Refusal.NOT_ON_ROLL),
        (voter(is_missing=True), Refusal.MISSING),
        (voter(is_missing=True, left_on=date(2026, 1, 1)), Refusal.MOVED_OUT),
    ],
)
def test_article_26_residents_of_18_or_more_are_entitled(
    who: Voter, answer: Refusal | None
) -> None:
    assert rules.entitled(who, FIRST_DAY, rules.Electorate()) == answer


@pytest.mark.parametrize(
    ("at", "stopped", "answer"),
    [
        (OPENS - timedelta(milliseconds=1), False, Refusal.NOT_OPEN),
        (OPENS, False, None),
        (CLOSES - timedelta(milliseconds=1), False, None),
        (CLOSES, False, Refusal.CLOSED),
        (OPENS, True, Refusal.CLOSED),
    ],
)
def test_a_box_takes_ballots_from_opening_until_just_before_closing(
    at: object, stopped: bool, answer: Refusal | None
) -> None:
    assert rules.open_at(OPENS, CLOSES, stopped, at) == answer  # type: ignore[arg-type]


def test_a_box_is_extended_once_before_closing_by_seven_days_at_most() -> None:
    later, now = CLOSES + timedelta(days=7), CLOSES - timedelta(hours=1)
    assert rules.may_extend(False, CLOSES, later, now)
    assert not rules.may_extend(True, CLOSES, later, now)
    assert not rules.may_extend(False, CLOSES, later + timedelta(seconds=1), now)
    assert not rules.may_extend(False, CLOSES, CLOSES, now)
    assert not rules.may_extend(False, CLOSES, later, CLOSES)


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 40), max_size=6))
def test_a_breakdown_never_shows_a_group_of_fewer_than_ten(counts: dict[str, int]) -> None:
    if rules.shown(counts):
        assert min(counts.values()) >= 10
        assert len(counts) > 1
