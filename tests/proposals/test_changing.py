"""A public text is changed in public, and never under a signature that others gave."""

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.moderation.actions import Conflict
from portal.moderation.rules import Move
from portal.moderation.rules import State as Reading
from portal.proposals import kinds, queries
from portal.proposals.actions import supporting
from portal.proposals.actions import writing as acts
from portal.proposals.rules import MoveRefused
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import DETAILS, NEED, collecting_round, get, told
from tests.proposals.writing import change, page_of, published
from tests.world import Member, World, post, token


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=3)


@pytest.fixture
def me(world: World) -> Member:
    return world.account()


@pytest.fixture
def client(world: World, made: RoundInTest, me: Member) -> FlaskClient:
    return world.client(me)


# ---- Changing a public text


def test_the_history_shows_every_public_version_and_why(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id, moderator = published(world, client), world.person().id
    change(client, proposal_id, "换了地点", place="8 号楼")
    assert "8 号楼" not in page_of(world.app.test_client(), proposal_id, "history/")
    making.read(proposal_id, moderator)
    change(client, proposal_id, "改了名字", place="8 号楼", title="楼道两边都装扶手")
    making.read(proposal_id, moderator)
    history = page_of(world.app.test_client(), proposal_id, "history/")
    order = [history.index(words) for words in ("改了名字", "换了地点", NEED["place"])]
    assert order == sorted(order)  # newest first
    assert "改过 2 次" in page_of(world.app.test_client(), proposal_id)
    assert [one.number for one in queries.revisions(proposal_id)] == [1, 2, 3]


def test_a_change_of_nothing_is_not_handed_in(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = published(world, client)
    details = post(client, f"/proposals/{proposal_id}/edit/", **NEED)
    check = post(client, details.location, **DETAILS)
    assert "内容还没有改动" in client.get(check.location).get_data(as_text=True)
    data = {"csrf_token": token(client, details.location), "why": "没改什么"}
    assert client.post(check.location, data=data).status_code == 422
    assert len(queries.revisions(proposal_id)) == 1
    with pytest.raises(MoveRefused):
        acts.hand_in_change(get(proposal_id), get(proposal_id).author_id, "没改", clock.now())


def test_words_typed_after_handing_in_are_not_let_through_unread(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    """先审后发: what the moderator has read is what appears."""
    proposal_id = published(world, client)
    change(client, proposal_id, "写得更清楚", place="干净的地点")
    item = get(proposal_id).item
    assert item is not None
    item_id, read_version, moderator = item.id, item.version, world.person().id
    post(client, f"/proposals/{proposal_id}/edit/", **{**NEED, "place": "没人看过的话"})
    with pytest.raises(Conflict), writing():
        acts.moderation.decide(item_id, read_version, Move.APPROVE, "", moderator, clock.now())
    assert "没人看过的话" not in page_of(world.app.test_client(), proposal_id)
    making.read(proposal_id, moderator)
    assert get(proposal_id).place == "没人看过的话"


def test_what_is_hidden_and_brought_back_brings_no_unfinished_change_along(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id, moderator = published(world, client), world.person().id
    post(client, f"/proposals/{proposal_id}/edit/", **{**NEED, "place": "才写了一半"})
    making.read(proposal_id, moderator, Move.HIDE, "等核实")
    making.read(proposal_id, moderator, Move.APPROVE, "核实过了")
    assert get(proposal_id).place == NEED["place"]
    assert "才写了一半" not in page_of(world.app.test_client(), proposal_id)
    assert "才写了一半" in page_of(client, proposal_id, "edit/")


def test_once_a_neighbour_stands_behind_it_the_words_stand(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id, neighbour = published(world, client), world.person().id
    making.endorse(proposal_id, neighbour)
    told_ = client.get(f"/proposals/{proposal_id}/edit/")
    assert told_.status_code == 409
    assert "已经有邻居联名" in told_.get_data(as_text=True)
    assert "文字不能再改" in page_of(client, proposal_id)
    with writing():
        supporting.take_back(queries.locked(proposal_id), neighbour)
    assert client.get(f"/proposals/{proposal_id}/edit/").status_code == 200


def test_a_change_lapses_where_a_neighbour_signed_the_old_text_meanwhile(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id, neighbour = published(world, client), world.person().id
    change(client, proposal_id, "换了地点", place="8 号楼")
    making.endorse(proposal_id, neighbour)
    item = get(proposal_id).item
    assert item is not None
    desk, room = world.staff(Role.COMMITTEE_MEMBER), f"/desk/moderation/{item.id}/"
    answer = post(desk, room, version=item.version, move="approve")
    assert answer.status_code == 303
    told_there = desk.get(answer.location).get_data(as_text=True)
    assert "修改稿作废，原来的文字照旧；作者会收到消息" in told_there
    after = get(proposal_id)
    assert (after.place, after.item and after.item.state) == (NEED["place"], Reading.APPROVED)
    assert "8 号楼" not in page_of(world.app.test_client(), proposal_id, "history/")
    assert told(kinds.TOLD_CHANGE_LAPSED) == [me.person_id]
    assert (told(kinds.TOLD_REVISED), queries.endorsers(proposal_id)) == ([], [neighbour])
    assert "没有等待审核的内容" in desk.get("/desk/moderation/").get_data(as_text=True)
    with writing():  # once nobody stands behind the old text, the new one may be handed in again
        supporting.take_back(queries.locked(proposal_id), neighbour)
    post(client, f"/proposals/{proposal_id}/check/", why="换了地点")
    making.read(proposal_id, world.person().id)
    assert get(proposal_id).place == "8 号楼"


def test_nor_does_it_appear_when_what_was_hidden_meanwhile_comes_back(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id, moderator = published(world, client), world.person().id
    change(client, proposal_id, "换了地点", place="8 号楼")
    making.endorse(proposal_id, world.person().id)
    making.read(proposal_id, moderator, Move.HIDE, "等核实")
    making.read(proposal_id, moderator, Move.APPROVE, "核实过了")
    assert get(proposal_id).place == NEED["place"]
    assert told(kinds.TOLD_CHANGE_LAPSED) == [me.person_id]


# ---- Nothing is passed over, nothing is lost


def test_its_authors_see_where_a_change_stands(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id, passer_by = published(world, client), world.app.test_client()
    check = post(client, f"/proposals/{proposal_id}/edit/", **{**NEED, "place": "8 号楼"})
    pages = (f"/proposals/{proposal_id}/", "/proposals/mine/")

    def both_say(words: str) -> bool:
        return all(words in client.get(one).get_data(as_text=True) for one in pages)

    assert both_say("已经存下，还没有提交")
    assert both_say(f'href="/proposals/{proposal_id}/check/"')
    assert "8 号楼" not in page_of(passer_by, proposal_id)
    change(client, proposal_id, "换了地点", place="8 号楼")
    assert both_say("修改稿已经提交，等待审核")
    making.read(proposal_id, world.person().id, Move.ASK, "请写清楚")
    assert both_say("请您再改一改")
    making.endorse(proposal_id, world.person().id)
    assert both_say("现在不能提交了")
    assert "8 号楼" in page_of(client, proposal_id)
    assert "修改稿" not in page_of(passer_by, proposal_id)
    assert check.status_code == 303
