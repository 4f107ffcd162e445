import pytest

from tests.bodies.making import Bodies
from tests.world import World


@pytest.fixture
def desk(world: World) -> Bodies:
    """Whoever keeps the bodies' books."""
    return Bodies(world)
