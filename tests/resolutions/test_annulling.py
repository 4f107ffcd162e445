"""Only the higher body annuls what the lower one decided (art. 30), once and openly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product

import pytest

from portal.audit import queries as audit
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.notices import rules as notice_rules
from portal.notices.actions import Refused
from portal.resolutions import actions, kinds, queries, rules
from portal.resolutions.actions import CannotAnnul
from portal.resolutions.followups import of_resolutions
from portal.resolutions.models import Resolution
from portal.resolutions.rules import MOVES, Move, Refusal, State
from tests.resolutions.conftest import ADOPTED, Bodies, Council
from tests.world import World

LOWER = (Kind.SUBCOMMITTEE, Kind.COMMITTEE, Kind.COUNCIL)
HIGHER = {
    *product([Kind.ASSEMBLY, Kind.RESIDENTS_MEETING], LOWER),
    (Kind.RESIDENTS_MEETING, Kind.ASSEMBLY),
}


@pytest.mark.parametrize(("kind", "other"), list(product(Kind, Kind)))
def test_art_30_only_the_higher_body_annuls_the_lower_one_s_decision(
    kind: Kind, other: Kind
) -> None:
    assert rules.may_annul(kind, other) is ((kind, other) in HIGHER)
    of_its_own = other is Kind.SUBCOMMITTEE or (kind, other) in HIGHER
    assert rules.may_annul(kind, other, is_parent=True) is of_its_own


def test_art_30_a_subcommittee_s_decision_is_its_parent_s_to_annul(
    council: Council, body: Bodies
) -> None:
    council.adopt(1, body_id=body(Kind.SUBCOMMITTEE))
    first = row(1).id
    assert actions.annul_refusal(body(Kind.COUNCIL), first) is Refusal.NOT_HIGHER
    assert actions.annul_refusal(body(Kind.COMMITTEE), first) is None
    council.adopt(2, body_id=body(Kind.COMMITTEE), annuls_id=first)
    assert row(1).annulment is row(2)


@pytest.mark.parametrize(
    ("state", "move", "after"),
    [
        (State.POSTED, Move.PROMISE, State.POSTED),
        (State.POSTED, Move.ANNUL, State.ANNULLED),
        (State.IN_FORCE, Move.PROMISE, State.IN_FORCE),
        (State.IN_FORCE, Move.ANNUL, State.ANNULLED),
        (State.ANNULLED, Move.PROMISE, None),
        (State.ANNULLED, Move.ANNUL, None),
    ],
)
def test_what_may_become_of_a_resolution(state: State, move: Move, after: State | None) -> None:
    assert MOVES.get((state, move)) is after
    assert rules.allowed(state, move) is (after is not None)


@pytest.mark.parametrize("state", State)
def test_art_30_an_assembly_annuls_what_the_council_decided_as_the_table_has_it(
    state: State,
) -> None:
    before = Refusal.ANNULLED_BEFORE if state is State.ANNULLED else None
    assert rules.annul_refusal(Kind.ASSEMBLY, Kind.COUNCIL, state) is before


@pytest.mark.parametrize("state", State)
def test_the_acts_do_what_the_table_says(decided: Council, body: Bodies, state: State) -> None:
    """Posted, in force after its days, annulled by the assembly: each is what the acts ask of."""
    target = row(1).id
    with writing():
        posted = postings.standing(kinds.POSTING, target)
        assert posted is not None
        days = -1 if state is State.IN_FORCE else 1
        posted.posting.until = clock.now() + timedelta(days=days)
    if state is State.ANNULLED:
        decided.adopt(2, body_id=body(Kind.ASSEMBLY), annuls_id=target)
    assert queries.state(row(1), clock.now()) is state
    found = of_resolutions.find(target)
    assert (found is not None) is rules.allowed(state, Move.PROMISE)
    if rules.allowed(state, Move.ANNUL):
        decided.adopt(3, body_id=body(Kind.RESIDENTS_MEETING), annuls_id=target)
        assert queries.state(row(1), clock.now()) is MOVES[state, Move.ANNUL]
    else:
        with pytest.raises(CannotAnnul):
            decided.adopt(3, body_id=body(Kind.RESIDENTS_MEETING), annuls_id=target)


def row(number: int) -> Resolution:
    found = queries.by_number(2026, number)
    assert found is not None
    return found


@pytest.fixture
def decided(council: Council, body: Bodies) -> Council:
    """The council's first resolution."""
    council.adopt(1, body_id=body(Kind.COUNCIL))
    return council


def test_the_two_name_each_other_and_the_posting_takes_no_more_objections(
    decided: Council, body: Bodies, world: World
) -> None:
    decided.adopt(2, body_id=body(Kind.ASSEMBLY), annuls_id=row(1).id)
    assert row(1).annulment is row(2)
    assert row(2).annulled == [row(1)]
    posted = postings.standing(kinds.POSTING, row(1).id)
    assert posted is not None
    assert posted.posting.taken_back_reason == "被决议 里议〔2026〕2号 废止"
    with pytest.raises(Refused) as refused, writing():
        notices.object_to(
            notices.locked(posted.posting.id),
            decided.person_id,
            "还想提一条异议的话",
            False,
            ADOPTED,
        )
    assert refused.value.reason is notice_rules.Refusal.TAKEN_BACK
    assert "决议 里议〔2026〕1号 被决议 里议〔2026〕2号 废止" in [
        line.sentence for line in audit.public_acts(1, 5).items
    ]


@pytest.mark.parametrize("kind", [Kind.COUNCIL, Kind.COMMITTEE, Kind.SUPERVISORS, None])
def test_a_body_that_is_not_higher_annuls_nothing_and_nothing_is_adopted(
    decided: Council, body: Bodies, kind: Kind | None
) -> None:
    with pytest.raises(CannotAnnul) as refused:
        decided.adopt(2, body_id=body(kind) if kind else None, annuls_id=row(1).id)
    assert refused.value.reason is Refusal.NOT_HIGHER
    assert len(queries.everything()) == 1
    assert row(1).annulled_by is None


def test_what_residents_voted_in_a_round_no_meeting_annuls(council: Council, body: Bodies) -> None:
    council.adopt(1)
    with pytest.raises(CannotAnnul) as refused:
        council.adopt(2, body_id=body(Kind.RESIDENTS_MEETING), annuls_id=row(1).id)
    assert refused.value.reason is Refusal.NOT_HIGHER


def test_a_second_annulment_is_refused(decided: Council, body: Bodies) -> None:
    decided.adopt(2, body_id=body(Kind.ASSEMBLY), annuls_id=row(1).id)
    with pytest.raises(CannotAnnul) as refused:
        decided.adopt(3, body_id=body(Kind.RESIDENTS_MEETING), annuls_id=row(1).id)
    assert refused.value.reason is Refusal.ANNULLED_BEFORE
    assert row(1).annulment is row(2)
    assert decided.adopt(4, body_id=body(Kind.ASSEMBLY)) == "里议〔2026〕3号"


def test_an_unknown_resolution_is_not_annulled(council: Council, body: Bodies) -> None:
    with pytest.raises(CannotAnnul) as refused:
        council.adopt(1, body_id=body(Kind.ASSEMBLY), annuls_id=99)
    assert refused.value.reason is Refusal.UNKNOWN
    assert actions.annul_refusal(body(Kind.ASSEMBLY), 99) is Refusal.UNKNOWN


def test_of_two_that_annul_at_once_one_does(world: World, decided: Council, body: Bodies) -> None:
    target, assembly = row(1).id, body(Kind.ASSEMBLY)

    def adopt(source: int) -> str:
        with world.app.app_context():
            try:
                return decided.adopt(source, body_id=assembly, annuls_id=target)
            except CannotAnnul as refused:
                return refused.reason

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(adopt, range(2, 6)))
    assert answers == [*[Refusal.ANNULLED_BEFORE.value] * 3, "里议〔2026〕2号"]
    assert len(queries.everything()) == 2
