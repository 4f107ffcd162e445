"""Questions, answers and points: each read before it appears, none of them a quarrel."""

import re

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.actions import OwnWork
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.moderation.rules import State as Reading
from portal.proposals import kinds, queries, talk
from portal.proposals.actions import talking
from portal.proposals.models import Answer, Point, Question
from portal.proposals.rules import MoveRefused, Side, State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import collecting_round, get, told
from tests.world import Member, World, post, token

ASKED, ANSWERED, POINTED = "装在楼道的哪一边？", "装在右手边。", "早就该装了，老人多。"


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=3)


@pytest.fixture
def author(world: World) -> Member:
    return world.account()


@pytest.fixture
def proposal_id(world: World, made: RoundInTest, author: Member) -> int:
    number = making.submitted(made, author.person_id)
    making.read(number, world.person().id)
    return number


@pytest.fixture
def me(world: World) -> Member:
    return world.account()


@pytest.fixture
def client(world: World, me: Member) -> FlaskClient:
    return world.client(me)


def newest(table: type[Question | Answer | Point]) -> Question | Answer | Point:
    db.session.rollback()
    return db.session.query(table).order_by(table.id.desc()).first()


def judge(world: World, said: Question | Answer | Point, move: Move, reason: str = "") -> None:
    assert said.item is not None
    item_id, version, moderator = said.item.id, said.item.version, world.person().id
    with writing():
        moderation.decide(item_id, version, move, reason, moderator, clock.now())


def ask(client: FlaskClient, proposal_id: int, text: str = ASKED) -> Question:
    assert post(client, f"/proposals/{proposal_id}/ask/", text=text).status_code == 303
    return newest(Question)


def asked_in_public(world: World, client: FlaskClient, proposal_id: int) -> int:
    question = ask(client, proposal_id)
    judge(world, question, Move.APPROVE)
    return newest(Question).id


def seen(world: World, proposal_id: int, client: FlaskClient | None = None) -> str:
    reader = client or world.app.test_client()
    return reader.get(f"/proposals/{proposal_id}/").get_data(as_text=True)


def answer_address(proposal_id: int, question_id: int) -> str:
    return f"/proposals/{proposal_id}/questions/{question_id}/answer/"


# ---- Questions


def test_a_question_appears_when_a_moderator_has_read_it_and_its_author_is_told_then(
    world: World, proposal_id: int, author: Member, client: FlaskClient
) -> None:
    question = ask(client, proposal_id)
    assert ASKED not in seen(world, proposal_id)
    assert ASKED not in seen(world, proposal_id, world.client(author))
    mine = seen(world, proposal_id, client)
    assert ASKED in mine
    assert "等待审核，只有您看得到" in mine
    assert told(kinds.TOLD_ASKED_QUESTION) == []
    judge(world, question, Move.APPROVE)
    assert ASKED in seen(world, proposal_id)
    assert told(kinds.TOLD_ASKED_QUESTION) == [author.person_id]


def test_the_same_question_sent_twice_is_one(proposal_id: int, client: FlaskClient) -> None:
    first = ask(client, proposal_id).id
    assert ask(client, proposal_id).id == first
    assert ask(client, proposal_id, "那什么时候装？").id != first


@pytest.mark.parametrize("text", ["", "   \u200b", "吗？", "问" * 501])
def test_an_empty_or_endless_question_is_refused_and_kept(
    proposal_id: int, client: FlaskClient, text: str
) -> None:
    answer = post(client, f"/proposals/{proposal_id}/ask/", text=text)
    assert answer.status_code == 422
    assert text.strip(" \u200b") in answer.get_data(as_text=True)
    assert newest(Question) is None


def test_what_a_moderator_asks_to_change_is_written_anew_by_its_author(
    world: World, proposal_id: int, me: Member, client: FlaskClient
) -> None:
    first = ask(client, proposal_id, "装在王大妈家门口行不行？")
    judge(world, first, Move.ASK, "请不要写别人的姓名")
    mine = seen(world, proposal_id, client)
    assert "请不要写别人的姓名" in mine
    assert f'href="/proposals/{proposal_id}/ask/"' in mine
    assert "王大妈" not in seen(world, proposal_id)
    form = client.get(f"/proposals/{proposal_id}/ask/").get_data(as_text=True)
    assert "请不要写别人的姓名" in form
    assert "装在王大妈家门口行不行？" in form
    again = ask(client, proposal_id, "装在一层门口行不行？")
    assert again.id == first.id
    assert again.item.state == Reading.WAITING
    assert "一层门口" not in seen(world, proposal_id)
    judge(world, again, Move.APPROVE)
    assert "一层门口" in seen(world, proposal_id)
    assert "王大妈" not in seen(world, proposal_id, client)


def test_nobody_rewrites_anothers_question(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    first = ask(client, proposal_id)
    judge(world, first, Move.ASK, "请写清楚")
    other = world.client(world.account())
    assert ASKED not in other.get(f"/proposals/{proposal_id}/ask/").get_data(as_text=True)
    assert ask(other, proposal_id, "别人的另一个问题").id != first.id


def test_a_hidden_question_leaves_its_reason_and_its_author_knows_what_to_do(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    judge(world, ask(client, proposal_id), Move.APPROVE)
    judge(world, newest(Question), Move.HIDE, "写了别人的电话")
    for reader in (None, world.client(world.account()), client):
        shown = seen(world, proposal_id, reader)
        assert "这里的内容被隐藏了" in shown
        assert "写了别人的电话" in shown
        assert (ASKED in shown) is (reader is client)
        assert ("请另一位委员再看一遍" in shown) is (reader is client)


# ---- Answers


def test_an_authors_answer_is_read_first_and_whoever_asked_is_told(
    world: World, proposal_id: int, author: Member, me: Member, client: FlaskClient
) -> None:
    question_id = asked_in_public(world, client, proposal_id)
    answer = post(world.client(author), answer_address(proposal_id, question_id), text=ANSWERED)
    assert answer.status_code == 303
    assert ANSWERED not in seen(world, proposal_id)
    assert ANSWERED in seen(world, proposal_id, world.client(author))
    assert told(kinds.TOLD_ANSWERED) == []
    judge(world, newest(Answer), Move.APPROVE)
    assert f"<strong>提案人答：</strong>{ANSWERED}" in seen(world, proposal_id)
    assert told(kinds.TOLD_ANSWERED) == [me.person_id]


def test_the_committee_answers_in_its_own_name_at_once(
    world: World, proposal_id: int, me: Member, client: FlaskClient
) -> None:
    question_id = asked_in_public(world, client, proposal_id)
    committee, address = (
        world.staff(Role.COMMITTEE_MEMBER),
        answer_address(proposal_id, question_id),
    )
    assert post(committee, address, text=ANSWERED).status_code == 303
    assert post(committee, address, text=ANSWERED).status_code == 303  # pressed twice
    assert seen(world, proposal_id).count(f"<strong>居委会答：</strong>{ANSWERED}") == 1
    assert told(kinds.TOLD_ANSWERED) == [me.person_id]


@pytest.mark.parametrize("role", [None, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_nobody_else_answers(
    world: World, proposal_id: int, client: FlaskClient, role: Role | None
) -> None:
    address = answer_address(proposal_id, asked_in_public(world, client, proposal_id))
    other = world.client(world.account(None, *([role] if role else [])))
    assert other.get(address).status_code == 403
    data = {"csrf_token": token(other, "/me/inbox/"), "text": ANSWERED}
    assert other.post(address, data=data).status_code == 403
    assert newest(Answer) is None


@pytest.mark.parametrize("move", [None, Move.ASK, Move.HIDE])
def test_a_question_that_nobody_may_read_is_not_shown_to_who_would_answer(
    world: World, proposal_id: int, author: Member, client: FlaskClient, move: Move | None
) -> None:
    question = ask(client, proposal_id)
    number = question.id
    if move is not None:
        judge(world, question, move, "请改")
    address = answer_address(proposal_id, number)
    for reader in (world.client(author), world.staff(Role.COMMITTEE_MEMBER)):
        assert reader.get(address).status_code == 404
        data = {"csrf_token": token(reader, "/me/inbox/"), "text": ANSWERED}
        assert reader.post(address, data=data).status_code == 404
    with pytest.raises(MoveRefused):
        talking.answer(newest(Question), author.person_id, True, ANSWERED, clock.now())
    assert newest(Answer) is None


def test_an_answer_that_is_asked_to_change_is_written_anew(
    world: World, proposal_id: int, author: Member, client: FlaskClient
) -> None:
    address = answer_address(proposal_id, asked_in_public(world, client, proposal_id))
    writer = world.client(author)
    assert post(writer, address, text="问王大妈去").status_code == 303
    first = newest(Answer)
    judge(world, first, Move.ASK, "请好好说")
    form = writer.get(address).get_data(as_text=True)
    assert "请好好说" in form
    assert "问王大妈去" in form
    assert post(writer, address, text=ANSWERED).status_code == 303
    again = newest(Answer)
    assert (again.id, again.text, again.item.state) == (first.id, ANSWERED, Reading.WAITING)


def test_a_question_of_another_proposal_is_not_answered_here(
    world: World, made: RoundInTest, proposal_id: int, author: Member, client: FlaskClient
) -> None:
    question_id = asked_in_public(world, client, proposal_id)
    other = making.published(made, world, title="另外一份提案")
    committee = world.staff(Role.COMMITTEE_MEMBER)
    assert committee.get(answer_address(other, question_id)).status_code == 404


# ---- Points


def test_points_for_and_against_stand_apart_and_appear_when_they_were_read(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    sent = post(client, f"/proposals/{proposal_id}/points/for/", text=POINTED)
    assert sent.status_code == 303
    assert POINTED not in seen(world, proposal_id)
    judge(world, newest(Point), Move.APPROVE)
    against = world.client(world.account())
    post(against, f"/proposals/{proposal_id}/points/against/", text="楼道窄，会碰头。")
    judge(world, newest(Point), Move.APPROVE)
    shown = seen(world, proposal_id)
    places = [shown.index(words) for words in ("赞成的理由", POINTED, "担心的地方", "楼道窄")]
    assert places == sorted(places)
    assert "回复" not in shown


@pytest.mark.parametrize("side", ["for", "against"])
def test_each_makes_one_point_on_whichever_side(
    proposal_id: int, client: FlaskClient, side: str
) -> None:
    assert post(client, f"/proposals/{proposal_id}/points/for/", text=POINTED).status_code == 303
    address = f"/proposals/{proposal_id}/points/{side}/"
    told = client.get(address).get_data(as_text=True)  # before anything is typed in vain
    assert ("您已经写过了" in told, "<textarea" in told) == (True, False)
    again = post(client, address, "/me/inbox/", text="再说一条理由")
    assert again.status_code == 422
    page = again.get_data(as_text=True)
    assert "每人对一份提案只写一条" in page
    assert "再说一条理由" in page
    assert newest(Point).text == POINTED


def test_a_point_is_written_anew_where_a_moderator_asks_for_it(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    post(client, f"/proposals/{proposal_id}/points/for/", text="王大妈也说好")
    first = newest(Point)
    judge(world, first, Move.ASK, "请不要写姓名")
    assert "请不要写姓名" in seen(world, proposal_id, client)
    form = client.get(f"/proposals/{proposal_id}/points/against/").get_data(as_text=True)
    assert "王大妈也说好" in form
    post(client, f"/proposals/{proposal_id}/points/against/", text="想想还是太窄")
    again = newest(Point)
    got = (again.id, again.side, again.text, again.item.state)
    assert got == (first.id, Side.AGAINST, "想想还是太窄", Reading.WAITING)
    page = post(client, f"/proposals/{proposal_id}/points/for/", "/me/inbox/", text="再来一条理由")
    assert page.status_code == 422


def test_a_hidden_point_says_why_and_shows_its_words_to_its_author_alone(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    post(client, f"/proposals/{proposal_id}/points/for/", text=POINTED)
    judge(world, newest(Point), Move.HIDE, "是广告")
    assert POINTED not in seen(world, proposal_id)
    assert "是广告" in seen(world, proposal_id)
    assert POINTED in seen(world, proposal_id, client)


def test_whoever_lost_their_point_is_told_why_there_is_no_second(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    address = f"/proposals/{proposal_id}/points/for/"
    assert post(client, address, text=POINTED).status_code == 303
    judge(world, newest(Point), Move.HIDE, "写了邻居的姓名")
    assert "被隐藏了：写了邻居的姓名" in client.get(address).get_data(as_text=True)
    answer = post(client, address, "/me/inbox/", text=f"{POINTED}，改过")
    assert (answer.status_code, "被隐藏了：写了邻居的姓名" in answer.text) == (422, True)
    assert f"{POINTED}，改过" in answer.text


def test_a_worry_is_asked_for_by_its_name(proposal_id: int, client: FlaskClient) -> None:
    for side, label in (("for", "一条理由"), ("against", "担心的地方")):
        page = client.get(f"/proposals/{proposal_id}/points/{side}/").get_data(as_text=True)
        (found,) = re.findall(r'<label[^>]*for="point"[^>]*>\s*([^<]+?)\s*<', page)
        assert found == label


def test_no_other_side_exists(proposal_id: int, client: FlaskClient) -> None:
    assert client.get(f"/proposals/{proposal_id}/points/both/").status_code == 404


# ---- Where and by whom


@pytest.mark.parametrize(
    "state",
    [State.FEASIBLE, State.REFUSED, State.MERGED, State.WITHDRAWN, State.LAPSED, State.DRAFT],
)
def test_what_is_decided_or_not_public_is_not_argued_about(
    proposal_id: int, me: Member, client: FlaskClient, state: State
) -> None:
    with writing():
        queries.locked(proposal_id).state = state
    for name in ("ask", "points/for", "points/against"):
        assert client.get(f"/proposals/{proposal_id}/{name}/").status_code == 404
        data = {"csrf_token": token(client, "/me/inbox/"), "text": ASKED}
        assert client.post(f"/proposals/{proposal_id}/{name}/", data=data).status_code == 404
    with pytest.raises(MoveRefused):
        talking.ask(get(proposal_id), me.person_id, ASKED, clock.now())


def test_what_is_hidden_is_not_argued_about_either(
    world: World, proposal_id: int, client: FlaskClient
) -> None:
    question_id = asked_in_public(world, client, proposal_id)
    making.read(proposal_id, world.person().id, Move.HIDE, "等核实")
    assert client.get(f"/proposals/{proposal_id}/ask/").status_code == 404
    committee = world.staff(Role.COMMITTEE_MEMBER)
    assert committee.get(answer_address(proposal_id, question_id)).status_code == 404
    assert ASKED not in seen(world, proposal_id)


def test_nobody_reads_their_own_words_for_the_community(world: World, proposal_id: int) -> None:
    moderator = world.account(None, Role.COMMITTEE_MEMBER)
    client = world.client(moderator)
    post(client, f"/proposals/{proposal_id}/points/for/", text=POINTED)
    for said in (ask(client, proposal_id), newest(Point)):
        item, version = said.item.id, said.item.version
        with pytest.raises(OwnWork):
            moderation.decide(item, version, Move.APPROVE, "", moderator.person_id, clock.now())
        page = client.get(f"/desk/moderation/{item}/").get_data(as_text=True)
        assert not re.search(r'name="move" value="approve"', page)
        db.session.rollback()
        assert db.session.get_one(Item, item).state == Reading.WAITING


@pytest.mark.parametrize("move", [Move.APPROVE, Move.HIDE])
def test_nor_what_others_say_of_their_own_proposal(
    world: World, made: RoundInTest, move: Move
) -> None:
    """Who wrote a proposal does not choose what is said against it."""
    judge_of_own = world.person().id
    proposal_id = making.submitted(made, judge_of_own)
    making.read(proposal_id, world.person().id)
    with writing():
        row = queries.locked(proposal_id)
        talking.ask(row, world.person().id, ASKED, clock.now())
        talking.make_point(row, world.person().id, Side.AGAINST, "太贵了。", clock.now())
    for said in (newest(Question), newest(Point)):
        item, version = said.item.id, said.item.version
        with pytest.raises(OwnWork):
            moderation.decide(item, version, move, "不好听", judge_of_own, clock.now())


def test_a_reader_sees_the_same_however_many_wait(
    world: World, proposal_id: int, client: FlaskClient, me: Member
) -> None:
    for number in range(3):
        ask(client, proposal_id, f"第{number}个问题，什么时候？")
    db.session.rollback()
    assert talk.threads(proposal_id, None) == []
    assert len(talk.threads(proposal_id, me.person_id)) == 3
