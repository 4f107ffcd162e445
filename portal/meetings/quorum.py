"""When a body may decide, and when a motion is carried. Whole numbers only.

Every rule knows the article that it comes from: 城市居民委员会组织法, in force since 2026-01-01.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.bodies.rules import Base, Kind


class Majority(StrEnum):
    """How much of the base must be in favour."""

    HALF = "half"  # more than one half
    TWO_THIRDS = "two_thirds"  # two thirds or more


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Share:
    """``top``/``bottom`` of a number: more than that where ``over``, else that many at least."""

    top: int
    bottom: int
    over: bool

    def met(self, part: int, whole: int) -> bool:
        """Never of nobody."""
        mine, wanted = part * self.bottom, whole * self.top
        return part > 0 and (mine > wanted if self.over else mine >= wanted)

    def needed(self, whole: int) -> int:
        """The smallest number that meets it; at least one."""
        wanted = whole * self.top
        least = wanted // self.bottom + 1 if self.over else -(-wanted // self.bottom)
        return max(least, 1)


_MORE_THAN_HALF = Share(1, 2, over=True)
_TWO_THIRDS = Share(2, 3, over=False)

QUORUM: dict[Kind, Share] = {
    Kind.RESIDENTS_MEETING: _MORE_THAN_HALF,  # art. 27
    Kind.ASSEMBLY: _TWO_THIRDS,  # art. 29
    Kind.COUNCIL: _TWO_THIRDS,  # practice
    Kind.COMMITTEE: _MORE_THAN_HALF,  # practice
    Kind.SUPERVISORS: _MORE_THAN_HALF,
    Kind.SUBCOMMITTEE: _MORE_THAN_HALF,
    Kind.JOINT: _MORE_THAN_HALF,
}
MAJORITY: dict[Majority, Share] = {
    Majority.HALF: _MORE_THAN_HALF,  # art. 27, art. 29
    Majority.TWO_THIRDS: _TWO_THIRDS,
}
ARTICLE: dict[Kind, int] = {Kind.RESIDENTS_MEETING: 27, Kind.ASSEMBLY: 29}
"""The article that fixes quorum and majority; other bodies go by practice and their own rules."""


def base_for(kind: Kind, chosen: Base) -> Base:
    """What a body's majorities are of: where the law fixes it (art. 27, art. 29), of those present;
    elsewhere as the body has it.
    """
    return Base.PRESENT if kind in ARTICLE else chosen


def majority_for(kind: Kind, chosen: Majority) -> Majority:
    """How much of it must be in favour: where the law fixes it (art. 27, art. 29), more than one
    half, of whatever sum; elsewhere what was chosen.
    """
    return Majority.HALF if kind in ARTICLE else chosen


def quorum_met(kind: Kind, entitled: int, present: int) -> bool:
    """Whether a body may decide, with so many of those entitled signed in."""
    return QUORUM[kind].met(present, entitled)


def quorum_needed(kind: Kind, entitled: int) -> int:
    """How many must be signed in."""
    return QUORUM[kind].needed(entitled)


@dataclass(frozen=True)
class Count:
    """What a vote on one motion came to; people.

    ``present`` are those on its roll, ``recused`` among them: who stepped back (回避) is there,
    and leaves the denominator. Those present who said nothing count as ``silent``.
    """

    entitled: int
    present: int
    for_: int
    against: int
    abstain: int
    recused: int

    @property
    def silent(self) -> int:
        return self.present - self.recused - self.for_ - self.against - self.abstain


def base_of(count: Count, base: Base) -> int:
    """What the majority is a majority of: those present who did not step back, so that an
    abstention counts like a no (art. 27); or only yes against no, where a body has it so.
    """
    if base is Base.YES_NO:
        return count.for_ + count.against
    return count.present - count.recused


def outcome(count: Count, base: Base, majority: Majority) -> Outcome:
    """Adopted or rejected; a tie fails."""
    carried = MAJORITY[majority].met(count.for_, base_of(count, base))
    return Outcome.ADOPTED if carried else Outcome.REJECTED
