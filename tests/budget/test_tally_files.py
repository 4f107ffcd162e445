"""Real elections, counted as `expected.json` says. They lie in `../shared` beside the repository;
without it these tests are skipped.
"""

from pathlib import Path

import pytest

from portal.budget.pabulib import parse
from portal.budget.tally import Completion, Rule, TieBreak, count
from tests.budget.election_strategies import expected_winners


@pytest.mark.parametrize(("path", "rule", "winners"), expected_winners())
def test_real_election_has_the_expected_winners(path: Path, rule: str, winners: list[str]) -> None:
    election = parse(path.read_text("utf-8"))
    name, _, completion = rule.partition("/")
    outcome = count(
        election.price_list(),
        election.ballots(),
        election.budget,
        Rule(name),
        Completion(completion or "none"),
        TieBreak.PROJECT_ID,
        step=1,
    )
    assert sorted(outcome.selected) == winners
