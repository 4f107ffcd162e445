"""How an entry comes into the books, and what the books must always satisfy (DOMAIN §4)."""

from collections.abc import Mapping
from enum import StrEnum

SUMMARY_MAX, TEXT_MAX = 200, 1000


class Nature(StrEnum):
    INCOME = "income"
    EXPENSE = "expense"
    SWEEP = "sweep"  # money not spent by the fund's day goes back to where it came from


class State(StrEnum):
    PREPARED = "prepared"  # by the handler (经手人)
    APPROVED = "approved"  # by the approver (审批人)
    SIGNED = "signed"  # by a supervisor, before it is posted
    POSTED = "posted"  # in the books for good
    DROPPED = "dropped"  # never came into the books; kept, with the reason


class Move(StrEnum):
    APPROVE = "approve"
    SIGN = "sign"
    POST = "post"
    RETURN = "return"  # to its handler, with a reason; approval and signature fall away
    DROP = "drop"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.PREPARED, Move.APPROVE): State.APPROVED,
    (State.APPROVED, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.POST): State.POSTED,
    (State.APPROVED, Move.RETURN): State.PREPARED,
    (State.SIGNED, Move.RETURN): State.PREPARED,
    (State.PREPARED, Move.DROP): State.DROPPED,
}
