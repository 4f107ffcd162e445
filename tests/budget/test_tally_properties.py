"""What holds of every count, and equal shares against a plain reading of its definition."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count as counting_up
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.budget.tally import Approval, Completion, Exact, Project, Reason, Rule, TieBreak, count
from tests.budget.election_strategies import Case, cases, cost_of, shared_points

rules = st.sampled_from(Rule)
completions = st.sampled_from(Completion)
tie_breaks = st.sampled_from(TieBreak)


@given(cases(), rules, completions, tie_breaks)
def test_winners_never_cost_more_than_the_budget(
    case: Case, rule: Rule, completion: Completion, tie_break: TieBreak
) -> None:
    outcome = case.counted(rule, completion, tie_break)
    assert outcome.cost == cost_of(case, outcome.selected) <= case.budget


@given(cases(), rules, completions, tie_breaks, st.randoms())
def test_order_of_ballots_and_projects_does_not_matter(
    case: Case, rule: Rule, completion: Completion, tie_break: TieBreak, random: Random
) -> None:
    ballots = random.sample(case.ballots, len(case.ballots))
    projects = random.sample(case.projects, len(case.projects))
    shuffled = replace(case, ballots=tuple(ballots), projects=tuple(projects))
    expected = case.counted(rule, completion, tie_break)
    assert shuffled.counted(rule, completion, tie_break) == expected


@given(cases(), tie_breaks, st.data())
def test_one_more_supporter_never_unseats_a_winner_by_most_votes(
    case: Case, tie_break: TieBreak, data: st.DataObject
) -> None:
    for winner in case.counted(Rule.MOST_VOTES, tie_break=tie_break).selected:
        place = data.draw(st.integers(0, len(case.ballots) - 1))
        ballots = list(case.ballots)
        ballots[place] |= {winner}
        after = replace(case, ballots=tuple(ballots)).counted(Rule.MOST_VOTES, tie_break=tie_break)
        assert winner in after.selected


@given(cases(), tie_breaks)
def test_add1_utilitarian_leaves_no_project_that_still_fits(
    case: Case, tie_break: TieBreak
) -> None:
    outcome = case.counted(Rule.EQUAL_SHARES, Completion.ADD1_UTILITARIAN, tie_break)
    left = case.budget - outcome.cost
    lost = [fate for fate in outcome.projects if not fate.won and fate.supporters]
    assert all(fate.cost > left for fate in lost)


@given(cases(), rules, completions, st.integers(0, 4))
def test_every_project_is_explained_once_and_consistently(
    case: Case, rule: Rule, completion: Completion, min_support: int
) -> None:
    outcome = case.counted(rule, completion, min_support=min_support)
    assert [fate.number for fate in outcome.projects] == sorted(p.number for p in case.projects)
    assert {fate.id for fate in outcome.projects if fate.won} == set(outcome.selected)
    for fate in outcome.projects:
        if fate.reason in (Reason.WON_FITS, Reason.WON_COMPLETION):
            assert fate.money_left is not None
            assert fate.cost <= fate.money_left
        elif fate.reason is Reason.LOST_SUPPORTERS_CANNOT_PAY:
            assert fate.supporters_left is not None
            assert fate.supporters_left < fate.cost


@given(cases(), completions)
def test_projects_below_the_minimum_leave_as_if_never_listed(
    case: Case, completion: Completion
) -> None:
    outcome = case.counted(Rule.EQUAL_SHARES, completion, min_support=3)
    gone = {fate.id for fate in outcome.projects if fate.supporters < 3}
    rest = replace(
        case,
        projects=tuple(p for p in case.projects if p.id not in gone),
        ballots=tuple(ballot - gone for ballot in case.ballots),
    )
    assert outcome.selected == rest.counted(Rule.EQUAL_SHARES, completion).selected


@given(shared_points())
def test_points_are_summed_by_most_votes(election: tuple[list[Project], list, int]) -> None:
    projects, ballots, budget = election
    outcome = count(projects, ballots, budget, Rule.MOST_VOTES, step=1)
    for fate in outcome.projects:
        assert fate.score == sum(ballot.get(fate.id, 0) for ballot in ballots)
        assert fate.supporters == sum(ballot.get(fate.id, 0) > 0 for ballot in ballots)


@settings(deadline=None)
@given(cases(), completions, tie_breaks)
def test_equal_shares_agrees_with_its_definition(
    case: Case, completion: Completion, tie_break: TieBreak
) -> None:
    assert_as_defined(case, completion, tie_break)


@settings(max_examples=30, deadline=None)
@given(cases(costs=st.sampled_from([10, 20])), completions, tie_breaks)
def test_equal_shares_agrees_with_its_definition_where_ties_abound(
    case: Case, completion: Completion, tie_break: TieBreak
) -> None:
    assert_as_defined(case, completion, tie_break)


@settings(max_examples=30, deadline=None)
@given(cases(), completions, st.sampled_from([Fraction(1, 3), Fraction(5, 2), 7]))
def test_equal_shares_agrees_with_its_definition_at_any_step(
    case: Case, completion: Completion, step: Exact
) -> None:
    assert_as_defined(replace(case, step=step), completion, TieBreak.PUBLISHED)


@pytest.mark.parametrize("seed", range(4))
def test_equal_shares_agrees_with_its_definition_in_a_larger_election(seed: int) -> None:
    random = Random(seed)
    ids = [f"p{number}" for number in range(12)]
    projects = tuple(Project(id_, random.randint(5, 200), n) for n, id_ in enumerate(ids, 1))
    ballots = tuple(frozenset(random.sample(ids, random.randint(0, 5))) for _ in range(40))
    case = Case(projects, ballots, 500)
    for completion in Completion:
        assert_as_defined(case, completion, TieBreak.PUBLISHED)


def assert_as_defined(case: Case, completion: Completion, tie_break: TieBreak) -> None:
    outcome = case.counted(Rule.EQUAL_SHARES, completion, tie_break)
    selected, share, steps, prices, left = as_defined(case, completion, tie_break)
    assert outcome.selected == tuple(selected)
    assert (outcome.share, outcome.steps) == (share, steps)
    shares = [fate for fate in outcome.projects if fate.reason is Reason.WON_SHARES]
    assert {fate.id: fate.price for fate in shares} == prices
    had = {f.id: f.supporters_left for f in outcome.projects if f.supporters_left is not None}
    assert had == {
        id_: sum(purse for purse, ballot in zip(left, case.ballots, strict=True) if id_ in ballot)
        for id_ in had
    }


# The definition, read plainly: every voter on their own, every step of add1, all in Fractions.

Defined = tuple[list[str], Fraction | None, int, dict[str, Fraction], list[Fraction]]


def as_defined(case: Case, completion: Completion, tie_break: TieBreak) -> Defined:
    if not case.ballots:
        return [], None, 0, {}, []
    supported = in_tie_order(case, tie_break)
    start = Fraction(case.budget) / len(case.ballots)
    last = (0, *shares_at(supported, case.ballots, start))
    for steps in counting_up(1):
        if stops(case, supported, last[1], completion):
            break
        following = shares_at(supported, case.ballots, start + steps * case.step)
        if cost_of(case, following[0]) > case.budget:
            break
        last = (steps, *following)
    steps, prices, left = last
    selected = list(prices)
    if completion is Completion.ADD1_UTILITARIAN:
        selected += by_votes(case, supported, selected)
    return selected, start + steps * case.step, steps, prices, left


def stops(
    case: Case, supported: Sequence[Project], bought: dict[str, Fraction], completion: Completion
) -> bool:
    lost = [p for p in supported if p.id not in bought]
    if completion is Completion.NONE or not lost:
        return True
    fits = any(p.cost <= case.budget - cost_of(case, bought) for p in lost)
    return completion is not Completion.ADD1 and not fits


def in_tie_order(case: Case, tie_break: TieBreak) -> list[Project]:
    supporters = {p.id: sum(p.id in ballot for ballot in case.ballots) for p in case.projects}
    supported = [p for p in case.projects if supporters[p.id]]
    if tie_break is TieBreak.PROJECT_ID:
        return sorted(supported, key=lambda p: p.id)
    return sorted(supported, key=lambda p: (-supporters[p.id], p.cost, p.number))


def shares_at(
    supported: Sequence[Project], ballots: Sequence[Approval], share: Fraction
) -> tuple[dict[str, Fraction], list[Fraction]]:
    """The ρ of each project bought, in order, and what each voter has left."""
    left, bought = [share] * len(ballots), {}
    while True:
        prices = {}
        for project in supported:
            purses = [m for m, ballot in zip(left, ballots, strict=True) if project.id in ballot]
            if project.id not in bought and sum(purses) >= project.cost:
                prices[project.id] = each_pays(purses, project.cost) / project.cost
        if not prices:
            return bought, left
        best = min((p for p in supported if p.id in prices), key=lambda p: prices[p.id])
        bought[best.id] = prices[best.id]
        for voter, ballot in enumerate(ballots):
            if best.id in ballot:
                left[voter] -= min(left[voter], prices[best.id] * best.cost)


def each_pays(purses: list[Fraction], cost: Exact) -> Fraction:
    """The smallest amount at which payments of at most that much reach the cost."""
    missing = Fraction(cost)
    for place, purse in enumerate(sorted(purses)):
        each = missing / (len(purses) - place)
        if each <= purse:
            return each
        missing -= purse
    raise AssertionError("the supporters cannot pay")


def by_votes(case: Case, supported: Sequence[Project], selected: Sequence[str]) -> list[str]:
    left, bought = case.budget - cost_of(case, selected), []
    support = {p.id: sum(p.id in ballot for ballot in case.ballots) for p in supported}
    for project in sorted(supported, key=lambda p: -support[p.id]):
        if project.id not in selected and project.cost <= left:
            left -= project.cost
            bought.append(project.id)
    return bought
