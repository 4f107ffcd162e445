"""The supervisors answer in public, each once, and never their own."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices import queries
from portal.notices.models import Objection
from portal.notices.rules import State
from tests.notices.conftest import (
    ANSWER,
    TEXT,
    PostingInTest,
    dismiss,
    post_sheet,
    step,
    uphold,
)
from tests.world import World, post

REMEDY = "已与施工方重新议价，降到每米 85 元。"


@pytest.fixture
def supervisor(world: World) -> FlaskClient:
    return world.staff(Role.SUPERVISOR)


@pytest.fixture
def objection(posting: PostingInTest, resident: FlaskClient) -> Objection:
    posting.object(resident)
    return posting.last


def refreshed(one: Objection) -> Objection:
    db.session.rollback()
    found = queries.objection(one.id)
    assert found is not None
    return found


def test_objection_and_answer_become_public_together(
    posting: PostingInTest, objection: Objection, supervisor: FlaskClient, client: FlaskClient
) -> None:
    assert dismiss(supervisor, objection).status_code == 303
    page = posting.read(client)
    assert TEXT in page
    assert ANSWER in page
    assert "不成立" in page
    assert "一位居民" in page
    assert "王秀英" not in page
    assert "共 1 条异议，都有了结果。" in page


def test_who_signs_with_the_name_is_named(
    posting: PostingInTest, resident: FlaskClient, supervisor: FlaskClient, client: FlaskClient
) -> None:
    posting.object(resident, signed="named")
    dismiss(supervisor, posting.last)
    assert "王秀英" in posting.read(client)


def test_the_supervisors_know_who_wrote_under_whatever_signature(
    objection: Objection, supervisor: FlaskClient
) -> None:
    assert "王秀英" in supervisor.get(f"/desk/objections/{objection.id}/").get_data(as_text=True)


def test_an_upheld_objection_is_settled_by_what_was_done_about_it(
    posting: PostingInTest, objection: Objection, supervisor: FlaskClient, client: FlaskClient
) -> None:
    uphold(supervisor, objection)
    assert "成立，正在处理" in posting.read(client)
    assert step(supervisor, refreshed(objection), "settle", remedy=REMEDY).status_code == 303
    page = posting.read(client)
    assert "成立，已处理" in page
    assert REMEDY in page


def test_nobody_decides_on_their_own(world: World, posting: PostingInTest) -> None:
    own = world.staff(Role.SUPERVISOR)
    posting.object(own)
    one = posting.last
    page = own.get(f"/desk/objections/{one.id}/").get_data(as_text=True)
    assert "请由另一位监督委员答复" in page
    assert dismiss(own, one).status_code == 403
    assert step(own, one, "settle", remedy=REMEDY).status_code == 403
    assert step(own, one, "withhold", reason="有人名").status_code == 403
    assert refreshed(one).state == State.RECEIVED


def test_nobody_else_answers(world: World, objection: Objection) -> None:
    for role in (Role.DIRECTOR, Role.COMMITTEE_MEMBER, Role.ADMINISTRATOR):
        staff = world.staff(role)
        assert staff.get("/desk/objections/").status_code == 403
        assert staff.get(f"/desk/objections/{objection.id}/").status_code == 403
        assert dismiss(staff, objection).status_code == 403


def test_the_second_of_two_supervisors_sees_what_the_first_answered(
    world: World, objection: Objection, supervisor: FlaskClient
) -> None:
    uphold(supervisor, objection, "第一位的答复：报价确实写错了。")
    typed = {"version": 1, "verdict": "dismiss", "answer": "第二位写的另一个答复。"}
    second = step(world.staff(Role.SUPERVISOR), objection, "answer", **typed)
    page = second.get_data(as_text=True)
    assert second.status_code == 409
    assert "第一位的答复" in page
    assert "第二位写的另一个答复。" in page
    one = refreshed(objection)
    assert (one.state, one.answer) == (State.UPHELD, "第一位的答复：报价确实写错了。")


@pytest.mark.parametrize("version", ["0", "2", "", None])
def test_an_answer_to_what_was_not_seen_is_a_conflict(
    objection: Objection, supervisor: FlaskClient, version: str | None
) -> None:
    typed = {"verdict": "dismiss", "answer": ANSWER}
    sent = step(supervisor, objection, "answer", **typed, version=version or "")
    assert sent.status_code == 409
    assert refreshed(objection).state == State.RECEIVED


def test_what_was_withdrawn_meanwhile_is_not_answered(
    posting: PostingInTest, resident: FlaskClient, objection: Objection, supervisor: FlaskClient
) -> None:
    post(resident, f"{posting.address}withdraw/", posting.address)
    typed = {"version": 1, "verdict": "dismiss", "answer": ANSWER}
    assert step(supervisor, objection, "answer", **typed).status_code == 409
    assert refreshed(objection).answer is None


def test_what_is_dismissed_is_not_settled(objection: Objection, supervisor: FlaskClient) -> None:
    dismiss(supervisor, objection)
    assert step(supervisor, refreshed(objection), "settle", remedy=REMEDY).status_code == 409
    assert refreshed(objection).remedy is None


def test_a_text_is_withheld_for_a_public_reason_and_answered_all_the_same(
    posting: PostingInTest, objection: Objection, supervisor: FlaskClient, client: FlaskClient
) -> None:
    reason = "原文写了别人的门牌"
    assert step(supervisor, objection, "withhold", reason=reason).status_code == 303
    assert reason in posting.read(client)
    stale = {"version": 1, "verdict": "dismiss", "answer": ANSWER}  # read before it was withheld
    assert step(supervisor, objection, "answer", **stale).status_code == 409
    assert dismiss(supervisor, refreshed(objection)).status_code == 303
    page = posting.read(client)
    assert ANSWER in page
    assert reason in page
    assert "报价比市场价" not in page
    assert reason in client.get("/audit/").get_data(as_text=True)
    assert step(supervisor, refreshed(objection), "withhold", reason="再来").status_code == 409


def test_a_text_can_be_withheld_after_it_was_published(
    posting: PostingInTest, objection: Objection, supervisor: FlaskClient, client: FlaskClient
) -> None:
    dismiss(supervisor, objection)
    step(supervisor, refreshed(objection), "withhold", reason="原文写了别人的电话")
    page = posting.read(client)
    assert "报价比市场价" not in page
    assert ANSWER in page


@pytest.mark.parametrize(
    ("act", "typed", "field"),
    [
        ("answer", {"verdict": "", "answer": ANSWER}, "verdict-0"),
        ("answer", {"verdict": "withdraw", "answer": ANSWER}, "verdict-0"),
        ("answer", {"verdict": "dismiss", "answer": ""}, "answer"),
        ("answer", {"verdict": "dismiss", "answer": "不对"}, "answer"),
        ("answer", {"verdict": "dismiss", "answer": "长" * 1001}, "answer"),
        ("withhold", {"reason": ""}, "reason"),
        ("withhold", {"reason": "长" * 501}, "reason"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(
    objection: Objection, supervisor: FlaskClient, act: str, typed: dict[str, str], field: str
) -> None:
    sent = step(supervisor, objection, act, **typed)
    page = sent.get_data(as_text=True)
    assert sent.status_code == 422
    assert f'href="#{field}"' in page
    assert typed.get("answer", typed.get("reason")) in page
    assert (refreshed(objection).version, refreshed(objection).withheld_reason) == (1, None)


def test_a_remedy_is_written_out(objection: Objection, supervisor: FlaskClient) -> None:
    uphold(supervisor, objection)
    sent = step(supervisor, refreshed(objection), "settle", remedy="改了")
    assert (sent.status_code, 'href="#remedy"' in sent.get_data(as_text=True)) == (422, True)
    assert refreshed(objection).state == State.UPHELD


def test_the_author_is_told_of_each_step(
    world: World, posting: PostingInTest, supervisor: FlaskClient
) -> None:
    author = world.account()
    posting.object(world.client(author))
    step(supervisor, posting.last, "withhold", reason="有门牌")
    uphold(supervisor, posting.last)
    step(supervisor, posting.last, "settle", remedy=REMEDY)
    told = [message.kind for message in outbox.latest(author.person_id, 9)]
    assert told == ["notices.settled", "notices.upheld", "notices.withheld", "notices.received"]


def test_overdue_answers_come_first_and_are_shown_to_everyone(
    world: World, posting: PostingInTest, supervisor: FlaskClient, client: FlaskClient
) -> None:
    other = post_sheet(world, 8, "另一份公示")
    for number, one in enumerate((posting, other, posting)):
        one.object(world.client(world.account()), f"第 {number} 个人的异议，写得够长了。")
    late = other.last
    dismiss(supervisor, posting.last)
    with writing():
        db.session.merge(late).due_on = clock.today() - timedelta(days=1)
    page = supervisor.get("/desk/objections/").get_data(as_text=True)
    main = page[page.index("<main") :]
    assert "2 条等待答复" in main
    assert "其中 1 条已逾期" in main
    places = [main.index(f"第 {number} 个人的异议") for number in (1, 0, 2)]
    assert places == sorted(places)
    assert "答复已逾期" in other.read(client)
    assert "答复已逾期" not in posting.read(client)


def test_an_unknown_objection_is_not_found(supervisor: FlaskClient, posting: PostingInTest) -> None:
    assert supervisor.get("/desk/objections/99/").status_code == 404
    nobody = Objection(id=99, version=1)
    assert dismiss(supervisor, nobody).status_code == 404
    assert step(supervisor, nobody, "withhold", reason="有门牌").status_code == 404
