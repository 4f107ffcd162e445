"""When a meeting may be called, opened and closed, and by whom.

Articles are those of 城市居民委员会组织法, in force since 2026-01-01. Days are whole days of the
community's calendar.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from portal.bodies.rules import Kind

RESIDENTS_NOTICE_DAYS = 10  # art. 26
ASSEMBLY_MONTHS = 6  # art. 28
_FRESH = timedelta(hours=1)
EARLY = timedelta(hours=1)
"""How long before its time a meeting may be opened, and people may sign in."""
BACK_WITHIN = timedelta(minutes=10)
DAYS_OVER_NIGHT = 1
"""A meeting ends on the day on which it begins, or at most so many days later."""
DAYS_LEFT_OPEN = 1
"""Whole days after its planned end until a meeting that nobody closed is ended."""


class State(StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    CANCELLED = "cancelled"
    OPEN = "open"
    CLOSED = "closed"


class Act(StrEnum):
    DISCARD = "discard"
    CHANGE = "change"  # its text, place, time, agenda
    CALL = "call"
    CANCEL = "cancel"
    ADD_PAPER = "add_paper"
    READ = "read"
    EXCUSE = "excuse"
    GIVE_PROXY = "give_proxy"  # and take it back
    SIGN_IN = "sign_in"  # and out
    OPEN = "open"
    NOTE = "note"
    CLOSE = "close"


ACTS: dict[State, frozenset[Act]] = {
    State.DRAFT: frozenset({Act.DISCARD, Act.CHANGE, Act.CALL, Act.ADD_PAPER}),
    State.CALLED: frozenset(
        {
            Act.CHANGE,
            Act.CANCEL,
            Act.ADD_PAPER,
            Act.READ,
            Act.EXCUSE,
            Act.GIVE_PROXY,
            Act.SIGN_IN,
            Act.OPEN,
        }
    ),
    State.OPEN: frozenset({Act.ADD_PAPER, Act.READ, Act.SIGN_IN, Act.NOTE, Act.CLOSE}),
    State.CLOSED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""What may be done to a meeting in each state."""


class Called(StrEnum):
    """Whom a meeting calls."""

    MEMBERS = "members"  # of its body
    RESIDENTS = "residents"  # to a residents' meeting: everyone of 18 or more
    DELEGATES = "delegates"  # or one delegate a household


class Via(StrEnum):
    """How somebody signed in."""

    DOOR = "door"
    DESK = "desk"


class Dated(Protocol):
    """The dated facts of a meeting."""

    @property
    def called_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def opened_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


class Led(Protocol):
    """Who leads a meeting."""

    @property
    def chair_id(self) -> int: ...
    @property
    def clerk_id(self) -> int: ...


def state_of(meeting: Dated) -> State:
    if meeting.cancelled_at is not None:
        return State.CANCELLED
    if meeting.closed_at is not None:
        return State.CLOSED
    if meeting.opened_at is not None:
        return State.OPEN
    return State.CALLED if meeting.called_at is not None else State.DRAFT


def may(act: Act, state: State) -> bool:
    return act in ACTS[state]


def may_lead(person_id: int, meeting: Led) -> bool:
    """Chair and clerk lead a meeting: they open and close it and note what was said."""
    return person_id in (meeting.chair_id, meeting.clerk_id)


class Refusal(StrEnum):
    """Why an act upon a meeting is refused. Each has its own sentence."""

    NOT_NOW = "not_now"  # its state does not allow it
    NOT_LEADING = "not_leading"
    TOO_LATE = "too_late"  # the notice is shorter than it must be
    IN_THE_PAST = "in_the_past"
    NO_AGENDA = "no_agenda"
    NO_MEMBERS = "no_members"
    TOPIC_GONE = "topic_gone"  # a topic on it waits for this body no more
    DEMAND_GONE = "demand_gone"  # a demand that it answers is no open duty of this body
    DEMAND_TOO_LATE = "demand_too_late"  # it would be held long after the duty's day
    ANSWERS_DEMAND = "answers_demand"  # an item keeps the words of the demand that it answers
    PAPER_TOO_LATE = "paper_too_late"
    HAS_PAPERS = "has_papers"
    LAST_ITEM = "last_item"  # of a meeting that is called
    IN_USE = "in_use"  # a motion was made on it
    TOO_LONG = "too_long"  # it would end days after it began
    TOO_EARLY = "too_early"
    OVER = "over"
    ANOTHER_OPEN = "another_open"
    HINDERED = "hindered"
    NOT_CALLED_TO_IT = "not_called_to_it"  # has no place on the roll
    NO_OBSERVERS = "no_observers"
    STALE_CODE = "stale_code"
    NOT_HERE = "not_here"
    NO_PROXIES = "no_proxies"
    HOLDER_GAVE = "holder_gave"
    CARRIES_ONE = "carries_one"
    HOLDS_ANOTHER = "holds_another"
    GAVE_ALREADY = "gave_already"


# ---- Notice ----


def notice_days(kind: Kind, body_days: int, papers_days: int) -> int:
    """Whole days between the calling and the day of the meeting: ten before a residents' meeting
    (art. 26), else the body's own; never fewer than its agenda and papers are due ahead.
    """
    least = RESIDENTS_NOTICE_DAYS if kind is Kind.RESIDENTS_MEETING else 0
    return max(least, body_days, papers_days)


def last_day(meets_on: date, days: int) -> date:
    """The last day on which something that is due so many days ahead is in time."""
    return meets_on - timedelta(days=days)


def in_time(today: date, meets_on: date, days: int) -> bool:
    return today <= last_day(meets_on, days)


def call_refusal(
    today: date, meets_on: date, days: int, urgent: bool, items: int, members: int
) -> Refusal | None:
    """None if a meeting may be called today: in time, or urgent (art. 26); with an agenda, and
    somebody to call.
    """
    if not items:
        return Refusal.NO_AGENDA
    if not members:
        return Refusal.NO_MEMBERS
    return None if urgent or in_time(today, meets_on, days) else Refusal.TOO_LATE


def move_refusal(
    today: date, old_day: date, new_day: date, days: int, urgent: bool
) -> Refusal | None:
    """None if the day of a meeting that is called may be changed: to a later one it was called in
    good time already; to an earlier one the whole notice runs from today.
    """
    late = new_day < old_day and not in_time(today, new_day, days)
    return Refusal.TOO_LATE if late and not urgent else None


# ---- The hour ----


def span_refusal(starts_on: date, ends_on: date) -> Refusal | None:
    """None if a meeting ends on its day, or in the night after it."""
    return Refusal.TOO_LONG if ends_on > starts_on + timedelta(days=DAYS_OVER_NIGHT) else None


def opening_refusal(starts_at: datetime, ends_at: datetime, now: datetime) -> Refusal | None:
    """None while a meeting may be opened: from an hour before its time until its end."""
    if now < starts_at - EARLY:
        return Refusal.TOO_EARLY
    return Refusal.OVER if now >= ends_at else None


def signing_refusal(state: State, starts_at: datetime, now: datetime) -> Refusal | None:
    """None while people may sign in: from an hour before its time until it is closed."""
    if not may(Act.SIGN_IN, state):
        return Refusal.NOT_NOW
    return Refusal.TOO_EARLY if now < starts_at - EARLY else None


def may_return(left_at: datetime | None, signed_out_by: int | None, now: datetime) -> bool:
    """Whether somebody who left by themselves comes back without the door's code: for ten minutes,
    that a mistaken press costs no vote.
    """
    return left_at is not None and signed_out_by is None and now < left_at + BACK_WITHIN


def admits(kind: Kind, observers: bool) -> bool:
    """Whether residents may sit in without a vote: at an assembly always (art. 28), elsewhere where
    the meeting lets them.
    """
    return kind is Kind.ASSEMBLY or observers


# ---- Proxies ----


def proxy_refusal(
    giver_votes: bool, holder_votes: bool, giver: int, holder: int, ties: Mapping[int, int]
) -> Refusal | None:
    """None if a voice may be lent, beside the ``ties`` (giver → holder) that there are: one each
    way, and no chains, or a voice would be lost with who is absent themselves.
    """
    if not giver_votes or not holder_votes:
        return Refusal.NOT_CALLED_TO_IT
    if giver in ties:
        return Refusal.GAVE_ALREADY
    if holder in ties:
        return Refusal.HOLDER_GAVE
    if giver in ties.values():
        return Refusal.CARRIES_ONE
    return Refusal.HOLDS_ANOTHER if holder in ties.values() else None


# ---- Reminders ----


class Reminder(StrEnum):
    DAY = "day"
    HOUR = "hour"
    PAPERS = "papers"


def reminders_due(
    called_at: datetime, starts_at: datetime, now: datetime, hours: int
) -> set[Reminder]:
    """What people are to be reminded of now, if they were not yet: a day before, ``hours`` before
    (0 for never), and two days before of papers. Nobody is reminded of what they heard just now.
    """
    if now >= starts_at:
        return set()
    soon = starts_at - timedelta(hours=hours)
    since = {
        Reminder.DAY: starts_at - timedelta(days=1),
        Reminder.HOUR: soon if hours else starts_at,
        Reminder.PAPERS: starts_at - timedelta(days=2),
    }
    due = {one for one, at in since.items() if at <= now}
    if now >= soon or called_at > since[Reminder.DAY]:
        due.discard(Reminder.DAY)
    if now < called_at + _FRESH:
        due -= {Reminder.PAPERS, Reminder.HOUR}
    return due


# ---- The assembly's half-year ----


def assembly_due(last_closed_on: date) -> date:
    """The last day by which the assembly must meet again: at least every half-year (art. 28)."""
    months = last_closed_on.month - 1 + ASSEMBLY_MONTHS
    year, month = last_closed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(last_closed_on.day, monthrange(year, month)[1]))
