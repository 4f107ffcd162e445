"""Many programmes, and one with many lines."""

from portal.core import clock
from portal.core.db import writing
from portal.projects.programmes import actions
from portal.projects.programmes.actions import Plan
from tests.projects.making import manager, resolution
from tests.world import World


def fill(world: World, size: int) -> None:
    """``size`` programmes of three years; ``size`` lines and targets in the first."""
    who, now = manager(world).person_id, clock.now()
    ground, year = resolution(world, 1).id, clock.today().year
    with writing():
        made = [
            actions.found(Plan(f"计划{n}", "", ground, year - 1, year + 1), who, now)
            for n in range(size)
        ]
        due = dict.fromkeys(made[0].years, 1000)
        for programme in made:
            actions.aim(programme, "扶手", "个", due, who, now)
        first = made[0]
        target = first.targets[0]
        for n in range(size):
            actions.report(first, target.id, n + 1, clock.today(), "装好了", who, now)
