"""The method of equal shares (均等份额法), at one share for each voter.

Every ballot holds the same share of the budget. Again and again the project is bought whose
supporters can pay for it at the smallest price ρ for each unit of utility, where the utility of a
project is its cost: each supporter pays ρ·cost, or all that is left if that is less. It ends when
no project's supporters can pay for it (Peters & Skowron 2020; Peters, Pierczyński & Skowron 2021,
"Proportional Participatory Budgeting with Additive Utilities").

Exact (`purses`), and quick by two means:

- An offer never gets cheaper while money is spent, so an old offer is a lower bound, and only
  the project in front of the queue is priced anew.
- A larger share rarely changes the first purchases. While each comparison made so far comes out
  the same, purses and prices move in straight lines with the share. So each state knows the
  share up to which it stands (`until`), and a count at a larger share goes on from the last state
  that still stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import inf

from portal.budget.tally.purses import Growth, Payment, Purses, ceil_div, first_purses

Until = int | float
"""A share, or infinity. Shares are whole numbers, and what holds, holds below it."""


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who may pay for what: groups of like-minded voters by index, projects by index.

    `voters` counts the voters of each group. By project: `costs` in whole units of money, `ranks`
    in the order of the tie-break, and the groups of its `supporters`.
    """

    voters: Sequence[int]
    costs: Sequence[int]
    ranks: Sequence[int]
    supporters: Sequence[Sequence[int]]


@dataclass(slots=True, eq=False)
class Offer:
    """The price of a project: ρ = `amount`/`weight`, falling by `fall`/`weight` a unit of share.

    `supporters` are the groups that may have money left, `crowds` those of more than one voter
    and how many more. Without a `payment` it is a lower bound from before the first pricing.
    """

    project: int
    rank: int
    amount: int
    fall: int
    weight: int
    supporters: Sequence[int]
    crowds: Sequence[tuple[int, int]]
    payment: Payment | None = None

    def __lt__(self, other: "Offer") -> bool:
        mine, theirs = self.amount * other.weight, other.amount * self.weight
        return self.rank < other.rank if mine == theirs else mine < theirs

    def stays_ahead_of(self, other: "Offer") -> Growth:
        """The growth of the share below which this offer stays the better one."""
        closing = other.fall * self.weight - self.fall * other.weight
        if closing <= 0:
            return inf
        return ceil_div(other.amount * self.weight - self.amount * other.weight, closing)

    def after(self, growth: int) -> "Offer":
        """The same offer, or a lower bound of it, when the share has grown."""
        return replace(self, amount=self.amount - self.fall * growth) if self.fall else self


@dataclass(frozen=True, slots=True)
class State:
    """How matters stand after a purchase, at one share; the same purchases up to `until`."""

    share: int
    purses: Purses
    queue: Sequence[Offer]
    bought: Offer | None
    until: Until

    def at(self, share: int) -> "State":
        """The same state at a larger share, below `until`."""
        growth = share - self.share
        queue = [offer.after(growth) for offer in self.queue]
        return replace(self, share=share, purses=self.purses.grown(growth), queue=queue)


@dataclass(frozen=True, slots=True)
class Run:
    """All states at one share, the start first and the last in `end`; stands below `until`."""

    states: Sequence[State]
    end: State
    until: Until

    def bought(self) -> list[int]:
        """The projects in order of purchase."""
        return [state.bought.project for state in self.states if state.bought]

    def prices(self) -> Iterator[tuple[int, int, int]]:
        """Each project bought, in order, with the two terms of its ρ."""
        for state in self.states:
            if state.bought:
                offer = state.bought.after(self.end.share - state.share)
                yield offer.project, offer.amount, offer.weight

    def left(self, group: int) -> int:
        """What each voter of the group has left, in 1/`end.purses.unit`."""
        return self.end.purses.left[self.end.purses.held[group]]


def first_run(electorate: Electorate, share: int) -> Run:
    """Count from the start, each voter holding the share, in whole units of money."""
    queue = [_first_offer(electorate, project) for project in range(len(electorate.costs))]
    start = State(share, first_purses(electorate.voters, share), queue, None, inf)
    return _buy(electorate.costs, [start], start)


def run_on(electorate: Electorate, run: Run, share: int) -> Run:
    """Count at a larger share, from the last state of a run that still stands there."""
    states = [state for state in run.states if share < state.until]
    return _buy(electorate.costs, states, states[-1].at(share))


def _first_offer(electorate: Electorate, project: int) -> Offer:
    """A lower bound, the price if every supporter can pay in full: one in so many supporters."""
    groups, voters = electorate.supporters[project], electorate.voters
    return Offer(
        project=project,
        rank=electorate.ranks[project],
        amount=1,
        fall=0,
        weight=sum(voters[group] for group in groups),
        supporters=groups,
        crowds=[(group, voters[group] - 1) for group in groups if voters[group] > 1],
    )


def _buy(costs: Sequence[int], states: list[State], state: State) -> Run:
    """Buy until no project's supporters can pay for it; adds a state for each purchase."""
    while True:
        queue = list(state.queue)
        heapify(queue)
        best, growth = _best_offer(costs, state.purses, queue)
        until = min(state.until, state.share + growth)
        if best is None or best.payment is None:
            return Run(states, state, until)
        purses, growth = state.purses.paid(best.payment, best.supporters)
        until = min(until, state.share + growth)
        state = State(state.share, purses, queue, best, until)
        states.append(state)


def _best_offer(
    costs: Sequence[int], purses: Purses, queue: list[Offer]
) -> tuple[Offer | None, Growth]:
    """The best offer, if any, and the growth of the share below which it is that.

    Prices the front of the queue anew until the front is new. What is too dear leaves the queue.
    """
    stands: Growth = inf
    fresh: set[int] = set()
    while queue:
        offer = heappop(queue)
        if offer.project in fresh:
            ahead = min((offer.stays_ahead_of(o) for o in queue if o.fall), default=inf)
            return offer, min(stands, ahead)
        priced = _price(costs[offer.project], purses, offer)
        if isinstance(priced, Offer):
            heappush(queue, priced)
            fresh.add(priced.project)
        else:
            stands = min(stands, priced)
    return None, stands


def _price(cost: int, purses: Purses, old: Offer) -> Offer | Growth:
    """The project's price now; or, too dear, the growth of the share below which it stays so."""
    holders, spent = purses.held_by(old.supporters, old.crowds)
    payment = purses.payment(holders, cost * purses.unit)
    if not isinstance(payment, Payment):
        return payment
    supporters = old.supporters
    if spent > len(holders):
        supporters = [group for group in supporters if purses.held[group]]
    return replace(
        old,
        amount=payment.amount,
        fall=payment.fall,
        weight=payment.payers * cost * purses.unit,
        supporters=supporters,
        payment=payment,
    )
