"""The committee's decisions on a proposal, through the desk."""

from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import writing
from portal.proposals.actions import screening
from portal.proposals.actions.screening import Act
from tests.proposals.making import get
from tests.world import World, token

COST = {"cost_fen": "48000", "cost_basis": "三家报价取中", "reason": "急需，能做"}


def decide(client: FlaskClient, proposal_id: int, name: str, **fields: object) -> tuple[int, str]:
    """One decision on the version of now; (status, page)."""
    page = f"/desk/screening/{proposal_id}/"
    sent = {"version": get(proposal_id).version, **fields}
    answer = client.post(f"{page}{name}/", data={"csrf_token": token(client, page), **sent})
    return answer.status_code, answer.get_data(as_text=True)


def act(proposal_id: int, by: int, reason: str = "理由") -> Act:
    return Act(proposal_id, get(proposal_id).version, by, reason, clock.now())


def merged(world: World, source: int, into: int) -> None:
    deed = act(source, world.person().id, "同一件事")
    with writing():
        screening.merge(deed, into)


def public_page(world: World, proposal_id: int) -> str:
    return world.app.test_client().get(f"/proposals/{proposal_id}/").get_data(as_text=True)
