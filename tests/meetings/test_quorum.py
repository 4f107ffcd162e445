"""When a body may decide and when a motion is carried, article by article, in whole numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bodies.rules import Base, Kind
from portal.meetings import quorum
from portal.meetings.quorum import Count, Majority, Outcome

PRESENT, YES_NO = Base.PRESENT, Base.YES_NO
HALF, TWO_THIRDS = Majority.HALF, Majority.TWO_THIRDS


def carried(
    entitled: int,
    present: int,
    for_: int,
    against: int = 0,
    abstain: int = 0,
    recused: int = 0,
    base: Base = PRESENT,
    majority: Majority = HALF,
) -> bool:
    count = Count(entitled, present, for_, against, abstain, recused)
    return quorum.outcome(count, base, majority) is Outcome.ADOPTED


@pytest.mark.parametrize(
    ("entitled", "needed"), [(51, 26), (50, 26), (1, 1), (2, 2), (2400, 1201), (2401, 1201)]
)
def test_art_27_a_residents_meeting_decides_with_more_than_half_there(
    entitled: int, needed: int
) -> None:
    kind = Kind.RESIDENTS_MEETING
    assert quorum.quorum_needed(kind, entitled) == needed
    assert not quorum.quorum_met(kind, entitled, needed - 1)
    assert quorum.quorum_met(kind, entitled, needed)


@pytest.mark.parametrize(
    ("present", "for_", "adopted"),
    [
        (26, 13, False),
        (26, 14, True),
        (27, 13, False),
        (27, 14, True),
        (51, 25, False),
        (51, 26, True),
    ],
)
def test_art_27_it_passes_by_more_than_half_of_those_present(
    present: int, for_: int, adopted: bool
) -> None:
    assert carried(51, present, for_) is adopted


def test_art_27_an_abstention_counts_like_a_no() -> None:
    assert carried(51, 30, for_=15, against=1, abstain=14) is False
    assert carried(51, 30, for_=15, against=15) is False
    assert carried(51, 30, for_=16, against=0, abstain=14) is True


@pytest.mark.parametrize(
    ("entitled", "needed"), [(51, 34), (60, 40), (61, 41), (62, 42), (3, 2), (1, 1)]
)
def test_art_29_an_assembly_decides_with_two_thirds_there(entitled: int, needed: int) -> None:
    kind = Kind.ASSEMBLY
    assert quorum.quorum_needed(kind, entitled) == needed
    assert not quorum.quorum_met(kind, entitled, needed - 1)
    assert quorum.quorum_met(kind, entitled, needed)


@pytest.mark.parametrize(
    ("present", "for_", "adopted"),
    [(34, 17, False), (34, 18, True), (51, 25, False), (51, 26, True)],
)
def test_art_29_it_passes_by_more_than_half_of_those_attending(
    present: int, for_: int, adopted: bool
) -> None:
    assert carried(51, present, for_) is adopted


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
@pytest.mark.parametrize("chosen", Base)
def test_art_27_and_art_29_fix_the_base_whatever_the_body_has_set(kind: Kind, chosen: Base) -> None:
    assert quorum.base_for(kind, chosen) is PRESENT


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("chosen", Majority)
def test_art_27_and_art_29_fix_more_than_half_and_elsewhere_a_body_has_its_own_rules(
    kind: Kind, chosen: Majority
) -> None:
    fixed = kind in {"residents_meeting", "assembly"}
    assert quorum.majority_for(kind, chosen) == ("half" if fixed else chosen)


@pytest.mark.parametrize("chosen", Base)
def test_practice_a_council_has_its_base_as_a_setting(chosen: Base) -> None:
    assert quorum.base_for(Kind.COUNCIL, chosen) is chosen


@pytest.mark.parametrize(("entitled", "needed"), [(20, 14), (21, 14), (19, 13)])
def test_practice_a_council_decides_with_two_thirds_there(entitled: int, needed: int) -> None:
    assert quorum.quorum_needed(Kind.COUNCIL, entitled) == needed


@pytest.mark.parametrize(
    ("for_", "against", "adopted"), [(10, 5, True), (9, 5, False), (9, 0, False), (10, 0, True)]
)
def test_practice_a_large_sum_passes_by_two_thirds(for_: int, against: int, adopted: bool) -> None:
    assert carried(20, 15, for_, against, majority=TWO_THIRDS) is adopted


@pytest.mark.parametrize(
    ("for_", "against", "abstain", "adopted"),
    [(3, 2, 10, True), (2, 2, 11, False), (0, 0, 15, False), (1, 0, 14, True)],
)
def test_practice_some_councils_count_only_yes_against_no(
    for_: int, against: int, abstain: int, adopted: bool
) -> None:
    assert carried(20, 15, for_, against, abstain, base=YES_NO) is adopted


@pytest.mark.parametrize("base", Base)
def test_a_tie_fails(base: Base) -> None:
    assert carried(20, 16, for_=8, against=8, base=base) is False


def test_who_stepped_back_leaves_the_denominator_and_stays_in_the_quorum() -> None:
    """15 there, 3 of them step back: 7 of the 12 that are left are more than half."""
    assert quorum.quorum_met(Kind.COUNCIL, 20, 15)
    assert carried(20, 15, for_=7, against=5, recused=3) is True
    assert carried(20, 15, for_=7, against=5, recused=0) is False
    assert carried(20, 15, for_=6, against=6, recused=3) is False


def test_who_is_there_and_says_nothing_counts_like_a_no() -> None:
    count = Count(entitled=20, present=15, for_=7, against=1, abstain=2, recused=1)
    assert count.silent == 4
    assert quorum.outcome(count, PRESENT, HALF) is Outcome.REJECTED


@pytest.mark.parametrize("kind", Kind)
def test_nobody_is_never_a_quorum(kind: Kind) -> None:
    assert not quorum.quorum_met(kind, 0, 0)
    assert not quorum.quorum_met(kind, 10, 0)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    parts = [draw(st.integers(0, 60)) for _ in range(5)]
    for_, against, abstain, recused, silent = parts
    present = sum(parts)
    entitled = present + draw(st.integers(0, 60))
    assert present - recused - for_ - against - abstain == silent
    return Count(entitled, present, for_, against, abstain, recused)


BASES, MAJORITIES = st.sampled_from(Base), st.sampled_from(Majority)


def decides(count: Count, base: Base, majority: Majority) -> bool:
    return quorum.outcome(count, base, majority) is Outcome.ADOPTED


def plus(count: Count, **more: int) -> Count:
    return Count(**{name: value + more.get(name, 0) for name, value in vars(count).items()})


@given(counts(), BASES, MAJORITIES)
def test_a_member_more_for_never_turns_adopted_into_rejected(
    count: Count, base: Base, majority: Majority
) -> None:
    joined = plus(count, entitled=1, present=1, for_=1)
    assert not (decides(count, base, majority) and not decides(joined, base, majority))


@given(counts(), BASES, MAJORITIES)
def test_one_more_against_never_adopts(count: Count, base: Base, majority: Majority) -> None:
    joined = plus(count, entitled=1, present=1, against=1)
    assert not (decides(joined, base, majority) and not decides(count, base, majority))


@given(counts(), MAJORITIES)
def test_an_abstention_turned_into_a_no_changes_nothing_among_those_present(
    count: Count, majority: Majority
) -> None:
    if count.abstain:
        turned = plus(count, abstain=-1, against=1)
        assert decides(turned, PRESENT, majority) is decides(count, PRESENT, majority)


@given(counts(), BASES, MAJORITIES)
def test_who_steps_back_instead_of_saying_no_never_hurts_a_motion(
    count: Count, base: Base, majority: Majority
) -> None:
    if count.against:
        turned = plus(count, against=-1, recused=1)
        assert not (decides(count, base, majority) and not decides(turned, base, majority))


@given(counts(), BASES, MAJORITIES)
def test_nothing_is_adopted_with_nobody_for_it(
    count: Count, base: Base, majority: Majority
) -> None:
    nobody = plus(count, for_=-count.for_, against=count.for_)
    assert decides(nobody, base, majority) is False


@given(counts(), BASES)
def test_what_two_thirds_carry_more_than_half_carry_too(count: Count, base: Base) -> None:
    assert not (decides(count, base, TWO_THIRDS) and not decides(count, base, HALF))


@given(counts(), MAJORITIES)
def test_what_those_present_carry_yes_against_no_carries_too(
    count: Count, majority: Majority
) -> None:
    assert not (decides(count, PRESENT, majority) and not decides(count, YES_NO, majority))


@given(st.sampled_from(Kind), st.integers(1, 5_000))
def test_needed_is_the_least_that_suffices(kind: Kind, entitled: int) -> None:
    needed = quorum.quorum_needed(kind, entitled)
    assert quorum.quorum_met(kind, entitled, needed)
    assert not quorum.quorum_met(kind, entitled, needed - 1)
    assert 1 <= needed <= entitled


@given(st.sampled_from(Kind), st.integers(1, 500), st.integers(0, 500))
def test_one_more_there_never_breaks_a_quorum(kind: Kind, entitled: int, present: int) -> None:
    met = quorum.quorum_met(kind, entitled, present)
    assert not (met and not quorum.quorum_met(kind, entitled, present + 1))
