"""What a resolution may do for a project, and how much money its decisions allow together (DOMAIN
§3: changes of scope or cost need a decision of their own).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.bodies.rules import Kind, is_above
from portal.projects.rules import MOVES, OPEN, Deciding, Move, State
from portal.resolutions.rules import State as Standing

BODIES = frozenset({Kind.RESIDENTS_MEETING, Kind.ASSEMBLY, Kind.COUNCIL})
"""Whose resolutions decide on projects; besides, what residents chose in a round. The committee
carries out, it does not decide for itself (art. 30).
"""


class Refusal(StrEnum):
    """Why a resolution does not do it."""

    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not_in_force"  # still posted to objections
    ANNULLED = "annulled"
    TAKEN = "taken"  # a project carries this item out already, or this change was noted
    NO_MONEY = "no_money"
    WRONG_BODY = "wrong_body"
    LOWER_BODY = "lower_body"
    CHOSEN_BY_VOTERS = "chosen_by_voters"  # a round's project is founded on its own
    FOUNDATION_GONE = "foundation_gone"
    CLOSED = "closed"  # the project is accepted or stopped
    NOT_A_MANAGER = "not_a_manager"
    DUE_BEFORE_START = "due_before_start"


@dataclass(frozen=True)
class Offer:
    """A resolution, and the item of it that is to be used: ``body`` None for a round's ballots,
    ``fen`` 0 for words without money.
    """

    standing: Standing
    body: Kind | None
    fen: int = 0
    is_taken: bool = False


@dataclass(frozen=True)
class Target:
    """A project for which more is decided: the body that founded it, None for a round's ballots;
    ``stands``: nobody annulled that.
    """

    state: State
    founder: Kind | None
    stands: bool = True


def founding_refusal(offer: Offer) -> Refusal | None:
    """None where an item of a resolution may become a project: in force, its money untouched."""
    if offer.body is not None and offer.body not in BODIES:
        return Refusal.WRONG_BODY
    return _standing_refusal(offer) or (None if offer.fen else Refusal.NO_MONEY)


def later_refusal(deciding: Deciding, offer: Offer, target: Target) -> Refusal | None:
    """None where a resolution may supplement, change or stop a project. What a higher body
    decided, no lower one changes or stops (art. 30); what the voters chose in a round counts as
    the assembly's.
    """
    if offer.body not in BODIES:
        return Refusal.WRONG_BODY if offer.body else Refusal.CHOSEN_BY_VOTERS
    if deciding is Deciding.SUPPLEMENT:
        return _supplement_refusal(offer, target) or _standing_refusal(offer)
    if not _may_still(deciding, target.state):
        return Refusal.CLOSED
    founder = target.founder or Kind.ASSEMBLY
    if offer.body is not founder and not is_above(offer.body, founder):
        return Refusal.LOWER_BODY
    return _standing_refusal(offer)


def _supplement_refusal(offer: Offer, target: Target) -> Refusal | None:
    if not target.stands:
        return Refusal.FOUNDATION_GONE
    if target.state is State.STOPPED:
        return Refusal.CLOSED
    return None if offer.fen else Refusal.NO_MONEY


def _may_still(deciding: Deciding, state: State) -> bool:
    return (state, Move.STOP) in MOVES if deciding is Deciding.STOP else state in OPEN


def _standing_refusal(offer: Offer) -> Refusal | None:
    if offer.standing is not Standing.IN_FORCE:
        annulled = offer.standing is Standing.ANNULLED
        return Refusal.ANNULLED if annulled else Refusal.NOT_IN_FORCE
    return Refusal.TAKEN if offer.is_taken else None


@dataclass(frozen=True)
class Decided:
    """A decision on a project: ``stands``: nobody annulled its resolution."""

    deciding: Deciding
    fen: int
    stands: bool


def stands(decisions: Iterable[Decided]) -> bool:
    """Whether the decision that founded it was not annulled."""
    return all(one.stands for one in decisions if one.deciding is Deciding.FOUND)


def decided_fen(decisions: Iterable[Decided]) -> int:
    """What the project may cost in all, in fen: the decisions that stand. Once the founding one
    is annulled, nothing, whatever was added later.
    """
    made = list(decisions)
    return sum(one.fen for one in made if one.stands) if stands(made) else 0


def state_without_stop(is_begun: bool, is_contracted: bool) -> State:
    """How a project stands again when the resolution that stopped it is annulled."""
    if is_begun:
        return State.UNDERWAY
    return State.CONTRACTED if is_contracted else State.PLANNED
