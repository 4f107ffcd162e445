"""On which resolutions a recall may rest: those of the bodies that may recall (art. 27, 29), in
force. Registered at import.
"""

from portal.bodies import grounds
from portal.bodies.eligibility import Basis
from portal.bodies.rules import Kind
from portal.core import clock
from portal.resolutions import queries
from portal.resolutions.rules import State

MOST = 60


def resolved() -> list[tuple[int, Basis]]:
    """(id, its number and title, the day of its adoption and its address), the newest first."""
    found = queries.standing_of((Kind.RESIDENTS_MEETING, Kind.ASSEMBLY), MOST)
    states = queries.states(found, clock.now())
    return [
        (one.id, Basis(f"{one.number}《{one.title}》", one.adopted_on, _page(one.year, one.serial)))
        for one in found
        if states[one.id] is State.IN_FORCE
    ]


def _page(year: int, serial: int) -> str:
    return f"/resolutions/{year}/{serial}/"


grounds.register_resolved("resolutions", resolved)
