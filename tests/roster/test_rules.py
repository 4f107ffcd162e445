"""Keeping the roster true: which act is open to whom, and what is wrong with a day."""

from datetime import date
from itertools import product

import pytest

from portal.roster import rules, words
from portal.roster.rules import Act, Refusal, Status

TODAY = date(2026, 11, 1)
TABLE = {
    #              correct move leave stay return merge represent
    Status.HERE: "x x x . . x x",
    Status.MISSING: "x x x x . x .",
    Status.GONE: "x . . . x x .",
    Status.MERGED: ". . . . . . .",
    Status.OFFICIAL: ". . . . . x .",
}
WHY_NOT = {
    Status.HERE: Refusal.IS_HERE,
    Status.MISSING: Refusal.ASK_FIRST,
    Status.GONE: Refusal.IS_GONE,
    Status.MERGED: Refusal.IS_MERGED,
    Status.OFFICIAL: Refusal.IS_OFFICIAL,
}


@pytest.mark.parametrize(("status", "act"), [*product(Status, Act)])
def test_each_act_is_open_to_some_and_refused_to_the_others_by_name(
    status: Status, act: Act
) -> None:
    signs = dict(zip(Act, TABLE[status].split(), strict=True))
    assert (rules.refusal(act, status) is None) == (signs[act] == "x")
    assert rules.refusal(act, status) in (None, WHY_NOT[status])
    assert (act in rules.possible(status)) == (signs[act] == "x")


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, Status.HERE),
        ({"is_missing": True}, Status.MISSING),
        ({"left_on": TODAY}, Status.GONE),
        ({"left_on": date(2026, 11, 2)}, Status.HERE),
        ({"left_on": TODAY, "is_missing": True}, Status.GONE),
        ({"left_on": TODAY, "is_merged": True}, Status.MERGED),
        ({"has_home": False}, Status.OFFICIAL),
        ({"has_home": False, "left_on": TODAY}, Status.GONE),
    ],
)
def test_how_somebody_stands(facts: dict[str, object], status: Status) -> None:
    plain = {"has_home": True, "left_on": None, "is_missing": False, "is_merged": False}
    assert rules.status(**{**plain, **facts}, on=TODAY) is status  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (TODAY, None),
        (date(2026, 11, 2), Refusal.IN_FUTURE),
        (date(1955, 1, 1), None),
        (date(1954, 12, 31), Refusal.BEFORE_BIRTH),
    ],
)
def test_a_day_of_leaving_is_neither_to_come_nor_before_birth(
    day: date, fault: Refusal | None
) -> None:
    assert rules.day_fault(day, 1955, TODAY) is fault


@pytest.mark.parametrize(
    ("born_on", "fault"),
    [
        (None, None),
        (date(1955, 12, 31), None),
        (date(1956, 1, 1), Refusal.YEARS_DIFFER),
        (date(2027, 1, 1), Refusal.IN_FUTURE),
    ],
)
def test_a_proven_date_bears_out_the_birth_year(
    born_on: date | None, fault: Refusal | None
) -> None:
    assert rules.birth_fault(1955, born_on, TODAY) is fault


def test_a_seal_shows_any_change() -> None:
    facts = {"name": "李芳", "phone": None}
    assert rules.seal(facts) == rules.seal(dict(reversed(facts.items())))
    assert rules.seal(facts) != rules.seal({**facts, "phone": "13912345678"})


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    sentences = [str(words.REFUSALS[reason]) for reason in Refusal]
    assert len(set(sentences)) == len(Refusal)
