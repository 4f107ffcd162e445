"""When a fund's month may be drawn up, who may lock it, and when unspent money goes back
(居民委员会组织法 art. 34; DOMAIN §3, §4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

REASON_MIN, REASON_MAX = 5, 500
POSTING_LEAST = 15  # days (art. 34)


class Month(NamedTuple):
    """A month of the calendar; they compare in their order."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def code(self) -> str:
        """As it is written in addresses: 2026-03."""
        return f"{self.year}-{self.month:02d}"


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def months(first: Month, last: Month) -> Iterator[Month]:
    """From one to another, both with it; none where they stand the other way round."""
    one = first
    while one <= last:
        yield one
        one = one.next


class Refusal(StrEnum):
    """Why a month is not drawn up, or not locked; each has its own sentence."""

    BEFORE_FUND = "before_fund"
    AFTER_FUND = "after_fund"
    NOT_OVER = "not_over"
    LOCKED = "locked"
    EARLIER_OPEN = "earlier_open"
    ENTRIES_WAIT = "entries_wait"
    BELOW_NOUGHT = "below_nought"
    # the review
    OWN_DRAFT = "own_draft"
    OWN_ENTRIES = "own_entries"
    FIGURES_MOVED = "figures_moved"
    # money that goes back
    NO_SWEEP_DAY = "no_sweep_day"
    NOT_YET = "not_yet"
    NOTHING_LEFT = "nothing_left"
    SWEEP_WAITS = "sweep_waits"


@dataclass(frozen=True)
class Books:
    """What the rules ask of a fund's books. ``locked``: the last month that is; ``closed_on``: no
    entry after it.
    """

    opened_on: date
    closed_on: date | None
    locked: Month | None

    @property
    def next(self) -> Month:
        """The month to be drawn up next: from the fund's opening on, none is skipped."""
        return self.locked.next if self.locked else month_of(self.opened_on)


def draft_refusal(books: Books, month: Month, waiting: int, today: date) -> Refusal | None:
    """None if the month may be drawn up: it is over, the one before is locked, and no entry of it
    is still on its way.
    """
    if month < month_of(books.opened_on):
        return Refusal.BEFORE_FUND
    if books.closed_on is not None and month > month_of(books.closed_on):
        return Refusal.AFTER_FUND
    if month < books.next:
        return Refusal.LOCKED
    if month.last >= today:
        return Refusal.NOT_OVER
    if month > books.next:
        return Refusal.EARLIER_OPEN
    return Refusal.ENTRIES_WAIT if waiting else None


def due(books: Books, today: date) -> list[Month]:
    """The months that are over and not locked, in their order."""
    last = month_of(min(today, books.closed_on) if books.closed_on else today)
    return [one for one in months(books.next, last) if one.last < today]


def review_refusal(person_id: int, drawn_up_by: int, hands: set[int]) -> Refusal | None:
    """None if this person may lock the month: the reviewer (审核人) drew up neither it nor an entry
    of it. ``hands``: who prepared or approved its entries (art. 36: supervisors keep no books).
    """
    if person_id == drawn_up_by:
        return Refusal.OWN_DRAFT
    return Refusal.OWN_ENTRIES if person_id in hands else None


@dataclass(frozen=True)
class Figures:
    """A month in fen: opening + income − expense = closing."""

    opening_fen: int
    income_fen: int
    expense_fen: int
    entries: int

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.income_fen - self.expense_fen


class Nearing(StrEnum):
    """How the day stands on which unspent money goes back."""

    FAR = "far"
    NEAR = "near"
    PASSED = "passed"


def nearing(day: date, today: date, ahead: int) -> Nearing:
    """``ahead``: so many days before it, people are reminded."""
    if day < today:
        return Nearing.PASSED
    return Nearing.NEAR if day - timedelta(days=ahead) <= today else Nearing.FAR


def sweep_refusal(day: date | None, left_fen: int, waits: bool, today: date) -> Refusal | None:
    """None if an entry may be prepared that sends back what was not spent by the fund's day."""
    if day is None:
        return Refusal.NO_SWEEP_DAY
    if today < day:
        return Refusal.NOT_YET
    if waits:
        return Refusal.SWEEP_WAITS
    return None if left_fen > 0 else Refusal.NOTHING_LEFT
