"""The law's days and numbers of the committee's election, each with its article."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.elections import nominating, rules
from portal.elections.nominating import MOVES, Move, Source, State
from portal.elections.rules import Facts, Phase, Refusal, Refused

DAY = date(2026, 5, 30)
DATES = rules.calendar(DAY, 10, 5)


def days(n: int) -> timedelta:
    return timedelta(days=n)


def test_calendar_counts_backwards_from_the_day_art_17_19_25_14() -> None:
    expected = rules.Calendar(
        day=DAY,
        roll_by=date(2026, 5, 10),
        objections_until=date(2026, 5, 15),
        rulings_until=date(2026, 5, 18),
        nominations_until=date(2026, 5, 20),
        candidates_by=date(2026, 5, 25),
        handover_by=date(2026, 6, 9),
        term_ends=date(2031, 5, 29),
    )
    assert expected == DATES


def test_objections_count_from_the_day_on_which_the_roll_was_posted_art_17() -> None:
    posted = date(2026, 5, 1)
    found = rules.calendar(DAY, 10, 5, posted)
    assert (found.objections_until, found.rulings_until) == (date(2026, 5, 6), date(2026, 5, 9))
    assert rules.ruling_due(posted) == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 1, 1), date(2030, 12, 31)),
        (date(2028, 2, 29), date(2033, 2, 28)),
        (date(2024, 3, 1), date(2029, 2, 28)),
    ],
)
def test_a_term_has_five_years_art_14(starts: date, ends: date) -> None:
    assert rules.term_end(starts) == ends


@pytest.mark.parametrize("seats", range(11))
def test_a_committee_has_five_to_nine_people_art_8(seats: int) -> None:
    assert rules.seats_fit(seats, is_by_election=False) == (5 <= seats <= 9)
    assert rules.seats_fit(seats, is_by_election=True) == (1 <= seats <= 9)


# ---- Phases


ANNOUNCED = Facts(DATES, announced=True)
POSTED = replace(ANNOUNCED, roll_posted=True)
STANDING = replace(POSTED, candidates_posted=True, polls=(DAY,))
SECOND = DAY + days(7)
AGAIN = replace(STANDING, polls=(DAY, SECOND), settled=1)


@pytest.mark.parametrize(
    ("facts", "today", "phase"),
    [
        (Facts(DATES), DAY, Phase.DRAFT),
        (ANNOUNCED, DAY - days(20), Phase.ANNOUNCED),
        (ANNOUNCED, DAY - days(19), Phase.MISSED),
        (POSTED, DAY - days(15), Phase.OBJECTIONS),
        (POSTED, DAY - days(14), Phase.NOMINATIONS),
        (POSTED, DAY - days(10), Phase.NOMINATIONS),
        (POSTED, DAY - days(9), Phase.CHECKING),
        (POSTED, DAY - days(1), Phase.CHECKING),
        (POSTED, DAY, Phase.MISSED),
        (STANDING, DAY - days(1), Phase.CANDIDATES),
        (STANDING, DAY, Phase.VOTING),
        (STANDING, DAY + days(1), Phase.COUNTING),
        (replace(STANDING, settled=1), DAY, Phase.COUNTING),
        (AGAIN, DAY, Phase.RUN_OFF),
        (AGAIN, SECOND, Phase.RUN_OFF),
        (AGAIN, SECOND + days(1), Phase.COUNTING),
        (replace(AGAIN, settled=2), SECOND, Phase.COUNTING),
        (replace(STANDING, settled=1, certified=True), DAY, Phase.CERTIFIED),
        (replace(STANDING, settled=1, certified=True, handed_over=True), DAY, Phase.HANDED_OVER),
        (replace(POSTED, called_off=True), DAY, Phase.CALLED_OFF),
    ],
)
def test_the_phase_follows_from_the_days_and_the_acts(
    facts: Facts, today: date, phase: Phase
) -> None:
    assert rules.phase_at(facts, today) is phase


def no(act: object, *given_: object) -> tuple[Refusal, date | None] | None:
    try:
        act(*given_)  # type: ignore[operator]
    except Refused as refused:
        return refused.reason, refused.day
    return None


def test_a_roll_is_posted_twenty_days_ahead_and_not_a_day_later_art_17() -> None:
    assert no(rules.check_roll, ANNOUNCED, DAY - days(20)) is None
    late = no(rules.check_roll, ANNOUNCED, DAY - days(19))
    assert late == (Refusal.ROLL_TOO_LATE, DAY - days(20))
    assert no(rules.check_roll, POSTED, DAY - days(30)) == (Refusal.NOT_NOW, None)
    assert no(rules.check_roll, Facts(DATES), DAY - days(30)) == (Refusal.NOT_NOW, None)


def test_objections_are_taken_for_five_days_art_17() -> None:
    assert no(rules.check_objecting, ANNOUNCED, DAY - days(20)) == (
        Refusal.OBJECTIONS_NOT_OPEN,
        None,
    )
    assert no(rules.check_objecting, POSTED, DAY - days(15)) is None
    late = no(rules.check_objecting, POSTED, DAY - days(14))
    assert late == (Refusal.OBJECTIONS_OVER, DAY - days(15))


def test_nominations_are_taken_from_the_roll_to_their_last_day_art_18() -> None:
    early = no(rules.check_nominating, ANNOUNCED, DAY - days(20))
    assert early == (Refusal.NOMINATIONS_NOT_OPEN, None)
    assert no(rules.check_nominating, POSTED, DAY - days(10)) is None
    late = no(rules.check_nominating, POSTED, DAY - days(9))
    assert late == (Refusal.NOMINATIONS_OVER, DAY - days(10))


@pytest.mark.parametrize(
    ("candidates", "unruled", "unchecked", "today", "refusal"),
    [
        (6, 0, 0, DAY - days(9), None),
        (6, 0, 0, DAY - days(1), None),
        (5, 0, 0, DAY - days(9), Refusal.TOO_FEW_CANDIDATES),
        (0, 0, 0, DAY - days(9), Refusal.TOO_FEW_CANDIDATES),
        (6, 1, 0, DAY - days(9), Refusal.RULINGS_WAIT),
        (6, 0, 1, DAY - days(9), Refusal.CHECKS_WAIT),
        (6, 0, 0, DAY - days(10), Refusal.NOT_THE_DAY),
        (6, 0, 0, DAY, Refusal.CANDIDATES_LATE),
    ],
)
def test_more_candidates_than_seats_are_posted_after_the_checks_art_18(
    candidates: int, unruled: int, unchecked: int, today: date, refusal: Refusal | None
) -> None:
    found = no(rules.check_candidates, POSTED, candidates, 5, unruled, unchecked, today)
    assert (found[0] if found else None) is refusal


def test_figures_are_entered_from_the_day_on_and_not_after_they_agree() -> None:
    assert no(rules.check_entering, POSTED, DAY, True) == (Refusal.NOT_NOW, None)
    assert no(rules.check_entering, STANDING, DAY - days(1), False) == (Refusal.NOT_THE_DAY, DAY)
    assert no(rules.check_entering, STANDING, DAY, False) == (Refusal.STILL_VOTING, None)
    assert no(rules.check_entering, STANDING, DAY, True) is None
    agreed = replace(STANDING, settled=1)
    assert no(rules.check_entering, agreed, DAY, True) == (Refusal.SETTLED, None)


@pytest.mark.parametrize(
    "check",
    [
        rules.check_roll,
        rules.check_objecting,
        rules.check_nominating,
        lambda facts, today: rules.check_entering(facts, today, True),
        lambda facts, _today: rules.check_call_off(facts, True, True),
    ],
)
def test_nothing_is_done_in_an_election_that_is_over(check: object) -> None:
    certified = replace(STANDING, settled=1, certified=True)
    assert no(check, certified, DAY) == (Refusal.CERTIFIED, None)
    called_off = replace(POSTED, called_off=True)
    assert no(check, called_off, DAY - days(30)) == (Refusal.CALLED_OFF, None)


@given(st.dates(date(2026, 1, 1), date(2090, 1, 1)), st.integers(8, 14), st.integers(1, 7))
def test_the_calendar_keeps_its_order_whatever_the_day(
    day: date, nomination_days: int, candidate_days: int
) -> None:
    found = rules.calendar(day, nomination_days, candidate_days)
    order = [
        found.roll_by,
        found.objections_until,
        found.nominations_until,
        found.candidates_by,
        found.day,
        found.handover_by,
        found.term_ends,
    ]
    assert order == sorted(set(order))
    assert found.rulings_until < found.day


# ---- Nominations


def test_ten_voters_or_the_party_organization_nominate_art_18() -> None:
    assert [nominating.enough(n, Source.VOTERS, False) for n in (0, 9, 10, 11)] == [
        False,
        False,
        True,
        True,
    ]
    assert nominating.enough(0, Source.PARTY, endorsed=True)
    assert not nominating.enough(99, Source.PARTY, endorsed=False)


WHERE = {
    State.COLLECTING: {
        Move.SUPPORT: State.SUPPORTED,
        Move.DECLINE: State.DECLINED,
        Move.WITHDRAW: State.WITHDRAWN,
    },
    State.PUT: {
        Move.ENDORSE: State.SUPPORTED,
        Move.DISOWN: State.WITHDRAWN,
        Move.DECLINE: State.DECLINED,
    },
    State.SUPPORTED: {
        Move.ACCEPT: State.ACCEPTED,
        Move.DECLINE: State.DECLINED,
        Move.FALL_SHORT: State.COLLECTING,
    },
    State.ACCEPTED: {
        Move.CONFIRM: State.CANDIDATE,
        Move.REFUSE: State.REFUSED,
        Move.WITHDRAW: State.WITHDRAWN,
        Move.RETRACT: State.COLLECTING,
    },
    State.CANDIDATE: {Move.WITHDRAW: State.WITHDRAWN, Move.RETRACT: State.COLLECTING},
    State.DECLINED: {Move.RETRACT: State.COLLECTING},
    State.REFUSED: {Move.LOOK_AGAIN: State.ACCEPTED},
    State.WITHDRAWN: {},
}


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_nomination_moves_by_the_table_and_no_other_way(state: State, move: Move) -> None:
    target = WHERE[state].get(move)
    if target is None:
        assert no(nominating.after, state, move) == (Refusal.MOVE, None)
    else:
        assert nominating.after(state, move) is target


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("state", list(State))
def test_who_began_it_withdraws_while_alone_behind_it_and_the_nominee_after_consenting(
    state: State, alone: bool
) -> None:
    nominator, nominee, other = 1, 2, 3
    may = {n for n in (1, 2, 3) if nominating.may_withdraw(state, n, nominator, nominee, alone)}
    open_ = {State.COLLECTING: {nominator} if alone else set()}
    answered = {State.ACCEPTED: {nominee}, State.CANDIDATE: {nominee}}
    assert may == (open_ | answered).get(state, set())
    assert other not in may


GOES_ON = {State.COLLECTING, State.PUT, State.SUPPORTED}
STANDS = {State.ACCEPTED, State.CANDIDATE}


@pytest.mark.parametrize(("state", "whose", "source"), list(product(State, Source, Source)))
def test_each_puts_somebody_up_once_at_a_time_and_neither_instead_of_the_other_art_18(
    state: State, whose: Source, source: Source
) -> None:
    there = [(State.DECLINED, source), (state, whose)]
    if state in STANDS | {State.REFUSED} or (state in GOES_ON and whose is source):
        assert no(nominating.check_anew, there, source) == (Refusal.NOMINATED_ALREADY, None)
    else:
        nominating.check_anew(there, source)


@pytest.mark.parametrize("state", list(State))
def test_one_nomination_is_enough_to_stand_and_a_refusal_holds_for_all(state: State) -> None:
    others = [State.DECLINED, state]
    if state in STANDS:
        assert no(nominating.check_accepting, others) == (Refusal.STANDS_ALREADY, None)
    elif state is State.REFUSED:
        assert no(nominating.check_accepting, others) == (Refusal.REFUSED_BEFORE, None)
    else:
        nominating.check_accepting(others)


@given(st.permutations([*Move, *Move]))
def test_no_nominee_is_a_candidate_without_consent(moves: list[Move]) -> None:
    state, seen = State.COLLECTING, []
    for move in moves:
        if (state, move) in MOVES:
            state = MOVES[state, move]
            seen.append(move)
    assert state is not State.CANDIDATE or Move.ACCEPT in seen
