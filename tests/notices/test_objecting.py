"""A resident objects to what is posted; the words appear when they are answered."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from portal.core import clock, outbox, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices import actions, kinds, registry
from portal.notices.models import Objection, Posting
from portal.notices.rules import State
from tests.notices.conftest import SHEET, TEXT, PostingInTest, dismiss, post_sheet
from tests.world import World, post


def test_an_objection_is_checked_sent_and_numbered(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    reviewed = posting.review(resident).get_data(as_text=True)
    assert "还没有提交" in reviewed
    assert TEXT in reviewed
    assert posting.objections() == []
    sent = posting.object(resident)
    assert (sent.status_code, sent.location) == (303, f"{posting.form}done/")
    done = resident.get(sent.location).get_data(as_text=True)
    assert "已收到您的异议" in done
    assert "第 1 号" in done
    one = posting.last
    assert (one.number, one.state, one.text, one.named) == (1, State.RECEIVED, TEXT, False)


def test_the_public_reads_number_date_and_state_before_the_answer_and_no_word(
    posting: PostingInTest, resident: FlaskClient, client: FlaskClient
) -> None:
    posting.object(resident, signed="named")
    page = posting.read(client)
    assert "共 1 条异议，1 条等待答复。" in page
    assert "第 1 号异议" in page
    assert "等待答复" in page
    assert "报价" not in page
    assert "王秀英" not in page


def test_the_author_alone_reads_the_own_words_before_the_answer(
    world: World, posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    assert "报价" in posting.read(resident)
    assert "报价" not in posting.read(world.client(world.account()))


def test_the_draft_can_be_changed_before_it_is_sent(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    answer = post(resident, posting.form, "/me/", text=TEXT, signed="named", change="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert TEXT in page
    assert re.search(r'checked[^>]*value="named"|value="named"[^>]*checked', page)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("text", ""),
        ("text", "太贵"),
        ("text", "\u200b" * 20),
        ("text", "贵" * 1001),
        ("signed-0", "everybody"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(
    posting: PostingInTest, resident: FlaskClient, field: str, typed: str
) -> None:
    name = field.removesuffix("-0")
    sent = {"text": TEXT, "signed": "neighbour", name: typed}
    answers = [post(resident, a, "/me/", **sent) for a in (posting.form, f"{posting.form}send/")]
    assert [answer.status_code for answer in answers] == [422, 422]
    for answer in answers:
        page = answer.get_data(as_text=True)
        assert f'href="#{field}"' in page
        assert (TEXT if name != "text" else typed.strip("\u200b")) in page
    assert posting.objections() == []


def test_ten_to_a_thousand_characters_are_an_objection(
    world: World, posting: PostingInTest
) -> None:
    for length in (10, 1000):
        client = world.client(world.account())
        assert posting.object(client, "贵" * length).status_code == 303
    assert [len(one.text) for one in posting.objections()] == [10, 1000]


def test_after_the_period_the_page_says_whom_to_turn_to(
    posting: PostingInTest, resident: FlaskClient, client: FlaskClient
) -> None:
    reviewed = posting.review(resident)
    posting.end()
    assert "公示期已经结束" in resident.get(posting.form).get_data(as_text=True)
    late = post(resident, f"{posting.form}send/", "/me/", text=TEXT, signed="neighbour")
    assert (reviewed.status_code, late.status_code) == (200, 422)
    page = late.get_data(as_text=True)
    assert "公示期已经结束" in page
    assert TEXT in page
    assert posting.objections() == []
    public = posting.read(client)
    assert "我要提异议" not in public
    assert "居务监督委员会反映" in public
    assert "和风街道投诉" in public
    assert "010-55550100" in public


def test_what_was_taken_back_takes_no_objections(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    with writing():
        actions.take_back(actions.locked(posting.id), "名册有误", clock.now())
    assert "已经撤回，不再收异议" in resident.get(posting.form).get_data(as_text=True)
    sent = post(resident, f"{posting.form}send/", "/me/", text=TEXT, signed="neighbour")
    assert sent.status_code == 422
    assert posting.objections() == []
    assert "名册有误" in posting.read(resident)


def test_nobody_has_two_open_objections_in_one_posting(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    assert "等答复" in resident.get(posting.form).get_data(as_text=True)
    other = "还有，第五项的地点写错了，不在里仁里。"
    sent = post(resident, f"{posting.form}send/", "/me/", text=other, signed="neighbour")
    page = sent.get_data(as_text=True)
    assert sent.status_code == 422
    assert "已有一条异议在等答复" in page
    assert other in page
    assert len(posting.objections()) == 1


def test_a_form_sent_twice_makes_one_objection(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    sent = [
        post(resident, f"{posting.form}send/", "/me/", text=TEXT, signed="neighbour")
        for _ in range(2)
    ]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert [one.number for one in posting.objections()] == [1]


def test_the_database_itself_keeps_a_second_open_objection_out(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    first = posting.last
    columns = {c: getattr(first, c) for c in ("posting_id", "person_id", "text", "named", "due_on")}
    again = {**columns, "made_at": first.made_at, "number": 2, "state": "received", "version": 1}
    with pytest.raises(IntegrityError), writing():
        db.session.add(Objection(**again))


def test_one_may_object_to_each_posting(world: World, resident: FlaskClient) -> None:
    for subject in (1, 2):
        posting = post_sheet(world, subject)
        assert posting.object(resident).status_code == 303
        assert posting.last.number == 1


def test_numbers_run_within_a_posting_and_stay_when_one_is_withdrawn(
    world: World, posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    withdrawn = post(resident, f"{posting.address}withdraw/", posting.address)
    assert withdrawn.status_code == 303
    posting.object(resident)
    posting.object(world.client(world.account()))
    assert [(one.number, one.state) for one in posting.objections()] == [
        (1, State.WITHDRAWN),
        (2, State.RECEIVED),
        (3, State.RECEIVED),
    ]


def test_what_was_withdrawn_stays_as_a_number_without_its_words(
    posting: PostingInTest, resident: FlaskClient, client: FlaskClient
) -> None:
    posting.object(resident)
    post(resident, f"{posting.address}withdraw/", posting.address)
    page = posting.read(client)
    assert "第 1 号异议" in page
    assert "本人已撤回" in page
    assert "报价" not in page
    again = post(resident, f"{posting.address}withdraw/", "/me/")
    assert again.status_code == 303
    assert "不能再撤回" in posting.read(resident)


def test_nobody_withdraws_anothers_objection(
    world: World, posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    other = world.client(world.account())
    assert post(other, f"{posting.address}withdraw/", "/me/").status_code == 404
    assert posting.last.state == State.RECEIVED


def test_a_passer_by_reads_and_is_sent_to_the_log_in_to_object(
    posting: PostingInTest, client: FlaskClient
) -> None:
    assert "我要提异议" in posting.read(client)
    answer = client.get(posting.form)
    assert (answer.status_code, answer.location[:7]) == (303, "/login/")


def test_who_moved_away_objects_no_more(world: World, posting: PostingInTest) -> None:
    gone = world.person(left_on=clock.today() - timedelta(days=1))
    client = world.client(world.account(gone))
    assert client.get(posting.form).status_code == 403
    assert post(client, f"{posting.form}send/", "/me/", text=TEXT).status_code == 403


def test_an_official_who_does_not_live_here_is_told_so(
    world: World, posting: PostingInTest
) -> None:
    person = world.person()
    client = world.client(world.account(person, Role.STATION_STAFF))
    with writing():
        db.session.merge(person).household_id = None
    assert "没有您在本社区的住处" in client.get(posting.form).get_data(as_text=True)
    sent = post(client, f"{posting.form}send/", "/me/", text=TEXT, signed="neighbour")
    assert sent.status_code == 422
    assert posting.objections() == []


def test_author_and_supervisors_are_told(world: World, posting: PostingInTest) -> None:
    author = world.account()
    supervisor = world.account(None, Role.SUPERVISOR)
    posting.object(world.client(author))
    (told,) = outbox.latest(author.person_id, 5)
    assert "第 1 号异议" in told.sentence
    assert told.link == posting.address
    (asked,) = outbox.latest(supervisor.person_id, 5)
    assert asked.link == f"/desk/objections/{posting.last.id}/"
    post(world.client(author), f"{posting.address}withdraw/", posting.address)
    assert "撤回" in outbox.latest(author.person_id, 1)[0].sentence


def test_the_due_day_is_what_the_community_has_set_when_it_was_made(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    assert posting.last.due_on == clock.today() + timedelta(days=10)
    with writing():
        settings.change(kinds.ANSWER_DAYS, 3, clock.now())
    assert posting.last.due_on == clock.today() + timedelta(days=10)


def test_the_public_record_tells_of_it_without_a_name_or_a_word(
    posting: PostingInTest, resident: FlaskClient, client: FlaskClient
) -> None:
    posting.object(resident, signed="named")
    page = client.get("/audit/").get_data(as_text=True)
    assert "公示《今年的结果》收到第 1 号异议" in page
    assert "王秀英" not in page
    assert "报价" not in page


def test_an_unknown_posting_is_not_found(resident: FlaskClient) -> None:
    for path in ("objections/", "object/"):
        assert resident.get(f"/notices/99/{path}").status_code == 404
    for path in ("object/", "object/send/", "objections/withdraw/"):
        sent = post(resident, f"/notices/99/{path}", "/me/", text=TEXT, signed="neighbour")
        assert sent.status_code == 404
    assert resident.get("/notices/99/object/done/").status_code == 404


def test_without_an_objection_there_is_nothing_to_confirm(
    posting: PostingInTest, resident: FlaskClient
) -> None:
    answer = resident.get(f"{posting.form}done/")
    assert (answer.status_code, answer.location) == (303, posting.address)


def test_a_subject_is_posted_once_and_of_a_registered_kind(posting: PostingInTest) -> None:
    now = clock.now()
    with pytest.raises(IntegrityError), writing():
        actions.post(SHEET, posting.row.subject_id, "又一次", now + timedelta(days=1), now)
    with pytest.raises(KeyError), writing():
        actions.post("nobody.named", 1, "无名", now + timedelta(days=1), now)
    with pytest.raises(ValueError, match="twice"):
        registry.kind(SHEET, registry.known(SHEET).label, "/")
    with pytest.raises(IntegrityError), writing():
        db.session.add(Posting(kind=SHEET, subject_id=9, title="倒着", posted_at=now, until=now))


def test_the_receipt_says_how_the_objection_stands_now(
    world: World, posting: PostingInTest, resident: FlaskClient
) -> None:
    posting.object(resident)
    receipt = f"{posting.form}done/"
    assert "答复之前可以撤回" in resident.get(receipt).get_data(as_text=True)
    post(resident, f"{posting.address}withdraw/", posting.address)
    html = resident.get(receipt).get_data(as_text=True)
    assert "您已撤回这条异议" in html
    assert "答复之前可以撤回" not in html
    assert "已收到您的异议" not in html
    posting.object(resident)
    dismiss(world.staff(Role.SUPERVISOR), posting.last)
    html = resident.get(receipt).get_data(as_text=True)
    assert "您的异议已有答复" in html
    assert "不成立" in html
    assert "已收到您的异议" not in html
    assert "答复之前可以撤回" not in html


def test_a_second_objection_is_not_offered_beside_one_that_waits(
    world: World, posting: PostingInTest, resident: FlaskClient, client: FlaskClient
) -> None:
    assert "我要提异议" in posting.read(resident)
    posting.object(resident)
    html = posting.read(resident)
    assert "我要提异议" not in html
    assert "您的第 1 号异议在等答复。" in html
    for other in (client, world.client(world.account())):
        assert "我要提异议" in posting.read(other)
    dismiss(world.staff(Role.SUPERVISOR), posting.last)
    assert "我要提异议" in posting.read(resident)
