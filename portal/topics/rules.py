"""The life of a topic (议题): its moves, who may make them, which body it goes to. Pure answers.

A resident raises it, a moderator reads it, neighbours stand behind it, the party organization and
then the committee screen it (居民委员会组织法 art. 30), and it goes to the body whose it is. Each
step is one line of ``MOVES``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.bodies.rules import Kind
from portal.core import age


class State(StrEnum):
    SUBMITTED = "submitted"  # a moderator reads it before it appears
    COLLECTING = "collecting"  # public; neighbours stand behind it
    PARTY = "party"  # enough do; the party organization screens it first
    COMMITTEE = "committee"  # the committee screens it and names its matter
    ROUTED = "routed"  # with a body, waiting for a meeting or a consultation
    ON_AGENDA = "on_agenda"
    DECIDED = "decided"
    CONSULTED = "consulted"  # a consultation's outcome is being carried out
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # too few neighbours in time


class Move(StrEnum):
    PUBLISH = "publish"
    REACH = "reach"
    PASS = "pass"  # noqa: S105 - the party organization lets it go on
    ROUTE = "route"
    DECLINE = "decline"
    MERGE = "merge"
    PART = "part"  # it was not the same after all, or the other ended undecided
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    REFER = "refer"  # contested: up to the assembly
    DECIDE = "decide"
    CONSULT = "consult"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


_S, _M = State, Move

MOVES: dict[tuple[State, Move], State] = {
    (_S.SUBMITTED, _M.PUBLISH): _S.COLLECTING,
    (_S.SUBMITTED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.COLLECTING, _M.REACH): _S.PARTY,
    (_S.COLLECTING, _M.MERGE): _S.MERGED,
    (_S.COLLECTING, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.COLLECTING, _M.LAPSE): _S.LAPSED,
    (_S.PARTY, _M.PASS): _S.COMMITTEE,
    (_S.PARTY, _M.DECLINE): _S.DECLINED,
    (_S.PARTY, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.COMMITTEE, _M.ROUTE): _S.ROUTED,
    (_S.COMMITTEE, _M.DECLINE): _S.DECLINED,
    (_S.COMMITTEE, _M.MERGE): _S.MERGED,
    (_S.COMMITTEE, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.MERGED, _M.PART): _S.COLLECTING,
    (_S.ROUTED, _M.SCHEDULE): _S.ON_AGENDA,
    (_S.ROUTED, _M.REFER): _S.ROUTED,
    (_S.ROUTED, _M.CONSULT): _S.CONSULTED,
    (_S.ON_AGENDA, _M.UNSCHEDULE): _S.ROUTED,
    (_S.ON_AGENDA, _M.DECIDE): _S.DECIDED,
}

PUBLIC = frozenset(State) - {State.SUBMITTED, State.WITHDRAWN}
"""States that everyone reads; a withdrawn one too, if it was ever published."""

OPEN = frozenset({State.COLLECTING, State.PARTY, State.COMMITTEE})
"""States in which neighbours may still stand behind a topic."""

TAKES_OTHERS = OPEN | {State.ROUTED}
"""States in which another topic can be merged into this one."""

_WAY = (State.COLLECTING, State.PARTY, State.COMMITTEE, State.ROUTED)


def may_merge(state: State, into: State) -> bool:
    """Whether one may be merged into the other as they stand: never into one that has not come as
    far, which would send the neighbours of the first back.
    """
    ready = allowed(state, Move.MERGE) and into in TAKES_OTHERS
    return ready and _WAY.index(into) >= _WAY.index(state)


DECIDED = frozenset({State.DECIDED, State.CONSULTED})
UNDECIDED_ENDS = frozenset({State.DECLINED, State.WITHDRAWN, State.LAPSED})
"""Ends without a decision: what was merged into such a topic does not end with it."""


def may_part(state: State, into: State, is_author: bool, voted: bool) -> bool:
    """Its author says that it is another matter, until the body decides the other: ``voted`` is
    whether a vote on that was opened.
    """
    return is_author and state is State.MERGED and into not in DECIDED and not voted


SCREENED = frozenset({State.PARTY, State.COMMITTEE})


class MoveRefused(Exception):
    """The topic is not where this move starts; nothing was changed."""


def after(state: State, move: Move) -> State:
    """The state after a move. MoveRefused where the table has none."""
    to = MOVES.get((state, move))
    if to is None:
        raise MoveRefused(state, move)
    return to


def allowed(state: State, move: Move) -> bool:
    return (state, move) in MOVES


def is_public(state: State, was_published: bool) -> bool:
    """Whether everyone may open its page; what a moderator hid leaves a placeholder there."""
    return state in PUBLIC or (was_published and state is State.WITHDRAWN)


def may_withdraw(state: State, is_author: bool) -> bool:
    """Its author takes it back until it lies with a body."""
    return is_author and allowed(state, Move.WITHDRAW)


def may_screen(screener_id: int, author_id: int) -> bool:
    """Nobody screens their own topic."""
    return screener_id != author_id


class Office(StrEnum):
    """In whose name a step was made."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    NEIGHBOURS = "neighbours"
    PARTY = "party"
    COMMITTEE = "committee"
    BODY = "body"
    CALENDAR = "calendar"


SCREENS: dict[State, Office] = {State.PARTY: Office.PARTY, State.COMMITTEE: Office.COMMITTEE}
"""Which office a topic waits for (art. 30: the party organization before the committee)."""

DECIDES: dict[Move, tuple[Office, ...]] = {
    Move.PASS: (Office.PARTY,),
    Move.ROUTE: (Office.COMMITTEE,),
    Move.MERGE: (Office.COMMITTEE,),
    Move.DECLINE: (Office.PARTY, Office.COMMITTEE),
}


def may_decide(office: Office, state: State, move: Move) -> bool:
    """Whether this office makes this move of screening now: each in its own turn; the committee
    alone merges, while neighbours still stand up too.
    """
    turn = SCREENS.get(state, Office.COMMITTEE)
    return allowed(state, move) and office in DECIDES.get(move, ()) and office is turn


class Ground(StrEnum):
    """Why screening declines a topic, in public."""

    NOT_OURS = "not_ours"  # the government's, an owners' assembly's, a court's
    UNLAWFUL = "unlawful"
    PRIVATE = "private"  # a quarrel between persons: mediation, not a vote
    DECIDED_BEFORE = "decided_before"
    UNCLEAR = "unclear"


# ---- Which body ----


class Matter(StrEnum):
    """What a topic touches; the committee names it."""

    CHARTER = "charter"
    COVENANT = "covenant"
    YEARLY_REPORT = "yearly_report"
    APPRAISAL = "appraisal"
    AFFECTS_EVERYONE = "affects_everyone"
    DELEGATED = "delegated"
    ORDINARY = "ordinary"


RESERVED = frozenset(
    {
        Matter.CHARTER,
        Matter.COVENANT,
        Matter.YEARLY_REPORT,
        Matter.APPRAISAL,
        Matter.AFFECTS_EVERYONE,
    }
)
"""Reserved to the residents' meeting (居民委员会组织法 art. 30)."""


@dataclass(frozen=True)
class Delegated:
    """A matter that was handed down, to a kind of body, from one day to another (both count)."""

    matter: Matter
    to: Kind
    starts_on: date
    ends_on: date | None


def in_force(delegations: Iterable[Delegated], on: date) -> list[Delegated]:
    return [d for d in delegations if d.starts_on <= on and (d.ends_on is None or on <= d.ends_on)]


def may_delegate(matter: Matter, to: Kind) -> bool:
    """What is reserved to the residents goes down to the assembly at most; the assembly hands the
    rest to the council (art. 30).
    """
    return to is (Kind.ASSEMBLY if matter in RESERVED else Kind.COUNCIL)


def delegates(to: Kind) -> Kind:
    """Whose resolution hands matters down to a body of this kind (art. 30)."""
    return Kind.RESIDENTS_MEETING if to is Kind.ASSEMBLY else Kind.ASSEMBLY


def is_reserved(matter: Matter, body: Kind | None) -> bool:
    """Whether only a meeting decides: reserved to the residents (art. 30), even where it was handed
    down, or lying with the residents' meeting for whatever reason.
    """
    return matter in RESERVED or body is Kind.RESIDENTS_MEETING


def competent(matter: Matter, delegations: Iterable[Delegated], contested: bool) -> Kind:
    """The kind of body whose matter it is. ``delegations``: those in force.

    Reserved matters are the residents' meeting's, or the assembly's where they were delegated to it
    (居民委员会组织法 art. 30). Everything else is the assembly's, or the council's within what was
    delegated to it; a contested topic goes up to the assembly all the same (art. 32).
    """
    given = {one.to for one in delegations if one.matter is matter}
    if matter in RESERVED:
        return Kind.ASSEMBLY if Kind.ASSEMBLY in given else Kind.RESIDENTS_MEETING
    if contested:
        return Kind.ASSEMBLY
    return Kind.COUNCIL if Kind.COUNCIL in given else Kind.ASSEMBLY


# ---- Neighbours ----


class NotEndorsable(StrEnum):
    """Why somebody cannot stand behind a topic. Each has its own sentence."""

    OWN = "own"
    NOT_OPEN = "not_open"
    NOT_RESIDENT = "not_resident"
    UNDER_AGE = "under_age"
    AGE_UNKNOWN = "age_unknown"


@dataclass(frozen=True)
class Neighbour:
    """What the roster knows of someone who would stand behind a topic."""

    is_author: bool
    lives_here: bool
    birth_year: int | None
    born_on: date | None


def cannot_endorse(who: Neighbour, state: State, hidden: bool, today: date) -> NotEndorsable | None:
    """None if this neighbour may: a resident 18+ (art. 26), never behind the own topic."""
    if who.is_author:
        return NotEndorsable.OWN
    if state not in OPEN or hidden:
        return NotEndorsable.NOT_OPEN
    if not who.lives_here:
        return NotEndorsable.NOT_RESIDENT
    if who.birth_year is None and who.born_on is None:
        return NotEndorsable.AGE_UNKNOWN
    return None if age.is_adult(who.birth_year, who.born_on, today) else NotEndorsable.UNDER_AGE


def due_on(since: date, days: int) -> date:
    """The last day of a step that has so many days."""
    return since + timedelta(days=days)


def is_overdue(state: State, due: date | None, today: date) -> bool:
    """Whether an office has let its days of screening go by."""
    return state in SCREENED and due is not None and today > due


def has_lapsed(state: State, due: date | None, today: date) -> bool:
    """Whether the days in which neighbours could stand behind it are over."""
    return state is State.COLLECTING and due is not None and today > due


_NUMBER = re.compile(r"(?:议题)?(?:([0-9]{4})-)?([0-9]{1,5})号?")


def named_number(key: str) -> tuple[int | None, int] | None:
    """The year, if said, and the number that a search may mean: ``3``, ``3号``, ``2026-3``."""
    named = _NUMBER.fullmatch(key)
    return (int(named[1]) if named[1] else None, int(named[2])) if named else None
