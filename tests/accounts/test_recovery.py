"""A resident comes back with a code from the desk."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts import passwords, rules
from portal.accounts.models import Account, LoginSession
from portal.accounts.recovery.models import Recovery
from portal.core import clock, codes, outbox, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.accounts.recovering import (
    HOUR,
    SENTENCE,
    check,
    code_for,
    facts,
    recover,
    recoveries,
    renew,
)
from tests.accounts.second import give_code, turn_on
from tests.world import PASSWORD, Member, World, fields, post

NO_MATCH = "手机号（或编号）和找回码对不上"
WAIT = "试的次数太多了"
USED, REVOKED, EXPIRED = "已经用过了", "这个找回码已经作废", "这个找回码过期了"


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.staff(Role.STATION_STAFF)


@pytest.fixture
def member(world: World) -> Member:
    return world.account()


def account(member: Member) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, member.account_id)


def signs_in(world: World, phone: str, password: str, **more: str) -> bool:
    answer = post(world.app.test_client(), "/login/", phone=phone, password=password, **more)
    return answer.status_code == 303


def open_sessions(member: Member) -> int:
    db.session.rollback()
    mine = LoginSession.account_id == member.account_id
    wanted = select(func.count()).where(mine, LoginSession.revoked_at.is_(None))
    return db.session.scalar(wanted) or 0


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


# ---- Refusals ----


def test_codes_that_lead_nowhere_each_say_why_to_whoever_holds_them(
    world: World, desk: FlaskClient
) -> None:
    used, replaced, late = (world.account() for _ in range(3))
    held = [code_for(desk, one) for one in (used, replaced)]
    recover(world.app.test_client(), used.phone, held[0])
    code_for(desk, replaced)
    with time_machine.travel(clock.now() - 24 * HOUR):
        held.append(code_for(world.staff(Role.STATION_STAFF), late))
    for member, code, words in zip(
        (used, replaced, late), held, (USED, REVOKED, EXPIRED), strict=True
    ):
        answer = check(world.app.test_client(), member.phone, code)
        assert (answer.status_code, words in answer.text) == (422, True)


def test_nothing_tells_an_attacker_which_accounts_there_are(
    world: World, desk: FlaskClient
) -> None:
    """Unknown, without a code, with a wrong one, another's, a used one; a closed account."""
    plain, waiting, other, used, disabled = (world.account() for _ in range(5))
    code_for(desk, waiting)
    others, used_code, disabled_code = (code_for(desk, one) for one in (other, used, disabled))
    recover(world.app.test_client(), used.phone, used_code)
    with writing():
        db.session.get_one(Account, disabled.account_id).disabled_at = clock.now()
    tries = [
        ("13999999999", codes.new_code()),
        ("91234567", codes.new_code()),
        (plain.phone, codes.new_code()),
        (plain.phone, others),
        (waiting.phone, codes.new_code()),
        (waiting.phone, others),
        (waiting.phone, used_code),
        (waiting.phone, "garbage"),
        (disabled.phone, disabled_code),
    ]
    answers = [check(world.app.test_client(), *one) for one in tries]
    assert {answer.status_code for answer in answers} == {422}
    shown = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(shown) == 1
    assert NO_MATCH in shown.pop()


def test_wrong_tries_lock_out_as_the_log_in_does(
    world: World, desk: FlaskClient, member: Member
) -> None:
    code = code_for(desk, member)
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(rules.LOGIN_LIMIT.failures):
            wrong = check(world.app.test_client(), member.phone, codes.new_code())
            assert NO_MATCH in wrong.text
        waiting = check(world.app.test_client(), member.phone, code)
        assert (waiting.status_code, WAIT in waiting.text) == (422, True)
        now.shift(timedelta(minutes=5, seconds=1))
        assert recover(world.app.test_client(), member.phone, code).status_code == 303


def test_an_unknown_telephone_is_locked_out_alike(world: World) -> None:
    for _ in range(rules.LOGIN_LIMIT.failures):
        check(world.app.test_client(), "13999999999", codes.new_code())
    assert WAIT in check(world.app.test_client(), "13999999999", codes.new_code()).text


def test_wrong_tries_from_one_network_lock_it_whomever_they_mean(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    code = code_for(desk, member)
    for number in range(rules.CODE_LIMIT.failures):
        check(client, f"1399999{number:04d}", codes.new_code())
    assert WAIT in check(client, member.phone, code).text
    elsewhere = world.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert check(elsewhere, member.phone, code).status_code == 200


def test_a_code_is_good_to_its_last_moment_and_no_longer(
    world: World, member: Member, client: FlaskClient
) -> None:
    settings_hours = 2
    with writing():
        hours = next(s for s in settings.all_settings() if s.code == "accounts.recovery_hours")
        settings.change(hours, settings_hours, clock.now())
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        desk = world.staff(Role.STATION_STAFF)
        code = code_for(desk, member)
        now.shift(settings_hours * HOUR - timedelta(seconds=1))
        shown = check(client, member.phone, code)
        assert shown.status_code == 200
        now.shift(timedelta(seconds=1))
        late = renew(client, shown)
        assert (late.status_code, EXPIRED in late.text) == (422, True)
        assert EXPIRED in check(client, member.phone, code).text
    assert not signs_in(world, member.phone, SENTENCE)


def test_a_second_code_revokes_the_first_in_the_middle_of_its_use(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    shown = check(client, member.phone, code_for(desk, member))
    second = code_for(desk, member)
    answer = renew(client, shown)
    assert (answer.status_code, REVOKED in answer.text) == (422, True)
    assert signs_in(world, member.phone, PASSWORD)
    assert recover(client, member.phone, second).status_code == 303
    assert [(r.used_at is None, r.revoked_at is None) for r in recoveries()] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"password": "short", "again": "short"}, "密码太短"),
        ({"password": "password123", "again": "password123"}, "太多人用"),
        ({"again": "something else"}, "两次填的密码不一样"),
        ({"password": "", "again": ""}, "请定一个新密码"),
        ({"phone": "12345"}, "手机号应该是 11 位数字"),
        (
            {"phone": "13800000077", "password": "13800000077", "again": "13800000077"},
            "密码不能就是",
        ),
    ],
)
def test_second_step_is_refused_at_its_field_and_can_be_mended(
    desk: FlaskClient, member: Member, client: FlaskClient, said: dict[str, str], words: str
) -> None:
    answer = recover(client, member.phone, code_for(desk, member), **said)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert SENTENCE not in answer.text
    assert recoveries()[0].used_at is None
    assert renew(client, answer).status_code == 303


def test_what_the_account_signs_in_by_is_no_password(
    desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    shown = check(client, member.phone, code_for(desk, member))
    for own in (member.phone, account(member).login_number):
        answer = renew(client, shown, password=own, again=own)
        assert (answer.status_code, "密码不能就是" in answer.text) == (422, True)


def test_tickets_cannot_be_made_up_borrowed_or_kept(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    shown = check(client, member.phone, code_for(desk, member))
    good = str(fields(shown)["ticket"])
    for ticket in ("", "1", good[:-2] + "xx"):
        answer = renew(client, shown, ticket=ticket)
        assert (answer.status_code, NO_MATCH in answer.text) == (422, True)
    activation = client.post(
        "/activate/account/", data={**fields(shown), "password": SENTENCE, "again": SENTENCE}
    )
    assert activation.status_code == 422
    assert client.get("/recover/password/").location == "/recover/"
    assert post(client, "/recover/").status_code == 422
    assert not signs_in(world, member.phone, SENTENCE)


@pytest.mark.parametrize("at", ["first step", "second step"])
def test_who_moved_away_meanwhile_does_not_come_back_by_a_code(
    desk: FlaskClient, member: Member, client: FlaskClient, at: str
) -> None:
    code = code_for(desk, member)
    shown = check(client, member.phone, code)
    with writing():
        db.session.get_one(Person, member.person_id).left_on = clock.today()
    answer = check(client, member.phone, code) if at == "first step" else renew(client, shown)
    assert (answer.status_code, NO_MATCH in answer.text) == (422, True)
    assert (recoveries()[0].used_at, open_sessions(member)) == (None, 0)


def test_an_account_that_is_closed_meanwhile_stays_closed(
    world: World, desk: FlaskClient, member: Member, client: FlaskClient
) -> None:
    shown = check(client, member.phone, code_for(desk, member))
    with writing():
        db.session.get_one(Account, member.account_id).disabled_at = clock.now()
    assert renew(client, shown).status_code == 422
    assert (recoveries()[0].used_at, open_sessions(member)) == (None, 0)


# ---- Races ----


def test_of_two_uses_of_one_code_one_wins(world: World, desk: FlaskClient, member: Member) -> None:
    code = code_for(desk, member)
    clients = [world.app.test_client() for _ in range(5)]
    forms = [
        {**fields(check(one, member.phone, code)), "password": word, "again": word, "phone": ""}
        for one, word in zip(clients, (f"sentence number {n}" for n in range(5)), strict=True)
    ]
    db.session.rollback()
    with ThreadPoolExecutor(5) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post("/recover/password/", data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
    assert Counter(answers) == {303: 1, 422: 4}
    winner = answers.index(303)
    assert passwords.matches(account(member).password_hash, f"sentence number {winner}")
    assert open_sessions(member) == 1
    assert [kind for kind, _by, _said in facts()] == ["recovery.issued", "recovery.used"]


def test_database_refuses_two_open_codes_of_one_person(desk: FlaskClient, member: Member) -> None:
    code_for(desk, member)
    kept = recoveries()[0]
    twin = {
        column.key: getattr(kept, column.key)
        for column in Recovery.__table__.columns
        if column.key not in ("id", "code_hash")
    }
    db.session.add(Recovery(code_hash="0" * 64, **twin))
    with pytest.raises(IntegrityError):
        db.session.flush()


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
