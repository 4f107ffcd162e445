"""Three short pages make a proposal; a draft is its author's, and nothing of it is lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.moderation.rules import State as Reading
from portal.proposals import kinds, queries
from portal.proposals.actions import discarding
from portal.proposals.actions import writing as acts
from portal.proposals.models import Proposal
from portal.proposals.rules import State
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.proposals import making
from tests.proposals.making import DETAILS, NEED, collecting_round, get, told
from tests.proposals.writing import begun, page_of, published
from tests.world import Member, World, fields, post, token


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=3)


@pytest.fixture
def me(world: World) -> Member:
    return world.account()


@pytest.fixture
def client(world: World, made: RoundInTest, me: Member) -> FlaskClient:
    return world.client(me)


def all_proposals() -> list[Proposal]:
    db.session.rollback()
    return db.session.query(Proposal).order_by(Proposal.id).all()


# ---- Three pages


def test_three_pages_make_a_proposal_that_waits_for_its_moderator(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id = making.propose(client, estimate_note="问过一家店")
    one = get(proposal_id)
    text = {name: getattr(one, name) for name in acts.TEXT}
    assert text == {**making.TEXT, "estimate_note": "问过一家店"}
    assert (one.state, one.author_id, one.round_id) == (State.SUBMITTED, me.person_id, made.id)
    assert one.item is not None
    assert one.item.state == Reading.WAITING
    sent = page_of(client, proposal_id, "sent/")
    assert "小时" in sent or "审核" in sent
    steps = [f"/proposals/{proposal_id}/{name}/" for name in ("edit", "details", "check")]
    assert [client.get(one).status_code for one in steps] == [409] * 3  # handed in
    for step in steps:
        told_ = client.get(step).get_data(as_text=True)
        assert "已经提交，正在审核" in told_
        assert "担任相应职务" not in told_


def test_each_page_is_kept_and_is_there_when_one_comes_back(
    made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = begun(client)
    assert NEED["title"] in client.get("/proposals/mine/").get_data(as_text=True)
    post(
        client, f"/proposals/{proposal_id}/details/", **{**DETAILS, "estimate_fen": "１２００．５"}
    )
    assert get(proposal_id).estimate_fen == 120_050
    assert NEED["need"] in page_of(client, proposal_id, "edit/")
    kept = page_of(client, proposal_id, "details/")
    assert "六十户老人" in kept
    assert "1200.50" in kept


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"need": ""}, "请写一写缺什么"),
        ({"need": "没有电梯"}, "至少 10 个字"),
        ({"need": "长" * 2001}, "最多 2000 个字"),
        ({"title": ""}, "请起个名字"),
        ({"title": "扶手"}, "至少 4 个字"),
        ({"title": "长" * 61}, "最多 60 个字"),
        ({"place": " \u3000"}, "请写明地点"),
        ({"place": "长" * 121}, "最多 120 个字"),
        ({"grid": "999"}, ""),
        ({"grid": "abc"}, ""),
    ],
)
def test_the_first_page_is_refused_at_its_field_and_nothing_is_lost(
    made: RoundInTest, client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = post(client, "/proposals/new/", **{**NEED, **changes})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert "data-error-summary" in page
    for name in ("need", "title", "place"):
        if name not in changes:
            assert NEED[name] in page
    assert all_proposals() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "feast"}, ""),
        ({"beneficiaries": ""}, "请写一写谁会受益"),
        ({"beneficiaries": "长" * 201}, "最多 200 个字"),
        ({"estimate_fen": "四万"}, "请填写金额"),
        ({"estimate_fen": "0"}, "金额要大于零"),
        ({"estimate_fen": "100001"}, "超过了这一轮的资金总额"),
        ({"estimate_fen": "9" * 40}, ""),
        ({"kind": "services", "estimate_fen": "99999"}, None),
        ({"estimate_note": "长" * 501}, "最多 500 个字"),
        ({"caption": "长" * 121}, "最多 120 个字"),
    ],
)
def test_the_second_page_too(
    made: RoundInTest, client: FlaskClient, changes: dict[str, str], words: str | None
) -> None:
    proposal_id = begun(client)
    answer = post(client, f"/proposals/{proposal_id}/details/", **{**DETAILS, **changes})
    page = answer.get_data(as_text=True)
    if words is None:
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert words in page
    assert get(proposal_id).beneficiaries == ""  # nothing half kept
    assert DETAILS["beneficiaries"] in page or "beneficiaries" in changes


def test_the_estimate_may_be_left_to_the_committee(made: RoundInTest, client: FlaskClient) -> None:
    proposal_id = begun(client)
    details = f"/proposals/{proposal_id}/details/"
    assert post(client, details, **{**DETAILS, "estimate_fen": ""}).status_code == 303
    assert get(proposal_id).estimate_fen is None
    assert "没有填，由居委会核算" in page_of(client, proposal_id, "check/")


def test_help_with_the_estimate_shows_caps_and_what_such_things_cost(
    world: World, client: FlaskClient
) -> None:
    past = make_round(world, title="去年一轮")
    list_project(past, "A", 4_000_000)
    with writing():
        past.projects()[0].title = "楼道加装扶手一期"
    past.open()
    past.close()
    shown = page_of(client, begun(client), "details/")
    assert "楼道加装扶手一期" in shown
    assert "去年一轮" in shown
    assert "一般不超过" in shown


# ---- The same form twice, two tabs, two authors


def test_the_same_form_sent_twice_at_once_is_one_draft_and_is_handed_in_once(
    made: RoundInTest, client: FlaskClient
) -> None:
    data = {"csrf_token": token(client, "/proposals/new/"), **NEED}
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        places = {
            one.location
            for one in pool.map(lambda _n: client.post("/proposals/new/", data=data), range(4))
        }
    assert len(places) == len(all_proposals()) == 1
    proposal_id = all_proposals()[0].id
    post(client, f"/proposals/{proposal_id}/details/", **DETAILS)
    page = f"/proposals/{proposal_id}/check/"
    sent = {"csrf_token": token(client, page)}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _n: client.post(page, data=sent), range(4)))
    assert {one.status_code for one in answers} == {303}
    assert len(queries.revisions(proposal_id)) == 1
    assert db.session.query(Item).count() == 1


@pytest.mark.parametrize("name", ["edit", "details"])
def test_a_second_tab_overwrites_nothing_unseen(
    made: RoundInTest, client: FlaskClient, name: str
) -> None:
    """Both texts are shown; the next press decides."""
    proposal_id = begun(client)
    page = f"/proposals/{proposal_id}/{name}/"
    typed = NEED if name == "edit" else DETAILS
    part = "place" if name == "edit" else "beneficiaries"
    tabs = [fields(client.get(page)) for _ in range(2)]
    first = client.post(page, data={**tabs[0], **typed, part: "第一个窗口写的"})
    assert first.status_code == 303
    twice = client.post(page, data={**tabs[0], **typed, part: "第一个窗口写的"})
    assert twice.status_code == 303  # the same press again
    second = client.post(page, data={**tabs[1], **typed, part: "第二个窗口写的"})
    assert second.status_code == 409
    shown = second.get_data(as_text=True)
    assert "第一个窗口写的" in shown
    assert "第二个窗口写的" in shown
    assert getattr(get(proposal_id), part) == "第一个窗口写的"
    again = client.post(page, data={**fields(second), **typed, part: "第二个窗口写的"})
    assert again.status_code == 303
    assert getattr(get(proposal_id), part) == "第二个窗口写的"


def test_a_person_has_as_many_in_a_round_as_the_community_allows(
    made: RoundInTest, client: FlaskClient
) -> None:
    ids = [begun(client, title=f"第{number}份提案") for number in range(5)]
    refused = post(client, "/proposals/new/", **{**NEED, "title": "第六份提案"})
    assert refused.status_code == 422
    assert "这一轮您已经提了 5 份" in refused.get_data(as_text=True)
    assert "第六份提案" in refused.get_data(as_text=True)
    post(client, f"/proposals/{ids[0]}/withdraw/", reason="不提了")
    begun(client, title="第六份提案")


ANOTHERS = ["", "edit/", "details/", "check/", "sent/", "withdraw/", "authors/", "history/"]


# ---- Who sees a draft


@pytest.mark.parametrize("role", [None, Role.SUPERVISOR])
def test_anothers_draft_is_not_there(
    world: World, made: RoundInTest, client: FlaskClient, role: Role | None
) -> None:
    proposal_id = begun(client)
    other = world.client(world.account(None, *([role] if role else [])))
    found = {name: other.get(f"/proposals/{proposal_id}/{name}").status_code for name in ANOTHERS}
    assert set(found.values()) == {404}, found
    data = {"csrf_token": token(other, "/me/inbox/"), **NEED, **DETAILS, "reason": "不要了"}
    data["phone"] = "13900000000"
    acts_ = [*ANOTHERS[1:4], "withdraw/", "authors/", "authors/accept/", "endorse/", "follow/"]
    found = {
        name: other.post(f"/proposals/{proposal_id}/{name}", data=data).status_code
        for name in acts_
    }
    assert set(found.values()) == {404}, found
    assert get(proposal_id).state == State.DRAFT
    for name in ("", "history/"):
        gone = world.app.test_client().get(f"/proposals/{proposal_id}/{name}")
        assert gone.status_code == 404


def test_a_neighbour_who_was_asked_to_join_answers_before_they_write(
    world: World, made: RoundInTest, me: Member, client: FlaskClient
) -> None:
    proposal_id, other = begun(client), world.account()
    assert post(client, f"/proposals/{proposal_id}/authors/", phone=other.phone).status_code == 303
    assert told(kinds.TOLD_INVITED) == [other.person_id]
    theirs = world.client(other)
    assert theirs.get(f"/proposals/{proposal_id}/edit/").status_code == 404
    answering = f"/proposals/{proposal_id}/authors/"
    assert post(theirs, f"{answering}accept/", answering, signs="y").status_code == 303
    assert theirs.get(f"/proposals/{proposal_id}/edit/").status_code == 200
    assert theirs.get(f"/proposals/{proposal_id}/withdraw/").status_code == 404
    assert post(theirs, f"{answering}decline/", answering).status_code == 303
    assert theirs.get(f"/proposals/{proposal_id}/edit/").status_code == 404
    assert queries.authors_of(proposal_id) == {me.person_id}


def test_outside_the_days_of_collecting_nothing_is_begun_or_handed_in(
    made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = begun(client)
    post(client, f"/proposals/{proposal_id}/details/", **DETAILS)
    forms = {
        name: token(client, f"/proposals/{name}") for name in ("new/", f"{proposal_id}/check/")
    }
    making.stop_collecting(made)
    for name, its in forms.items():
        assert (
            client.post(f"/proposals/{name}", data={"csrf_token": its, **NEED}).status_code == 422
        )
    assert get(proposal_id).state == State.DRAFT
    assert len(all_proposals()) == 1


# ---- Throwing a draft away


def test_a_draft_that_was_never_handed_in_is_thrown_away_without_a_reason(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = begun(client)
    photo = {"photo": (making.photo(), "a.jpg"), "caption": "楼道"}
    post(client, f"/proposals/{proposal_id}/details/", **DETAILS, **photo)
    folder = world.app.config["PORTAL"].uploads
    assert len(list(folder.rglob("*.jpg"))) == 2
    address = f"/proposals/{proposal_id}/withdraw/"
    asked = client.get(address).get_data(as_text=True)
    assert "扔掉这份草稿？" in asked
    assert "为什么撤回" not in asked
    assert all_proposals() != []  # asking throws nothing away
    other = world.client(world.account())
    assert post(other, address, "/me/inbox/").status_code == 404
    assert post(client, address).status_code == 303
    assert all_proposals() == []
    assert list(folder.rglob("*.jpg")) == []
    mine = client.get("/proposals/mine/").get_data(as_text=True)
    assert "草稿已经扔掉" in mine
    assert NEED["title"] not in mine


def test_what_a_moderator_sent_back_is_withdrawn_not_thrown_away(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = making.propose(client)
    making.read(proposal_id, world.person().id, Move.ASK, "请写清楚")
    with pytest.raises(acts.NotAuthor):
        discarding.discard(get(proposal_id), get(proposal_id).author_id)
    post(client, f"/proposals/{proposal_id}/withdraw/", reason="不提了")
    assert get(proposal_id).state == State.WITHDRAWN


# ---- Nothing is passed over, nothing is lost


def test_the_second_page_is_not_passed_over(made: RoundInTest, client: FlaskClient) -> None:
    proposal_id = begun(client)
    details, check = (f"/proposals/{proposal_id}/{name}/" for name in ("details", "check"))
    seen = client.get(check)
    assert (seen.status_code, seen.location) == (303, details)
    assert "请先写明谁会受益" in client.get(details).get_data(as_text=True)
    sent = post(client, check, details)
    assert (sent.status_code, sent.location) == (303, details)
    assert get(proposal_id).state == State.DRAFT
    post(client, details, **DETAILS)
    assert post(client, check).status_code == 303
    assert get(proposal_id).state == State.SUBMITTED


def test_what_was_typed_in_an_old_tab_is_given_back(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id = published(world, client)
    tabs = {name: f"/proposals/{proposal_id}/{name}/" for name in ("edit", "details")}
    typed = {
        "edit": {**NEED, "place": "才写的地点"},
        "details": {**DETAILS, "beneficiaries": "才写的人"},
    }
    forms = {name: fields(client.get(page)) for name, page in tabs.items()}
    making.endorse(proposal_id, world.person().id)
    for name, page in tabs.items():
        late = client.post(page, data={**forms[name], **typed[name]})
        shown = late.get_data(as_text=True)
        assert late.status_code == 409
        assert "已经有邻居联名" in shown
        assert ("才写的地点" if name == "edit" else "才写的人") in shown


# ---- With scripts off


def test_every_page_works_with_scripts_off(made: RoundInTest, client: FlaskClient) -> None:
    """Each is one plain form with a button; nothing needs a script to be sent."""
    proposal_id = begun(client)
    post(client, f"/proposals/{proposal_id}/details/", **DETAILS)
    for name in ("edit/", "details/", "check/", "withdraw/", "authors/"):
        page = page_of(client, proposal_id, name)
        main = page[page.index("<main") : page.index("</main>")]
        assert re.search(r'<form[^>]*method="post"', main), name
        assert re.search(r"<button", main), name
        assert "<script" not in main, name
        assert not re.search(r"\son\w+=", main), name
