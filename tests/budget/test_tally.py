"""The bylaws of counting, one example each."""

from fractions import Fraction

import pytest

from portal.budget.tally import (
    Completion,
    NotCountedError,
    Outcome,
    Project,
    ProjectOutcome,
    Reason,
    Rule,
    TallyError,
    TieBreak,
    count,
)
from tests.budget.election_strategies import approving, priced


def most_votes(projects: list[Project], ballots: list, budget: int, **options: object) -> Outcome:
    return count(projects, ballots, budget, Rule.MOST_VOTES, step=1, **options)


def equal_shares(
    projects: list[Project],
    ballots: list,
    budget: int,
    completion: Completion = Completion.NONE,
    **options: object,
) -> Outcome:
    return count(projects, ballots, budget, Rule.EQUAL_SHARES, completion, step=1, **options)


def fates(outcome: Outcome) -> dict[str, ProjectOutcome]:
    return {fate.id: fate for fate in outcome.projects}


def test_most_votes_skips_what_no_longer_fits() -> None:
    outcome = most_votes(priced(a=60, b=50, c=40), approving("abc", "ab", "a"), 100)
    assert outcome.selected == ("a", "c")
    assert fates(outcome)["b"].reason is Reason.LOST_NO_LONGER_FITS
    assert [fates(outcome)[id_].money_left for id_ in "abc"] == [100, 40, 40]


def test_published_tie_goes_to_the_lower_cost_then_to_the_lower_ballot_number() -> None:
    outcome = most_votes(priced(d=30, c=20, b=20), approving("dcb"), 100)
    assert outcome.selected == ("c", "b", "d")


def test_tie_by_project_id_compares_ids_as_strings() -> None:
    projects = [Project("9", 20, 1), Project("10", 20, 2)]
    ballots = [frozenset({"9", "10"})]
    outcome = most_votes(projects, ballots, 20, tie_break=TieBreak.PROJECT_ID)
    assert outcome.selected == ("10",)


def test_tie_between_equal_sums_of_points_goes_to_more_supporters() -> None:
    ballots = [{"a": 4}, {"b": 3}, {"b": 1}]
    assert most_votes(priced(a=20, b=20), ballots, 20).selected == ("b",)


def test_share_points_are_summed_by_most_votes() -> None:
    outcome = most_votes(priced(a=60, b=50), [{"a": 1}, {"a": 1}, {"b": 5, "a": 0}], 100)
    assert outcome.selected == ("b",)
    assert (fates(outcome)["a"].score, fates(outcome)["a"].supporters) == (2, 2)


def test_share_points_are_refused_by_equal_shares() -> None:
    with pytest.raises(NotCountedError, match="counts approvals, not points"):
        equal_shares(priced(a=60), [{"a": 1}], 100)


@pytest.mark.parametrize("rule", Rule)
def test_ranked_ballots_are_not_counted(rule: Rule) -> None:
    with pytest.raises(NotCountedError, match="ordinal"):
        count(priced(a=60, b=50), [("b", "a")], 100, rule, step=1)


@pytest.mark.parametrize("rule", Rule)
def test_no_ballots_no_winners(rule: Rule) -> None:
    outcome = count(priced(a=60), [], 100, rule, step=1)
    assert (outcome.selected, outcome.ballots, outcome.share) == ((), 0, None)
    assert fates(outcome)["a"].reason is Reason.LOST_NO_SUPPORT


@pytest.mark.parametrize("rule", Rule)
def test_project_without_support_never_wins(rule: Rule) -> None:
    outcome = count(priced(a=60, b=1), approving("a"), 100, rule, step=1)
    assert outcome.selected == ("a",)
    assert fates(outcome)["b"].reason is Reason.LOST_NO_SUPPORT


def test_blank_ballot_counts_in_turnout_and_divisor() -> None:
    outcome = equal_shares(priced(a=51), approving("a", ""), 100)
    assert (outcome.ballots, outcome.blank, outcome.share) == (2, 1, 50)
    assert outcome.selected == ()
    assert fates(outcome)["a"].supporters_left == 50


@pytest.mark.parametrize("rule", Rule)
def test_project_below_the_minimum_support_leaves_before_the_count(rule: Rule) -> None:
    ballots = approving("ab", "a", "a", "a")
    outcome = count(priced(a=50, b=10), ballots, 100, rule, min_support=2, step=1)
    assert outcome.selected == ("a",)
    assert fates(outcome)["b"].reason is Reason.LOST_BELOW_MINIMUM


def test_minimum_support_counts_supporters_not_points() -> None:
    outcome = most_votes(priced(a=50, b=50), [{"a": 9}, {"b": 1}, {"b": 1}], 100, min_support=2)
    assert outcome.selected == ("b",)


def test_equal_shares_buys_where_each_supporter_pays_least_for_each_unit() -> None:
    # Each of four holds 25. a costs its three supporters 20 each (ρ = 1/3); then b's two have
    # 5 and 25 left, and the one who has 5 pays all of it.
    outcome = equal_shares(priced(a=60, b=30), approving("a", "a", "ab", "b"), 100)
    assert outcome.selected == ("a", "b")
    assert (fates(outcome)["a"].price, fates(outcome)["a"].most_paid) == (Fraction(1, 3), 20)
    assert (fates(outcome)["b"].price, fates(outcome)["b"].most_paid) == (Fraction(5, 6), 25)


def test_loser_under_equal_shares_is_told_what_its_supporters_had_left() -> None:
    outcome = equal_shares(priced(a=60, b=31), approving("a", "a", "ab", "b"), 100)
    assert outcome.selected == ("a",)
    assert fates(outcome)["b"].reason is Reason.LOST_SUPPORTERS_CANNOT_PAY
    assert fates(outcome)["b"].supporters_left == 30


def test_add1_raises_every_share_until_the_next_step_would_overspend() -> None:
    # 25 each buys nothing. At 31 the supporter of b can pay; at 90 that of a could too.
    outcome = equal_shares(priced(a=90, b=31), approving("a", "b", "", ""), 100, Completion.ADD1)
    assert outcome.selected == ("b",)
    assert (outcome.steps, outcome.share) == (64, 89)


def test_add1_goes_on_beyond_the_first_exhaustive_outcome() -> None:
    # At 32 each b is bought, and a no longer fits. At 45 the supporters of a could pay as well.
    projects, ballots = priced(a=90, b=32), approving("a", "a", "b")
    exhaustive = equal_shares(projects, ballots, 96, Completion.ADD1_EXHAUSTIVE)
    assert (exhaustive.selected, exhaustive.steps) == (("b",), 0)
    assert equal_shares(projects, ballots, 96, Completion.ADD1).steps == 12


def test_add1_ends_when_every_supported_project_is_bought() -> None:
    outcome = equal_shares(priced(a=40, b=1), approving("a", "", ""), 100, Completion.ADD1)
    assert (outcome.selected, outcome.steps) == (("a",), 7)


def test_the_rest_is_spent_by_most_votes_after_the_last_step() -> None:
    projects, ballots = priced(a=90, b=31, c=60), approving("a", "b", "c", "c")
    outcome = equal_shares(projects, ballots, 100, Completion.ADD1_UTILITARIAN)
    assert outcome.selected == ("c", "b")
    assert fates(outcome)["a"].money_left == 9


def test_project_bought_from_the_rest_is_told_apart() -> None:
    projects, ballots = priced(a=99, b=98), approving("a", "b")
    outcome = equal_shares(projects, ballots, 150, Completion.ADD1_UTILITARIAN)
    assert outcome.selected == ("b",)
    assert fates(outcome)["b"].reason is Reason.WON_SHARES
    tied = equal_shares(priced(a=99, b=99), ballots, 150, Completion.ADD1_UTILITARIAN)
    assert tied.selected == ("a",)
    assert fates(tied)["a"].reason is Reason.WON_COMPLETION
    assert (fates(tied)["a"].money_left, fates(tied)["a"].supporters_left) == (150, 98)
    assert fates(tied)["b"].money_left == 51


def test_steps_that_change_nothing_are_skipped() -> None:
    projects = priced(a=700_000_000, b=2_000_000)
    ballots = approving("a", "b", "")
    outcome = equal_shares(projects, ballots, 900_000_000, Completion.ADD1)
    assert outcome.selected == ("b", "a")
    assert outcome.steps == 400_000_000


def test_amounts_are_exact() -> None:
    third = Fraction(1, 3)
    outcome = equal_shares(priced(a=third, b=third), approving("ab", "ab", "ab"), 1)
    assert outcome.share == third
    assert outcome.cost == Fraction(2, 3)


def test_approval_of_an_unknown_project_is_refused() -> None:
    with pytest.raises(TallyError, match="names project z"):
        most_votes(priced(a=60), approving("z"), 100)


def test_two_projects_with_one_id_are_refused() -> None:
    with pytest.raises(TallyError, match="same id"):
        most_votes([Project("a", 1, 1), Project("a", 2, 2)], [], 100)


def test_project_must_cost_something() -> None:
    with pytest.raises(TallyError, match="cost above zero"):
        Project("a", 0, 1)


def test_budget_and_step_must_make_sense() -> None:
    with pytest.raises(TallyError, match="cannot be negative"):
        most_votes(priced(a=60), [], -1)
    with pytest.raises(TallyError, match="above zero"):
        count(priced(a=60), [], 1, Rule.EQUAL_SHARES, step=0)
