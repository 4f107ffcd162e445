"""How a contractor may be chosen, and for how much (DOMAIN §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.core.text import match_key
from portal.projects.rules import QUOTES_NEEDED, Choice

LOTS_NEEDED = 2


class Refusal(StrEnum):
    """Why a contract is not taken."""

    NO_SUM = "no_sum"
    OVER_DECIDED = "over_decided"  # the excess needs a supplementary resolution
    FEW_QUOTES = "few_quotes"
    FEW_LOTS = "few_lots"
    SAME_BIDDER = "same_bidder"
    NOT_AMONG = "not_among"  # the contractor made no offer
    ABOVE_QUOTE = "above_quote"
    NOT_CHEAPEST = "not_cheapest"  # without saying why
    NO_LOT_TOLD = "no_lot_told"  # when and where it was drawn, and who saw it
    NO_REASON = "no_reason"
    FUTURE = "future"
    BEFORE_CONTRACT = "before_contract"  # a further contract is signed after the first
    FOUNDATION_GONE = "foundation_gone"


@dataclass(frozen=True)
class Bid:
    bidder: str
    fen: int


@dataclass(frozen=True)
class Terms:
    """What is to be signed; ``bids``: every offer that was asked for, the contractor's among
    them.
    """

    contractor: str
    choice: Choice
    fen: int
    signed_on: date
    reason: str = ""
    bids: Sequence[Bid] = ()


def refusal(terms: Terms, decided_fen: int, today: date) -> Refusal | None:
    """None where a contract may be taken: it costs no more than was decided, and the contractor was
    chosen as the choice asks.
    """
    if terms.fen <= 0:
        return Refusal.NO_SUM
    if terms.fen > decided_fen:
        return Refusal.OVER_DECIDED
    if terms.signed_on > today:
        return Refusal.FUTURE
    if len({match_key(one.bidder) for one in terms.bids}) < len(terms.bids):
        return Refusal.SAME_BIDDER
    return _CHOICES[terms.choice](terms)


@dataclass(frozen=True)
class Further:
    """What is to be signed with the same contractor beside the first contract."""

    fen: int
    signed_on: date
    reason: str


def further_refusal(
    further: Further, contracted_fen: int, contracted_on: date, decided_fen: int, today: date
) -> Refusal | None:
    """None where a further contract may be taken: all contracts together, ``contracted_fen`` by
    now, cost no more than was decided (DOMAIN §3: more cost needs its own resolution).
    """
    if further.fen <= 0:
        return Refusal.NO_SUM
    if contracted_fen + further.fen > decided_fen:
        return Refusal.OVER_DECIDED
    if further.signed_on > today:
        return Refusal.FUTURE
    if further.signed_on < contracted_on:
        return Refusal.BEFORE_CONTRACT
    return None


def chosen(terms: Terms) -> Bid | None:
    """The offer of the contractor, whatever width its name was typed in."""
    key = match_key(terms.contractor)
    return next((one for one in terms.bids if match_key(one.bidder) == key), None)


def _by_quotes(terms: Terms) -> Refusal | None:
    if len(terms.bids) < QUOTES_NEEDED:
        return Refusal.FEW_QUOTES
    least = min(one.fen for one in terms.bids)
    refusal = _among(terms)
    taken = chosen(terms)
    if refusal is None and taken is not None and taken.fen > least and not terms.reason:
        return Refusal.NOT_CHEAPEST
    return refusal


def _by_lot(terms: Terms) -> Refusal | None:
    if len(terms.bids) < LOTS_NEEDED:
        return Refusal.FEW_LOTS
    return _among(terms) or (None if terms.reason else Refusal.NO_LOT_TOLD)


def _directly(terms: Terms) -> Refusal | None:
    if not terms.reason:
        return Refusal.NO_REASON
    return _among(terms) if terms.bids else None


def _among(terms: Terms) -> Refusal | None:
    taken = chosen(terms)
    if taken is None:
        return Refusal.NOT_AMONG
    return Refusal.ABOVE_QUOTE if terms.fen > taken.fen else None


_CHOICES = {Choice.QUOTES: _by_quotes, Choice.LOT: _by_lot, Choice.DIRECT: _directly}
