"""What a count found, with the figures that say why. Sentences are written where they are read."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.budget.tally.terms import Completion, Exact, Rule, TieBreak


class Reason(StrEnum):
    """Why a project won or lost, and which figures of ProjectOutcome belong to it."""

    WON_FITS = "won-fits"
    """Most votes first: it fitted into `money_left`."""
    WON_SHARES = "won-shares"
    """Equal shares: its supporters bought it at `price`; nobody paid more than `most_paid`."""
    WON_COMPLETION = "won-completion"
    """Bought by most votes first from the `money_left` by equal shares."""
    LOST_NO_SUPPORT = "lost-no-support"
    LOST_BELOW_MINIMUM = "lost-below-minimum"
    """Fewer `supporters` than the outcome's `min_support`."""
    LOST_NO_LONGER_FITS = "lost-no-longer-fits"
    """Most votes first: it costs more than the `money_left` when its turn came."""
    LOST_SUPPORTERS_CANNOT_PAY = "lost-supporters-cannot-pay"
    """Equal shares: all its supporters together had `supporters_left`, less than it costs; after
    a completion by most votes it did not fit into `money_left` either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOutcome:
    """One project's fate. Amounts are in the unit of the costs handed to `count`.

    `score` is what most votes first ranks by: the sum of points, or the number of supporters.
    `price` is ρ, the most a supporter paid for each unit of cost: `most_paid` = ρ·cost.
    """

    id: str
    number: int
    cost: Exact
    supporters: int
    score: Exact
    reason: Reason
    money_left: Exact | None = None
    price: Fraction | None = None
    most_paid: Fraction | None = None
    supporters_left: Fraction | None = None

    @property
    def won(self) -> bool:
        return self.reason in WINNING


WINNING = frozenset({Reason.WON_FITS, Reason.WON_SHARES, Reason.WON_COMPLETION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a count, complete enough to be explained and to be repeated.

    `selected` is in order of purchase, `projects` in order of ballot number. `ballots` is the
    turnout, `blank` ballots included. `share` is what each ballot held in the end, that is
    budget/ballots + steps·step; None where the rule gives no shares, or nobody voted.
    """

    rule: Rule
    completion: Completion
    tie_break: TieBreak
    min_support: int
    budget: Exact
    cost: Exact
    selected: tuple[str, ...]
    ballots: int
    blank: int
    share: Fraction | None
    steps: int
    projects: tuple[ProjectOutcome, ...]
