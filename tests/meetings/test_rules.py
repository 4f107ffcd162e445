"""Bylaws of meetings, each with its article of 城市居民委员会组织法."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.bodies.rules import Kind
from portal.meetings import rules
from portal.meetings.rules import Act, Refusal, Reminder, State

NOON = datetime(2026, 5, 20, 4, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Facts:
    called_at: datetime | None = None
    cancelled_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass
class Leaders:
    chair_id: int = 1
    clerk_id: int = 2


# ---- State × act ----

TABLE = {
    # act: draft, called, open, closed, cancelled
    Act.DISCARD: "x....",
    Act.CHANGE: "xx...",
    Act.CALL: "x....",
    Act.CANCEL: ".x...",
    Act.ADD_PAPER: "xxx..",
    Act.READ: ".xx..",
    Act.EXCUSE: ".x...",
    Act.GIVE_PROXY: ".x...",
    Act.SIGN_IN: ".xx..",
    Act.OPEN: ".x...",
    Act.NOTE: "..x..",
    Act.CLOSE: "..x..",
}
COLUMNS = (State.DRAFT, State.CALLED, State.OPEN, State.CLOSED, State.CANCELLED)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_what_may_be_done_in_each_state(state: State, act: Act) -> None:
    assert rules.may(act, state) is (TABLE[act][COLUMNS.index(state)] == "x")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), State.DRAFT),
        (Facts(called_at=NOON), State.CALLED),
        (Facts(called_at=NOON, cancelled_at=NOON), State.CANCELLED),
        (Facts(called_at=NOON, opened_at=NOON), State.OPEN),
        (Facts(called_at=NOON, opened_at=NOON, closed_at=NOON), State.CLOSED),
    ],
)
def test_the_state_follows_from_the_dated_facts(facts: Facts, state: State) -> None:
    assert rules.state_of(facts) is state


@pytest.mark.parametrize(("person", "leads"), [(1, True), (2, True), (3, False)])
def test_chair_and_clerk_lead_and_nobody_else(person: int, leads: bool) -> None:
    assert rules.may_lead(person, Leaders()) is leads


# ---- Notice ----


@pytest.mark.parametrize(
    ("kind", "own", "papers", "days"),
    [
        (Kind.RESIDENTS_MEETING, 3, 3, 10),
        (Kind.RESIDENTS_MEETING, 0, 0, 10),
        (Kind.RESIDENTS_MEETING, 15, 3, 15),
        (Kind.ASSEMBLY, 3, 3, 3),
        (Kind.ASSEMBLY, 7, 3, 7),
        (Kind.COUNCIL, 3, 5, 5),
        (Kind.COMMITTEE, 0, 0, 0),
    ],
)
def test_article_26_ten_days_before_a_residents_meeting_others_by_their_body(
    kind: Kind, own: int, papers: int, days: int
) -> None:
    assert rules.notice_days(kind, own, papers) == days


@pytest.mark.parametrize(
    ("today", "refusal"),
    [
        (date(2026, 5, 9), None),
        (date(2026, 5, 10), None),  # the tenth day before
        (date(2026, 5, 11), Refusal.TOO_LATE),
        (date(2026, 5, 20), Refusal.TOO_LATE),
    ],
)
def test_article_26_notice_is_exact_at_its_last_day(today: date, refusal: Refusal | None) -> None:
    meets_on = date(2026, 5, 20)
    assert rules.call_refusal(today, meets_on, 10, False, 1, 1) is refusal
    assert rules.call_refusal(today, meets_on, 10, True, 1, 1) is None  # urgent matters excepted


@pytest.mark.parametrize(("items", "members"), [(0, 1), (1, 0), (0, 0)])
def test_no_meeting_is_called_without_agenda_or_members_however_urgent(
    items: int, members: int
) -> None:
    wanted = Refusal.NO_MEMBERS if items else Refusal.NO_AGENDA
    assert (
        rules.call_refusal(date(2026, 1, 1), date(2026, 5, 20), 3, True, items, members) is wanted
    )


@pytest.mark.parametrize(
    ("new_day", "refusal"),
    [
        (date(2026, 5, 25), None),  # later: called in good time already
        (date(2026, 5, 20), None),
        (date(2026, 5, 19), Refusal.TOO_LATE),
    ],
)
def test_a_meeting_is_moved_later_freely_and_earlier_only_with_the_whole_notice(
    new_day: date, refusal: Refusal | None
) -> None:
    today, old = date(2026, 5, 17), date(2026, 5, 20)
    assert rules.move_refusal(today, old, new_day, 3, urgent=False) is refusal
    assert rules.move_refusal(today, old, new_day, 3, urgent=True) is None


def test_a_meeting_far_off_is_moved_earlier_while_the_notice_is_kept() -> None:
    assert (
        rules.move_refusal(date(2026, 5, 1), date(2026, 5, 20), date(2026, 5, 4), 3, False) is None
    )


# ---- The assembly's half-year ----


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_article_28_the_assembly_meets_at_least_every_half_year(last: date, due: date) -> None:
    assert rules.assembly_due(last) == due


@pytest.mark.parametrize(
    ("kind", "observers", "admits"),
    [
        (Kind.ASSEMBLY, False, True),
        (Kind.ASSEMBLY, True, True),
        (Kind.COUNCIL, False, False),
        (Kind.COUNCIL, True, True),
    ],
)
def test_article_28_any_resident_may_attend_an_assembly(
    kind: Kind, observers: bool, admits: bool
) -> None:
    assert rules.admits(kind, observers) is admits


# ---- The hour ----


@pytest.mark.parametrize(
    ("after_start", "refusal"),
    [
        (-HOUR - timedelta(seconds=1), Refusal.TOO_EARLY),
        (-HOUR, None),
        (timedelta(), None),
        (2 * HOUR - timedelta(seconds=1), None),
        (2 * HOUR, Refusal.OVER),
    ],
)
def test_a_meeting_is_opened_from_an_hour_before_until_its_end(
    after_start: timedelta, refusal: Refusal | None
) -> None:
    assert rules.opening_refusal(NOON, NOON + 2 * HOUR, NOON + after_start) is refusal


@pytest.mark.parametrize(
    ("state", "after_start", "refusal"),
    [
        (State.CALLED, -HOUR - timedelta(seconds=1), Refusal.TOO_EARLY),
        (State.CALLED, -HOUR, None),
        (State.OPEN, 5 * HOUR, None),
        (State.DRAFT, timedelta(), Refusal.NOT_NOW),
        (State.CLOSED, timedelta(), Refusal.NOT_NOW),
        (State.CANCELLED, timedelta(), Refusal.NOT_NOW),
    ],
)
def test_people_sign_in_from_an_hour_before_until_the_close(
    state: State, after_start: timedelta, refusal: Refusal | None
) -> None:
    assert rules.signing_refusal(state, NOON, NOON + after_start) is refusal


# ---- Proxies ----


@pytest.mark.parametrize(
    ("ties", "refusal"),
    [
        ({}, None),
        ({8: 9}, None),
        ({1: 3}, Refusal.GAVE_ALREADY),
        ({3: 2}, Refusal.HOLDS_ANOTHER),
        ({2: 3}, Refusal.HOLDER_GAVE),
        ({3: 1}, Refusal.CARRIES_ONE),
    ],
)
def test_one_proxy_each_way_and_no_chains(ties: dict[int, int], refusal: Refusal | None) -> None:
    assert rules.proxy_refusal(True, True, 1, 2, ties) is refusal


@pytest.mark.parametrize(("giver", "holder"), [(False, True), (True, False)])
def test_a_voice_is_lent_between_those_who_have_one(giver: bool, holder: bool) -> None:
    assert rules.proxy_refusal(giver, holder, 1, 2, {}) is Refusal.NOT_CALLED_TO_IT


# ---- Reminders ----


@pytest.mark.parametrize(
    ("before", "hours", "due"),
    [
        (3 * DAY, 2, set()),
        (2 * DAY, 2, {Reminder.PAPERS}),
        (DAY + timedelta(seconds=1), 2, {Reminder.PAPERS}),
        (DAY, 2, {Reminder.PAPERS, Reminder.DAY}),
        (2 * HOUR, 2, {Reminder.PAPERS, Reminder.HOUR}),
        (HOUR, 0, {Reminder.PAPERS, Reminder.DAY}),
        (timedelta(), 2, set()),
    ],
)
def test_reminders_fall_due_by_the_clock(before: timedelta, hours: int, due: set[Reminder]) -> None:
    assert rules.reminders_due(NOON - 9 * DAY, NOON, NOON - before, hours) == due


def test_nobody_is_reminded_of_what_they_heard_just_now() -> None:
    """Called this morning for this afternoon: no reminder of tomorrow, none within the hour."""
    called = NOON - 3 * HOUR
    assert rules.reminders_due(called, NOON, called + timedelta(minutes=5), 2) == set()
    assert rules.reminders_due(called, NOON, NOON - HOUR, 2) == {Reminder.HOUR, Reminder.PAPERS}
