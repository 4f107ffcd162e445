"""What becomes of an objection, and who may take which step: the whole table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices import rules
from portal.notices.rules import Act, Counts, Refusal, State
from tests.world import utc

AUTHOR, SUPERVISOR = 1, 2
LEADS_TO = {
    (State.RECEIVED, Act.UPHOLD): State.UPHELD,
    (State.RECEIVED, Act.DISMISS): State.DISMISSED,
    (State.RECEIVED, Act.WITHDRAW): State.WITHDRAWN,
    (State.UPHELD, Act.SETTLE): State.SETTLED,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_state_and_move(state: State, act: Act) -> None:
    assert rules.MOVES.get((state, act)) == LEADS_TO.get((state, act))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_nobody_decides_on_their_own_and_nobody_withdraws_anothers(state: State, act: Act) -> None:
    possible = (state, act) in LEADS_TO
    own = act is Act.WITHDRAW
    assert rules.may(act, state, AUTHOR, AUTHOR) is (possible and own)
    assert rules.may(act, state, AUTHOR, SUPERVISOR) is (possible and not own)


@pytest.mark.parametrize("state", State)
def test_words_appear_with_their_answer_and_not_before(state: State) -> None:
    answered = state in {State.UPHELD, State.DISMISSED, State.SETTLED}
    assert rules.shows_text(state, withheld=False) is answered
    assert not rules.shows_text(state, withheld=True)


@pytest.mark.parametrize("state", State)
def test_a_text_is_withheld_once_and_never_by_its_author(state: State) -> None:
    assert rules.may_withhold(state, False, AUTHOR, SUPERVISOR) is (state is not State.WITHDRAWN)
    assert not rules.may_withhold(state, True, AUTHOR, SUPERVISOR)
    assert not rules.may_withhold(state, False, AUTHOR, AUTHOR)


UNTIL = utc(2026, 3, 16)
MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("taken_back", "lives_here", "before", "refusal"),
    [
        (False, True, MOMENT, None),
        (False, True, 0 * MOMENT, Refusal.OVER),
        (True, True, MOMENT, Refusal.TAKEN_BACK),
        (False, False, MOMENT, Refusal.NOT_A_RESIDENT),
    ],
)
def test_residents_object_until_the_period_ends(
    taken_back: bool, lives_here: bool, before: timedelta, refusal: Refusal | None
) -> None:
    assert rules.refusal(UNTIL, taken_back, lives_here, UNTIL - before) == refusal


def test_an_answer_is_in_time_through_its_last_day() -> None:
    due = rules.due_on(date(2026, 3, 25), 10)
    assert due == date(2026, 4, 4)
    assert not rules.is_overdue(State.RECEIVED, due, due)
    assert rules.is_overdue(State.RECEIVED, due, due + timedelta(days=1))


@pytest.mark.parametrize("state", [state for state in State if state is not State.RECEIVED])
def test_only_what_waits_is_overdue(state: State) -> None:
    assert not rules.is_overdue(state, date(2026, 4, 4), date(2026, 5, 1))


@given(st.dictionaries(st.sampled_from(State), st.integers(0, 99)))
def test_every_objection_is_counted_once(by_state: dict[State, int]) -> None:
    counts = Counts(by_state)
    parts = (counts.waiting, counts.upheld, counts.dismissed, counts.withdrawn)
    assert counts.total == sum(parts) == sum(by_state.values())
    assert counts.unsettled <= counts.upheld
