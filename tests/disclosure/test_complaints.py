"""A complaint reaches the supervisors and the subdistrict, never the committee nor the accused."""

import io
from collections import Counter
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.appraisals.models import Appraisal
from portal.core import clock, waiting
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.disclosure.complaints import queries
from portal.disclosure.complaints.models import Complaint, Recused
from portal.disclosure.models import DutyRhythm
from portal.ledger.models import Entry
from portal.ledger.rules import State as EntryState
from portal.ledger.statements import actions as statements
from portal.notices import actions as notices
from portal.notices.models import Posting
from portal.roster.models import RoleTerm
from tests.disclosure.making import (
    WRONG,
    answer,
    begin,
    complain,
    corrected,
    drafted,
    posting_of,
    published,
)
from tests.ledger.by_hand import make_books
from tests.projects.test_races import at_once, press
from tests.world import PASSWORD, Member, World, post


@pytest.fixture
def committee(world: World) -> FlaskClient:
    begin(1)
    return world.staff(Role.COMMITTEE_MEMBER)


def test_the_committee_never_sees_a_complaint(world: World, committee: FlaskClient) -> None:
    number = published(committee)
    one = complain(world.client(world.account()), f"posting:{posting_of(number)}")
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
    resident, observer = world.account(), world.staff(Role.SUBDISTRICT_OBSERVER)
    one = complain(world.client(resident), f"posting:{posting_of(published(committee))}")
    assert WRONG in observer.get(f"/desk/complaints/{one.id}/").get_data(as_text=True)
    assert answer(observer, one) == 303
    db.session.rollback()
    told = select(Message.kind).where(Message.person_id == resident.person_id)
    assert list(db.session.scalars(told.order_by(Message.id))) == [
        "disclosure.complaint_taken",
        "disclosure.complaint_told",
    ]


def test_a_supervisor_does_not_answer_their_own_complaint(
    world: World, committee: FlaskClient
) -> None:
    supervisor = world.staff(Role.SUPERVISOR)
    one = complain(supervisor, f"posting:{posting_of(published(committee))}")
    assert answer(supervisor, one) == 403


# ---- whom it accuses


def reads(client: FlaskClient, one: Complaint) -> tuple[int, bool, int]:
    """The status of its page, whether the list tells of it, and the status of an answer."""
    listed = one.number in client.get("/desk/complaints/").get_data(as_text=True)
    status = client.get(f"/desk/complaints/{one.id}/").status_code
    return status, listed, answer(client, one)


def waits_for(member: Member) -> int:
    """How many the desk of somebody who answers counts."""
    db.session.rollback()
    return waiting.ask([queries.waiting(member.person_id, clock.today())])[0][0]


def accused_of(one: Complaint) -> set[int]:
    db.session.rollback()
    wanted = select(Recused.person_id).where(Recused.complaint_id == one.id)
    return set(db.session.scalars(wanted))


def told_of_new(person_id: int) -> bool:
    told = Message.person_id == person_id, Message.kind == "disclosure.complaint_new"
    return db.session.scalars(select(Message.id).where(*told)).first() is not None


def moved_to_the_supervisors(member: Member) -> None:
    """Whoever sat on the committee sits among the supervisors after an election."""
    db.session.rollback()
    for term in db.session.scalars(select(RoleTerm).where(RoleTerm.person_id == member.person_id)):
        term.role = Role.SUPERVISOR
    db.session.commit()


def test_a_complaint_about_a_correction_accuses_whoever_posted_the_original(
    world: World, committee: FlaskClient
) -> None:
    first, second = (world.account(None, Role.COMMITTEE_MEMBER) for _one in range(2))
    number = published(world.client(first))
    again = corrected(world.client(second), corrected(world.client(second), number))
    of_first = complain(world.client(world.account()), f"posting:{posting_of(number)}")
    of_last = complain(world.client(world.account()), f"posting:{posting_of(again)}")
    assert accused_of(of_first) == {first.person_id}
    assert accused_of(of_last) == {first.person_id, second.person_id}


def test_whoever_added_a_file_is_accused_with_the_poster(
    world: World, committee: FlaskClient
) -> None:
    helper, poster = (world.account(None, Role.COMMITTEE_MEMBER) for _one in range(2))
    client = world.client(poster)
    number = drafted(client)
    at = f"/desk/disclosure/{number}/"
    upload = {"name": "收据", "file": (io.BytesIO(b"%PDF-1.4 a receipt %%EOF"), "a.pdf")}
    assert post(world.client(helper), f"{at}papers/", at, **upload).status_code == 303
    assert post(client, f"{at}post/", at, version=2).status_code == 303
    one = complain(world.client(world.account()), f"posting:{posting_of(number)}")
    assert accused_of(one) == {poster.person_id, helper.person_id}


def test_an_accused_supervisor_is_recused_and_the_others_read_on(
    world: World, committee: FlaskClient
) -> None:
    """Who posted for the committee before an election is a supervisor after it."""
    poster, other = world.account(None, Role.COMMITTEE_MEMBER), world.account(None, Role.SUPERVISOR)
    observer = world.account(None, Role.SUBDISTRICT_OBSERVER)
    number = published(world.client(poster))
    moved_to_the_supervisors(poster)
    one = complain(world.client(world.account()), f"posting:{posting_of(number)}")
    people = (poster, other, observer)
    assert [told_of_new(who.person_id) for who in people] == [False, True, True]
    assert [waits_for(who) for who in people] == [0, 1, 1]
    assert reads(world.client(poster), one) == (404, False, 404)
    assert accused_of(one) == {poster.person_id}
    assert world.client(other).get(f"/desk/complaints/{one.id}/").status_code == 200
    assert reads(world.client(observer), one) == (200, True, 303)
    db.session.rollback()
    assert db.session.get_one(Complaint, one.id).answered_by == observer.person_id


def test_the_hands_of_a_month_do_not_answer_a_complaint_about_it(world: World) -> None:
    """Who signed one of its entries is as near to it as who reviewed the whole."""
    books = make_books(world)
    reviewer, signer = (world.account(None, Role.SUPERVISOR) for _one in range(2))
    books.entry(date(2026, 1, 5), 100)
    signed = db.session.get_one(Entry, books.entry(date(2026, 1, 9), 100, state=EntryState.SIGNED))
    signed.signed_by, signed.approved_by = signer.person_id, books.director.person_id
    books._post(signed, books.fund)
    signed.signed_by, signed.state = signer.person_id, EntryState.POSTED
    db.session.commit()
    made = books.draw_up(2026, 1)
    number, version = made.id, made.version
    with writing():
        statements.lock(number, version, reviewer.person_id, clock.now())
    posting = db.session.scalars(select(Posting.id).where(Posting.kind == "ledger.statement")).one()
    one = complain(world.client(world.account()), f"posting:{posting}")
    near = (books.handler, books.director, books.supervisor, signer, reviewer)
    assert accused_of(one) == {who.person_id for who in near}
    assert [reads(world.client(who), one)[0] for who in (signer, reviewer)] == [404, 404]
    assert reads(world.staff(Role.SUPERVISOR), one) == (200, True, 303)


def test_who_drew_up_or_returned_a_month_does_not_answer_for_its_being_missing(
    world: World,
) -> None:
    books, returner = make_books(world), world.account(None, Role.SUPERVISOR)
    with writing():
        row = DutyRhythm(code="accounts", begins=date(2026, 1, 1), months=1, days=1)
        row.set_at = clock.now()
        db.session.add(row)
    made = books.draw_up(2026, 1)
    number, version = made.id, made.version
    with writing():
        statements.send_back(number, "缺一张单据", version, returner.person_id, clock.now())
    one = complain(world.client(world.account()), f"accounts:{books.fund_id}:2026-01-01")
    assert accused_of(one) == {books.handler.person_id, returner.person_id}
    assert reads(world.client(returner), one) == (404, False, 404)


def test_supervisors_who_ran_an_appraisal_do_not_answer_a_complaint_about_it(world: World) -> None:
    made = Appraisal(year=2026, kind="station", title="服务站", state="posted", version=1)
    maker, writer = (world.account(None, Role.SUPERVISOR) for _one in range(2))
    made.opens_on = made.closes_on = date(2026, 1, 1)
    made.made_by, made.summary_by = maker.person_id, writer.person_id
    made.made_at = made.posted_at = clock.now()
    db.session.add(made)
    db.session.commit()
    now = clock.now()
    with writing():
        posting = notices.post(
            "appraisals.result", made.id, "服务站", now + timedelta(days=15), now
        ).id
    one = complain(world.client(world.account()), f"posting:{posting}")
    assert accused_of(one) == {maker.person_id, writer.person_id}
    assert answer(world.client(writer), one) == 404
    assert answer(world.staff(Role.SUPERVISOR), one) == 303


# ---- races, and what stays of whoever leaves


def test_two_who_answer_one_complaint_answer_it_once(world: World, committee: FlaskClient) -> None:
    resident = world.account()
    one = complain(world.client(resident), f"posting:{posting_of(published(committee))}")
    at = f"/desk/complaints/{one.id}/answer/"
    clients = [world.staff(Role.SUPERVISOR) for _one in range(3)]
    typed = {"outcome": "founded", "answer": "收据核过，金额写错，已要求更正。", "version": 1}
    asks = [press(client, at, **typed) for client in clients]
    assert Counter(at_once(asks)) == {303: 1, 409: 2}
    told = Message.person_id == resident.person_id, Message.kind == "disclosure.complaint_told"
    assert db.session.scalar(select(func.count()).where(*told)) == 1


def test_those_who_complain_at_once_are_numbered_without_a_gap(
    world: World, committee: FlaskClient
) -> None:
    number = posting_of(published(committee))
    at = f"/disclosure/complaints/new/?about=posting:{number}"
    typed = {"ground": "false", "text": WRONG, "send": "1"}
    clients = [world.client(world.account()) for _one in range(3)]
    twice = world.client(world.account())
    asks = [press(client, at, **typed) for client in (*clients, twice, twice)]
    assert at_once(asks) == [303] * 5
    assert sorted(db.session.scalars(select(Complaint.serial))) == [1, 2, 3, 4]


def test_an_erased_complainants_words_stay_without_a_name_and_are_answered(
    world: World, committee: FlaskClient
) -> None:
    resident, supervisor = world.account(world.person("周小平")), world.staff(Role.SUPERVISOR)
    client = world.client(resident)
    one = complain(client, f"posting:{posting_of(published(committee))}")
    assert "周小平" in supervisor.get(f"/desk/complaints/{one.id}/").get_data(as_text=True)
    erased = post(client, "/me/data/erase/", password=PASSWORD, word="注销")
    assert erased.status_code in (200, 303), erased.get_data(as_text=True)
    html = supervisor.get(f"/desk/complaints/{one.id}/").get_data(as_text=True)
    assert (WRONG in html, "周小平" in html, "已注销的居民" in html) == (True, False, True)
    assert answer(supervisor, one) == 303
    db.session.rollback()
    kept = db.session.get_one(Complaint, one.id)
    assert (kept.person_id != resident.person_id, kept.text, kept.state) == (True, WRONG, "founded")
    messages = select(func.count()).where(Message.person_id == resident.person_id)
    assert db.session.scalar(messages) == 0


# ---- what everybody may know


def test_a_posting_tells_how_many_complained_and_how_many_were_answered_in_time(
    world: World, committee: FlaskClient, client: FlaskClient
) -> None:
    """Never what they wrote, where its author did not agree."""
    number = published(committee)
    about, supervisor = f"posting:{posting_of(number)}", world.staff(Role.SUPERVISOR)
    made = [complain(world.client(world.account()), about) for _one in range(3)]
    for one in made[:2]:
        assert answer(supervisor, one) == 303
    late = db.session.get_one(Complaint, made[0].id)
    late.due_on = clock.today() - timedelta(days=1)
    db.session.commit()
    html = client.get(f"/disclosure/{number}/").get_data(as_text=True)
    assert "居民投诉 3 件，已答复 2 件（其中按时答复 1 件），属实 2 件。" in html
    assert WRONG not in html


def test_the_books_page_tells_how_many_complained(world: World, client: FlaskClient) -> None:
    made = make_books(world).lock(2026, 1)
    posting = db.session.scalars(select(Posting.id).where(Posting.kind == "ledger.statement")).one()
    at = f"/ledger/statements/{made.id}/"
    assert "居民投诉" not in client.get(at).get_data(as_text=True)
    complain(world.client(world.account()), f"posting:{posting}")
    html = client.get(at).get_data(as_text=True)
    assert "居民投诉 1 件，已答复 0 件（其中按时答复 0 件），属实 0 件。" in html
    assert WRONG not in html
