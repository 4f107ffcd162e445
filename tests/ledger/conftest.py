"""The books that the tests keep."""

import pytest

from tests.ledger.keeping import Books
from tests.world import World


@pytest.fixture
def books(world: World) -> Books:
    return Books(world)
