"""What a moderator says of a proposal, and who learns of it."""

import pytest
from flask.testing import FlaskClient

from portal.core.db import writing
from portal.moderation.rules import Move
from portal.proposals import kinds, queries
from portal.proposals.actions import supporting
from portal.proposals.rules import State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import DETAILS, NEED, collecting_round, get, told
from tests.proposals.writing import page_of
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


# ---- The moderator's word


def test_what_is_sent_back_is_a_draft_again_with_the_moderators_words(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id, moderator = making.propose(client), world.person().id
    making.read(proposal_id, moderator, Move.ASK, "请写清楚是哪几号楼")
    assert get(proposal_id).state == State.DRAFT
    assert "请写清楚是哪几号楼" in page_of(client, proposal_id, "edit/")
    assert "请您修改" in client.get("/proposals/mine/").get_data(as_text=True)
    page = f"/proposals/{proposal_id}/edit/"
    details = post(client, page, **{**NEED, "place": "3 号楼"})
    check = post(client, details.location, **DETAILS)
    assert post(client, check.location, signs="y").status_code == 303
    making.read(proposal_id, moderator)
    after = get(proposal_id)
    assert (after.state, after.place, after.number) == (State.COLLECTING, "3 号楼", 1)
    assert told(kinds.TOLD_PUBLISHED) == [after.author_id]
    assert [one.place for one in queries.revisions(proposal_id)] == ["3 号楼"]


def test_what_is_hidden_tells_its_author_why_and_what_to_do(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id = making.propose(client)
    making.read(proposal_id, world.person().id, Move.HIDE, "写了别人的病情")
    shown = page_of(client, proposal_id)
    assert "写了别人的病情" in shown
    assert "请另一位委员再看一遍" in shown
    mine = client.get("/proposals/mine/").get_data(as_text=True)
    assert f'href="/proposals/{proposal_id}/"' in mine
    assert "写了别人的病情" in mine
    assert world.app.test_client().get(f"/proposals/{proposal_id}/").status_code == 404


def test_a_public_one_that_is_hidden_keeps_its_words_from_everyone_else(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id = making.propose(client)
    making.read(proposal_id, world.person().id)
    making.read(proposal_id, world.person().id, Move.HIDE, "写了别人的病情")
    passer_by, other = world.app.test_client(), world.client(world.account())
    for reader in (passer_by, other):
        for address in (
            f"/proposals/{proposal_id}/",
            "/proposals/",
            "/proposals/?q=扶手",
            "/audit/",
        ):
            page = reader.get(address).get_data(as_text=True)
            assert NEED["title"] not in page, address
            assert NEED["need"] not in page, address
        assert "写了别人的病情" in reader.get(f"/proposals/{proposal_id}/").get_data(as_text=True)
        history = reader.get(f"/proposals/{proposal_id}/history/")
        assert history.status_code == 303
    record = passer_by.get("/audit/").get_data(as_text=True)
    assert f'href="/proposals/{proposal_id}/">公开提案 1 号</a>' in record
    assert NEED["need"] in page_of(client, proposal_id)
    told_ = client.get(f"/proposals/{proposal_id}/edit/")
    assert told_.status_code == 409
    assert "已被隐藏" in told_.get_data(as_text=True)


def test_whoever_stands_behind_what_is_hidden_is_told_why_once_and_its_page_says_so(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id = making.propose(client)
    making.read(proposal_id, world.person().id)
    signer, follower = world.account(), world.person().id
    making.endorse(proposal_id, signer.person_id)
    with writing():
        supporting.follow(queries.locked(proposal_id), follower)
        supporting.follow(queries.locked(proposal_id), signer.person_id)
    making.read(proposal_id, world.person().id, Move.HIDE, "写了别人的病情")
    assert told(kinds.TOLD_HIDDEN) == sorted([signer.person_id, follower])
    read = world.client(signer).get("/me/inbox/").get_data(as_text=True)
    assert "您联名或关注的提案 1 号被隐藏了，原因：写了别人的病情" in read
    assert NEED["title"] not in read
    shown = page_of(client, proposal_id)
    assert "已被隐藏" in shown
    assert "正在联名" not in shown
    where_to = client.get("/moderation/").get_data(as_text=True)
    assert "可以按原因另写一份新的" in where_to
    assert "请另一位委员再看一遍" in where_to
    assert "服务台电话" in where_to
