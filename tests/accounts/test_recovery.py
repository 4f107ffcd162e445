"""A resident comes back with a code from the desk."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.accounts import passwords, rules
from portal.accounts.models import Account
from portal.core import outbox
from portal.core.access import Role
from portal.core.db import db, writing
from tests.accounts.recovering import (
    SENTENCE,
    account,
    check,
    code_for,
    facts,
    open_sessions,
    recover,
    recoveries,
    renew,
    signs_in,
)
from tests.accounts.second import give_code, turn_on
from tests.world import PASSWORD, Member, World, post

NO_MATCH = "手机号（或编号）和找回码对不上"
WAIT = "试的次数太多了"
USED, REVOKED, EXPIRED = "已经用过了", "这个找回码已经作废", "这个找回码过期了"


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.staff(Role.STATION_STAFF)


@pytest.fixture
def member(world: World) -> Member:
    return world.account()


# ---- The way back ----


def test_code_and_telephone_set_a_new_password_and_sign_in(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    code = code_for(desk, member)
    shown = check(client, member.phone, code)
    assert ("王*英" in shown.text, "王秀英" in shown.text) == (True, False)
    assert (shown.headers["Cache-Control"], code in shown.text) == ("no-store", False)
    answer = renew(client, shown)
    assert (answer.status_code, answer.location) == (303, "/me/")
    assert f"以后登录时填手机号 {member.phone} 和新密码" in client.get("/me/").text
    assert signs_in(world, member.phone, SENTENCE)
    assert not signs_in(world, member.phone, PASSWORD)
    assert recoveries()[0].used_at is not None


def test_the_number_on_the_sheet_does_instead_of_the_telephone(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    number = account(member).login_number
    code = code_for(desk, member).lower().replace("-", " ")
    assert recover(client, f"{number[:4]} {number[4:]}", code).status_code == 303
    assert signs_in(world, number, SENTENCE)


def test_all_other_sessions_of_the_account_end(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    stranger = world.client(world.account())
    lost_phone, other = world.client(member), world.client(member)
    recover(client, member.phone, code_for(desk, member))
    ends = [one.get("/me/").status_code for one in (lost_phone, other, client, stranger)]
    assert ends == [303, 303, 200, 200]
    assert open_sessions(member) == 1


def test_a_new_telephone_replaces_the_old_one(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    answer = recover(client, member.phone, code_for(desk, member), phone="138 0000 0077")
    assert answer.status_code == 303
    assert "以后登录时填手机号 13800000077 和新密码" in client.get("/me/").text
    assert (account(member).phone, account(member).name_key) == ("13800000077", "")
    assert signs_in(world, "13800000077", SENTENCE)
    assert not signs_in(world, member.phone, SENTENCE)


def test_the_same_telephone_once_more_changes_nothing(
    desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    recover(client, member.phone, code_for(desk, member), phone=member.phone)
    assert (account(member).phone, account(member).name_key) == (member.phone, "")


def test_a_shared_new_telephone_is_told_apart_by_name(
    world: World, desk: FlaskClient, client: FlaskClient
) -> None:
    wife = world.account(world.person("王秀英"))
    husband = world.account(world.person("李建国"))
    recover(client, husband.phone, code_for(desk, husband), phone=wife.phone)
    assert "您的姓名和新密码" in client.get("/me/").text
    assert (account(husband).phone, account(husband).name_key) == (wife.phone, "李建国")
    assert signs_in(world, wife.phone, PASSWORD)
    assert signs_in(world, wife.phone, SENTENCE, name="李建国")


def test_a_telephone_with_an_account_of_the_same_name_is_refused_and_the_code_stays_good(
    world: World, desk: FlaskClient, client: FlaskClient
) -> None:
    first, namesake, member = (world.account(world.person("王秀英")) for _ in range(3))
    with writing():
        db.session.execute(
            update(Account)
            .where(Account.id == namesake.account_id)
            .values(phone=first.phone, name_key="王秀英")
        )
    shown = check(client, member.phone, code_for(desk, member))
    answer = renew(client, shown, phone=first.phone)
    assert (answer.status_code, "已经有一个同名的账号" in answer.text) == (422, True)
    assert (account(member).phone, open_sessions(member)) == (member.phone, 0)
    assert renew(client, answer).status_code == 303


def test_a_telephone_that_people_share_opens_the_account_that_the_code_is_for(
    world: World, desk: FlaskClient, client: FlaskClient
) -> None:
    first, second = world.account(), world.account(world.person("李建国"))
    with writing():
        db.session.execute(
            update(Account)
            .where(Account.id == second.account_id)
            .values(phone=first.phone, name_key="李建国")
        )
    assert recover(client, first.phone, code_for(desk, second)).status_code == 303
    assert signs_in(world, first.phone, PASSWORD)
    assert signs_in(world, first.phone, SENTENCE, name="李建国")


def test_who_tried_too_often_to_log_in_is_let_in_by_the_code(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    for _ in range(rules.LOGIN_LIMIT.failures):
        post(client, "/login/", phone=member.phone, password="wrong-password")
    assert WAIT in post(client, "/login/", phone=member.phone, password=PASSWORD).text
    assert recover(client, member.phone, code_for(desk, member)).status_code == 303


def test_a_code_is_no_way_around_the_second_step(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    phone, _paper = turn_on(world.client(member))
    answer = recover(client, member.phone, code_for(desk, member))
    assert (answer.status_code, "新密码设好了" in answer.text) == (200, True)
    assert (client.get("/me/").status_code, open_sessions(member)) == (303, 0)
    assert give_code(client, answer, phone.code()).status_code == 303
    assert (client.get("/me/").status_code, open_sessions(member)) == (200, 1)


def test_a_code_ends_the_session_that_the_browser_had(
    world: World, desk: FlaskClient, member: Member
) -> None:
    other = world.account()
    shared = world.client(other)
    assert recover(shared, member.phone, code_for(desk, member)).status_code == 303
    assert (open_sessions(other), open_sessions(member)) == (0, 1)


def test_log_in_page_leads_to_the_code(world: World, client: FlaskClient) -> None:
    assert re.search(r'<a href="/recover/">找回账号</a>', client.get("/login/").text)
    assert "010-55550100" in client.get("/recover/").text


# ---- What is kept, told and recorded ----


@pytest.mark.sqlite
def test_only_the_keyed_hash_of_a_code_is_kept(
    app: Flask, desk: FlaskClient, member: Member
) -> None:
    code = code_for(desk, member)
    stored = app.config["PORTAL"].instance.joinpath("portal.db").read_bytes()
    for shape in (code, code.replace("-", "")):
        assert shape.encode() not in stored


def test_password_is_hashed_with_no_transaction_open(
    desk: FlaskClient, member: Member, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = check(client, member.phone, code_for(desk, member))
    open_then: list[bool] = []

    def watched(password: str) -> str:
        open_then.append(db.session().in_transaction())
        return "hash"

    monkeypatch.setattr(passwords, "hashed", watched)
    renew(client, shown)
    assert open_then == [False]


def test_the_person_is_told_of_the_code_and_of_its_use(
    world: World, member: Member, client: FlaskClient
) -> None:
    with time_machine.travel("2026-03-01T04:30:00Z", tick=False):
        code = code_for(world.staff(Role.STATION_STAFF), member)
        recover(client, member.phone, code)
        told = [one.sentence for one in outbox.latest(member.person_id, 9)]
    assert told == [
        "2026年3月1日 12:30，有人用找回码给您的账号换了密码，别的手机、电脑上的登录都退出了。"
        "如果不是您本人，请马上打电话告诉社区。",
        "2026年3月1日 12:30，社区给您发了一个找回码，可以给您的账号换密码。"
        "如果不是您本人来办的，请马上打电话告诉社区。",
    ]


def test_own_page_speaks_of_a_code_for_fourteen_days(world: World, member: Member) -> None:
    with time_machine.travel("2026-03-01T04:30:00Z", tick=False) as now:
        code_for(world.staff(Role.STATION_STAFF), member)
        me = world.client(member)
        unused = me.get("/me/").text
        assert "社区在 2026年3月1日 12:30 给您发了找回码。" in unused
        now.shift(timedelta(days=14, seconds=-1))
        assert "最近给您发过找回码" in me.get("/me/").text
        now.shift(timedelta(seconds=1))
        assert "最近给您发过找回码" not in me.get("/me/").text
        assert "最近给您发过找回码" not in world.client(world.account()).get("/me/").text


def test_record_has_each_act_without_the_code_and_out_of_public_sight(
    desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    code = code_for(desk, member)
    recover(client, member.phone, code)
    (issued, clerk, said), (used, holder, what) = facts()
    assert (issued, said) == (
        "recovery.issued",
        {"recovery": 1, "person": member.person_id, "how": "document"},
    )
    assert clerk not in (None, member.person_id)
    assert (used, holder, what) == ("recovery.used", member.person_id, {"recovery": 1})
    public = client.get("/audit/").text
    assert "找回码" not in public
