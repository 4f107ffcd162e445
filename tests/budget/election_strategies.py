"""Elections to test with: small made-up ones for hypothesis, and the shared real ones."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from portal.budget.tally import (
    Approval,
    Completion,
    Exact,
    Outcome,
    Points,
    Project,
    Rule,
    TieBreak,
    count,
)


@dataclass(frozen=True)
class Case:
    """An election with all that its counting needs."""

    projects: tuple[Project, ...]
    ballots: tuple[Approval, ...]
    budget: Exact
    step: Exact = 1

    def counted(
        self,
        rule: Rule,
        completion: Completion = Completion.NONE,
        tie_break: TieBreak = TieBreak.PUBLISHED,
        min_support: int = 0,
    ) -> Outcome:
        return count(
            self.projects,
            self.ballots,
            self.budget,
            rule,
            completion,
            tie_break,
            min_support,
            step=self.step,
        )


def priced(**costs: Exact) -> list[Project]:
    """Projects in the order of their ballot numbers: `priced(a=30, b=20)`."""
    return [Project(id_, cost, number) for number, (id_, cost) in enumerate(costs.items(), 1)]


def approving(*ballots: str) -> list[Approval]:
    """A ballot for each string of one-letter ids: `approving("ab", "", "b")`."""
    return [frozenset(ballot) for ballot in ballots]


amounts = st.integers(1, 40) | st.fractions(
    min_value=Fraction(1, 4), max_value=40, max_denominator=4
)


@st.composite
def cases(draw: st.DrawFn, costs: st.SearchStrategy[Exact] = amounts) -> Case:
    """Few projects and voters, so that ties, broke voters and empty ballots are common."""
    ids = draw(st.permutations(list("abcdef")[: draw(st.integers(1, 6))]))
    projects = [Project(id_, draw(costs), number) for number, id_ in enumerate(ids, 1)]
    ballots = draw(st.lists(st.frozensets(st.sampled_from(ids)), max_size=8))
    return Case(tuple(projects), tuple(ballots), draw(st.integers(0, 90)))


@st.composite
def shared_points(draw: st.DrawFn) -> tuple[list[Project], list[Points], int]:
    """Projects, ballots that share out points, and a budget."""
    projects = priced(**{id_: draw(st.integers(1, 40)) for id_ in "abcd"})
    ballot = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 5))
    return projects, draw(st.lists(ballot, max_size=8)), draw(st.integers(0, 90))


def cost_of(case: Case, ids: Iterable[str]) -> Exact:
    costs = {p.id: p.cost for p in case.projects}
    return sum(costs[id_] for id_ in ids)


SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "elections"
"""Real elections, which lie beside the repository and are not part of it."""

ABSENT = pytest.param(
    None, marks=pytest.mark.skip(reason="no shared elections beside the repository")
)


def shared_files() -> list[Any]:
    """Test parameters: each shared `.pb` file; a skipped one on a machine without them."""
    return [pytest.param(path, id=path.stem) for path in sorted(SHARED.glob("*.pb"))] or [ABSENT]


def expected_winners() -> list[Any]:
    """Test parameters: file, rule with its completion, and the sorted ids of the winners."""
    if not SHARED.is_dir():
        return [pytest.param(None, None, None, marks=ABSENT.marks)]
    expected = json.loads((SHARED / "expected.json").read_text("utf-8"))
    return [
        pytest.param(SHARED / f"{name}.pb", rule, winners, id=f"{name}-{rule}")
        for name, facts in expected.items()
        for rule, winners in facts.items()
        if isinstance(winners, list)
    ]
