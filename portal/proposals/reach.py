"""Whom a round is for: where some grids were chosen, who lives there proposes and endorses."""

from datetime import datetime

from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.core.db import db
from portal.proposals import queries
from portal.roster.models import Household, Person


def covers(round_: Round, grid_id: int | None) -> bool:
    """Whether the round is for this grid: it is among the chosen, or none is."""
    chosen = {grid.id for grid in round_.grids}
    return not chosen or grid_id in chosen


def within(round_: Round, person_id: int) -> bool:
    """Whether the round is for this person's dwelling."""
    return not round_.grids or covers(round_, _grid_of(person_id))


def _grid_of(person_id: int) -> int | None:
    person = db.session.get(Person, person_id)
    home = db.session.get(Household, person.household_id or 0) if person else None
    return home.grid_id if home else None


def collecting_for(person_id: int, now: datetime) -> tuple[Round | None, Round | None]:
    """The round in which this person can propose now; else one that collects for other grids."""
    having = [r for r in rounds.announced_rounds() if queries.collects(r, now)]
    if not having:
        return None, None
    chosen, grid = rounds.grid_ids([r.id for r in having]), _grid_of(person_id)
    mine = next((r for r in having if not chosen[r.id] or grid in chosen[r.id]), None)
    return mine, None if mine else having[0]
