"""Who may sit on a seat, from when, and how they came to it; what the desk is told of a body."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.bodies.rules import SIZES, STATUTORY, How, Kind, Refusal, WhyEnded, represented


@dataclass(frozen=True)
class Candidate:
    """Who is to sit: ``here`` lives or works here on that day; ``adult`` is 18."""

    here: bool
    adult: bool
    grid_id: int | None
    household_id: int | None


@dataclass(frozen=True)
class Chair:
    """The seat: of which kind of body, for which grid (None for the whole community)."""

    kind: Kind
    grid_id: int | None
    votes: bool
    ex_officio: bool
    refilled: bool  # somebody sat here before in this term


@dataclass(frozen=True)
class Stay:
    """From one day to another; both count, None for no end."""

    starts: date
    ends: date | None

    def overlaps(self, other: "Stay") -> bool:
        return self.starts <= (other.ends or date.max) and other.starts <= (self.ends or date.max)


def ways(chair: Chair) -> tuple[How, ...]:
    """How somebody can come to this seat: to what the law asks for only by an election (art. 8,
    13, 36), to one that was vacated by a by-election; so too to one that the election left free.
    """
    if chair.ex_officio:
        return (How.EX_OFFICIO,)
    elected = (How.BY_ELECTION,) if chair.refilled else (How.ELECTED, How.BY_ELECTION)
    return elected if chair.kind in STATUTORY else (*elected, How.APPOINTED)


def person_fault(one: Candidate, chair: Chair) -> Refusal | None:
    """Whether this person may sit there at all; a representative lives where they represent."""
    if not one.here:
        return Refusal.GONE
    if not one.adult:
        return Refusal.MINOR
    elsewhere = chair.grid_id is not None and one.grid_id != chair.grid_id
    return Refusal.LIVES_ELSEWHERE if elsewhere else None


def stay_fault(wanted: Stay, term: Stay, others_there: Collection[Stay]) -> Refusal | None:
    """A stay lies within its term, and nobody else sits there meanwhile."""
    if not term.starts <= wanted.starts <= (term.ends or date.max):
        return Refusal.OUTSIDE_TERM
    taken = any(wanted.overlaps(other) for other in others_there)
    return Refusal.SEAT_TAKEN if taken else None


_APART = {Kind.COMMITTEE: Kind.SUPERVISORS, Kind.SUPERVISORS: Kind.COMMITTEE}


def apart(kind: Kind) -> Kind | None:
    """The body that must not share members with one of this kind (art. 36, 37)."""
    return _APART.get(kind)


def incompatible(
    person_id: int,
    household_id: int | None,
    other_side: Collection[tuple[int, int | None]],
    declared: bool,
) -> Refusal | None:
    """Art. 36 and 37: who sits on the committee, and their near relatives, may not supervise it.

    ``other_side``: (person, household) of who sits on the other body. The roster knows no
    relations: who lives together counts as near, others are asked, and declare that they are not.
    """
    if any(person_id == other for other, _home in other_side):
        return Refusal.SUPERVISES_ITSELF
    if household_id is not None and any(household_id == home for _other, home in other_side):
        return Refusal.SUPERVISES_FAMILY
    return None if declared else Refusal.UNDECLARED


def end_fault(stay: Stay, ends: date, term_ends: date) -> Refusal | None:
    """What is wrong with the last day of a membership."""
    if stay.ends is not None:
        return Refusal.ENDED_ALREADY
    if ends < stay.starts:
        return Refusal.ENDS_BEFORE_START
    return Refusal.OUTSIDE_TERM if ends > term_ends else None


@dataclass(frozen=True)
class Basis:
    """On what a seat, or a recall, rests: a document that everyone may ask for, and its day.
    ``link``: its address on this site, empty where it is on paper.
    """

    text: str
    on: date
    link: str = ""


def late_fault(day: date, today: date, days: int) -> Refusal | None:
    """Nothing begins or ends so many days before it is written down, or more."""
    return Refusal.TOO_LONG_AGO if day < today - timedelta(days=days) else None


def may_stand_again(why: WhyEnded | None, ends: date | None, refilled: bool) -> bool:
    """Whether an end that was written down by mistake can be taken out: while nobody else came to
    the seat in that term. A term's own end is none.
    """
    by_hand = why is not None and why not in (WhyEnded.TERM_OVER, WhyEnded.DISSOLVED)
    return by_hand and ends is not None and not refilled


class Concern(StrEnum):
    """What is not as it should be, and cannot be refused: people resign, and terms run out."""

    NO_TERM = "no_term"
    TERM_OVER = "term_over"
    VACANT = "vacant"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TOO_FEW_REPRESENTATIVES = "too_few_representatives"
    NO_CHAIR = "no_chair"
    GONE = "gone"


@dataclass(frozen=True)
class Standing:
    """How a body is filled: people with a vote, and among them the representatives; how many of
    its members have left the community.
    """

    kind: Kind
    seats: int
    vacant: int
    voting: int
    representatives: int
    chaired: bool
    gone: int = 0


def concerns(found: Standing) -> list[Concern]:
    """Art. 8 (size of the committee), art. 28 (four fifths), and what a body needs to work."""
    size, said = SIZES.get(found.kind), []
    if found.vacant:
        said.append(Concern.VACANT)
    if size and not size.fits(found.voting):
        said.append(Concern.TOO_FEW if found.voting < (size.least or 0) else Concern.TOO_MANY)
    is_assembly = found.kind is Kind.ASSEMBLY
    if is_assembly and not represented(found.voting, found.representatives):
        said.append(Concern.TOO_FEW_REPRESENTATIVES)
    if found.seats and not found.chaired:
        said.append(Concern.NO_CHAIR)
    if found.gone:
        said.append(Concern.GONE)
    return said
