"""Whether an election is valid, who is elected, and who stands in the run-off [art. 19]: whole
numbers only. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.elections.rules import Electorate


class Fault(StrEnum):
    """Why the figures of a count cannot be right."""

    NEGATIVE = "negative"
    MORE_ISSUED = "more_issued"  # than there are on the roll
    MORE_RETURNED = "more_returned"  # than were issued: the poll is invalid, begin anew
    SUM = "sum"  # valid, spoilt and blank are not what came back
    MORE_VOTES = "more_votes"  # for one person than valid ballots
    TOO_MANY = "too_many"  # votes in all, for more people than there are seats


@dataclass(frozen=True)
class Figures:
    """One count of one poll, in ballots. ``votes``: candidate → ballots that name them."""

    issued: int
    returned: int
    valid: int
    spoilt: int
    blank: int
    votes: Mapping[int, int]


def fault(figures: Figures, entitled: int, seats: int) -> Fault | None:
    """None for figures that can be right; a ballot names as many people as there are seats, or
    fewer.
    """
    votes = figures.votes.values()
    parts = (figures.issued, figures.returned, figures.valid, figures.spoilt, figures.blank)
    checks = (
        (min(*parts, *votes, 0) < 0, Fault.NEGATIVE),
        (figures.issued > entitled, Fault.MORE_ISSUED),
        (figures.returned > figures.issued, Fault.MORE_RETURNED),
        (figures.valid + figures.spoilt + figures.blank != figures.returned, Fault.SUM),
        (max(votes, default=0) > figures.valid, Fault.MORE_VOTES),
        (sum(votes) > figures.valid * seats, Fault.TOO_MANY),
    )
    return next((name for wrong, name in checks if wrong), None)


def took_part(electorate: Electorate, entitled: int, returned: int) -> bool:
    """Valid if more than 1/2 of the voters or household delegates took part, or more than 2/3 of
    the representatives [art. 19]. ``returned``: ballots that came back.
    """
    if electorate is Electorate.REPRESENTATIVES:
        return 3 * returned > 2 * entitled
    return 2 * returned > entitled


def passes(votes: int, cast: int, is_run_off: bool) -> bool:
    """Elected by more than 1/2 of the votes cast; in a run-off by 1/3 or more [art. 19]. ``cast``:
    ballots that came back.
    """
    return 3 * votes >= cast > 0 if is_run_off else 2 * votes > cast


@dataclass(frozen=True)
class Outcome:
    """Of one poll. ``tied``: those with the same votes, of whom not all fit into the seats left."""

    valid: bool
    elected: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    others: tuple[int, ...] = ()


def decide(
    figures: Figures, electorate: Electorate, entitled: int, seats: int, is_run_off: bool
) -> Outcome:
    """Who is elected, most votes first; a tie at the last seat elects neither, and goes to a
    run-off [art. 19].
    """
    ranked = sorted(figures.votes, key=lambda one: (-figures.votes[one], one))
    if not took_part(electorate, entitled, figures.returned):
        return Outcome(False, others=tuple(ranked))
    passed = [one for one in ranked if passes(figures.votes[one], figures.returned, is_run_off)]
    elected, tied = _fit(passed, figures.votes, seats)
    others = [one for one in ranked if one not in elected and one not in tied]
    return Outcome(True, tuple(elected), tuple(tied), tuple(others))


def _fit(
    passed: Sequence[int], votes: Mapping[int, int], seats: int
) -> tuple[list[int], list[int]]:
    if len(passed) <= seats:
        return list(passed), []
    last, next_ = votes[passed[seats - 1]], votes[passed[seats]]
    if last > next_:
        return list(passed[:seats]), []
    return [p for p in passed if votes[p] > last], [p for p in passed if votes[p] == last]


def run_off(outcome: Outcome, votes: Mapping[int, int], seats: int) -> list[int]:
    """Who stands in the run-off for the seats left: those tied; else those who came next, one more
    than seats, and whoever has as many votes as the last of them [art. 19]. Empty where nothing is
    left to elect, or nobody to elect from.
    """
    left = seats - len(outcome.elected)
    if not outcome.valid or left <= 0:
        return []
    if outcome.tied:
        return list(outcome.tied)
    ranked = outcome.others
    if len(ranked) <= left + 1:
        return list(ranked)
    last = votes[ranked[left]]
    return [one for one in ranked if votes[one] >= last]


def needs_run_off(outcome: Outcome, seats: int, is_run_off: bool) -> bool:
    """After the first poll for any seat left; after a run-off only for a tie: a seat that nobody
    won there stays empty until a by-election.
    """
    if is_run_off:
        return bool(outcome.tied)
    return outcome.valid and len(outcome.elected) < seats
