"""What equal shares does with money left over: larger shares, step by step (add1).

The voters' shares are raised by one step at a time and the whole count is repeated, as long as its
outcome stays within the budget (equalshares.net; so Wieliczka, Świecie and Assen were decided).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm

from portal.budget.tally.equal_shares import Electorate, Run, first_run, run_on
from portal.budget.tally.profile import Profile
from portal.budget.tally.terms import Completion, Exact, Project


@dataclass(frozen=True, slots=True)
class Shared:
    """How a count by equal shares ended, in amounts as they were handed in."""

    projects: Sequence[Project]
    electorate: Electorate
    run: Run
    units: int
    share: Fraction
    steps: int

    def purchases(self) -> Iterator[tuple[Project, Fraction, Fraction]]:
        """Each project bought, in order, with its ρ and the most that a supporter paid."""
        for index, amount, weight in self.run.prices():
            project, price = self.projects[index], Fraction(amount, weight)
            yield project, price, price * project.cost

    def left_with_supporters(self) -> dict[str, Fraction]:
        """By project id: what all its supporters together have left."""
        return {p.id: self._left(i) for i, p in enumerate(self.projects)}

    def _left(self, project: int) -> Fraction:
        groups, voters = self.electorate.supporters[project], self.electorate.voters
        money = sum(self.run.left(group) * voters[group] for group in groups)
        return Fraction(money, self.run.end.purses.unit * self.units)


def count_shares(
    tie_order: Sequence[Project],
    profile: Profile,
    budget: Exact,
    completion: Completion,
    step: Exact,
) -> Shared:
    """Equal shares among supported projects, given in the order of the tie-break.

    The division of the budget by the ballots, and every amount, come out whole in `units`.
    """
    units = _units([budget, step, *(p.cost for p in tie_order)]) * profile.ballots
    electorate = _electorate(tie_order, profile, units)
    share, rise = int(budget * units) // profile.ballots, int(step * units)
    run, steps = first_run(electorate, share), 0
    if completion is not Completion.NONE:
        limit = int(budget * units)
        run, steps = _add1(electorate, run, limit, rise, completion is not Completion.ADD1)
    share += steps * rise
    return Shared(tie_order, electorate, run, units, Fraction(share, units), steps)


def _add1(
    electorate: Electorate, run: Run, budget: int, step: int, until_exhaustive: bool
) -> tuple[Run, int]:
    """The last run before the first that overspends, or the first that leaves nothing to wish.

    With `until_exhaustive` also the first to which no project can be added within the budget.
    """
    start, steps = run.end.share, 0
    while not _settled(electorate, run, budget, until_exhaustive):
        # Below `until` every run buys the same, so the steps up to there are skipped.
        following = -(-(int(run.until) - start) // step)
        following = max(following, steps + 1)
        larger = run_on(electorate, run, start + following * step)
        if _cost(electorate, larger) > budget:
            return run_on(electorate, run, start + (following - 1) * step), following - 1
        run, steps = larger, following
    return run, steps


def _settled(electorate: Electorate, run: Run, budget: int, until_exhaustive: bool) -> bool:
    lost = set(range(len(electorate.costs))) - set(run.bought())
    if not lost or run.until == inf:
        return True
    cheapest = min(electorate.costs[project] for project in lost)
    return until_exhaustive and _cost(electorate, run) + cheapest > budget


def _cost(electorate: Electorate, run: Run) -> int:
    return sum(electorate.costs[project] for project in run.bought())


def _units(amounts: Sequence[Exact]) -> int:
    """So many to one that every amount is a whole number of them."""
    return lcm(*(Fraction(amount).denominator for amount in amounts))


def _electorate(projects: Sequence[Project], profile: Profile, units: int) -> Electorate:
    supporters: dict[str, list[int]] = {p.id: [] for p in projects}
    for group, (ids, _) in enumerate(profile.groups):
        for id_ in ids & supporters.keys():
            supporters[id_].append(group)
    return Electorate(
        voters=[size for _, size in profile.groups],
        costs=[int(p.cost * units) for p in projects],
        ranks=range(len(projects)),
        supporters=[supporters[p.id] for p in projects],
    )
