"""How a resolution is numbered, how it stands, and whose decision may annul whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.bodies.rules import Kind, is_above

LEAST_DAYS = 15  # of posting (art. 34)


class Fact(StrEnum):
    """What a resolution may say of how it came about, beside its own columns."""

    ENTITLED = "entitled"
    VOTERS = "voters"  # what the two count: "residents", or "households" with one ballot each
    VOTED = "voted"
    PRESENT = "present"
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    RECUSED = "recused"
    BLANK = "blank"
    OBJECTIONS = "objections"
    OBJECTIONS_UPHELD = "objections_upheld"
    OBJECTIONS_DISMISSED = "objections_dismissed"
    OBJECTIONS_WITHDRAWN = "objections_withdrawn"
    OPENING_DIGEST = "opening_digest"


def number_text(community: str, year: int, serial: int) -> str:
    """The number as it is cited: 里议〔2026〕3号, by the first sign of the community's name."""
    return f"{community[:1]}议〔{year}〕{serial}号"


class State(StrEnum):
    """How a resolution stands, a property of what happened to it."""

    POSTED = "posted"
    IN_FORCE = "in_force"
    ANNULLED = "annulled"


class Move(StrEnum):
    """What is done about one that was adopted."""

    PROMISE = "promise"  # a follow-up is written down
    ANNUL = "annul"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.POSTED, Move.PROMISE): State.POSTED,
    (State.POSTED, Move.ANNUL): State.ANNULLED,
    (State.IN_FORCE, Move.PROMISE): State.IN_FORCE,
    (State.IN_FORCE, Move.ANNUL): State.ANNULLED,
}


def allowed(state: State, move: Move) -> bool:
    return (state, move) in MOVES


@dataclass(frozen=True)
class Standing:
    """What the state follows from: the end of its posting (None where it was posted before it was
    adopted, as a round's is), and how many objections wait, unanswered or upheld and unsettled.
    """

    posted_until: datetime | None = None
    waiting: int = 0
    annulled: bool = False


def state_at(standing: Standing, now: datetime) -> State:
    """In force when its posting is over and every objection is answered and settled (art. 34)."""
    if standing.annulled:
        return State.ANNULLED
    until = standing.posted_until
    posted = until is not None and (now < until or standing.waiting > 0)
    return State.POSTED if posted else State.IN_FORCE


def last_day(adopted_on: date, days: int) -> date:
    """The last of so many full days of posting: the day of adopting is none (art. 34)."""
    return adopted_on + timedelta(days=max(days, LEAST_DAYS))


def may_annul(kind: Kind, other_kind: Kind, is_parent: bool = False) -> bool:
    """Whether a body of one kind may annul what one of the other kind decided: only the higher
    body, and only where both have a rank (art. 30), or the body to which a subcommittee belongs.
    """
    return is_above(kind, other_kind) or (is_parent and other_kind is Kind.SUBCOMMITTEE)


class Refusal(StrEnum):
    """Why a decision does not annul another."""

    UNKNOWN = "unknown"
    NOT_HIGHER = "not_higher"
    ANNULLED_BEFORE = "annulled_before"


def annul_refusal(
    kind: Kind | None, other_kind: Kind | None, state: State, is_parent: bool = False
) -> Refusal | None:
    """None where a body may annul a decision that stands so; ``None`` for a body is a round's
    ballots, which neither annul nor are annulled. ``is_parent``: the other body belongs to the one
    that annuls.
    """
    if not allowed(state, Move.ANNUL):
        return Refusal.ANNULLED_BEFORE
    if kind is None or other_kind is None or not may_annul(kind, other_kind, is_parent):
        return Refusal.NOT_HIGHER
    return None
