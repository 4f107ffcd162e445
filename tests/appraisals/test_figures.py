"""What is hidden cannot be found again: not from the sums, and not by who knows the rule."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.appraisals.figures import (
    GROUP_MINIMUM,
    by_group,
    difference,
    permille,
    shown,
)

LINES = st.lists(st.integers(0, 60), min_size=2, max_size=5)
MINIMA = st.integers(3, 12)
THREE = st.lists(st.integers(0, 30), min_size=3, max_size=3)
GROUPS = st.dictionaries(st.sampled_from("abc"), THREE)


def spreads(total: int, places: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people can spread over so many answers."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in spreads(total - first, places - 1):
            yield (first, *rest)


@pytest.mark.parametrize("minimum", [3, 4, 5])
@pytest.mark.parametrize("places", [3, 4, 5])
def test_whatever_is_shown_every_hidden_count_may_be_one_or_another(
    minimum: int, places: int
) -> None:
    """All spreads of all small sums, gathered by what is shown of them: who sees it, and knows the
    sum and the rule, still cannot tell a single hidden count. Sums below the minimum are one
    household's talk: with them nothing at all is shown.
    """
    for total in range(minimum, 17):
        alike = defaultdict(list)
        for counts in spreads(total, places):
            alike[tuple(shown(counts, minimum))].append(counts)
        for seen, all_alike in alike.items():
            for place, count in enumerate(seen):
                possible = {one[place] for one in all_alike}
                assert len(possible) == 1 if count is not None else len(possible) > 1, seen


@given(LINES, MINIMA)
def test_no_small_count_is_shown_and_what_is_shown_is_true(counts: list[int], minimum: int) -> None:
    seen = shown(counts, minimum)
    for told, true in zip(seen, counts, strict=True):
        assert told in (None, true)
        assert told is None or told == 0 or told >= minimum


@given(LINES, MINIMA)
def test_what_is_hidden_is_never_alone_and_never_the_difference_of_a_sum(
    counts: list[int], minimum: int
) -> None:
    seen = shown(counts, minimum)
    hidden = [true for told, true in zip(seen, counts, strict=True) if told is None]
    if sum(counts) >= minimum:
        assert len(hidden) != 1
    if hidden and any(one >= minimum for one in counts):
        assert min(hidden) < minimum <= max(hidden)  # which is which, nobody can tell


@given(st.permutations([0, 2, 7, 31, 90]))
def test_it_is_the_number_that_is_hidden_not_its_place(counts: list[int]) -> None:
    hides = {0: 0, 2: None, 7: None, 31: 31, 90: 90}
    assert shown(counts, 5) == [hides[one] for one in counts]


def test_where_all_are_few_nothing_is_shown() -> None:
    assert shown([4, 4, 4, 0], 5) == [None] * 4
    assert shown([1, 1, 1, 1, 1], 5) == [None] * 5


def test_nobody_said_so_is_no_secret() -> None:
    assert shown([20, 9, 0, 0], 5) == [20, 9, 0, 0]


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 30), min_size=3, max_size=3)),
    MINIMA,
)
def test_a_breakdown_is_whole_or_not_there(groups: dict[str, list[int]], minimum: int) -> None:
    """What it sums up to is then shown too, so that nothing is left to reckon."""
    found = by_group(groups, minimum)
    if found is None:
        return
    assert found == groups
    assert len(groups) > 1
    assert all(sum(line) >= GROUP_MINIMUM for line in groups.values())
    assert all(one == 0 or one >= minimum for line in groups.values() for one in line)
    whole = [sum(line[place] for line in groups.values()) for place in range(3)]
    assert shown(whole, minimum) == whole


@pytest.mark.parametrize(
    "groups",
    [
        {"a": [10, 10, 0]},
        {"a": [9, 0, 0], "b": [30, 10, 0]},
        {"a": [20, 4, 0], "b": [30, 10, 0]},
    ],
)
def test_one_group_a_small_one_or_a_small_count_and_there_is_no_breakdown(
    groups: dict[str, list[int]],
) -> None:
    assert by_group(groups, 5) is None


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_is_right_to_half_a_tenth(number: int, of: int) -> None:
    share = permille(number, of)
    assert abs(share * of - number * 1000) * 2 <= of


def test_shares_are_reckoned_in_whole_numbers_and_half_goes_up() -> None:
    assert [permille(1, 3), permille(2, 3), permille(1, 2000), permille(0, 0)] == [333, 667, 1, 0]


def test_a_difference_needs_both_years() -> None:
    assert difference(50, 100, 40, 80) == 0
    assert difference(75, 100, 1, 3) == 417
    assert (difference(None, 100, 40, 80), difference(50, 100, None, 80)) == (None, None)
    assert difference(50, 100, 0, 0) is None
