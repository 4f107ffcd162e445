"""How an entry comes into the books, and what the books must always satisfy (DOMAIN §4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.budget.rules import ProjectKind
from portal.core.text import bears_name, match_key

SUMMARY_MAX, TEXT_MAX = 200, 1000
NAME_MAX, SOURCE_MAX, WITNESS_MAX, VOUCHER_MAX = 80, 120, 60, 40
REASON_MIN = 5


class Nature(StrEnum):
    INCOME = "income"
    EXPENSE = "expense"
    SWEEP = "sweep"  # money not spent by the fund's day goes back to where it came from


class Category(StrEnum):
    """What an income is; an expense is of its project's kind (works, goods, services) or OTHER.
    OPENING: what was in the purse already when its books were begun.
    """

    ALLOCATION = "allocation"
    DONATION = "donation"
    INTEREST = "interest"
    OTHER = "other"
    SWEEP = "sweep"
    OPENING = "opening"


CATEGORIES: Mapping[Nature, tuple[str, ...]] = {
    Nature.INCOME: (
        Category.ALLOCATION, Category.DONATION, Category.INTEREST, Category.OTHER, Category.OPENING,
    ),
    Nature.EXPENSE: (*ProjectKind, Category.OTHER),
    Nature.SWEEP: (Category.SWEEP,),
}  # fmt: skip


def needs_voucher(nature: str, category: str) -> bool:
    """Whether a supervisor signs it only with a photo: of the bill, or of the bank's statement."""
    return nature == Nature.EXPENSE or category == Category.OPENING


def effect(nature: str, amount_fen: int) -> int:
    """What an entry does to its fund, in fen: only income brings money in."""
    return amount_fen if nature == Nature.INCOME else -amount_fen


class State(StrEnum):
    PREPARED = "prepared"  # by the handler (经手人)
    RETURNED = "returned"  # to its handler, with a reason; approval and signature fell away
    APPROVED = "approved"  # by the approver (审批人)
    SIGNED = "signed"  # by a supervisor, before it is posted
    POSTED = "posted"  # in the books for good
    DROPPED = "dropped"  # never came into the books; kept, with the reason


EDITABLE = frozenset({State.PREPARED, State.RETURNED})
ON_ITS_WAY = EDITABLE | {State.APPROVED, State.SIGNED}


class Move(StrEnum):
    PREPARE = "prepare"
    EDIT = "edit"
    APPROVE = "approve"
    SIGN = "sign"
    POST = "post"
    RETURN = "return"
    DROP = "drop"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.PREPARED, Move.EDIT): State.PREPARED,
    (State.PREPARED, Move.APPROVE): State.APPROVED,
    (State.PREPARED, Move.RETURN): State.RETURNED,
    (State.PREPARED, Move.DROP): State.DROPPED,
    (State.RETURNED, Move.EDIT): State.PREPARED,
    (State.RETURNED, Move.DROP): State.DROPPED,
    (State.APPROVED, Move.SIGN): State.SIGNED,
    (State.APPROVED, Move.RETURN): State.RETURNED,
    (State.SIGNED, Move.POST): State.POSTED,
    (State.SIGNED, Move.RETURN): State.RETURNED,
}


class Refusal(StrEnum):
    """Why something is not done to an entry or a fund; each has its own sentence."""

    # who
    NO_OFFICE = "no_office"
    TWO_OFFICES = "two_offices"
    NOT_ITS_HANDLER = "not_its_handler"
    PREPARED_IT = "prepared_it"
    APPROVED_IT = "approved_it"
    MANAGES_PROJECT = "manages_project"
    PAID_TO_OWN = "paid_to_own"
    WITNESSES_OWN = "witnesses_own"
    # what
    NO_AUTHORITY = "no_authority"
    AUTHORITY_OF_INCOME = "authority_of_income"
    NOT_IN_FORCE = "not_in_force"
    ITEM_OF_PROJECT = "item_of_project"
    OVER_LIMIT = "over_limit"
    NO_CONTRACT = "no_contract"
    OVER_CONTRACT = "over_contract"
    AFTER_STOP = "after_stop"
    BELOW_NOUGHT = "below_nought"
    WRONG_CATEGORY = "wrong_category"
    NOT_AN_AMOUNT = "not_an_amount"
    VOUCHER_TAKEN = "voucher_taken"
    NO_VOUCHER = "no_voucher"
    TOO_MANY_VOUCHERS = "too_many_vouchers"
    IS_CORRECTION = "is_correction"
    CORRECTED_BEFORE = "corrected_before"
    NOT_POSTED = "not_posted"
    # when
    FUTURE = "future"
    BEFORE_FUND = "before_fund"
    FUND_CLOSED = "fund_closed"
    MONTH_LOCKED = "month_locked"
    NOT_SWEPT_YET = "not_swept_yet"
    NOT_OPENING_DAY = "not_opening_day"
    # a fund
    NAME_TAKEN = "name_taken"
    SWEEP_TOO_EARLY = "sweep_too_early"
    UNDER_WAY = "under_way"
    BEFORE_LAST_ENTRY = "before_last_entry"


@dataclass(frozen=True)
class Hand:
    """Who wants to act. ``keeps``, ``approves``, ``signs``: what their offices of today allow;
    ``names``: their own and their household's, as matching forms.
    """

    person_id: int
    keeps: bool = False
    approves: bool = False
    signs: bool = False
    names: frozenset[str] = frozenset()
    own_name: str = ""


@dataclass(frozen=True)
class Task:
    """What the rules ask of an entry; persons by their numbers. ``manager_id``: who manages the
    project that it is paid for.
    """

    state: State
    prepared_by: int
    approved_by: int | None = None
    manager_id: int | None = None
    counterparty: str = ""
    witness: str = ""


_SEPARATORS = re.compile(r"[\s、，,；;。/|()（）:：]+")


def is_among(name: str, people: str) -> bool:
    """Whether this name is one of those that were typed, a word of its own."""
    return any(match_key(part) == name for part in _SEPARATORS.split(people) if part)


def who_refusal(move: Move, task: Task, hand: Hand) -> Refusal | None:
    """Why this person may not make this move; None where they may. Three different people prepare,
    approve and sign (art. 36: supervisors keep no books, and the books are not their own kin's).
    """
    needed = {
        Move.APPROVE: hand.approves,
        Move.SIGN: hand.signs,
        Move.RETURN: hand.keeps or hand.approves or hand.signs,
    }
    if not needed.get(move, hand.keeps):
        return Refusal.NO_OFFICE
    if move in {Move.RETURN, Move.DROP}:
        return None
    if hand.signs and (hand.keeps or hand.approves):
        return Refusal.TWO_OFFICES
    if move is Move.EDIT and hand.person_id != task.prepared_by:
        return Refusal.NOT_ITS_HANDLER
    return None if move is Move.POST else _interest(move, task, hand)


def _interest(move: Move, task: Task, hand: Hand) -> Refusal | None:
    """Whoever prepares, approves or signs has nothing else to do with it."""
    later = move in {Move.APPROVE, Move.SIGN}
    if later and hand.person_id == task.prepared_by:
        return Refusal.PREPARED_IT
    if move is Move.SIGN and hand.person_id == task.approved_by:
        return Refusal.APPROVED_IT
    if move is Move.SIGN and hand.person_id == task.manager_id:
        return Refusal.MANAGES_PROJECT
    if any(bears_name(task.counterparty, name) for name in hand.names):
        return Refusal.PAID_TO_OWN
    if hand.own_name and is_among(hand.own_name, task.witness):
        return Refusal.WITNESSES_OWN
    return None


def may(move: Move, task: Task, hand: Hand) -> bool:
    """Whether the page shows a button for it."""
    return (task.state, move) in MOVES and who_refusal(move, task, hand) is None


@dataclass(frozen=True)
class Books:
    """What is known of a fund when a day is held against it. ``locked_until``: the last day of the
    last month that is locked.
    """

    opened_on: date
    closed_on: date | None = None
    locked_until: date | None = None


def day_refusal(books: Books, booked_on: date, today: date) -> Refusal | None:
    """Why an entry of that day does not come into the books."""
    if booked_on > today:
        return Refusal.FUTURE
    if booked_on < books.opened_on:
        return Refusal.BEFORE_FUND
    if books.closed_on is not None and booked_on > books.closed_on:
        return Refusal.FUND_CLOSED
    if books.locked_until is not None and booked_on <= books.locked_until:
        return Refusal.MONTH_LOCKED
    return None


@dataclass(frozen=True)
class Bounds:
    """What may be paid in all, in fen: what was decided, and of a project what its contracts come
    to; None for an item of a resolution, which needs none.
    """

    decided_fen: int
    contracted_fen: int | None = None
    is_stopped: bool = False

    @property
    def most_fen(self) -> int:
        if self.contracted_fen is None:
            return self.decided_fen
        return min(self.decided_fen, self.contracted_fen)

    def left(self, spent_fen: int) -> int:
        """What may still be paid, in fen; never below nought."""
        return max(self.most_fen - spent_fen, 0)


def over_refusal(bounds: Bounds, spent_fen: int) -> Refusal | None:
    """Why so much in all may not be paid; None where it may. A project pays what was decided and
    signed for (DOMAIN §3); nothing is signed for after it was stopped.
    """
    if spent_fen <= bounds.most_fen:
        return None
    if bounds.is_stopped:
        return Refusal.AFTER_STOP
    if bounds.contracted_fen == 0:
        return Refusal.NO_CONTRACT
    return Refusal.OVER_LIMIT if spent_fen > bounds.decided_fen else Refusal.OVER_CONTRACT
