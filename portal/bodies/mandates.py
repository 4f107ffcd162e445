"""On what a new term, a seat and the end of a seat rest: who elects whom, who recalls whom, and
what a ground must say. Pure answers.

A ground says by a fact, not by a word, what it is about: one act, and the body or the member. A
resolution has it from its motion, where it was chosen when the motion was written and stood on the
public page until the vote; a paper from whoever put it down, and a second person has seen that the
paper says so. Words are looked at for one thing alone: whether they name who is to be seated.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.bodies.eligibility import Basis
from portal.bodies.rules import How, Kind, Post, Refusal, WhyEnded


class Act(StrEnum):
    """What a resolution or a paper does to seats."""

    ELECT = "elect"  # the next term, once the running one is over
    RENEW = "renew"  # the next term, and the running one ends early
    FILL = "fill"  # vacant seats of the running term
    DISSOLVE = "dissolve"
    RECALL = "recall"
    RESIGN = "resign"  # a letter that the member signed
    LEAVE = "leave"  # a paper on why somebody cannot sit any longer


OF_MEMBERS = frozenset({Act.RECALL, Act.RESIGN, Act.LEAVE})
"""Their subject is a membership; that of the others is a body."""
PRIVATE = frozenset({Act.RESIGN, Act.LEAVE})
"""Papers that everyone knows of, and that only the desk and the second person read."""
DECIDED = (Act.ELECT, Act.RENEW, Act.FILL, Act.DISSOLVE, Act.RECALL)
"""What a body can decide by a resolution."""
OF_TERMS = (Act.ELECT, Act.RENEW)
OF_SEATS = (Act.ELECT, Act.RENEW, Act.FILL)
NAMING = frozenset(OF_SEATS)
"""What names the elected."""

_HIGHER = frozenset({Kind.ASSEMBLY, Kind.RESIDENTS_MEETING})
_ELECTS: dict[Kind, frozenset[Kind]] = {Kind.SUPERVISORS: _HIGHER, Kind.COUNCIL: _HIGHER}
_RECALLS = {**_ELECTS, Kind.COMMITTEE: _HIGHER}


def decides(act: Act, deciding: Kind, kind: Kind, is_parent: bool) -> bool:
    """Whether a body of the kind ``deciding`` may do this to a body of that kind by a resolution:
    the assembly and the residents' meeting elect and recall supervisors and council, and recall the
    committee (art. 27, 29, 36), whose election is held by secret ballot (art. 19); a subcommittee
    is its parent's. Representatives are their groups' (art. 13): that is on paper.
    """
    if act not in DECIDED or (act is Act.DISSOLVE and not asks_to_dissolve(kind)):
        return False
    whose = _RECALLS if act is Act.RECALL else _ELECTS
    return is_parent or deciding in whose.get(kind, frozenset())


@dataclass(frozen=True)
class Ground:
    """``code``: its key, for good. ``subject_id``: of which body, or of which membership.
    ``words``: where the people are named whom it elects.
    """

    code: str
    act: Act
    subject_id: int
    basis: Basis
    words: str = ""


_CHOSEN = frozenset({Kind.COMMITTEE, Kind.SUPERVISORS, Kind.ASSEMBLY, Kind.COUNCIL})
"""Where nobody has a vote whom nobody elected."""


def asks_to_dissolve(kind: Kind) -> bool:
    """The council is the assembly's (art. 30): the desk alone does not dissolve it."""
    return kind is Kind.COUNCIL


def asks_for_ground(kind: Kind, votes: bool, how: How, post: Post) -> bool:
    """Whether somebody comes to a seat only on a ground: whoever presides, whoever was elected, and
    in the bodies that decide whoever has a vote, whatever the way is called. Who sits in the
    assembly because of the committee's seat has the committee's (art. 28).
    """
    if post is Post.CHAIR:
        return True
    if not votes or (how is How.EX_OFFICIO and kind is Kind.ASSEMBLY):
        return False
    return how in (How.ELECTED, How.BY_ELECTION) or kind in _CHOSEN


def term_ground_fault(
    kind: Kind, ground: Ground | None, starts: date, last: tuple[date, date] | None
) -> Refusal | None:
    """What is wrong with the ground of a new term; ``last``: the first and last day of the term
    before it. A first term cuts nobody short, and each of its seats asks for its own ground;
    people from outside come to a joint meeting as their employers send them.
    """
    if last is None:
        return None
    if ground is None and kind is not Kind.JOINT:
        return Refusal.NO_GROUND
    runs = starts <= last[1]
    if runs and (ground is None or ground.act is not Act.RENEW):
        return Refusal.TERM_RUNS
    return Refusal.GROUND_TOO_OLD if ground and ground.basis.on <= last[0] else None


def seat_ground_fault(
    ground: Ground | None, name: str, term_ground: str | None, since: date
) -> Refusal | None:
    """What is wrong with the ground of a seat: it names the person; what elected a whole term is
    the ground of that term and of no other; what fills seats is of the term: not older than
    ``since``, its ground or its first day. ``term_ground``: None for a term that began without one.
    """
    if ground is None:
        return Refusal.NO_GROUND
    if name not in ground.words:
        return Refusal.NOT_NAMED
    if ground.act is Act.FILL:
        return Refusal.GROUND_TOO_OLD if ground.basis.on < since else None
    other = term_ground is not None and term_ground != ground.code
    return Refusal.OTHER_TERM if other else None


ENDS: dict[WhyEnded, Act] = {
    WhyEnded.RECALLED: Act.RECALL,
    WhyEnded.RESIGNED: Act.RESIGN,
    WhyEnded.MOVED_OUT: Act.LEAVE,
    WhyEnded.DIED: Act.LEAVE,
    WhyEnded.INCOMPATIBLE: Act.LEAVE,
}
"""Which ground each end by hand rests on."""


def end_ground_fault(
    why: WhyEnded, ground: Ground | None, last: date, today: date
) -> Refusal | None:
    """A recall is no earlier than its decision (art. 27); a resignation takes effect no earlier
    than the day on which it is written down.
    """
    if ground is None or ground.act is not ENDS.get(why):
        return Refusal.NO_GROUND
    if why is WhyEnded.RECALLED and last < ground.basis.on:
        return Refusal.BEFORE_BASIS
    return resign_fault(last, today) if why is WhyEnded.RESIGNED else None


def resign_fault(last: date, today: date) -> Refusal | None:
    return Refusal.RESIGNED_BACKWARDS if last < today else None


def contests(why: WhyEnded, act: Act) -> bool:
    """Whether who is ended may say that it is not so: where the paper speaks in their name, or of
    their life.
    """
    return act in PRIVATE and why is not WhyEnded.DIED


def waits(contested_until: date | None, today: date) -> bool:
    """Whether a seat waits for the word of who had it: nobody else comes to it before."""
    return contested_until is not None and today <= contested_until


def undo_fault(why: WhyEnded | None, own_word: bool, ground_stands: bool | None) -> Refusal | None:
    """Why the desk alone cannot take out an end: who resigned by themselves said so, and what rests
    on a decision or a paper stands as long as that does. A decision is annulled, a paper struck by
    a second person. ``ground_stands``: None where the end was written down before ends had grounds;
    then a recall stands.
    """
    if own_word:
        return Refusal.OWN_WORD
    stands = why is WhyEnded.RECALLED if ground_stands is None else ground_stands
    return Refusal.DECISION_STANDS if stands else None


def second_person_fault(
    by: int, entered_by: int, keeps_bodies: bool, on_committee: bool, concerned: Collection[int]
) -> Refusal | None:
    """Who may say that a paper is what it says: nobody who put it down, keeps the bodies' books or
    sits on the committee, nor whom it is about.
    """
    own = by == entered_by or by in concerned
    return Refusal.NOT_SECOND if own or keeps_bodies or on_committee else None
