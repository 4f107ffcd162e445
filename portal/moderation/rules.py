"""Reading before publishing (先审后发): the states of a post, and who may move it on.

Nothing here knows what is posted; the rooms hand in their posts by number.
"""

from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"  # nobody but its author and the moderators sees it
    CHANGES_ASKED = "changes_asked"  # back with its author, with the moderator's words
    APPROVED = "approved"  # everybody sees it
    HIDDEN = "hidden"  # a placeholder with the reason stands in its place
    WITHDRAWN = "withdrawn"  # taken back by its author, for good


class Move(StrEnum):
    APPROVE = "approve"
    ASK = "ask"
    HIDE = "hide"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"  # approved too late: what was public before stands


MOVES: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.APPROVE): State.APPROVED,
    (State.WAITING, Move.ASK): State.CHANGES_ASKED,
    (State.WAITING, Move.HIDE): State.HIDDEN,
    (State.WAITING, Move.RESUBMIT): State.WAITING,
    (State.WAITING, Move.WITHDRAW): State.WITHDRAWN,
    (State.WAITING, Move.LAPSE): State.APPROVED,
    (State.CHANGES_ASKED, Move.RESUBMIT): State.WAITING,
    (State.CHANGES_ASKED, Move.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Move.HIDE): State.HIDDEN,
    (State.APPROVED, Move.RESUBMIT): State.WAITING,
    (State.APPROVED, Move.WITHDRAW): State.WITHDRAWN,
    (State.HIDDEN, Move.APPROVE): State.APPROVED,
}
"""Every move there is. What was hidden comes back only by a moderator's open decision."""

MODERATORS_MOVES = (Move.APPROVE, Move.ASK, Move.HIDE)
"""What a moderator can press. LAPSE is what comes of an approval that its room can no longer
follow; the others are the author's.
"""


def decisions_open(state: State) -> list[Move]:
    """What a moderator may decide of a post in this state."""
    return [move for move in MODERATORS_MOVES if (state, move) in MOVES]


def is_restoring(move: Move, state: State) -> bool:
    """Whether this brings something hidden back."""
    return move is Move.APPROVE and state is State.HIDDEN


def needs_reason(move: Move, state: State = State.WAITING) -> bool:
    """Asking for changes, hiding and bringing back are never done without words."""
    return move in (Move.ASK, Move.HIDE) or is_restoring(move, state)


def may_decide(moderator_id: int, authors: frozenset[int]) -> bool:
    """Nobody decides on their own."""
    return moderator_id not in authors


def is_overdue(submitted_at: datetime, hours: int, now: datetime) -> bool:
    """Whether a post has waited longer than the community promises."""
    return now - submitted_at > timedelta(hours=hours)
