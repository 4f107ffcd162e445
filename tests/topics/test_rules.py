"""The life of a topic, state by state; whose matter it is; who stands behind it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bodies.rules import RANK, Kind
from portal.topics import rules
from portal.topics.actions.raising import WAITING
from portal.topics.rules import (
    Delegated,
    Matter,
    Move,
    MoveRefused,
    Neighbour,
    NotEndorsable,
    Office,
    State,
)

S, C, P, T, R, A = (
    State.SUBMITTED,
    State.COLLECTING,
    State.PARTY,
    State.COMMITTEE,
    State.ROUTED,
    State.ON_AGENDA,
)
D, K, X, M, W, L = (
    State.DECIDED,
    State.CONSULTED,
    State.DECLINED,
    State.MERGED,
    State.WITHDRAWN,
    State.LAPSED,
)
_ = None
TABLE: dict[State, tuple[State | None, ...]] = {
    # in the order of Move
    S: (C, _, _, _, _, _, _, _, _, _, _, _, W, _),
    C: (_, P, _, _, _, M, _, _, _, _, _, _, W, L),
    P: (_, _, T, _, X, _, _, _, _, _, _, _, W, _),
    T: (_, _, _, R, X, M, _, _, _, _, _, _, W, _),
    R: (_, _, _, _, _, _, _, A, _, R, _, K, _, _),
    A: (_, _, _, _, _, _, _, _, R, _, D, _, _, _),
    D: (_,) * 14,
    K: (_,) * 14,
    X: (_,) * 14,
    M: (_, _, _, _, _, _, C, _, _, _, _, _, _, _),
    W: (_,) * 14,
    L: (_,) * 14,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state(state: State, move: Move) -> None:
    target = TABLE[state][list(Move).index(move)]
    assert rules.allowed(state, move) is (target is not None)
    if target is None:
        with pytest.raises(MoveRefused):
            rules.after(state, move)
    else:
        assert rules.after(state, move) is target


def test_only_a_moderators_move_makes_words_public() -> None:
    """先审后发: no way from a sent topic to the public goes round PUBLISH."""
    inner = set(State) - rules.PUBLIC
    ways = {move for (state, move), to in rules.MOVES.items() if state in inner and to not in inner}
    assert ways == {Move.PUBLISH}


def test_no_topic_reaches_the_committee_but_by_the_party_organization_article_30() -> None:
    ways = {move for (_state, move), to in rules.MOVES.items() if to is T}
    assert ways == {Move.PASS}
    assert {state for (state, move) in rules.MOVES if move is Move.PASS} == {P}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("was_published", [True, False])
def test_what_everyone_reads(state: State, was_published: bool) -> None:
    expected = state not in {S, W} or (state is W and was_published)
    assert rules.is_public(state, was_published) is expected


@pytest.mark.parametrize("state", State)
def test_its_author_withdraws_until_it_lies_with_a_body(state: State) -> None:
    assert rules.may_withdraw(state, True) is (state in {S, C, P, T})
    assert not rules.may_withdraw(state, False)


def test_what_has_come_to_no_end() -> None:
    assert {S, C, P, T, R, A} == WAITING
    ends = {one for one in State if not any(state is one for state, _move in rules.MOVES)}
    assert set(State) - ends == WAITING | {M}  # which may still be parted


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("into", State)
def test_nothing_is_merged_into_what_has_not_come_as_far(state: State, into: State) -> None:
    """Its neighbours would have to wait once more for what theirs had reached."""
    expected = {C: {C, P, T, R}, T: {T, R}}.get(state, set())
    assert rules.may_merge(state, into) is (into in expected)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("into", State)
def test_its_author_parts_what_was_merged_until_a_body_deals_with_it(
    state: State, into: State
) -> None:
    undecided = into not in {State.DECIDED, State.CONSULTED}
    assert rules.may_part(state, into, True, voted=False) is (state is M and undecided)
    assert not rules.may_part(state, into, True, voted=True)
    assert not rules.may_part(state, into, False, voted=False)


# ---- Screening


@pytest.mark.parametrize("office", Office)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", [Move.PASS, Move.ROUTE, Move.DECLINE, Move.MERGE])
def test_each_office_screens_in_its_own_turn_article_30(
    office: Office, state: State, move: Move
) -> None:
    party = {(P, Move.PASS), (P, Move.DECLINE)}
    committee = {(T, Move.ROUTE), (T, Move.DECLINE), (T, Move.MERGE), (C, Move.MERGE)}
    mine = {Office.PARTY: party, Office.COMMITTEE: committee}.get(office, set())
    assert rules.may_decide(office, state, move) is ((state, move) in mine)


def test_nobody_screens_their_own() -> None:
    assert not rules.may_screen(1, 1)
    assert rules.may_screen(2, 1)


TODAY = date(2026, 6, 10)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("due", "over"),
    [(None, False), (TODAY, False), (TODAY - timedelta(1), True), (TODAY + timedelta(1), False)],
)
def test_the_last_day_is_in_time_and_the_next_is_not(
    state: State, due: date | None, over: bool
) -> None:
    assert rules.is_overdue(state, due, TODAY) is (over and state in {P, T})
    assert rules.has_lapsed(state, due, TODAY) is (over and state is C)


def test_a_step_has_its_days() -> None:
    assert rules.due_on(date(2026, 6, 3), 7) == date(2026, 6, 10)


# ---- Whose matter it is

MEETING, ASSEMBLY, COUNCIL = Kind.RESIDENTS_MEETING, Kind.ASSEMBLY, Kind.COUNCIL


@pytest.mark.parametrize(
    ("matter", "nothing_delegated", "delegated", "contested"),
    [
        (Matter.CHARTER, MEETING, ASSEMBLY, MEETING),
        (Matter.COVENANT, MEETING, ASSEMBLY, MEETING),
        (Matter.YEARLY_REPORT, MEETING, ASSEMBLY, MEETING),
        (Matter.APPRAISAL, MEETING, ASSEMBLY, MEETING),
        (Matter.AFFECTS_EVERYONE, MEETING, ASSEMBLY, MEETING),
        (Matter.DELEGATED, ASSEMBLY, COUNCIL, ASSEMBLY),
        (Matter.ORDINARY, ASSEMBLY, COUNCIL, ASSEMBLY),
    ],
)
def test_articles_30_and_32_say_to_which_body_a_matter_goes(
    matter: Matter, nothing_delegated: Kind, delegated: Kind, contested: Kind
) -> None:
    to = ASSEMBLY if matter in rules.RESERVED else COUNCIL
    handed = [Delegated(matter, to, TODAY, None)]
    assert rules.competent(matter, [], False) is nothing_delegated
    assert rules.competent(matter, handed, False) is delegated
    assert rules.competent(matter, [], True) is contested


def test_a_contested_topic_goes_up_though_it_was_delegated_article_32() -> None:
    handed = [Delegated(Matter.DELEGATED, COUNCIL, TODAY, None)]
    assert rules.competent(Matter.DELEGATED, handed, True) is ASSEMBLY


@pytest.mark.parametrize("matter", sorted(rules.RESERVED))
@pytest.mark.parametrize("contested", [True, False])
def test_what_is_reserved_never_comes_to_the_council_article_30(
    matter: Matter, contested: bool
) -> None:
    """Not even by an entry that should not be there."""
    handed = [Delegated(matter, COUNCIL, TODAY, None)]
    assert rules.competent(matter, handed, contested) is MEETING


@pytest.mark.parametrize("matter", Matter)
@pytest.mark.parametrize("to", Kind)
def test_what_may_be_delegated_to_whom_article_30(matter: Matter, to: Kind) -> None:
    reserved = matter not in {Matter.DELEGATED, Matter.ORDINARY}
    assert rules.may_delegate(matter, to) is (to is (ASSEMBLY if reserved else COUNCIL))


def test_another_matters_delegation_changes_nothing() -> None:
    handed = [Delegated(Matter.YEARLY_REPORT, ASSEMBLY, TODAY, None)]
    assert rules.competent(Matter.CHARTER, handed, False) is MEETING


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(1), None, False),
        (TODAY - timedelta(9), TODAY - timedelta(1), False),
    ],
)
def test_a_delegation_holds_from_its_first_day_to_its_last(
    starts: date, ends: date | None, holds: bool
) -> None:
    one = Delegated(Matter.DELEGATED, COUNCIL, starts, ends)
    assert rules.in_force([one], TODAY) == ([one] if holds else [])


@given(st.sampled_from(Matter), st.lists(st.sampled_from(Matter)))
def test_contesting_never_brings_a_matter_down(matter: Matter, others: list[Matter]) -> None:
    handed = [
        Delegated(one, ASSEMBLY if one in rules.RESERVED else COUNCIL, TODAY, None)
        for one in others
    ]
    calm = rules.competent(matter, handed, False)
    assert RANK[rules.competent(matter, handed, True)] >= RANK[calm]


# ---- Neighbours


def neighbour(**changes: object) -> Neighbour:
    usual = {"is_author": False, "lives_here": True, "birth_year": 1955, "born_on": None}
    return Neighbour(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("hidden", [True, False])
def test_neighbours_stand_behind_what_is_open(state: State, hidden: bool) -> None:
    open_ = state in {C, P, T} and not hidden
    expected = None if open_ else NotEndorsable.NOT_OPEN
    assert rules.cannot_endorse(neighbour(), state, hidden, TODAY) is expected


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"is_author": True}, NotEndorsable.OWN),
        ({"lives_here": False}, NotEndorsable.NOT_RESIDENT),
        ({"birth_year": None}, NotEndorsable.AGE_UNKNOWN),
        ({"birth_year": 2008}, NotEndorsable.UNDER_AGE),  # 18 this year: from next January
        ({"birth_year": 2007}, None),
        ({"birth_year": None, "born_on": date(2008, 6, 10)}, None),  # 18 today
        ({"birth_year": None, "born_on": date(2008, 6, 11)}, NotEndorsable.UNDER_AGE),
    ],
)
def test_each_refusal_has_its_name_article_26(
    changes: dict[str, object], refusal: NotEndorsable | None
) -> None:
    assert rules.cannot_endorse(neighbour(**changes), C, False, TODAY) is refusal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3", (None, 3)),
        ("3号", (None, 3)),
        ("2026-3", (2026, 3)),
        ("议题2026-12号", (2026, 12)),
        ("停车", None),
        ("2026-", None),
        ("1234567", None),
    ],
)
def test_a_search_may_mean_a_number(typed: str, meant: tuple[int | None, int] | None) -> None:
    assert rules.named_number(typed) == meant
