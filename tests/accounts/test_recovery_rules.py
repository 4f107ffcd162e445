"""Who may hand out a code to whom, and what becomes of one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.recovery.rules import (
    AT_THE_MACHINE,
    Fault,
    Holder,
    Issuer,
    State,
    issue_fault,
    needs_paper,
    state_at,
)
from portal.core.text import has_identity_number
from tests.world import utc

RESIDENT = Holder(
    person_id=1,
    household_id=10,
    has_account=True,
    is_disabled=False,
    lives_here=True,
    offices=frozenset(),
)
CLERK = Issuer(2, 20, frozenset({"resident", "station_staff"}))
NOW = utc(2026, 3, 1, 4)
HOUR = timedelta(hours=1)


def holding(*offices: str) -> Holder:
    return replace(RESIDENT, offices=frozenset(offices))


def by(*offices: str) -> Issuer:
    return replace(CLERK, offices=frozenset(offices))


def test_any_member_of_staff_helps_a_resident() -> None:
    assert issue_fault(RESIDENT, CLERK) is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"has_account": False}, Fault.NO_ACCOUNT),
        ({"is_disabled": True}, Fault.DISABLED),
        ({"lives_here": False}, Fault.LEFT),
        ({"person_id": 2}, Fault.SELF),
        ({"household_id": 20}, Fault.OWN_HOUSEHOLD),
    ],
)
def test_what_stands_against_a_code(changed: dict[str, object], fault: Fault) -> None:
    assert issue_fault(replace(RESIDENT, **changed), CLERK) is fault  # type: ignore[arg-type]


def test_two_officials_without_a_dwelling_are_no_household() -> None:
    official = replace(RESIDENT, household_id=None)
    assert issue_fault(official, replace(CLERK, household_id=None)) is None


@pytest.mark.parametrize(
    ("held", "issuer", "fault"),
    [
        ("grid_worker", "station_staff", Fault.STAFF),
        ("grid_worker", "committee_member", Fault.STAFF),
        ("grid_worker", "director", None),
        ("grid_worker", "administrator", None),
        ("director", "committee_member", Fault.STAFF),
        ("director", "administrator", None),
        ("supervisor", "director", Fault.SUPERVISOR),
        ("supervisor", "administrator", None),
        ("administrator", "director", Fault.ADMINISTRATOR),
        ("administrator", "administrator", None),
    ],
)
def test_nobody_comes_into_an_account_that_may_do_more_than_their_own(
    held: str, issuer: str, fault: Fault | None
) -> None:
    assert issue_fault(holding(held), by(issuer)) is fault


def test_the_highest_of_several_offices_counts() -> None:
    assert issue_fault(holding("committee_member", "administrator"), by("director")) is (
        Fault.ADMINISTRATOR
    )


def test_the_machine_helps_everybody_who_has_an_open_account() -> None:
    assert issue_fault(holding("administrator"), AT_THE_MACHINE) is None
    assert issue_fault(replace(RESIDENT, is_disabled=True), AT_THE_MACHINE) is Fault.DISABLED
    assert issue_fault(replace(RESIDENT, household_id=None), AT_THE_MACHINE) is None


@pytest.mark.parametrize(
    ("others", "paper"),
    [([], True), ([True], False), ([True, True], False), ([True, False], True), ([False], True)],
)
def test_paper_tells_whom_messages_do_not_reach(others: list[bool], paper: bool) -> None:
    assert needs_paper(others) is paper


@pytest.mark.parametrize(
    ("used", "revoked", "after", "state"),
    [
        (None, None, -HOUR, State.OPEN),
        (None, None, timedelta(0), State.EXPIRED),
        (NOW, None, HOUR, State.USED),
        (None, NOW, -HOUR, State.REVOKED),
    ],
)
def test_a_code_is_open_until_its_hour(
    used: object, revoked: object, after: timedelta, state: State
) -> None:
    assert state_at(NOW, used, revoked, NOW + after) is state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("note", "has_one"),
    [
        ("看了身份证，照片相符", False),
        ("证号110101195501012345", True),
        ("11010119550101234X", True),
        ("110101 19550101 234x", True),
        ("电话 13800000001 13800000002", False),
        ("社保卡 1234567890123456789", False),
    ],
)
def test_identity_numbers_are_noticed(note: str, has_one: bool) -> None:
    assert has_identity_number(note) is has_one
