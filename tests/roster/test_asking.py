"""What the roster says of somebody is theirs to read, and to have corrected (PIPL 45, 46)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import kinds, words
from portal.roster.models import Person, RosterRequest
from portal.roster.queries import waiting_for_staff
from portal.roster.rules import Refusal
from tests.world import Member, World, post

OWN, DESK = "/me/roster/", "/desk/roster/requests/"
WISH = "我的手机号换成了 13987654321"


@pytest.fixture
def li(world: World) -> Member:
    return world.account(world.person("李芳", phone="13912345678"))


@pytest.fixture
def resident(world: World, li: Member) -> FlaskClient:
    return world.client(li)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def ask(client: FlaskClient, wish: str = WISH) -> TestResponse:
    return post(client, OWN, page="/me/", wish=wish)


def the_request() -> RosterRequest:
    db.session.rollback()
    return db.session.scalars(select(RosterRequest)).one()


def reply(client: FlaskClient, **typed: str) -> TestResponse:
    said = {"outcome": "done", "answer": "已经改好", **typed}
    return post(client, f"{DESK}{the_request().id}/", page="/me/", **said)


def test_everyone_reads_all_that_the_roster_says_of_them(resident: FlaskClient) -> None:
    page = resident.get(OWN).text
    for fact in ("李芳", "里仁里1号楼", "第一网格", "1955", "13912345678", "户籍"):
        assert fact in page
    assert OWN in resident.get("/me/").text


def test_a_missing_person_is_told_to_come_forward(resident: FlaskClient, li: Member) -> None:
    assert "没有找到您" not in resident.get(OWN).text
    with writing():
        db.session.get_one(Person, li.person_id).missing_since = clock.today()
    assert "没有找到您" in resident.get(OWN).text


def test_a_wish_waits_on_the_desk(resident: FlaskClient, staff: FlaskClient) -> None:
    answer = ask(resident)
    assert (answer.status_code, answer.location) == (303, OWN)
    assert "正在等答复" in resident.get(OWN).text
    assert "1 位居民请求更正登记" in staff.get("/desk/roster/").text
    assert WISH in staff.get(DESK).text
    assert WISH in staff.get(f"{DESK}{the_request().id}/").text


@pytest.mark.parametrize("wish", ["", " \n ", "长" * 501])
def test_a_wish_that_says_nothing_is_refused_in_words(resident: FlaskClient, wish: str) -> None:
    answer = ask(resident, wish)
    assert answer.status_code == 422
    assert "wish-error" in answer.text
    assert waiting_for_staff().requests == 0


def test_one_wish_waits_at_a_time(resident: FlaskClient) -> None:
    ask(resident)
    again = ask(resident, "还有我的名字")
    assert again.status_code == 422
    assert str(words.REFUSALS[Refusal.WAITS_ALREADY]) in again.text
    assert "还有我的名字" in again.text
    assert the_request().wish == WISH


def test_a_wish_sent_many_times_at_once_waits_once(world: World, li: Member) -> None:
    clients = [world.client(li) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: ask(one).status_code, clients))
    assert sorted(answers) == [303, 422, 422, 422]
    assert waiting_for_staff().requests == 1


@pytest.mark.parametrize(("outcome", "said"), [("done", "已经更正"), ("declined", "没有更正")])
def test_whoever_asked_is_told_the_answer_in_words(
    resident: FlaskClient, staff: FlaskClient, outcome: str, said: str
) -> None:
    ask(resident)
    answer = reply(staff, outcome=outcome, answer="请带户口簿来")
    assert (answer.status_code, answer.location) == (303, DESK)
    page = resident.get(OWN).text
    assert said in page
    assert "请带户口簿来" in page
    assert "您请求更正花名册上的登记，答复：请带户口簿来" in resident.get("/me/").text
    assert waiting_for_staff().requests == 0
    assert ask(resident).status_code == 303


@pytest.mark.parametrize("lack", ["outcome", "answer"])
def test_an_answer_has_an_outcome_and_words(
    resident: FlaskClient, staff: FlaskClient, lack: str
) -> None:
    ask(resident)
    answer = reply(staff, **{lack: ""})
    assert answer.status_code == 422
    assert f"{lack}-error" in answer.text
    assert waiting_for_staff().requests == 1


def test_a_wish_is_answered_once(resident: FlaskClient, staff: FlaskClient) -> None:
    ask(resident)
    reply(staff)
    again = reply(staff, answer="另一个答复")
    assert again.status_code == 422
    assert str(words.REFUSALS[Refusal.ANSWERED]) in again.text
    assert the_request().answer == "已经改好"


def test_asking_and_answering_are_on_record(
    resident: FlaskClient, staff: FlaskClient, li: Member
) -> None:
    ask(resident)
    reply(staff)
    found = db.session.scalars(
        select(AuditFact)
        .where(AuditFact.kind.in_((kinds.ASKED, kinds.ANSWERED)))
        .order_by(AuditFact.number)
    ).all()
    assert [(one.kind, one.payload["person"]) for one in found] == [
        (kinds.ASKED, li.person_id),
        (kinds.ANSWERED, li.person_id),
    ]
    assert found[0].actor_id == li.person_id
    assert "答复了更正的请求：已经改好" in staff.get(f"/desk/roster/people/{li.person_id}/").text


def test_a_request_that_is_none_is_404(staff: FlaskClient) -> None:
    assert staff.get(f"{DESK}99/").status_code == 404
    data = {"outcome": "done", "answer": "x"}
    assert post(staff, f"{DESK}99/", page="/me/", **data).status_code == 404


def test_nobody_but_the_desk_reads_wishes(resident: FlaskClient) -> None:
    ask(resident)
    assert resident.get(f"{DESK}{the_request().id}/").status_code == 403
    assert db.session.scalar(select(func.count(RosterRequest.id))) == 1
