"""How many households were heard on paper is published, and names none of them."""

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.proposals import heard, queries
from portal.proposals.actions import screening
from portal.proposals.actions.screening import Act
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.paper import PILE, WORDS, carry, entered
from tests.world import World


@pytest.fixture
def made(world: World) -> RoundInTest:
    return making.collecting_round(world, needed=2)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.STATION_STAFF)


# ---- What everyone reads


def test_coverage_is_published_by_grid_and_names_no_household(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    before = {one.grid: one.households for one in heard.coverage(made.row)}
    far = world.grid("第二网格")
    here, there = world.household(), [world.household(far) for _ in range(3)]
    first, *_rest = [entered(made, one) for one in (here, *there[:2])]
    proposal_id = making.published(made, world)
    carry(first.wishes[0].id, proposal_id, world.person().id)
    figures = {one.grid: (one.forms, one.households) for one in heard.coverage(made.row)}
    assert figures["第二网格"] == (2, 3)
    assert figures["第一网格"][0] == 1
    assert figures["第一网格"][1] > before["第一网格"]
    assert heard.fates(made.id) == heard.Fates(wishes=3, carried=1, being_read=0)
    page = client.get(f"/proposals/wishes/{made.id}/").text
    assert "1 户在纸上提过" in page
    assert f'href="/proposals/{proposal_id}/"' in page
    assert all(home.room not in page and home.address not in page for home in (here, *there))
    assert WORDS not in page


def test_the_chain_of_a_proposal_begins_with_the_wishes(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = making.published(made, world)
    address = f"/proposals/{proposal_id}/"
    assert "在纸上提过" not in client.get(address).text
    carry(entered(made, world.household()).wishes[0].id, proposal_id, world.person().id)
    page = client.get(address).text
    assert "1 户在纸上提过" in page
    assert f'href="/proposals/wishes/{made.id}/"' in page


def test_merging_brings_the_households_along(world: World, made: RoundInTest) -> None:
    one, other = making.published(made, world), making.published(made, world, title="另一份")
    carry(entered(made, world.household()).wishes[0].id, one, world.person().id)
    act = Act(one, making.get(one).version, world.person().id, "同一件事", clock.now())
    with writing():
        screening.merge(act, other)
    assert (queries.support_of(one), queries.support_of(other)) == (0, 1)


@pytest.mark.parametrize("given", ["0", "x", "-1", "99999999999999999999", ""])
def test_nonsense_in_the_address_is_no_fault_of_the_house(
    made: RoundInTest, staff: FlaskClient, given: str
) -> None:
    page = f"{PILE.format(round=made.id)}new/"
    assert staff.get(f"{page}?household={given}").status_code == 404
    assert staff.get(f"{page}?last={given}&received_on={given}").status_code == 200


@pytest.mark.parametrize("round_id", [999, 0])
def test_coverage_of_no_round_is_not_found(client: FlaskClient, round_id: int) -> None:
    assert client.get(f"/proposals/wishes/{round_id}/").status_code == 404
