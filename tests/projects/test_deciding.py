"""A project is born of a resolution in force; what is changed of it takes one of its own."""

from hypothesis import given
from hypothesis import strategies as st

from portal.bodies.rules import Kind
from portal.projects.deciding import (
    BODIES,
    Decided,
    Offer,
    Refusal,
    Target,
    decided_fen,
    founding_refusal,
    later_refusal,
)
from portal.projects.rules import Deciding, State
from portal.resolutions.rules import State as Standing

COUNCIL = Offer(Standing.IN_FORCE, Kind.COUNCIL, 100)
PLANNED = Target(State.PLANNED, Kind.COUNCIL)


def test_an_item_of_a_resolution_in_force_founds_a_project() -> None:
    for body in (*BODIES, None):
        assert founding_refusal(Offer(Standing.IN_FORCE, body, 100)) is None


def test_what_is_posted_or_annulled_or_taken_or_without_money_founds_nothing() -> None:
    assert {
        founding_refusal(Offer(Standing.POSTED, Kind.COUNCIL, 100)): "posted",
        founding_refusal(Offer(Standing.ANNULLED, Kind.COUNCIL, 100)): "annulled",
        founding_refusal(Offer(Standing.IN_FORCE, Kind.COUNCIL, 100, is_taken=True)): "taken",
        founding_refusal(Offer(Standing.IN_FORCE, Kind.COUNCIL, 0)): "nothing",
        founding_refusal(Offer(Standing.IN_FORCE, Kind.COMMITTEE, 100)): "committee",
    } == {
        Refusal.NOT_IN_FORCE: "posted",
        Refusal.ANNULLED: "annulled",
        Refusal.TAKEN: "taken",
        Refusal.NO_MONEY: "nothing",
        Refusal.WRONG_BODY: "committee",
    }


def test_a_supplement_takes_money_of_a_body_for_a_project_whose_founding_stands() -> None:
    def asked(offer: Offer, target: Target = PLANNED) -> Refusal | None:
        return later_refusal(Deciding.SUPPLEMENT, offer, target)

    assert asked(COUNCIL) is None
    assert asked(COUNCIL, Target(State.ACCEPTED, None)) is None
    assert asked(COUNCIL, Target(State.STOPPED, None)) is Refusal.CLOSED
    assert asked(COUNCIL, Target(State.PLANNED, None, stands=False)) is Refusal.FOUNDATION_GONE
    assert asked(Offer(Standing.IN_FORCE, None, 100)) is Refusal.CHOSEN_BY_VOTERS
    assert asked(Offer(Standing.IN_FORCE, Kind.SUPERVISORS, 100)) is Refusal.WRONG_BODY
    assert asked(Offer(Standing.IN_FORCE, Kind.COUNCIL, 0)) is Refusal.NO_MONEY
    assert asked(Offer(Standing.POSTED, Kind.COUNCIL, 100)) is Refusal.NOT_IN_FORCE


def test_no_lower_body_changes_or_stops_what_a_higher_one_decided() -> None:
    words = Offer(Standing.IN_FORCE, Kind.COUNCIL)
    for what in (Deciding.SCOPE, Deciding.STOP):
        assert later_refusal(what, words, PLANNED) is None
        for founder in (Kind.ASSEMBLY, Kind.RESIDENTS_MEETING, None):
            refusal = later_refusal(what, words, Target(State.PLANNED, founder))
            assert refusal is Refusal.LOWER_BODY
        assembly = Offer(Standing.IN_FORCE, Kind.ASSEMBLY)
        assert later_refusal(what, assembly, Target(State.PLANNED, None)) is None


def test_what_is_finished_is_not_stopped_and_what_is_closed_not_changed() -> None:
    def states(what: Deciding) -> set[State]:
        offer = Offer(Standing.IN_FORCE, Kind.RESIDENTS_MEETING)
        return {one for one in State if later_refusal(what, offer, Target(one, None)) is None}

    assert states(Deciding.STOP) == {State.PLANNED, State.CONTRACTED, State.UNDERWAY}
    assert states(Deciding.SCOPE) == set(State) - {State.ACCEPTED, State.STOPPED}


later = st.builds(
    Decided,
    st.sampled_from([Deciding.SUPPLEMENT, Deciding.SCOPE]),
    st.integers(0, 10**9),
    st.booleans(),
)


@given(st.integers(1, 10**9), st.booleans(), st.lists(later))
def test_only_what_stands_may_be_spent_and_nothing_once_the_founding_fell(
    fen: int, stands: bool, more: list[Decided]
) -> None:
    founding = Decided(Deciding.FOUND, fen, stands)
    allowed = decided_fen([founding, *more])
    if not stands:
        assert allowed == 0
    else:
        assert allowed == fen + sum(one.fen for one in more if one.stands)
        assert decided_fen([founding, *more, Decided(Deciding.SUPPLEMENT, 7, False)]) == allowed
