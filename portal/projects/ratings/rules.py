"""When a project is rated, and what its stars say together; no floats (DOMAIN §3: appraise)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STARS = (5, 4, 3, 2, 1)
TEXT_MAX, REPLY_MAX = 300, 1000
FEWEST = 5  # of fewer, one could be told from the others
ANSWER_DAYS = 15
LOW_TENTHS = 30  # below three stars of five the community is told what will be done


class Refusal(StrEnum):
    """Why a rating or an answer is not taken down."""

    NO_STARS = "no_stars"
    NOT_HERE = "not_here"  # lives in no grid that benefits, or not here
    NOT_ADULT = "not_adult"
    OWN = "own"  # manager, contractor, or their household
    HIDDEN = "hidden"  # words that were hidden stay as they were judged
    WITHDRAWN = "withdrawn"
    NO_WORDS = "no_words"


@dataclass(frozen=True)
class Figures:
    """How many gave so many stars: ``counts`` by stars."""

    counts: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        return sum(stars * number for stars, number in self.counts.items())

    @property
    def tenths(self) -> int | None:
        """The average in tenths of a star, a half rounded up; None of none."""
        count = self.count
        return (20 * self.total + count) // (2 * count) if count else None

    @property
    def is_low(self) -> bool:
        """Below three stars, exactly."""
        return 10 * self.total < LOW_TENTHS * self.count

    def permille(self, stars: int) -> int:
        """The share of these stars, in thousandths, a half rounded up."""
        count = self.count
        return (2000 * self.counts.get(stars, 0) + count) // (2 * count) if count else 0


def is_open(until: date | None, today: date) -> bool:
    """``until``: the last day, which counts; None where nothing is rated."""
    return until is not None and today <= until


def is_shown(figures: Figures, until: date, today: date) -> bool:
    """Stars are shown when nobody can rate any more, so that nobody follows the others, nor is seen
    by what they changed; and never of so few that one could be told from the others.
    """
    return today > until and figures.count >= FEWEST


def answer_by(figures: Figures, until: date, today: date) -> date | None:
    """By when the manager owes an answer to all of it; None where none is owed."""
    owes = is_shown(figures, until, today) and figures.is_low
    return until + timedelta(days=ANSWER_DAYS) if owes else None
