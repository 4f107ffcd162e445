"""Rooms with people in them."""

import pytest

from tests.appraisals.making import Room
from tests.world import World


@pytest.fixture
def room(world: World) -> Room:
    """A supervisor, and twelve neighbours."""
    made = Room(world)
    for _ in range(12):
        world.person()
    return made
