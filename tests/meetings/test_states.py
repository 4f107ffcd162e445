"""State × act by the very acts: which leave a meeting in another state, and which are refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import writing
from portal.meetings import calling, leading, queries
from portal.meetings.models import Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import ACTS, Act, Refusal, State
from tests.meetings.making import MeetingInTest, draft_meeting
from tests.world import World

Done = Callable[[Meeting], object]

DO: dict[Act, Done] = {
    Act.CALL: lambda one: calling.call(one, one.clerk_id, clock.now(), "道路塌了，等不得"),
    Act.CANCEL: lambda one: calling.cancel(one, "场地漏水", one.clerk_id, clock.now()),
    Act.OPEN: lambda one: leading.open_(one, one.chair_id, clock.now()),
    Act.CLOSE: lambda one: leading.close(one, one.chair_id, clock.now()),
}
LEADS_TO = {
    (State.DRAFT, Act.CALL): State.CALLED,
    (State.CALLED, Act.CANCEL): State.CANCELLED,
    (State.CALLED, Act.OPEN): State.OPEN,
    (State.OPEN, Act.CLOSE): State.CLOSED,
}
WAY: dict[State, tuple[Act, ...]] = {
    State.DRAFT: (),
    State.CALLED: (Act.CALL,),
    State.CANCELLED: (Act.CALL, Act.CANCEL),
    State.OPEN: (Act.CALL, Act.OPEN),
    State.CLOSED: (Act.CALL, Act.OPEN, Act.CLOSE),
}
"""How a meeting comes to each state."""


def act(made: MeetingInTest, what: Act) -> None:
    with writing():
        DO[what](queries.locked(made.id))


def at(world: World, state: State) -> MeetingInTest:
    made = draft_meeting(world, starts_at=clock.now() + timedelta(minutes=30))
    for what in WAY[state]:
        act(made, what)
    return made


@pytest.mark.parametrize("what", DO)
@pytest.mark.parametrize("state", State)
def test_every_act_from_every_state(world: World, state: State, what: Act) -> None:
    made, target = at(world, state), LEADS_TO.get((state, what))
    assert made.row.state is state
    if target is None:
        with pytest.raises(Refused) as no:
            act(made, what)
        assert no.value.reason is Refusal.NOT_NOW
    else:
        act(made, what)
    assert made.row.state is (target or state)


def test_nothing_is_done_to_a_meeting_that_is_over() -> None:
    ends = {state for state in State if not ACTS[state]}
    assert ends == {State.CLOSED, State.CANCELLED}
