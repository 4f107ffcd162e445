"""A round's checklist counts the proposals that wait for a decision."""

from portal.budget import checklist
from portal.budget.readiness import Grade, Item
from portal.core import clock
from portal.core.db import writing
from portal.proposals import queries
from portal.proposals.rules import State
from tests.proposals.making import collecting_round, published
from tests.world import World


def test_what_is_under_screening_or_asked_to_change_waits(world: World) -> None:
    made = collecting_round(world)
    ids = [published(made, world, title=f"修一修第{n}号楼的门") for n in range(4)]
    for proposal_id, state in zip(
        ids, (State.SCREENING, State.REVISING, State.REFUSED), strict=False
    ):
        with writing():
            queries.locked(proposal_id).state = state
    found = checklist.lines(made.row, made.keys, clock.now())
    line = next(one for one in found if one.item is Item.SCREENING)
    assert (line.grade, line.count) == (Grade.WARNING, 2)
