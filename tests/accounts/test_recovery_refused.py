"""Codes that lead nowhere, guesses, races: nobody else comes in by a code."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from portal.accounts import passwords, rules
from portal.accounts.models import Account
from portal.accounts.recovery.models import Recovery
from portal.core import clock, codes, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.accounts.recovering import (
    HOUR,
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
