"""The nouns of a count: projects, ballots, and the declared rule. Amounts are exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

Exact: TypeAlias = int | Fraction
"""An amount or a number of points: whole fen in the portal, decimals in some `.pb` files."""

Approval: TypeAlias = frozenset[str]
"""The ids of the projects a voter approves; choose-1 is an approval of one; empty is blank."""

Points: TypeAlias = Mapping[str, Exact]
"""Points by project id, as a voter shared them out."""

Ranking: TypeAlias = tuple[str, ...]
"""Project ids from the best down: read and written, never counted."""

Ballot: TypeAlias = Approval | Points | Ranking


class Rule(StrEnum):
    """How the winners are found."""

    MOST_VOTES = "most-votes"
    EQUAL_SHARES = "equal-shares"


class Completion(StrEnum):
    """What equal shares does with the money its first count leaves over."""

    NONE = "none"
    ADD1 = "add1"
    ADD1_EXHAUSTIVE = "add1-exhaustive"
    ADD1_UTILITARIAN = "add1-utilitarian"


class TieBreak(StrEnum):
    """Who goes first among equals."""

    PUBLISHED = "published"
    PROJECT_ID = "project-id"


class TallyError(ValueError):
    """What was handed in cannot be counted: a ballot for an unknown project, two with one id."""


class NotCountedError(TallyError):
    """The rule does not count ballots of this kind."""


@dataclass(frozen=True, slots=True)
class Project:
    """A line of the price list: its cost, and its number on the ballot.

    Raises TallyError for a cost that is not above zero.
    """

    id: str
    cost: Exact
    number: int

    def __post_init__(self) -> None:
        if self.cost <= 0:
            raise TallyError(f"project {self.id} needs a cost above zero, not {self.cost}")
