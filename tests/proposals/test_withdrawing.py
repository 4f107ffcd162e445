"""What was public is withdrawn with a reason, and stays."""

import pytest
from flask.testing import FlaskClient

from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.moderation.rules import State as Reading
from portal.proposals import kinds, moderated
from portal.proposals.rules import State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import DETAILS, NEED, collecting_round, get, told
from tests.proposals.writing import begun, change, page_of, published
from tests.world import Member, World, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=3)


@pytest.fixture
def me(world: World) -> Member:
    return world.account()


@pytest.fixture
def client(world: World, made: RoundInTest, me: Member) -> FlaskClient:
    return world.client(me)


# ---- Withdrawing


def test_what_was_public_is_withdrawn_with_a_reason_and_stays(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id, neighbour = published(world, client), world.person().id
    making.endorse(proposal_id, neighbour)
    address = f"/proposals/{proposal_id}/withdraw/"
    for nothing in ("", " \u200b\n"):
        refused = post(client, address, reason=nothing)
        assert refused.status_code == 422
        assert "请写明原因" in refused.get_data(as_text=True)
    assert get(proposal_id).state == State.COLLECTING
    assert post(client, address, reason="邻居已经自己装了").status_code == 303
    making.read(proposal_id, world.person().id)
    shown = page_of(world.app.test_client(), proposal_id)
    assert "邻居已经自己装了" in shown
    assert NEED["need"] in shown
    assert told(kinds.TOLD_WITHDRAWN) == [neighbour]  # who did it knows
    for late in (client.get(address), client.get(f"/proposals/{proposal_id}/edit/")):
        assert late.status_code == 409
        assert "已经撤回" in late.get_data(as_text=True)


def test_the_reason_of_a_withdrawal_is_read_before_it_appears(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    """先审后发: the withdrawal takes effect at once, and is on public record without the reason."""
    proposal_id, passer_by = published(world, client), world.app.test_client()
    address, moderator = f"/proposals/{proposal_id}/withdraw/", world.person().id
    post(client, address, reason="五号楼老张家天天吵")
    one = get(proposal_id)
    assert one.state == State.WITHDRAWN
    shown = page_of(passer_by, proposal_id)
    assert "撤回的原因等待审核" in shown
    assert "老张" not in shown + passer_by.get("/audit/").get_data(as_text=True)
    record = passer_by.get("/audit/").get_data(as_text=True)
    assert f"提案 {one.number} 号由提案人撤回" in record
    assert "老张" in page_of(client, proposal_id)
    assert one.item_id is not None
    preview = moderated._proposals([one.item_id])[one.item_id]
    assert preview.title == f"撤回的原因：{NEED['title']}"
    assert preview.text.startswith("五号楼老张家天天吵")
    making.read(proposal_id, moderator, Move.ASK, "请不要写邻居的姓")
    assert "老张" not in page_of(passer_by, proposal_id)
    own = page_of(client, proposal_id)
    assert "请不要写邻居的姓" in own
    assert f'href="{address}"' in own
    assert "请不要写邻居的姓" in client.get(address).get_data(as_text=True)
    assert post(client, address, reason="").status_code == 422
    assert post(client, address, reason="和邻居商量好了").status_code == 303
    assert "商量好了" not in page_of(passer_by, proposal_id)
    making.read(proposal_id, moderator)
    assert "和邻居商量好了" in page_of(passer_by, proposal_id)
    assert get(proposal_id).state == State.WITHDRAWN


def test_a_withdrawal_overtakes_the_change_that_waited(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = published(world, client)
    change(client, proposal_id, "换了地点", place="8 号楼")
    post(client, f"/proposals/{proposal_id}/withdraw/", reason="不提了，邻居自己装了")
    making.read(proposal_id, world.person().id)
    assert (get(proposal_id).place, get(proposal_id).state) == (NEED["place"], State.WITHDRAWN)
    shown = page_of(world.app.test_client(), proposal_id)
    assert "不提了，邻居自己装了" in shown
    assert "8 号楼" not in shown
    assert "现在不能提交了" in page_of(client, proposal_id)
    assert "8 号楼" in page_of(client, proposal_id)


# ---- Nothing is passed over, nothing is lost


def test_what_waits_leaves_the_queue_when_it_is_withdrawn(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = begun(client)
    photo = {"photo": (making.photo(), "a.jpg"), "caption": "楼道"}
    details = f"/proposals/{proposal_id}/details/"
    assert post(client, details, **DETAILS, **photo).status_code == 303
    assert post(client, f"/proposals/{proposal_id}/check/").status_code == 303
    assert post(client, f"/proposals/{proposal_id}/withdraw/", reason="不提了").status_code == 303
    db.session.rollback()
    states = [item.state for item in db.session.query(Item)]
    assert states == [Reading.WITHDRAWN] * 2
    assert world.app.test_client().get(f"/proposals/{proposal_id}/").status_code == 404
    assert "不提了" in page_of(client, proposal_id)
