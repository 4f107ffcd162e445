"""Two tabs, two supervisors, the last second: the database decides, and everyone gets an answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db
from tests.notices.conftest import PostingInTest
from tests.world import World, token


def test_the_same_resident_in_two_tabs_makes_one_objection(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    csrf = token(resident, "/me/")
    tabs = [f"第 {n} 个窗口里写的异议，写得够长了。" for n in range(4)]

    def send(text: str) -> int:
        data = {"csrf_token": csrf, "text": text, "signed": "neighbour"}
        return resident.post(f"{posting.form}send/", data=data).status_code

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, tabs))
    assert Counter(answers) == {303: 1, 422: 3}
    assert len(posting.objections()) == 1


def test_many_residents_at_once_get_numbers_without_a_gap(
    world: World, posting: PostingInTest
) -> None:
    clients = [world.client(world.account()) for _ in range(8)]
    tokens = [token(client, "/me/") for client in clients]

    def send(pair: tuple[FlaskClient, str]) -> int:
        client, csrf = pair
        data = {"csrf_token": csrf, "text": "同一时刻提出的异议，写得够长了。", "signed": "named"}
        return client.post(f"{posting.form}send/", data=data).status_code

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, zip(clients, tokens, strict=True)))
    assert answers == [303] * 8
    assert [one.number for one in posting.objections()] == list(range(1, 9))


def test_two_supervisors_at_once_give_one_answer(
    world: World, posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    address = f"/desk/objections/{posting.last.id}/answer/"
    supervisors = [world.staff(Role.SUPERVISOR) for _ in range(4)]
    tokens = [token(client, "/me/") for client in supervisors]

    def send(place: int) -> int:
        verdict, text = ("uphold", "dismiss")[place % 2], f"第 {place} 位监督委员的答复，写得够长。"
        data = {"csrf_token": tokens[place], "version": "1", "verdict": verdict, "answer": text}
        return supervisors[place].post(address, data=data).status_code

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert Counter(answers) == {303: 1, 409: 3}
    winner = answers.index(303)
    assert posting.last.answer == f"第 {winner} 位监督委员的答复，写得够长。"
    assert posting.last.version == 2
