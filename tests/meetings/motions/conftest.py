"""A council of six, all of them signed in."""

import pytest

from tests.meetings.motions.room import Room, make_room
from tests.world import World


@pytest.fixture
def room(world: World) -> Room:
    return make_room(world)
