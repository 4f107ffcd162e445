import pytest
from flask.testing import FlaskClient

from portal.bodies.models import Seat
from portal.bodies.rules import Kind
from portal.core.access import Role
from tests.bodies.making import Bodies
from tests.world import World


@pytest.fixture
def desk(world: World) -> Bodies:
    """Whoever keeps the bodies' books."""
    return Bodies(world)


@pytest.fixture
def keeper(world: World) -> FlaskClient:
    return world.staff(Role.DIRECTOR)


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    return desk.with_seats(Kind.COUNCIL, 3, "议事会")[0]
