"""Yearly targets: what was due, what was reached, and by how much a programme is behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_YEARS, MOST_NUMBER = 10, 10_000_000
TITLE_MAX, WHAT_MAX, UNIT_MAX, TEXT_MAX = 200, 100, 20, 2000


class Refusal(StrEnum):
    """Why something is not written down. Each has its own sentence."""

    NO_RESOLUTION = "no_resolution"  # there is none that is in force
    TAKEN = "taken"  # the resolution founded one of this name already
    YEARS = "years"  # the last before the first, or too many
    SAME_TARGET = "same_target"
    NOTHING_DUE = "nothing_due"
    SAME_NUMBER = "same_number"
    TOO_EARLY = "too_early"  # before the programme's first year
    TO_COME = "to_come"  # nobody reports of tomorrow
    NOTHING_REACHED = "nothing_reached"
    CORRECTED = "corrected"  # that line was corrected by another already
    ELSEWHERE = "elsewhere"  # the project belongs to another programme


def years_refusal(first: int, last: int) -> Refusal | None:
    """None for one year to ten."""
    return None if first <= last < first + MOST_YEARS else Refusal.YEARS


def report_refusal(
    number: int, on: date, first_year: int, today: date, corrects: bool
) -> Refusal | None:
    """None if a line may be written: of a day since the programme began; nought only where it
    corrects a line that should not be there. Late work counts after the last year too.
    """
    if on > today:
        return Refusal.TO_COME
    if on.year < first_year:
        return Refusal.TOO_EARLY
    return Refusal.NOTHING_REACHED if number == 0 and not corrects else None


@dataclass(frozen=True)
class Standing:
    """How a target stands: all that is due, all that was reached; ``behind``: how much of what was
    due by the end of last year is still missing; ``this_year``: how much is left to do this year,
    of what is due by its end.
    """

    due: int
    reached: int
    behind: int
    this_year: int

    @property
    def is_done(self) -> bool:
        return self.reached >= self.due


def standing(due: Mapping[int, int], reached: Mapping[int, int], today: date) -> Standing:
    """From what is due and was reached in each year. What was reached later makes up for it."""
    got = sum(reached.values())
    by_last_year = sum(n for year, n in due.items() if year < today.year)
    by_this_year = by_last_year + due.get(today.year, 0)
    return Standing(
        due=sum(due.values()),
        reached=got,
        behind=max(by_last_year - got, 0),
        this_year=max(by_this_year - max(got, by_last_year), 0),
    )


def counting(lines: Iterable[tuple[int, int | None]]) -> set[int]:
    """Of the lines (number, the one that it corrects) those that no other corrects: they count."""
    rows = list(lines)
    corrected = {corrects for _line, corrects in rows if corrects is not None}
    return {line for line, _corrects in rows} - corrected
