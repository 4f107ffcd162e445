"""A proposal as its author writes it, through the pages."""

from flask.testing import FlaskClient

from tests.proposals import making
from tests.proposals.making import DETAILS, NEED
from tests.world import World, post


def begun(client: FlaskClient, **changes: str) -> int:
    answer = post(client, "/proposals/new/", **{**NEED, **changes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return int(answer.location.split("/")[2])


def page_of(client: FlaskClient, proposal_id: int, name: str = "") -> str:
    return client.get(f"/proposals/{proposal_id}/{name}").get_data(as_text=True)


def published(world: World, client: FlaskClient) -> int:
    proposal_id = making.propose(client)
    making.read(proposal_id, world.person().id)
    return proposal_id


def change(client: FlaskClient, proposal_id: int, why: str, **text: str) -> None:
    details = post(client, f"/proposals/{proposal_id}/edit/", **{**NEED, **text})
    check = post(client, details.location, **{**DETAILS, **text})
    assert post(client, check.location, why=why).status_code == 303
