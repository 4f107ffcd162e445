"""The voters' money in a count by equal shares: whole numbers of 1/`unit`, never rounded.

Voters who bought the same things have the same left, so they hold one purse. Money moves in
straight lines with the share that every voter started from: `rise` says how fast. What is
concluded from that holds for growths of the share below a bound, and the bounds are exact.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd, inf

Growth = int | float
"""How far the share may grow, or infinity: what holds, holds below it."""

EMPTY = 0
"""The purse of those who have spent everything."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What the supporters of a project pay for it.

    The `payers` who can pay in full find `amount` together, in equal parts, and that falls by
    `fall` for each unit by which the share grows. The others pay all they have. `holders` are
    the supporters with any money, by purse.
    """

    amount: int
    fall: int
    payers: int
    holders: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Purses:
    """Who holds which purse, by group of voters; and by purse its number of holders, what is
    left in each, and how fast that rises with the share."""

    unit: int
    held: list[int]
    holders: list[int]
    left: list[int]
    rise: list[int]

    def grown(self, growth: int) -> "Purses":
        """The same purses when the share has grown."""
        left = [money + rise * growth for money, rise in zip(self.left, self.rise, strict=True)]
        return replace(self, left=left)

    def held_by(
        self, groups: Iterable[int], crowds: Iterable[tuple[int, int]]
    ) -> tuple[Counter[int], int]:
        """How many voters of the groups hold each purse, and how many have spent everything.

        `crowds` are those groups that have more than one voter, and how many more.
        """
        holders = Counter(map(self.held.__getitem__, groups))
        for group, more in crowds:
            holders[self.held[group]] += more
        return holders, holders.pop(EMPTY, 0)

    def payment(self, holders: Counter[int], amount: int) -> Payment | Growth:
        """How these voters pay an amount; or, if they cannot, the growth that would let them."""
        left, rise = self.left, self.rise
        missing = amount - sum([left[p] * n for p, n in holders.items()])
        if missing > 0:
            rising = sum([rise[p] * n for p, n in holders.items()])
            return ceil_div(missing, rising) if rising else inf
        rich, fall, payers = list(holders), 0, holders.total()
        while poor := _below(left, rich, each := ceil_div(amount, payers)):
            rich = [p for p in rich if left[p] >= each]
            amount -= sum([left[p] * holders[p] for p in poor])
            fall += sum([rise[p] * holders[p] for p in poor])
            payers -= sum([holders[p] for p in poor])
        return Payment(amount, fall, payers, holders)

    def paid(self, payment: Payment, groups: Iterable[int]) -> tuple["Purses", Growth]:
        """The purses after the payment by these groups, and the growth below which nobody who
        paid all they had could have paid in full."""
        common = gcd(payment.payers, payment.amount, payment.fall)
        finer, each = payment.payers // common, payment.amount // common
        after = self._finer(finer)
        moves, stands = after._take(payment.holders, each, payment.fall // common)
        for group in groups:
            after.held[group] = moves[after.held[group]]
        return after, stands

    def _finer(self, finer: int) -> "Purses":
        """A copy, to take money from, in a unit so many times finer."""
        return Purses(
            unit=self.unit * finer,
            held=list(self.held),
            holders=list(self.holders),
            left=[money * finer for money in self.left],
            rise=[rise * finer for rise in self.rise],
        )

    def _take(
        self, payers: Mapping[int, int], each: int, fall: int
    ) -> tuple[Mapping[int, int], Growth]:
        """Empty the purses with less than `each`, take it from the others.

        Those who pay find a purse of their own, their old one if nobody else holds it. Says where
        each purse's holders moved. One long loop, because most of a count is spent here.
        """
        left, rise, holders = self.left, self.rise, self.holders
        moves, stands = {EMPTY: EMPTY}, inf
        for purse, number in payers.items():
            money, rising = left[purse] - each, rise[purse] + fall
            others = holders[purse] - number
            if money < 0:
                stands = min(stands, ceil_div(-money, rising))
                moves[purse] = EMPTY
                holders[purse] = others
                if not others:
                    left[purse] = rise[purse] = 0
            elif others:
                moves[purse] = len(left)
                holders[purse] = others
                left.append(money)
                rise.append(rising)
                holders.append(number)
            else:
                moves[purse] = purse
                left[purse], rise[purse] = money, rising
        return moves, stands


def first_purses(voters: Sequence[int], share: int) -> Purses:
    """Every voter of these groups holds the share, in one purse."""
    return Purses(
        unit=1,
        held=[EMPTY + 1] * len(voters),
        holders=[0, sum(voters)],
        left=[0, share],
        rise=[0, 1],
    )


def ceil_div(amount: int, by: int) -> int:
    """Division rounded up."""
    return -(-amount // by)


def _below(left: Sequence[int], purses: Iterable[int], each: int) -> list[int]:
    return [purse for purse in purses if left[purse] < each]
