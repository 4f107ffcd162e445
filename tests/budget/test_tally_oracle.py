"""The same counts by pabutools, a second implementation, where its extra is installed."""

import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings

from portal.budget.tally import Completion, Points, Project, Rule, TieBreak, count
from tests.budget.election_strategies import Case, cases, shared_points

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("pabutools", reason="install the extra `oracle` to compare")
    from pabutools import election as pb
    from pabutools.rules import (
        exhaustion_by_budget_increase,
        greedy_utilitarian_welfare,
        method_of_equal_shares,
    )
    from pabutools.tiebreaking import lexico_tie_breaking

pytestmark = pytest.mark.filterwarnings("ignore")


def handed_over(case: Case) -> tuple[Any, Any, dict[str, Any]]:
    """Supported projects only: pabutools also buys what nobody wants, or waits for it."""
    assume(any(case.ballots))
    supported = frozenset().union(*case.ballots)
    listed = {
        p.id: pb.Project(p.id, Fraction(p.cost))
        for p in sorted(case.projects, key=lambda p: p.id)
        if p.id in supported
    }
    instance = pb.Instance(listed.values(), budget_limit=Fraction(case.budget))
    ballots = [pb.ApprovalBallot(listed[id_] for id_ in ballot) for ballot in case.ballots]
    profile = pb.ApprovalProfile(ballots, instance=instance)
    return instance, profile, {"sat_class": pb.Cost_Sat, "tie_breaking": lexico_tie_breaking}


class PointsTimesCost(pb.AdditiveSatisfaction):  # type: ignore[misc]
    def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
        super().__init__(instance, profile, ballot, _points_times_cost)


def _points_times_cost(
    _instance: Any, _profile: Any, ballot: Any, project: Any, _given: Any
) -> Any:
    return ballot.get(project, 0) * project.cost


def assert_agrees(case: Case, rule: Rule, completion: Completion, theirs: Any) -> None:
    outcome = case.counted(rule, completion, TieBreak.PROJECT_ID)
    assert sorted(outcome.selected) == sorted(project.name for project in theirs)


@given(cases())
def test_most_votes_agrees(case: Case) -> None:
    instance, profile, options = handed_over(case)
    theirs = greedy_utilitarian_welfare(instance, profile, **options)
    assert_agrees(case, Rule.MOST_VOTES, Completion.NONE, theirs)


@given(shared_points())
def test_most_votes_by_points_agrees(drawn: tuple[list[Project], list[Points], int]) -> None:
    """Theirs buys by points for each yuan: with points times cost the cost falls out again."""
    projects, ballots, budget = drawn
    given_some = {id_ for ballot in ballots for id_, points in ballot.items() if points}
    assume(given_some)
    listed = {p.id: pb.Project(p.id, p.cost) for p in projects if p.id in given_some}
    instance = pb.Instance(listed.values(), budget_limit=budget)
    shared = [
        pb.CumulativeBallot({listed[id_]: points for id_, points in ballot.items() if points})
        for ballot in ballots
    ]
    theirs = greedy_utilitarian_welfare(
        instance,
        pb.CumulativeProfile(shared, instance=instance),
        sat_class=PointsTimesCost,
        tie_breaking=lexico_tie_breaking,
    )
    ours = count(projects, ballots, budget, Rule.MOST_VOTES, tie_break=TieBreak.PROJECT_ID, step=1)
    assert sorted(ours.selected) == sorted(project.name for project in theirs)


@given(cases())
def test_equal_shares_agrees(case: Case) -> None:
    instance, profile, options = handed_over(case)
    theirs = method_of_equal_shares(instance, profile, **options)
    assert_agrees(case, Rule.EQUAL_SHARES, Completion.NONE, theirs)


@settings(deadline=None)
@given(cases())
def test_add1_exhaustive_and_its_completion_by_votes_agree(case: Case) -> None:
    instance, profile, options = handed_over(case)
    theirs = method_of_equal_shares(instance, profile, voter_budget_increment=1, **options)
    assert_agrees(case, Rule.EQUAL_SHARES, Completion.ADD1_EXHAUSTIVE, theirs)
    more = greedy_utilitarian_welfare(
        instance, profile, initial_budget_allocation=theirs, **options
    )
    assert_agrees(case, Rule.EQUAL_SHARES, Completion.ADD1_UTILITARIAN, more)


@settings(deadline=None, max_examples=50)
@given(cases())
def test_add1_agrees(case: Case) -> None:
    instance, profile, options = handed_over(case)
    enough = sum(project.cost for project in instance) + 1
    theirs = exhaustion_by_budget_increase(
        instance,
        profile,
        method_of_equal_shares,
        options,
        exhaustive_stop=False,
        budget_step=len(case.ballots),
        budget_bound=instance.budget_limit + len(case.ballots) * enough,
    )
    assert_agrees(case, Rule.EQUAL_SHARES, Completion.ADD1, theirs)
