"""Who may accept a project, and what comes of what they sign."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.projects.acceptance import rules
from portal.projects.acceptance.rules import (
    Act,
    Candidate,
    Interests,
    Part,
    Refusal,
    Stage,
    Verdict,
)

TODAY = date(2026, 6, 1)
BEFORE, AFTER = TODAY - timedelta(1), TODAY + timedelta(1)
RESIDENT = Candidate(1, 10, 5, is_adult=True, lives_here=True, in_office=False)
SUPERVISOR = Candidate(2, 20, 6, is_adult=True, lives_here=True, in_office=True)
WORK = Interests(frozenset({9}), frozenset({90}), frozenset({80}), frozenset({5}))


def test_a_resident_of_a_grid_that_benefits_may_accept() -> None:
    assert rules.ask_refusal(RESIDENT, Part.RESIDENT, WORK) is None


def test_a_project_for_all_is_accepted_by_anyone_who_lives_here() -> None:
    everywhere = replace(WORK, grids=frozenset())
    assert rules.ask_refusal(SUPERVISOR, Part.RESIDENT, everywhere) is None


def test_a_supervisor_in_office_may_accept_wherever_they_live() -> None:
    away = replace(SUPERVISOR, household_id=None, grid_id=None, lives_here=False)
    assert rules.ask_refusal(away, Part.SUPERVISOR, WORK) is None


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize(
    ("changed", "no"),
    [
        ({"person_id": 9}, Refusal.MANAGER),
        ({"household_id": 90}, Refusal.MANAGERS_HOME),
        ({"household_id": 80}, Refusal.CONTRACTORS_HOME),
    ],
)
def test_nobody_accepts_their_own_work_or_that_of_their_household(
    part: Part, changed: dict[str, int], no: Refusal
) -> None:
    who = replace(SUPERVISOR, grid_id=5, **changed)  # type: ignore[arg-type]
    assert rules.ask_refusal(who, part, WORK) is no


@pytest.mark.parametrize(
    ("changed", "no"),
    [
        ({"is_adult": False}, Refusal.NOT_ADULT),
        ({"lives_here": False}, Refusal.NOT_HERE),
        ({"grid_id": 6}, Refusal.NOT_HERE),
        ({"grid_id": None}, Refusal.NOT_HERE),
    ],
)
def test_only_adults_who_live_in_its_grids_accept_as_residents(
    changed: dict[str, object], no: Refusal
) -> None:
    who = replace(RESIDENT, **changed)  # type: ignore[arg-type]
    assert rules.ask_refusal(who, Part.RESIDENT, WORK) is no


def test_only_a_supervisor_accepts_as_one() -> None:
    assert rules.ask_refusal(RESIDENT, Part.SUPERVISOR, WORK) is Refusal.NOT_IN_OFFICE


@pytest.mark.parametrize(
    ("residents", "supervisors", "on", "no"),
    [
        (2, 1, TODAY, None),
        (3, 2, AFTER, None),
        (1, 1, TODAY, Refusal.TOO_FEW_RESIDENTS),
        (2, 0, TODAY, Refusal.NO_SUPERVISOR),
        (2, 1, BEFORE, Refusal.PAST),
    ],
)
def test_two_residents_and_a_supervisor_are_called_for_a_day_to_come(
    residents: int, supervisors: int, on: date, no: Refusal | None
) -> None:
    asked = [Part.RESIDENT] * residents + [Part.SUPERVISOR] * supervisors
    assert rules.call_refusal(asked, 2, on, TODAY) is no


@pytest.mark.parametrize(
    ("verdict", "findings", "declared", "signed", "on", "no"),
    [
        (Verdict.ACCEPTED, 0, True, False, TODAY, None),
        (Verdict.FINDINGS, 2, True, False, BEFORE, None),
        (Verdict.FINDINGS, 0, True, False, TODAY, Refusal.NO_FINDING),
        (Verdict.ACCEPTED, 0, False, False, TODAY, Refusal.NOT_DECLARED),
        (Verdict.ACCEPTED, 0, True, False, AFTER, Refusal.TOO_EARLY),
        (Verdict.ACCEPTED, 0, True, True, TODAY, Refusal.SIGNED),
    ],
)
def test_each_signs_once_from_the_day_on_and_says_what_is_wrong(
    verdict: Verdict, findings: int, declared: bool, signed: bool, on: date, no: Refusal | None
) -> None:
    assert rules.sign_refusal(verdict, findings, declared, signed, on, TODAY) is no


@given(st.lists(st.sampled_from([*Verdict, None])))
def test_it_is_accepted_when_everybody_signed_and_nobody_found_anything(
    verdicts: list[Verdict | None],
) -> None:
    unanimous = set(verdicts) == {Verdict.ACCEPTED}
    assert rules.is_accepted(verdicts) is unanimous


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, Act)))
def test_the_manager_mends_and_whoever_found_it_checks(stage: Stage, act: Act) -> None:
    allowed = (stage, act) in {
        (Stage.OPEN, Act.MEND),
        (Stage.MENDED, Act.CHECK),
        (Stage.MENDED, Act.REJECT),
    }
    mends = act is Act.MEND
    assert rules.may(act, stage, is_manager=True, is_finder=False) is (allowed and mends)
    assert rules.may(act, stage, is_manager=False, is_finder=True) is (allowed and not mends)
    assert not rules.may(act, stage, is_manager=False, is_finder=False)


@pytest.mark.parametrize(
    ("stage", "due", "late"),
    [
        (Stage.OPEN, TODAY, False),
        (Stage.OPEN, BEFORE, True),
        (Stage.MENDED, BEFORE, False),
        (Stage.CHECKED, BEFORE, False),
    ],
)
def test_mending_is_late_from_the_day_after(stage: Stage, due: date, late: bool) -> None:
    assert rules.is_overdue(stage, due, TODAY) is late


def test_all_is_mended_when_every_finding_was_checked() -> None:
    assert rules.all_mended([Stage.CHECKED, Stage.CHECKED])
    assert not rules.all_mended([Stage.CHECKED, Stage.MENDED])
