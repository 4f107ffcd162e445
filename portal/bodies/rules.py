"""What the law fixes of each body (居民委员会组织法, in force since 2026-01-01)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    RESIDENTS_MEETING = "residents_meeting"  # 居民会议
    ASSEMBLY = "assembly"  # 居民代表会议
    COUNCIL = "council"  # 议事会
    COMMITTEE = "committee"  # 居委会
    SUPERVISORS = "supervisors"  # 居务监督委员会
    SUBCOMMITTEE = "subcommittee"
    JOINT = "joint"  # a standing joint meeting (联席会议)


class Base(StrEnum):
    """What a majority is a majority of."""

    PRESENT = "present"  # an abstention counts like a no
    YES_NO = "yes_no"


class Post(StrEnum):
    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"


class How(StrEnum):
    """How somebody came to a seat."""

    ELECTED = "elected"
    BY_ELECTION = "by_election"
    EX_OFFICIO = "ex_officio"
    APPOINTED = "appointed"


class WhyEnded(StrEnum):
    TERM_OVER = "term_over"
    RESIGNED = "resigned"
    RECALLED = "recalled"
    MOVED_OUT = "moved_out"
    DIED = "died"
    INCOMPATIBLE = "incompatible"
    DISSOLVED = "dissolved"


class Whom(StrEnum):
    """Whom new seats speak for."""

    GROUPS = "groups"  # one for every residents' group that has none
    GRIDS = "grids"  # so many for every grid
    WHOLE = "whole"  # the whole community, or whoever the label names


RANK: dict[Kind, int] = {
    Kind.SUBCOMMITTEE: 1,
    Kind.COMMITTEE: 1,
    Kind.COUNCIL: 1,
    Kind.ASSEMBLY: 2,
    Kind.RESIDENTS_MEETING: 3,
}
"""Whose decisions whose may annul: the higher body the lower one's (art. 30); besides, a
subcommittee's is its parent's to annul. Bodies of equal rank do nothing for one another.
"""


def is_above(kind: Kind, other: Kind) -> bool:
    """Whether a body of one kind is higher than one of the other: only where both have a rank."""
    return other in RANK and RANK.get(kind, 0) > RANK[other]


# ---- What the law fixes of a body ----


@dataclass(frozen=True)
class Size:
    """How many people a body has; None for no limit."""

    least: int | None = None
    most: int | None = None

    def fits(self, people: int) -> bool:
        return (self.least or 0) <= people and (self.most is None or people <= self.most)


SIZES: dict[Kind, Size] = {
    Kind.COMMITTEE: Size(5, 9),  # art. 8
    Kind.COUNCIL: Size(15, 25),  # practice: about 20
}
"""How many people sit with a vote. More seats than the law allows are refused; of a council one
is only told.
"""
GROUP_SIZE = Size(20, 50)
"""Households of a residents' group (art. 13)."""
TERM_YEARS = 5  # art. 14: the committee's; the others are chosen with it
RESIDENTS_NOTICE_DAYS = 10  # art. 26
_FOUR_FIFTHS = (4, 5)  # art. 28
FIXED_BASE = frozenset({Kind.RESIDENTS_MEETING, Kind.ASSEMBLY})
"""Where the law fixes of whom the majority is, and that it is more than half (art. 27, art. 29)."""
STATUTORY = frozenset({Kind.RESIDENTS_MEETING, Kind.ASSEMBLY, Kind.COMMITTEE, Kind.SUPERVISORS})
"""What every community has, once, and cannot dissolve."""
SINGLE = STATUTORY | {Kind.COUNCIL}
WITHOUT_SEATS = frozenset({Kind.RESIDENTS_MEETING})
"""Every resident of age belongs to it (art. 26)."""


class Refusal(StrEnum):
    """Why something cannot be done with a body, a term, a seat or a membership."""

    NAME_TAKEN = "name_taken"
    ONLY_ONE = "only_one"
    NO_PARENT = "no_parent"
    DISSOLVED = "dissolved"
    STATUTORY = "statutory"
    BASE_FIXED = "base_fixed"
    MAJORITY_FIXED = "majority_fixed"
    NOTICE_TOO_SHORT = "notice_too_short"
    GROUP_SIZE = "group_size"
    GROUP_NAME_TAKEN = "group_name_taken"
    NO_SEATS = "no_seats"
    TERM_ORDER = "term_order"
    TERM_TOO_LONG = "term_too_long"
    TERM_TOO_SOON = "term_too_soon"
    NO_TERM = "no_term"
    TOO_MANY_SEATS = "too_many_seats"
    TOO_FEW_REPRESENTATIVES = "too_few_representatives"
    GROUP_HAS_SEAT = "group_has_seat"
    SEAT_USED = "seat_used"
    SEAT_TAKEN = "seat_taken"
    SITS_ALREADY = "sits_already"
    OUTSIDE_TERM = "outside_term"
    MINOR = "minor"
    GONE = "gone"
    LIVES_ELSEWHERE = "lives_elsewhere"
    NOT_OF_COMMITTEE = "not_of_committee"
    SUPERVISES_ITSELF = "supervises_itself"
    SUPERVISES_FAMILY = "supervises_family"
    UNDECLARED = "undeclared"
    WRONG_WAY = "wrong_way"
    POST_TAKEN = "post_taken"
    NO_CONSENT = "no_consent"
    ENDS_BEFORE_START = "ends_before_start"
    ENDED_ALREADY = "ended_already"
    BASIS_TO_COME = "basis_to_come"
    BEFORE_BASIS = "before_basis"
    ELECTED_HERE = "elected_here"
    TERM_ELECTED_HERE = "term_elected_here"
    ELECTION_UNDER_WAY = "election_under_way"
    TOO_LONG_AGO = "too_long_ago"
    MET_SINCE = "met_since"
    STANDS = "stands"
    NO_GROUND = "no_ground"
    NOT_NAMED = "not_named"
    GROUND_TOO_OLD = "ground_too_old"
    GROUND_USED = "ground_used"
    OTHER_TERM = "other_term"
    TERM_RUNS = "term_runs"
    CAME_OR_WENT = "came_or_went"
    RESIGNED_BACKWARDS = "resigned_backwards"
    WAITS_FOR_WORD = "waits_for_word"
    OWN_WORD = "own_word"
    DECISION_STANDS = "decision_stands"
    NOT_SECOND = "not_second"
    PAPER_SETTLED = "paper_settled"
    WORD_TOO_LATE = "word_too_late"


class Refused(ValueError):
    """Nothing was done; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse(reason: Refusal | None) -> None:
    """Refused, where there is a reason."""
    if reason:
        raise Refused(reason)


def base_fault(kind: Kind, base: Base) -> Refusal | None:
    """Art. 27 and 29: residents' meeting and assembly decide by those present."""
    return Refusal.BASE_FIXED if kind in FIXED_BASE and base is not Base.PRESENT else None


def large_fault(kind: Kind, large_fen: int | None) -> Refusal | None:
    """Art. 27 and 29: residents' meeting and assembly decide any sum by more than half."""
    return Refusal.MAJORITY_FIXED if kind in FIXED_BASE and large_fen is not None else None


def notice_fault(kind: Kind, days: int) -> Refusal | None:
    """Art. 26: a residents' meeting is announced ten days ahead, or more."""
    short = kind is Kind.RESIDENTS_MEETING and days < RESIDENTS_NOTICE_DAYS
    return Refusal.NOTICE_TOO_SHORT if short else None


def group_fault(households: int) -> Refusal | None:
    """Art. 13: a residents' group has 20 to 50 households."""
    return None if GROUP_SIZE.fits(households) else Refusal.GROUP_SIZE


def founding_fault(kind: Kind, there: Collection[Kind], parent: Kind | None) -> Refusal | None:
    """``there``: the kinds of bodies that exist; ``parent``: the kind of the body that a
    subcommittee belongs to, None for any other.
    """
    if kind in SINGLE and kind in there:
        return Refusal.ONLY_ONE
    belongs = parent is not None and parent is not Kind.SUBCOMMITTEE
    return Refusal.NO_PARENT if (kind is Kind.SUBCOMMITTEE) is not belongs else None


# ---- Terms and seats ----


def last_day(first: date) -> date:
    """The last day of a term of five years (art. 14)."""
    try:
        same = first.replace(year=first.year + TERM_YEARS)
    except ValueError:  # 29 February
        same = first.replace(year=first.year + TERM_YEARS, month=3, day=1)
    return same - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def term_fault(starts: date, ends: date, before: date | None) -> Refusal | None:
    """What is wrong with a term, art. 14; ``before``: the first day of the term before it.

    Whether it may begin before the last one is over is the ground's (``mandates``).
    """
    if ends <= starts:
        return Refusal.TERM_ORDER
    if ends > last_day(starts):
        return Refusal.TERM_TOO_LONG
    too_soon = before is not None and starts <= day_after(before)
    return Refusal.TERM_TOO_SOON if too_soon else None


def seats_fault(kind: Kind, voting: int) -> Refusal | None:
    """Art. 8: a committee has no more than nine members."""
    law = SIZES.get(kind) if kind is Kind.COMMITTEE else None
    return Refusal.TOO_MANY_SEATS if law and law.most and voting > law.most else None


def represents(votes: bool, constituency: bool, ex_officio: bool) -> bool:
    """居民代表: whoever has a vote for a residents' group or a grid (``constituency``), and is not
    there as a member of the committee; a seat for the whole community represents nobody of whom the
    law speaks (art. 13, 28).
    """
    return votes and constituency and not ex_officio


def represented(members: int, representatives: int) -> bool:
    """Art. 28: of the assembly's members at least four fifths are residents' representatives."""
    top, bottom = _FOUR_FIFTHS
    return representatives * bottom >= members * top


def composition_fault(kind: Kind, voting: int, representatives: int) -> Refusal | None:
    """Art. 28, for the seats of an assembly; ``representatives``: as ``represents`` has them."""
    if kind is not Kind.ASSEMBLY or represented(voting, representatives):
        return None
    return Refusal.TOO_FEW_REPRESENTATIVES


_ENDS = r"(?=$|[、，,；;。和])"
_UNITS = r"((?:[0-9]+[、，,])*[0-9]+)单元"


def is_named_in(extent: str, estate: str, building: str, unit: str) -> bool:
    """Whether the extent of a residents' group names this staircase beyond doubt: its estate first,
    then the whole building, or the building with this unit. Where only some floors belong to it,
    or it is written otherwise, nothing is certain. All without spaces.
    """
    if not extent.startswith(estate) or "层" in extent:
        return False
    rest, number = extent[len(estate) :], unit.removesuffix("单元")
    for found in re.finditer(rf"(?<![0-9]){re.escape(building)}(?:{_UNITS})?{_ENDS}", rest):
        if found[1] is None or number in re.split("[、，,]", found[1]):
            return True
    return False
