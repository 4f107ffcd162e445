"""The life of a proposal: its moves, who may make them, and when. Pure answers.

A resident's wish becomes a proposal, is read by a moderator, endorsed by neighbours to the round's
threshold, screened by the committee, and put on the round's price list. Each step is one line of
``MOVES``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.core import age


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # a moderator reads it before it appears
    COLLECTING = "collecting"  # public; neighbours endorse
    SCREENING = "screening"  # enough endorsed; the committee examines it
    REVISING = "revising"  # the committee asked its author to change it
    FEASIBLE = "feasible"  # on the price list
    REFUSED = "refused"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # too few endorsed in time


class Move(StrEnum):
    SUBMIT = "submit"
    PUBLISH = "publish"
    SEND_BACK = "send_back"
    REACH = "reach"
    ASK = "ask"
    REVISE = "revise"
    ACCEPT = "accept"
    REFUSE = "refuse"
    MERGE = "merge"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


_S, _M = State, Move

MOVES: dict[tuple[State, Move], State] = {
    (_S.DRAFT, _M.SUBMIT): _S.SUBMITTED,
    (_S.DRAFT, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _M.PUBLISH): _S.COLLECTING,
    (_S.SUBMITTED, _M.SEND_BACK): _S.DRAFT,
    (_S.SUBMITTED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _M.LAPSE): _S.LAPSED,
    (_S.COLLECTING, _M.REACH): _S.SCREENING,
    (_S.COLLECTING, _M.MERGE): _S.MERGED,
    (_S.COLLECTING, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.COLLECTING, _M.LAPSE): _S.LAPSED,
    (_S.SCREENING, _M.ASK): _S.REVISING,
    (_S.SCREENING, _M.ACCEPT): _S.FEASIBLE,
    (_S.SCREENING, _M.REFUSE): _S.REFUSED,
    (_S.SCREENING, _M.MERGE): _S.MERGED,
    (_S.SCREENING, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.REVISING, _M.REVISE): _S.SCREENING,
    (_S.REVISING, _M.ACCEPT): _S.FEASIBLE,
    (_S.REVISING, _M.REFUSE): _S.REFUSED,
    (_S.REVISING, _M.MERGE): _S.MERGED,
    (_S.REVISING, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.FEASIBLE, _M.REOPEN): _S.SCREENING,
    (_S.REFUSED, _M.REOPEN): _S.SCREENING,
}

PUBLIC = frozenset(
    {
        State.COLLECTING,
        State.SCREENING,
        State.REVISING,
        State.FEASIBLE,
        State.REFUSED,
        State.MERGED,
    }
)
"""States that everyone sees; withdrawn and lapsed ones too, if they were ever published."""

OPEN = frozenset({State.COLLECTING, State.SCREENING, State.REVISING})
"""States in which neighbours may still endorse, ask and argue."""

TAKES_OTHERS = OPEN | {State.FEASIBLE}
"""States in which a similar proposal can be merged into this one."""

GIVEN_UP = frozenset({State.WITHDRAWN, State.LAPSED})
"""States in which nobody pursues it any more: a paper wish that it carried may be proposed anew."""

SCREENED = frozenset({State.SCREENING, State.REVISING})


class MoveRefused(Exception):
    """The proposal is not where this move starts; nothing was changed."""


def after(state: State, move: Move) -> State:
    """The state after a move. MoveRefused where the table has none."""
    to = MOVES.get((state, move))
    if to is None:
        raise MoveRefused(state, move)
    return to


def allowed(state: State, move: Move) -> bool:
    return (state, move) in MOVES


def is_public(state: State, was_published: bool, hidden: bool) -> bool:
    """Whether anyone may read it. What was published once stays, withdrawn or lapsed, with its
    reason; what a moderator has hidden leaves a placeholder.
    """
    ended = was_published and state in (State.WITHDRAWN, State.LAPSED)
    return not hidden and (state in PUBLIC or ended)


def may_edit(state: State, is_author: bool, endorsed: bool, hidden: bool = False) -> bool:
    """An author changes the text before anyone has endorsed it, or when screening asks for it:
    nobody's name stands under words that they did not read. What is hidden waits for a moderator.
    """
    if not is_author or hidden:
        return False
    if state is State.COLLECTING:
        return not endorsed
    return state in (State.DRAFT, State.REVISING)


def may_discard(state: State, never_sent: bool) -> bool:
    """Only what nobody but its authors has ever read is thrown away; the rest is withdrawn."""
    return state is State.DRAFT and never_sent


def may_withdraw(state: State, is_first_author: bool) -> bool:
    return is_first_author and allowed(state, Move.WITHDRAW)


class Change(StrEnum):
    """Where a change of a public text stands that its authors have saved."""

    SAVED = "saved"
    WAITING = "waiting"
    ASKED = "asked"  # a moderator sent it back
    STRANDED = "stranded"  # the text may not change any more


def change_stands(may_change: bool, still_open: bool, handed_in: bool, asked: bool) -> Change:
    """``still_open``: what was handed in is let through only while neighbours may endorse."""
    if handed_in and still_open:
        return Change.WAITING
    if not may_change:
        return Change.STRANDED
    return Change.ASKED if asked else Change.SAVED


class NotEndorsable(StrEnum):
    """Why somebody cannot endorse a proposal. Each has its own sentence."""

    OWN = "own"
    NOT_OPEN = "not_open"
    ROUND_OVER = "round_over"
    NOT_RESIDENT = "not_resident"
    ELSEWHERE = "elsewhere"
    UNDER_AGE = "under_age"
    AGE_UNKNOWN = "age_unknown"


@dataclass(frozen=True)
class Neighbour:
    """What the roster knows of someone who would endorse. ``in_reach``: the round is for their
    grid, or for the whole community.
    """

    is_author: bool
    lives_here: bool
    in_reach: bool
    birth_year: int | None
    born_on: date | None


def cannot_endorse(
    who: Neighbour, state: State, collecting: bool, today: date
) -> NotEndorsable | None:
    """None if this neighbour may endorse: residents 18+ like the voters of the round, while it
    still collects proposals, and never one's own.
    """
    if who.is_author:
        return NotEndorsable.OWN
    if state not in OPEN:
        return NotEndorsable.NOT_OPEN
    if not collecting:
        return NotEndorsable.ROUND_OVER
    if not who.lives_here:
        return NotEndorsable.NOT_RESIDENT
    if not who.in_reach:
        return NotEndorsable.ELSEWHERE
    if who.birth_year is None and who.born_on is None:
        return NotEndorsable.AGE_UNKNOWN
    return None if age.is_adult(who.birth_year, who.born_on, today) else NotEndorsable.UNDER_AGE


def support(endorsers: int, paper_households: int) -> int:
    """How many stand behind a proposal: each neighbour who endorsed it, and each household whose
    paper form wishes for it and of which nobody endorsed it as well.
    """
    return endorsers + paper_households


def due_on(reached: date, days: int, voting_from: date) -> date:
    """The day by which screening decides: so many days after enough have endorsed, and never
    later than the day before voting begins.
    """
    return min(reached + timedelta(days=days), voting_from - timedelta(days=1))


class Ground(StrEnum):
    """Why screening refuses a proposal: an item of the negative list (保障资金负面清单), or that
    it cannot be done.
    """

    PRIVATE_COSTS = "private_costs"
    OTHERS_DUTY = "others_duty"
    GOVERNMENT_DUTY = "government_duty"
    DEBTS = "debts"
    ENTERTAINMENT = "entertainment"
    CASH = "cash"
    NOT_FEASIBLE = "not_feasible"


NEGATIVE_LIST = tuple(ground for ground in Ground if ground is not Ground.NOT_FEASIBLE)


class CostFault(StrEnum):
    """What is wrong with an amount in fen."""

    ZERO = "zero"
    OVER_CAP = "over_cap"
    OVER_ROUND = "over_round"


def cost_fault(cost_fen: int, cap_fen: int, amount_fen: int) -> CostFault | None:
    """None for an amount that fits the cap of its kind and the round's money."""
    if cost_fen <= 0:
        return CostFault.ZERO
    if cost_fen > amount_fen:
        return CostFault.OVER_ROUND
    return CostFault.OVER_CAP if cost_fen > cap_fen else None


def may_screen(screener_id: int, authors: frozenset[int]) -> bool:
    """Nobody decides on their own proposal."""
    return screener_id not in authors


class Side(StrEnum):
    """For and against stand apart; nobody answers a point."""

    FOR = "for"
    AGAINST = "against"


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and now >= due_at


_NUMBER = re.compile(r"(?:提案)?([0-9]{1,6})号?")


def named_number(key: str) -> int | None:
    """The number of a proposal that a search may mean: ``13``, ``13号``, ``提案13``."""
    named = _NUMBER.fullmatch(key)
    return int(named[1]) if named else None


def list_code(number: int, earlier: int) -> str:
    """The code of a proposal on the price list: ``P007``; listed again ``P007-2``."""
    return f"P{number:03d}" + (f"-{earlier + 1}" if earlier else "")


WISHES = 3
"""A household's paper form has up to three wishes (民意征集表)."""


class NotInTime(StrEnum):
    """Why a paper form does not count by the day on which it came in."""

    FUTURE = "future"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


def not_in_time(received: date, first: date, last: date, today: date) -> NotInTime | None:
    """None for a form that came in while the round collected, both days included."""
    if received > today:
        return NotInTime.FUTURE
    if received < first:
        return NotInTime.TOO_EARLY
    return NotInTime.TOO_LATE if received > last else None


def lives_here_of_age(
    birth_year: int | None, born_on: date | None, left_on: date | None, today: date
) -> bool:
    """Whether a member of a household can stand for its wish as a proposal's author: 18 or more,
    and not moved away.
    """
    return age.is_adult(birth_year, born_on, today) and (left_on is None or left_on > today)


def byline(name: str, signs: bool) -> str:
    """How an author is named in public: in full, or by the surname alone (real name behind)."""
    return name if signs else name[:1] + "＊" * max(len(name) - 1, 1)
