"""The committee posts what is due, when its time has come; its words never change."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.disclosure import calendar, due
from portal.disclosure.models import Disclosure, PostedForGood
from portal.disclosure.periods import State
from portal.disclosure.rules import Category
from portal.notices.models import Posting
from tests.disclosure.making import (
    TEXT,
    begin,
    corrected,
    drafted,
    duty,
    key,
    one,
    posting_of,
    published,
    quarter,
)
from tests.world import World, post


@pytest.fixture
def committee(world: World) -> FlaskClient:
    begin(1)
    return world.staff(Role.COMMITTEE_MEMBER)


def test_a_draft_is_no_page_and_a_posting_meets_its_duty(
    committee: FlaskClient, client: FlaskClient
) -> None:
    before = duty(key()).state
    number = drafted(committee)
    assert client.get(f"/disclosure/{number}/").status_code == 404
    assert duty(key()).state is before in (State.DUE, State.OVERDUE)
    post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert TEXT in client.get(f"/disclosure/{number}/").get_data(as_text=True)
    assert duty(key()).met is not None
    assert "捐赠" in client.get("/disclosure/").get_data(as_text=True)


def test_a_posting_in_the_running_quarter_leaves_its_duty_open(
    world: World, committee: FlaskClient
) -> None:
    """The desk says so before it is posted; when the quarter is over it is posted once more."""
    number = drafted(committee, key(0))
    shown = committee.get(f"/desk/disclosure/{number}/").get_data(as_text=True)
    assert "期满以后还要再公开一次" in shown
    post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert (duty(key(0)).state, duty(key(0)).met) == (State.COMING, None)
    after = clock.start_of(quarter(0)[1]) + timedelta(days=3)
    with time_machine.travel(after, tick=False):
        late = world.staff(Role.COMMITTEE_MEMBER)
        assert duty(key(1)).state is State.DUE
        second = published(late, key(1))
        assert duty(key(1)).state is State.DONE
        met = duty(key(1)).met
        assert met is not None
        assert met.posting_id == posting_of(second)


def test_something_large_meets_its_own_duty_at_once_and_no_quarters(
    committee: FlaskClient,
) -> None:
    typed = {"category": Category.MONEY, "title": "大额捐赠", "happened_on": clock.today()}
    assert post(committee, "/desk/disclosure/big/", "/me/", **typed).status_code == 303
    large = f"big:1:{clock.today().isoformat()}"
    assert duty(large).state is State.COMING
    number = drafted(committee, large)
    page = committee.get(f"/desk/disclosure/{number}/").get_data(as_text=True)
    assert "期满以后还要再公开一次" not in page
    post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert duty(large).state is State.DONE
    assert (duty(key(0)).met, duty(key(1)).met) == (None, None)


def test_posted_twice_it_is_posted_once_and_its_words_never_change(committee: FlaskClient) -> None:
    number = published(committee)
    again = post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert again.status_code == 303
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Posting)) == 1
    with pytest.raises(PostedForGood), writing():
        db.session.get_one(Disclosure, number).text = "改了的话"


def test_a_correction_refers_both_ways(committee: FlaskClient, client: FlaskClient) -> None:
    number = published(committee)
    other = corrected(committee, number)
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
    assert duty(key()).met is None


def test_an_overdue_duty_is_public_and_told_once(world: World, client: FlaskClient) -> None:
    world.account(None, Role.SUPERVISOR)
    begin(3, Category.MONEY, days=1)
    told = select(Message.kind).order_by(Message.id)
    first = list(db.session.scalars(told))
    due.tick(clock.now())
    db.session.rollback()
    assert list(db.session.scalars(told)) == first
    late = calendar.overdue(calendar.all_duties(clock.today()))
    assert first.count("disclosure.overdue_seen") == len(late) >= 2
    assert "逾期没有公开" in client.get("/disclosure/").get_data(as_text=True)


# ---- drafts


def test_whoever_edits_a_stale_draft_is_told_and_keeps_what_they_typed(
    committee: FlaskClient,
) -> None:
    number = drafted(committee)
    at = f"/desk/disclosure/{number}/edit/"
    typed = {"slot": key(), "title": "捐赠", "version": 1}
    first = post(committee, at, "/me/", text=TEXT + "先改的。", **typed)
    second = post(committee, at, "/me/", text=TEXT + "后改的。", **typed)
    html = second.get_data(as_text=True)
    assert (first.status_code, second.status_code) == (303, 409)
    assert TEXT + "后改的。" in html
    assert 'name="version" value="2"' in html
    assert one(number).text == TEXT + "先改的。"
    again = post(committee, at, "/me/", text=TEXT + "后改的。", **{**typed, "version": 2})
    assert (again.status_code, one(number).text) == (303, TEXT + "后改的。")


def test_a_stale_draft_is_not_posted(committee: FlaskClient) -> None:
    number = drafted(committee)
    typed = {"slot": key(), "title": "捐赠", "text": TEXT + "改过。", "version": 1}
    post(committee, f"/desk/disclosure/{number}/edit/", "/me/", **typed)
    refused = post(committee, f"/desk/disclosure/{number}/post/", "/me/", version=1)
    assert refused.status_code == 409
    assert one(number).posted_at is None


def test_a_draft_that_nobody_needs_is_dropped(committee: FlaskClient) -> None:
    number = drafted(committee)
    at = f"/desk/disclosure/{number}/"
    assert post(committee, f"{at}drop/", "/me/").status_code == 303
    assert committee.get(at).status_code == 404
    assert post(committee, f"{at}drop/", "/me/").status_code == 404


def test_what_is_posted_is_neither_dropped_nor_edited(committee: FlaskClient) -> None:
    number = published(committee)
    at = f"/desk/disclosure/{number}/"
    typed = {"slot": key(), "title": "捐赠", "text": TEXT + "改过。", "version": 1}
    asked = [
        post(committee, f"{at}drop/", "/me/").status_code,
        post(committee, f"{at}edit/", "/me/", **typed).status_code,
        committee.get(f"{at}edit/").status_code,
    ]
    assert asked == [409, 409, 303]
    assert one(number).text == TEXT


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"title": ""}, "请写标题"),
        ({"text": "太短了"}, "太短了"),
        ({"text": "。。。。。。。。。。。"}, "太短了"),
        ({"text": "字" * 1501}, "1500"),
        ({"text": "多行\n" * 40}, "36"),
        ({"text": "一\n" * 30 + "字" * 400}, "36"),
        ({"slot": "money:0:1999-01-01"}, "选"),
        ({"title": "身份证 110101195503070011"}, "身份证"),
    ],
)
def test_what_does_not_fit_on_a_sheet_is_no_draft(
    committee: FlaskClient, typed: dict[str, str], why: str
) -> None:
    given = {"slot": key(), "title": "捐赠", "text": TEXT, **typed}
    answer = post(committee, "/desk/disclosure/new/", **given)
    assert (answer.status_code, why in answer.get_data(as_text=True)) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(Disclosure)) == 0


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
