"""Valid or not, elected or not, and who stands again: article 19, in whole numbers."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.elections import outcome
from portal.elections.outcome import Fault, Figures, Outcome
from portal.elections.rules import Electorate

VOTERS, DELEGATES = Electorate.VOTERS, Electorate.DELEGATES
REPRESENTATIVES = Electorate.REPRESENTATIVES


def figures(returned: int, votes: Mapping[int, int], spoilt: int = 0, blank: int = 0) -> Figures:
    return Figures(returned, returned, returned - spoilt - blank, spoilt, blank, votes)


@pytest.mark.parametrize(
    ("electorate", "entitled", "returned", "valid"),
    [
        (VOTERS, 100, 50, False),
        (VOTERS, 100, 51, True),
        (VOTERS, 101, 50, False),
        (VOTERS, 101, 51, True),
        (DELEGATES, 2420, 1210, False),
        (DELEGATES, 2420, 1211, True),
        (REPRESENTATIVES, 51, 34, False),
        (REPRESENTATIVES, 51, 35, True),
        (REPRESENTATIVES, 50, 33, False),
        (REPRESENTATIVES, 50, 34, True),
        (VOTERS, 0, 0, False),
    ],
)
def test_more_than_half_or_two_thirds_must_take_part_art_19(
    electorate: Electorate, entitled: int, returned: int, valid: bool
) -> None:
    assert outcome.took_part(electorate, entitled, returned) is valid


@pytest.mark.parametrize(
    ("votes", "cast", "first", "run_off"),
    [
        (50, 100, False, True),
        (51, 100, True, True),
        (33, 100, False, False),
        (34, 100, False, True),
        (33, 99, False, True),
        (32, 99, False, False),
        (0, 0, False, False),
    ],
)
def test_more_than_half_elects_and_a_third_in_the_run_off_art_19(
    votes: int, cast: int, first: bool, run_off: bool
) -> None:
    assert outcome.passes(votes, cast, is_run_off=False) is first
    assert outcome.passes(votes, cast, is_run_off=True) is run_off


def decide(made: Figures, seats: int, entitled: int = 100, is_run_off: bool = False) -> Outcome:
    return outcome.decide(made, VOTERS, entitled, seats, is_run_off)


def test_the_most_votes_fill_the_seats_art_19() -> None:
    made = figures(80, {1: 70, 2: 60, 3: 50, 4: 41, 5: 40})
    assert decide(made, 3) == Outcome(True, (1, 2, 3), (), (4, 5))
    assert decide(made, 5) == Outcome(True, (1, 2, 3, 4), (), (5,))


def test_a_tie_at_the_last_seat_goes_to_a_run_off_art_19() -> None:
    made = figures(80, {1: 70, 2: 60, 3: 60, 4: 50})
    came = decide(made, 2)
    assert came == Outcome(True, (1,), (2, 3), (4,))
    assert outcome.needs_run_off(came, 2, is_run_off=False)
    assert outcome.run_off(came, made.votes, 2) == [2, 3]


def test_a_tie_that_fits_into_the_seats_is_none() -> None:
    made = figures(80, {1: 70, 2: 60, 3: 60, 4: 50})
    assert decide(made, 3).elected == (1, 2, 3)


def test_for_the_seats_left_stand_one_more_than_seats_and_whoever_ties_with_the_last() -> None:
    made = figures(80, {1: 70, 2: 40, 3: 30, 4: 30, 5: 20})
    came = decide(made, 2)
    assert came == Outcome(True, (1,), (), (2, 3, 4, 5))
    assert outcome.run_off(came, made.votes, 2) == [2, 3, 4]


def test_too_few_took_part_elects_nobody_and_calls_no_run_off_art_19() -> None:
    made = figures(50, {1: 50, 2: 50, 3: 40})
    came = decide(made, 2)
    assert came == Outcome(False, (), (), (1, 2, 3))
    assert not outcome.needs_run_off(came, 2, is_run_off=False)
    assert outcome.run_off(came, made.votes, 2) == []


def test_a_run_off_that_elects_nobody_leaves_the_seat_empty_but_a_tie_is_held_again() -> None:
    weak = decide(figures(60, {1: 19, 2: 18}), 1, is_run_off=True)
    assert weak == Outcome(True, (), (), (1, 2))
    assert not outcome.needs_run_off(weak, 1, is_run_off=True)
    tied = decide(figures(60, {1: 25, 2: 25}), 1, is_run_off=True)
    assert tied == Outcome(True, (), (1, 2), ())
    assert outcome.needs_run_off(tied, 1, is_run_off=True)


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (Figures(90, 80, 70, 6, 4, {1: 70, 2: 60}), None),
        (Figures(101, 80, 70, 6, 4, {1: 70}), Fault.MORE_ISSUED),
        (Figures(79, 80, 70, 6, 4, {1: 70}), Fault.MORE_RETURNED),
        (Figures(90, 80, 70, 6, 5, {1: 70}), Fault.SUM),
        (Figures(90, 80, 70, 6, 4, {1: 71}), Fault.MORE_VOTES),
        (Figures(90, 80, 70, 6, 4, {1: 70, 2: 70, 3: 1}), Fault.TOO_MANY),
        (Figures(90, 80, 81, -1, 0, {1: 1}), Fault.NEGATIVE),
        (Figures(90, 80, 70, 6, 4, {1: -1}), Fault.NEGATIVE),
    ],
)
def test_sums_that_cannot_be_right_are_named(made: Figures, fault: Fault | None) -> None:
    assert outcome.fault(made, entitled=100, seats=2) is fault


# ---- Whatever the figures


@st.composite
def elections(draw: st.DrawFn) -> tuple[Figures, Electorate, int, int, bool]:
    returned = draw(st.integers(0, 60))
    number, seats = draw(st.integers(2, 9)), draw(st.integers(1, 8))
    votes = {n: draw(st.integers(0, returned)) for n in range(1, number + 1)}
    entitled = draw(st.integers(returned, 120))
    electorate = draw(st.sampled_from(list(Electorate)))
    return figures(returned, votes), electorate, entitled, seats, draw(st.booleans())


Case = tuple[Figures, Electorate, int, int, bool]


@given(elections())
def test_nobody_is_lost_or_counted_twice(case: Case) -> None:
    made, *rule = case
    came = outcome.decide(made, *rule)
    assert sorted((*came.elected, *came.tied, *came.others)) == sorted(made.votes)
    assert len(came.elected) <= rule[2]
    assert len(came.tied) != 1


@given(elections())
def test_the_elected_have_more_votes_than_everyone_else(case: Case) -> None:
    made, *rule = case
    came = outcome.decide(made, *rule)
    rest = [made.votes[one] for one in (*came.tied, *came.others)]
    assert all(made.votes[one] > max(rest, default=-1) for one in came.elected)


@given(elections(), st.booleans())
def test_one_more_vote_never_unseats(case: Case, on_a_new_ballot: bool) -> None:
    """Whether it is a name more on a ballot that was cast, or a ballot more."""
    made, electorate, entitled, seats, is_run_off = case
    before = outcome.decide(made, electorate, entitled, seats, is_run_off)
    for one in before.elected:
        votes = {**made.votes, one: made.votes[one] + 1}
        after = figures(made.returned + on_a_new_ballot, votes)
        again = outcome.decide(after, electorate, entitled, seats, is_run_off)
        assert one in again.elected


@given(elections())
def test_a_run_off_has_more_people_than_seats_left(case: Case) -> None:
    made, electorate, entitled, seats, is_run_off = case
    came = outcome.decide(made, electorate, entitled, seats, is_run_off)
    standing = outcome.run_off(came, made.votes, seats)
    left = seats - len(came.elected)
    assert not standing or len(standing) > left or len(made.votes) <= seats
    assert not set(standing) & set(came.elected)


@given(st.integers(0, 200), st.sampled_from(list(Electorate)))
def test_one_more_who_takes_part_never_makes_an_election_invalid(
    entitled: int, electorate: Electorate
) -> None:
    valid = [outcome.took_part(electorate, entitled, n) for n in range(entitled + 1)]
    assert valid == sorted(valid)
    assert valid[-1] is (entitled > 0)
