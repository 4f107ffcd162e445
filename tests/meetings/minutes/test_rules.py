"""Who writes minutes, who approves them, and who reads them before that."""

from itertools import product

import pytest

from portal.meetings.minutes import rules
from portal.meetings.minutes.rules import MOVES, Act, Hand, State

AFTER: dict[State, dict[Act, State]] = {
    State.MISSING: {Act.DRAFT: State.DRAFT},
    State.DRAFT: {Act.EDIT: State.DRAFT, Act.ATTACH: State.DRAFT, Act.SUBMIT: State.SUBMITTED},
    State.SUBMITTED: {
        Act.CORRECT: State.SUBMITTED,
        Act.ATTACH: State.SUBMITTED,
        Act.RETURN: State.DRAFT,
        Act.APPROVE: State.APPROVED,
    },
    State.APPROVED: {},
}


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_every_step_from_every_state(state: State, act: Act) -> None:
    assert MOVES.get((state, act)) is AFTER[state].get(act)


HANDS = {
    "clerk": Hand(is_clerk=True),
    "chair": Hand(is_chair=True),
    "committee": Hand(convenes=True),
    "next chair": Hand(chairs_next=True),
    "member": Hand(belongs=True),
    "staff": Hand(is_staff=True),
    "passer-by": Hand(),
}
WRITERS = {"clerk", "committee"}


@pytest.mark.parametrize(("act", "who"), list(product(Act, HANDS)))
def test_who_may_take_a_step(act: Act, who: str) -> None:
    state = next(from_ for from_, asked in MOVES if asked is act)
    allowed = {Act.APPROVE: {"next chair"}, Act.RETURN: {"chair"}}.get(act, WRITERS)
    assert rules.may(act, state, HANDS[who]) is (who in allowed)


@pytest.mark.parametrize(("state", "who"), list(product(State, HANDS)))
def test_before_they_are_approved_only_members_and_staff_read_them(state: State, who: str) -> None:
    inside = {"clerk", "chair", "next chair", "member", "staff"}
    assert rules.may_read(state, HANDS[who]) is (state is State.APPROVED or who in inside)


def test_a_digest_is_of_the_text_and_of_every_attachment() -> None:
    digests = {
        rules.digest("甲", []),
        rules.digest("乙", []),
        rules.digest("甲", ["a"]),
        rules.digest("甲", ["a", "b"]),
        rules.digest("甲", ["b", "a"]),
    }
    assert len(digests) == 5
    assert rules.digest("甲", []) == (
        "33e3580c093111e1c4cac922872c40371f7896bb3fa4e23be5840bd1834fc622"
    )
