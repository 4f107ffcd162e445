"""What becomes of a nomination: states, moves, and who makes them. Pure."""

from collections.abc import Collection
from enum import StrEnum

from portal.elections.rules import SUPPORTERS, Refusal, Refused


class State(StrEnum):
    COLLECTING = "collecting"
    PUT = "put"  # written down as the party organization's, which has not confirmed it yet
    SUPPORTED = "supported"  # by ten voters, or by the party organization [art. 18]
    ACCEPTED = "accepted"  # the nominee consents
    DECLINED = "declined"
    CANDIDATE = "candidate"
    REFUSED = "refused"  # not qualified, with a reason
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    SUPPORT = "support"  # with the tenth supporter
    ACCEPT = "accept"
    DECLINE = "decline"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    RETRACT = "retract"  # the nominee says that what the desk entered is not their answer
    FALL_SHORT = "fall_short"  # supporters took it back
    ENDORSE = "endorse"  # the party organization says that it is its own
    DISOWN = "disown"  # or that it is not
    LOOK_AGAIN = "look_again"  # the nominee asks for another to check
    WITHDRAW = "withdraw"


class Source(StrEnum):
    VOTERS = "voters"
    PARTY = "party"


MOVES: dict[tuple[State, Move], State] = {
    (State.COLLECTING, Move.SUPPORT): State.SUPPORTED,
    (State.COLLECTING, Move.DECLINE): State.DECLINED,
    (State.COLLECTING, Move.WITHDRAW): State.WITHDRAWN,
    (State.PUT, Move.ENDORSE): State.SUPPORTED,
    (State.PUT, Move.DISOWN): State.WITHDRAWN,
    (State.PUT, Move.DECLINE): State.DECLINED,
    (State.REFUSED, Move.LOOK_AGAIN): State.ACCEPTED,
    (State.SUPPORTED, Move.ACCEPT): State.ACCEPTED,
    (State.SUPPORTED, Move.DECLINE): State.DECLINED,
    (State.ACCEPTED, Move.CONFIRM): State.CANDIDATE,
    (State.ACCEPTED, Move.REFUSE): State.REFUSED,
    (State.ACCEPTED, Move.WITHDRAW): State.WITHDRAWN,
    (State.CANDIDATE, Move.WITHDRAW): State.WITHDRAWN,
    (State.SUPPORTED, Move.FALL_SHORT): State.COLLECTING,
    (State.ACCEPTED, Move.RETRACT): State.COLLECTING,
    (State.CANDIDATE, Move.RETRACT): State.COLLECTING,
    (State.DECLINED, Move.RETRACT): State.COLLECTING,
}
"""Withdrawing is the nominator's while nobody else stands behind it: what neighbours did together
no single one undoes. After the nominee has answered it is the nominee's, until the candidates
are posted.
"""

LIVE = frozenset({State.COLLECTING, State.PUT, State.SUPPORTED, State.ACCEPTED, State.CANDIDATE})
"""States of a nomination that can still lead to a seat, or did."""

INVOLVING = LIVE - {State.PUT}
"""States in which its nominee runs nothing of the election. What the desk wrote down as another's,
and nobody confirmed, bars nobody from anything.
"""

SUPPORTABLE = frozenset({State.COLLECTING, State.SUPPORTED, State.ACCEPTED})
"""Until it is checked, a voter may stand behind it, or no longer."""

PUBLIC = frozenset({State.ACCEPTED, State.CANDIDATE})
"""States in which everyone may read the name: its bearer has consented, in one of them at most."""


def after(state: State, move: Move) -> State:
    """Refused where there is no such move."""
    if (state, move) not in MOVES:
        raise Refused(Refusal.MOVE)
    return MOVES[state, move]


def enough(supporters: int, source: Source, endorsed: bool) -> bool:
    """Ten voters together, or the party organization, which has said so itself [art. 18]."""
    return endorsed if source is Source.PARTY else supporters >= SUPPORTERS


def check_anew(others: Collection[tuple[State, Source]], source: Source) -> None:
    """Voters put somebody up once at a time, and so does the party organization, neither instead of
    the other [art. 18]; what was declined or withdrawn is no more. ``others``: the nominations of
    the same person. Whoever was refused asks for a second look instead.
    """
    for state, whose in others:
        same = state in LIVE and whose is source
        if same or state in PUBLIC or state is State.REFUSED:
            raise Refused(Refusal.NOMINATED_ALREADY)


def check_accepting(others: Collection[State]) -> None:
    """One nomination is enough to stand; and a refusal holds for all of them."""
    if State.REFUSED in others:
        raise Refused(Refusal.REFUSED_BEFORE)
    if not PUBLIC.isdisjoint(others):
        raise Refused(Refusal.STANDS_ALREADY)


def check_checker(
    by: int, nominator_id: int | None, entered: Collection[int | None], refused_by: int | None
) -> None:
    """Who proposed somebody does not check them, nor who entered the nomination or its answer, nor
    who confirmed it; a second look is another's than the first.
    """
    if by == nominator_id:
        raise Refused(Refusal.OWN_NOMINATION)
    if by in entered:
        raise Refused(Refusal.ENTERED)
    if by == refused_by:
        raise Refused(Refusal.SAME_LOOK)


def may_withdraw(
    state: State, person_id: int, nominator_id: int | None, nominee_id: int, alone: bool
) -> bool:
    """``alone``: nobody but its nominator stands behind it, or nobody."""
    if (state, Move.WITHDRAW) not in MOVES:
        return False
    if state in PUBLIC:
        return person_id == nominee_id
    return alone and person_id == nominator_id


def may_retract(state: State, answered_on_paper: bool) -> bool:
    """An answer that the desk entered is for the nominee to put right."""
    return answered_on_paper and (state, Move.RETRACT) in MOVES


class Bound(StrEnum):
    """Why a supporter does not take it back."""

    NOMINATOR = "nominator"  # nobody else is behind it: who began it withdraws it instead
    CHECKED = "checked"
    OVER = "over"  # no other voter could step in any more


def bound(state: State, alone: bool, is_over: bool, from_paper: bool) -> Bound | None:
    """None for a supporter who may take it back: until nominations are over; what the desk typed
    from paper, until it is checked. ``alone``: they began it, and nobody else stands behind it.
    ``is_over``: no more nominations are taken.
    """
    if state not in SUPPORTABLE:
        return Bound.CHECKED
    if alone:
        return Bound.NOMINATOR
    return Bound.OVER if is_over and not from_paper else None
