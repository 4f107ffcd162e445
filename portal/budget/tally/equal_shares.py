"""The method of equal shares (均等份额法), at one share for each voter.

Every ballot holds the same share of the budget. Again and again the project is bought whose
supporters can pay for it at the smallest price ρ for each unit of utility, where the utility of a
project is its cost: each supporter pays ρ·cost, or all that is left if that is less. It ends when
no project's supporters can pay for it (Peters & Skowron 2020; Peters, Pierczyński & Skowron 2021,
"Proportional Participatory Budgeting with Additive Utilities").

Exact and still quick, by four means:

- All money is whole numbers of 1/`unit`; the unit grows finer when a price asks for it.
- Voters who bought the same things have the same left: they hold one purse.
- An offer never gets cheaper while money is spent, so an old offer is a lower bound, and only
  the project in front of the queue is priced anew.
- A larger share rarely changes the first purchases. While each comparison made so far comes out
  the same, money left and prices move in straight lines with the share. So each state knows how
  fast its amounts move (`rise`, `fall`) and the share up to which it stands (`until`), and a
  count at a larger share goes on from the last state that still stands.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import gcd, inf

Until = int | float
"""A share, or infinity. Shares are whole numbers, and what holds, holds below it."""

EMPTY = 0
"""The purse of those who have spent everything."""


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

    `amount` is what the `payers`, who can pay in full, have to find together, in the unit of the
    state it was priced in. `holders` are its supporters by purse; `supporters` the groups that
    may have money left, `crowds` those of more than one voter and how many more.
    """

    project: int
    rank: int
    amount: int
    fall: int
    payers: int
    weight: int
    supporters: Sequence[int]
    crowds: Sequence[tuple[int, int]]
    holders: Mapping[int, int]

    def __lt__(self, other: "Offer") -> bool:
        mine, theirs = self.amount * other.weight, other.amount * self.weight
        return self.rank < other.rank if mine == theirs else mine < theirs

    def stays_ahead_of(self, other: "Offer") -> Until:
        """The growth of the share below which this offer stays the better one."""
        closing = other.fall * self.weight - self.fall * other.weight
        if closing <= 0:
            return inf
        return _ceil(other.amount * self.weight - self.amount * other.weight, closing)

    def after(self, growth: int) -> "Offer":
        """The same offer, or a lower bound of it, when the share has grown."""
        if not self.fall:
            return self
        return replace(self, amount=self.amount - self.fall * growth)


@dataclass(frozen=True, slots=True)
class State:
    """How matters stand after a purchase, at one share, in 1/`unit` of an amount.

    `purse` is what each group's voters hold. By purse: how many `holders` it has, what is `left`
    in each, and how fast that would `rise` with the share.
    """

    share: int
    unit: int
    purse: Sequence[int]
    holders: Sequence[int]
    left: Sequence[int]
    rise: Sequence[int]
    queue: Sequence[Offer]
    bought: Offer | None
    until: Until

    def at(self, share: int) -> "State":
        """The same state at a larger share, below `until`."""
        growth = share - self.share
        left = [money + rise * growth for money, rise in zip(self.left, self.rise, strict=True)]
        queue = [offer.after(growth) for offer in self.queue]
        return replace(self, share=share, left=left, queue=queue)


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
        """What each voter of the group has left, in 1/`end.unit`."""
        return self.end.left[self.end.purse[group]]


def first_run(electorate: Electorate, share: int) -> Run:
    """Count from the start, each voter holding the share."""
    voters = electorate.voters
    queue = [_first_offer(electorate, project) for project in range(len(electorate.costs))]
    start = State(
        share=share,
        unit=1,
        purse=[EMPTY + 1] * len(voters),
        holders=[0, sum(voters)],
        left=[0, share],
        rise=[0, 1],
        queue=queue,
        bought=None,
        until=inf,
    )
    return _buy(electorate, [start], start)


def run_on(electorate: Electorate, run: Run, share: int) -> Run:
    """Count at a larger share, from the last state of a run that still stands there."""
    states = [state for state in run.states if share < state.until]
    return _buy(electorate, states, states[-1].at(share))


def _first_offer(electorate: Electorate, project: int) -> Offer:
    """A lower bound, the price if every supporter can pay in full: one in so many supporters."""
    groups, voters = electorate.supporters[project], electorate.voters
    crowds = [(g, voters[g] - 1) for g in groups if voters[g] > 1]
    size = sum(voters[g] for g in groups)
    return Offer(project, electorate.ranks[project], 1, 0, size, size, groups, crowds, {})


def _buy(electorate: Electorate, states: list[State], state: State) -> Run:
    """Buy until no project's supporters can pay for it; adds a state for each purchase."""
    while True:
        queue = list(state.queue)
        heapify(queue)
        best, until = _best_offer(electorate, state, queue)
        until = min(until, state.until)
        if best is None:
            return Run(states, state, until)
        state = _purchase(state, best, queue, until)
        states.append(state)


def _best_offer(
    electorate: Electorate, state: State, queue: list[Offer]
) -> tuple[Offer | None, Until]:
    """Price the front of the queue anew until the front is new. What is too dear leaves it."""
    until: Until = inf
    fresh: set[int] = set()
    while queue:
        offer = heappop(queue)
        if offer.project in fresh:
            ahead = min((offer.stays_ahead_of(o) for o in queue if o.fall), default=inf)
            return offer, min(until, state.share + ahead)
        priced = _price(electorate.costs[offer.project], state, offer)
        if isinstance(priced, Offer):
            heappush(queue, priced)
            fresh.add(priced.project)
        else:
            until = min(until, state.share + priced)
    return None, until


def _price(cost: int, state: State, old: Offer) -> Offer | Until:
    """The project's price now; or, too dear, the growth of the share below which it stays so."""
    left, rise = state.left, state.rise
    holders = _holders(state.purse, old)
    spent = holders.pop(EMPTY, 0)
    amount, fall, payers = cost * state.unit, 0, holders.total()
    missing = amount - sum([left[p] * n for p, n in holders.items()])
    if missing > 0:
        rising = sum([rise[p] * n for p, n in holders.items()])
        return _ceil(missing, rising) if rising else inf
    rich = list(holders)
    while poor := _below(left, rich, each := _ceil(amount, payers)):
        rich = [p for p in rich if left[p] >= each]
        amount -= sum([left[p] * holders[p] for p in poor])
        fall += sum([rise[p] * holders[p] for p in poor])
        payers -= sum([holders[p] for p in poor])
    supporters = old.supporters
    if spent > len(holders):
        supporters = [g for g in supporters if state.purse[g]]
    weight = payers * cost * state.unit
    return replace(
        old,
        amount=amount,
        fall=fall,
        payers=payers,
        weight=weight,
        supporters=supporters,
        holders=holders,
    )


def _holders(purse: Sequence[int], offer: Offer) -> Counter[int]:
    """How many supporters hold each purse."""
    holders = Counter(map(purse.__getitem__, offer.supporters))
    for group, more in offer.crowds:
        holders[purse[group]] += more
    return holders


def _below(left: Sequence[int], purses: Sequence[int], each: int) -> list[int]:
    return [purse for purse in purses if left[purse] < each]


def _purchase(state: State, offer: Offer, queue: Sequence[Offer], until: Until) -> State:
    """Each supporter pays an equal part of the offer, or all that is left."""
    common = gcd(offer.payers, offer.amount, offer.fall)
    finer, each, fall = offer.payers // common, offer.amount // common, offer.fall // common
    left = [money * finer for money in state.left]
    rise = [slope * finer for slope in state.rise]
    holders, moved = list(state.holders), {EMPTY: EMPTY}
    for purse, size in offer.holders.items():
        short, slope = each - left[purse], rise[purse] + fall
        holders[purse] -= size
        if not holders[purse]:
            left[purse] = rise[purse] = 0
        if short > 0:
            until = min(until, state.share + _ceil(short, slope))
            moved[purse] = EMPTY
        elif holders[purse]:
            moved[purse] = len(left)
            left.append(-short)
            rise.append(slope)
            holders.append(size)
        else:
            moved[purse] = purse
            left[purse], rise[purse], holders[purse] = -short, slope, size
    held = list(state.purse)
    for group in offer.supporters:
        held[group] = moved[held[group]]
    return State(
        share=state.share,
        unit=state.unit * finer,
        purse=held,
        holders=holders,
        left=left,
        rise=rise,
        queue=queue,
        bought=offer,
        until=until,
    )


def _ceil(amount: int, by: int) -> int:
    return -(-amount // by)
