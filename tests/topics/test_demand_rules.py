"""How many must sign a demand to convene, and what it then is (居民委员会组织法 art. 26, 28)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bodies.rules import Kind as Body
from portal.topics.demands import rules
from portal.topics.demands.rules import Kind, Move, Refusal, Refused, State

S, C, D, M, W, L = list(State)
_ = None
TABLE: dict[State, tuple[State | None, ...]] = {
    # OPEN REACH MEET REOPEN WITHDRAW LAPSE
    S: (C, _, _, _, W, L),
    C: (_, D, _, _, W, L),
    D: (_, _, M, _, _, _),
    M: (_, _, _, D, _, _),
    W: (_, _, _, _, _, _),
    L: (_, _, _, _, _, _),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state(state: State, move: Move) -> None:
    target = TABLE[state][list(Move).index(move)]
    if target is None:
        with pytest.raises(Refused) as no:
            rules.after(state, move)
        assert no.value.reason is Refusal.MOVED_ON
    else:
        assert rules.after(state, move) is target


@pytest.mark.parametrize(
    ("kind", "share", "body", "article"),
    [
        (Kind.RESIDENTS, Fraction(1, 10), Body.RESIDENTS_MEETING, 26),
        (Kind.DELEGATES, Fraction(1, 10), Body.RESIDENTS_MEETING, 26),
        (Kind.REPRESENTATIVES, Fraction(1, 3), Body.RESIDENTS_MEETING, 26),
        (Kind.ASSEMBLY, Fraction(1, 5), Body.ASSEMBLY, 28),
    ],
)
def test_articles_26_and_28_name_the_shares(
    kind: Kind, share: Fraction, body: Body, article: int
) -> None:
    assert (rules.SHARES[kind], rules.BODIES[kind], rules.ARTICLES[kind]) == (share, body, article)


@pytest.mark.parametrize(
    ("kind", "entitled", "needed"),
    [
        (Kind.RESIDENTS, 1, 1),
        (Kind.RESIDENTS, 10, 1),
        (Kind.RESIDENTS, 11, 2),
        (Kind.RESIDENTS, 5_000, 500),
        (Kind.RESIDENTS, 5_001, 501),
        (Kind.DELEGATES, 2_420, 242),
        (Kind.DELEGATES, 2_421, 243),
        (Kind.REPRESENTATIVES, 51, 17),
        (Kind.REPRESENTATIVES, 52, 18),
        (Kind.ASSEMBLY, 50, 10),
        (Kind.ASSEMBLY, 51, 11),
    ],
)
def test_a_tenth_a_third_a_fifth_in_whole_people(kind: Kind, entitled: int, needed: int) -> None:
    assert rules.needed(kind, entitled) == needed


@given(st.sampled_from(Kind), st.integers(1, 10**7))
def test_never_fewer_than_the_fraction_and_one_less_is_not_enough(
    kind: Kind, entitled: int
) -> None:
    needed, share = rules.needed(kind, entitled), rules.SHARES[kind]
    assert needed >= share * entitled
    assert needed - 1 < share * entitled
    assert 1 <= needed <= entitled
    assert rules.is_reached(needed, needed)
    assert not rules.is_reached(needed - 1, needed)


@given(st.sampled_from(Kind), st.integers(1, 10**6))
def test_one_more_who_is_entitled_never_makes_fewer_enough(kind: Kind, entitled: int) -> None:
    assert rules.needed(kind, entitled + 1) >= rules.needed(kind, entitled)


@pytest.mark.parametrize("kind", Kind)
def test_of_nobody_there_is_no_tenth(kind: Kind) -> None:
    with pytest.raises(ValueError, match="0"):
        rules.needed(kind, 0)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("days", "over"), [(-1, True), (0, False), (1, False)])
def test_a_duty_is_overdue_from_the_day_after_its_day(state: State, days: int, over: bool) -> None:
    today = date(2026, 6, 10)
    due = today + timedelta(days)
    assert rules.is_overdue(state, due, today) is (over and state is D)
    assert not rules.is_overdue(state, None, today)


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_articles_26_and_28_a_meeting_after_the_duty_s_day_is_late(days: int, late: bool) -> None:
    due = date(2026, 6, 10)
    assert rules.is_late(due, due + timedelta(days)) is late


def test_the_committee_has_its_days() -> None:
    assert rules.call_by(date(2026, 6, 1), 15) == date(2026, 6, 16)
