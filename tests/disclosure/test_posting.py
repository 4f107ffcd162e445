"""The committee posts what is due; who complains is hidden from it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.disclosure import calendar, due, rhythms
from portal.disclosure.complaints.models import Complaint
from portal.disclosure.models import Disclosure, PostedForGood
from portal.disclosure.periods import State, calendar_span
from portal.notices.models import Posting
from tests.world import World, post

TEXT = "本季度收到捐赠两万元，已全部用于楼道照明。"
WRONG = "公开的金额和收据对不上，请查。"


@pytest.fixture
def committee(world: World) -> FlaskClient:
    due.tick(clock.now())
    return world.staff(Role.COMMITTEE_MEMBER)


def key() -> str:
    return f"money:0:{calendar_span(clock.today(), 3)[0].isoformat()}"


def drafted(client: FlaskClient) -> int:
    answer = post(client, "/desk/disclosure/new/", slot=key(), title="捐赠", text=TEXT)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.rollback()
    return db.session.scalars(select(Disclosure.id).order_by(Disclosure.id.desc())).first() or 0


def published(client: FlaskClient) -> int:
    number = drafted(client)
    at = f"/desk/disclosure/{number}/"
    assert post(client, f"{at}post/", at, version=1).status_code == 303
    return number


def standing() -> State:
    db.session.rollback()
    found = calendar.by_key(key(), calendar.all_duties(clock.today()))
    assert found is not None
    return found.state


def test_a_draft_is_no_page_and_a_posting_meets_its_duty(
    committee: FlaskClient, client: FlaskClient
) -> None:
    number = drafted(committee)
    assert client.get(f"/disclosure/{number}/").status_code == 404
    assert standing() is State.COMING
    post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert TEXT in client.get(f"/disclosure/{number}/").get_data(as_text=True)
    assert standing() is State.DONE
    assert "捐赠" in client.get("/disclosure/").get_data(as_text=True)


def test_posted_twice_it_is_posted_once_and_its_words_never_change(committee: FlaskClient) -> None:
    number = published(committee)
    again = post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert again.status_code == 303
    db.session.rollback()
    assert len(db.session.scalars(select(Posting)).all()) == 1
    with pytest.raises(PostedForGood), writing():
        db.session.get_one(Disclosure, number).text = "改了的话"


def test_a_correction_refers_both_ways(committee: FlaskClient, client: FlaskClient) -> None:
    number = published(committee)
    answer = post(committee, f"/desk/disclosure/{number}/correct/", "/me/")
    edit = answer.headers["Location"]
    post(committee, edit, title="捐赠", text=TEXT + "更正", reason="金额写错了", version=1)
    other = int(edit.split("/")[3])
    post(committee, f"/desk/disclosure/{other}/post/", "/me/", version=2)
    assert f"/disclosure/{other}/" in client.get(f"/disclosure/{number}/").get_data(as_text=True)
    assert f"/disclosure/{number}/" in client.get(f"/disclosure/{other}/").get_data(as_text=True)


def test_what_is_taken_back_shows_its_reason_and_leaves_the_duty_open(
    committee: FlaskClient, client: FlaskClient
) -> None:
    number = published(committee)
    back = f"/desk/disclosure/{number}/take-back/"
    assert post(committee, back, "/me/", reason="写了别人的门牌").status_code == 303
    html = client.get(f"/disclosure/{number}/").get_data(as_text=True)
    assert ("写了别人的门牌" in html, TEXT in html) == (True, False)
    assert standing() is State.COMING


def complain(client: FlaskClient, posting_id: int) -> Complaint:
    at = f"/disclosure/complaints/new/?about=posting:{posting_id}"
    answer = post(client, at, ground="false", text=WRONG, send="1")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.rollback()
    return db.session.scalars(select(Complaint)).one()


def test_the_committee_never_sees_a_complaint(
    world: World, committee: FlaskClient, client: FlaskClient
) -> None:
    number = published(committee)
    posting = db.session.scalars(select(Posting.id)).one()
    one = complain(world.client(world.account()), posting)
    pages = ["/desk/", "/desk/disclosure/", f"/disclosure/{number}/", "/audit/"]
    assert [WRONG in committee.get(at).get_data(as_text=True) for at in pages] == [False] * 4
    assert committee.get("/desk/complaints/").status_code == 403
    both = world.staff(Role.DIRECTOR, Role.SUPERVISOR)
    assert both.get("/desk/complaints/").status_code == 403
    assert both.get(f"/desk/complaints/{one.id}/").status_code == 403
    assert committee.get(f"/disclosure/complaints/{one.id}/").status_code == 404


def test_the_observer_answers_and_the_complainant_is_told(
    world: World, committee: FlaskClient
) -> None:
    published(committee)
    posting = db.session.scalars(select(Posting.id)).one()
    resident, observer = world.account(), world.staff(Role.SUBDISTRICT_OBSERVER)
    one = complain(world.client(resident), posting)
    at = f"/desk/complaints/{one.id}/"
    assert WRONG in observer.get(at).get_data(as_text=True)
    typed = {"outcome": "founded", "answer": "收据核过，金额写错，已要求更正。", "version": 1}
    assert post(observer, f"{at}answer/", at, **typed).status_code == 303
    db.session.rollback()
    told = select(Message.kind).where(Message.person_id == resident.person_id)
    assert list(db.session.scalars(told.order_by(Message.id))) == [
        "disclosure.complaint_taken",
        "disclosure.complaint_told",
    ]


def test_a_supervisor_does_not_answer_their_own_complaint(
    world: World, committee: FlaskClient
) -> None:
    published(committee)
    posting = db.session.scalars(select(Posting.id)).one()
    supervisor = world.staff(Role.SUPERVISOR)
    one = complain(supervisor, posting)
    typed = {"outcome": "unfounded", "answer": "没有问题，都对得上。", "version": 1}
    answer = post(supervisor, f"/desk/complaints/{one.id}/answer/", "/me/", **typed)
    assert answer.status_code == 403


def test_an_overdue_duty_is_public_and_told_once(world: World, client: FlaskClient) -> None:
    with writing():
        rhythms.begin_on("money", date(2026, 1, 1), None, clock.now())
    world.account(None, Role.SUPERVISOR)
    due.tick(clock.now())
    count = len(db.session.scalars(select(Message)).all())
    due.tick(clock.now())
    db.session.rollback()
    assert count == len(db.session.scalars(select(Message)).all()) > 0
    assert "逾期没有公开" in client.get("/disclosure/").get_data(as_text=True)


PUBLIC = ["/disclosure/", "/disclosure/calendar/", "/oversight/", "/disclosure/?q=捐&objected=1"]
DESK = ["/desk/disclosure/", "/desk/disclosure/new/", "/desk/boards/", "/desk/boards/rhythms/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_everybody_reads_the_board(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_desk_opens_to_the_director_alone(world: World) -> None:
    due.tick(clock.now())
    resident, director = world.client(world.account()), world.staff(Role.DIRECTOR)
    assert [resident.get(at).status_code for at in DESK] == [403] * 4
    assert [director.get(at).status_code for at in DESK] == [200] * 4
