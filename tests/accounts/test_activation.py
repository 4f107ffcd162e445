import hashlib
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts import actions, passwords, rules, seals
from portal.accounts.models import Account, Slip
from portal.audit.models import AuditFact
from portal.core import clock, codes, outbox
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.accounts.slips import SENTENCE, activate, fill_in, slip_for, ticket_of
from tests.world import World, post

NO_SUCH_CODE = "这个激活码打不开账号"
WAIT = "试的次数太多了"


def accounts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Account)) or 0


def account_of(person: Person) -> Account:
    return db.session.scalars(select(Account).where(Account.person_id == person.id)).one()


def test_slip_opens_an_account_and_signs_in(world: World, client: FlaskClient) -> None:
    person = world.person("王秀英")
    slip = slip_for(person)
    answer = fill_in(client, ticket_of(client, slip.code), phone="138 0000 0001")
    assert (answer.status_code, answer.location) == (303, "/activate/done/")
    shown = client.get("/activate/done/").text
    assert "13800000001" in shown
    assert slip.number in shown
    account = account_of(person)
    assert (account.phone, account.name_key, account.login_number, account.privacy_version) == (
        "13800000001",
        "",
        slip.number,
        rules.PRIVACY_VERSION,
    )
    assert passwords.matches(account.password_hash, SENTENCE)
    assert db.session.scalars(select(Slip.used_at)).one() is not None


def test_activation_is_on_record_but_not_in_public(world: World, client: FlaskClient) -> None:
    person = world.person("王秀英")
    activate(client, person)
    last = db.session.scalars(select(AuditFact).order_by(AuditFact.number.desc())).first()
    assert last is not None
    assert (last.kind, last.actor_id, last.payload) == ("accounts.activated", person.id, {})
    assert "开通了账号" not in client.get("/audit/").text


def test_account_without_a_telephone_signs_in_by_the_slips_number(
    world: World, client: FlaskClient
) -> None:
    slip = slip_for(world.person())
    fill_in(client, ticket_of(client, slip.code))
    assert f'id="reference">{slip.number}<' in client.get("/activate/done/").text
    post(client, "/logout/", page="/activate/")
    assert post(client, "/login/", phone=slip.number, password=SENTENCE).status_code == 303


def test_scanned_code_is_filled_in_already(world: World, client: FlaskClient) -> None:
    answer = client.get("/activate/?code=34679-ACEFG-HJKMN")
    assert 'value="34679-ACEFG-HJKMN"' in answer.text


@pytest.mark.parametrize("how", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} "])
def test_code_may_be_typed_in_other_ways(world: World, client: FlaskClient, how: object) -> None:
    assert callable(how)
    assert ticket_of(client, how(slip_for(world.person()).code))


def test_second_step_shows_enough_to_notice_a_wrong_slip(world: World, client: FlaskClient) -> None:
    slip = slip_for(world.person("王秀英"))
    answer = post(client, "/activate/", code=slip.code)
    assert "王*英" in answer.text
    assert "王秀英" not in answer.text
    assert "里仁里1号楼" in answer.text
    assert slip.number in answer.text
    assert slip.code not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_code_that_opens_nothing_always_reads_the_same(world: World) -> None:
    people = [world.person() for _ in range(4)]
    used, revoked, replaced, left_behind = (slip_for(person) for person in people)
    db.session.execute(update(Slip).where(Slip.number == used.number).values(used_at=clock.now()))
    db.session.execute(
        update(Slip).where(Slip.number == revoked.number).values(revoked_at=clock.now())
    )
    people[3].left_on = clock.today()
    db.session.commit()
    slip_for(people[2])
    tried = [used.code, revoked.code, replaced.code, left_behind.code, codes.new_code(), "garbage"]
    for code in tried:
        answer = post(world.app.test_client(), "/activate/", code=code)
        assert (answer.status_code, NO_SUCH_CODE in answer.text) == (422, True)


def test_wrong_codes_are_throttled_by_address(world: World, client: FlaskClient) -> None:
    good = slip_for(world.person()).code
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        for _ in range(rules.CODE_LIMIT.failures):
            assert NO_SUCH_CODE in post(client, "/activate/", code=codes.new_code()).text
        waiting = post(world.app.test_client(), "/activate/", code=good)
        now.shift(timedelta(minutes=10, seconds=1))
        assert post(client, "/activate/", code=good).status_code == 200
    assert (waiting.status_code, WAIT in waiting.text) == (422, True)


@pytest.mark.sqlite
def test_no_code_is_in_the_database_in_clear(app: Flask, world: World) -> None:
    slip = slip_for(world.person())
    stored = app.config["PORTAL"].instance.joinpath("portal.db").read_bytes()
    plain = slip.code.replace("-", "")
    for code in (slip.code, plain):
        assert code.encode() not in stored
        assert hashlib.sha256(code.encode()).hexdigest().encode() not in stored
    assert seals.keyed("slip", slip.code).encode() in stored


def test_ticket_cannot_be_made_up_and_goes_stale(world: World, client: FlaskClient) -> None:
    ticket = ticket_of(client, slip_for(world.person()).code)
    for forged in ("", "1", ticket[:-2] + "xx"):
        answer = fill_in(client, forged)
        assert (answer.status_code, NO_SUCH_CODE in answer.text) == (422, True)
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert fill_in(client, ticket).status_code == 422
    assert accounts() == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"phone": "12345"}, "手机号应该是 11 位数字"),
        ({"password": "short", "again": "short"}, "密码太短"),
        ({"password": "password123", "again": "password123"}, "太多人用"),
        (
            {"phone": "13800000001", "password": "13800000001", "again": "13800000001"},
            "密码不能就是您的手机号或编号",
        ),
        ({"again": "something else"}, "两次填的密码不一样"),
        ({"password": "", "again": ""}, "请定一个密码"),
        ({"consent": "false"}, "同意以后才能开通"),
    ],
)
def test_second_step_is_refused_at_its_field(
    world: World, client: FlaskClient, fields: dict[str, str], message: str
) -> None:
    ticket = ticket_of(client, slip_for(world.person()).code)
    answer = fill_in(client, ticket, **fields)
    assert (answer.status_code, message in answer.text) == (422, True)
    assert SENTENCE not in answer.text
    assert accounts() == 0


def test_empty_forms_are_refused(world: World, client: FlaskClient) -> None:
    assert post(client, "/activate/").status_code == 422
    assert post(client, "/activate/account/", page="/activate/").status_code == 422
    ticket = ticket_of(client, slip_for(world.person()).code)
    answer = post(client, "/activate/account/", page="/activate/", ticket=ticket)
    assert answer.status_code == 422


def test_slips_number_is_no_password(world: World, client: FlaskClient) -> None:
    slip = slip_for(world.person())
    ticket = ticket_of(client, slip.code)
    answer = fill_in(client, ticket, password=slip.number, again=slip.number)
    assert "密码不能就是您的手机号或编号" in answer.text


def test_what_was_typed_is_kept_but_never_the_password(world: World, client: FlaskClient) -> None:
    ticket = ticket_of(client, slip_for(world.person()).code)
    answer = fill_in(client, ticket, phone="13800000001", again="something else")
    assert 'value="13800000001"' in answer.text
    assert "something else" not in answer.text
    assert fill_in(client, ticket, phone="13800000001").status_code == 303


def test_second_account_on_a_telephone_carries_its_name(world: World) -> None:
    home = world.household()
    first, second = world.person("王秀英", household=home), world.person("李建国", household=home)
    activate(world.app.test_client(), first, phone="13800000001")
    client = world.app.test_client()
    activate(client, second, phone="13800000001")
    shown = client.get("/activate/done/").text
    assert "还要填姓名：<strong>李建国</strong>" in shown
    assert (account_of(first).name_key, account_of(second).name_key) == ("", "李建国")
    wife, husband = world.app.test_client(), world.app.test_client()
    assert post(wife, "/login/", phone="13800000001", password=SENTENCE).status_code == 303
    answer = post(husband, "/login/", phone="13800000001", name="李建国", password=SENTENCE)
    assert answer.status_code == 303


def test_third_account_of_the_same_name_on_a_telephone_is_refused(world: World) -> None:
    for _ in range(2):
        activate(world.app.test_client(), world.person("王秀英"), phone="13800000001")
    client = world.app.test_client()
    slip = slip_for(world.person("王秀英"))
    ticket = ticket_of(client, slip.code)
    answer = fill_in(client, ticket, phone="13800000001")
    assert answer.status_code == 422
    assert f"用编号 {slip.number} 登录" in answer.text
    assert accounts() == 2
    assert fill_in(client, ticket).status_code == 303


def test_database_refuses_two_accounts_of_one_telephone_and_name(world: World) -> None:
    first, second = world.account(), world.account()
    with pytest.raises(IntegrityError):
        db.session.execute(
            update(Account).where(Account.id == second.account_id).values(phone=first.phone)
        )


def test_code_used_in_two_tabs_opens_one_account(world: World, client: FlaskClient) -> None:
    slip = slip_for(world.person())
    other = world.app.test_client()
    tickets = ticket_of(client, slip.code), ticket_of(other, slip.code)
    assert fill_in(client, tickets[0]).status_code == 303
    answer = fill_in(other, tickets[1])
    assert (answer.status_code, NO_SUCH_CODE in answer.text) == (422, True)
    assert accounts() == 1


def test_slip_used_while_the_password_was_hashed_opens_nothing(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_of(client, slip_for(world.person()).code)

    def used_meanwhile(password: str) -> str:
        db.session.execute(update(Slip).values(used_at=clock.now()))
        db.session.commit()
        return "hash"

    monkeypatch.setattr(passwords, "hashed", used_meanwhile)
    assert fill_in(client, ticket).status_code == 422
    assert accounts() == 0


def test_password_is_hashed_with_no_transaction_open(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_of(client, slip_for(world.person()).code)
    open_then: list[bool] = []

    def watched(password: str) -> str:
        open_then.append(db.session().in_transaction())
        return "hash"

    monkeypatch.setattr(passwords, "hashed", watched)
    fill_in(client, ticket)
    assert open_then == [False]


def test_one_person_never_has_two_accounts(world: World, client: FlaskClient) -> None:
    person = world.person()
    activate(client, person)
    with writing():
        db.session.add(
            Slip(person_id=person.id, number="90000000", code_hash="0" * 64, printed_at=clock.now())
        )
    slip_id = db.session.scalars(select(Slip.id).where(Slip.number == "90000000")).one()
    with pytest.raises(actions.SlipGone), writing():
        actions.activate(slip_id, "", "hash", "", clock.now(), clock.today())
    assert accounts() == 1


def test_household_is_told_of_each_activation(world: World) -> None:
    home = world.household()
    first, second, third = (
        world.person(name, household=home) for name in ("王秀英", "李建国", "李明")
    )
    stranger = world.account()
    people = [first.id, second.id, third.id, stranger.person_id]
    activate(world.app.test_client(), first)
    activate(world.app.test_client(), second)
    activate(world.app.test_client(), third)
    told = [[message.sentence for message in outbox.latest(one, 9)] for one in people]
    joined = "您家的%s开通了账号。如果不是本人开通的，请马上打电话告诉社区。"
    assert told == [
        [joined % "李明", joined % "李建国"],
        [joined % "李明", joined % "王秀英"],
        [joined % "李建国", joined % "王秀英"],  # waiting for them before they had an account
        [],
    ]


def test_who_moved_out_is_not_told(world: World) -> None:
    home = world.household()
    member = world.account(world.person(household=home, left_on=clock.today()))
    activate(world.app.test_client(), world.person("李建国", household=home))
    assert outbox.latest(member.person_id, 9) == []


def test_browser_that_restores_the_second_step_begins_again(client: FlaskClient) -> None:
    answer = client.get("/activate/account/")
    assert (answer.status_code, answer.location) == (303, "/activate/")


def test_privacy_notice_says_what_why_how_long_and_whom_to_ask(
    world: World, client: FlaskClient
) -> None:
    shown = client.get("/privacy/").text
    for words in ("记什么", "为什么", "存多久", "找谁", "010-55550100", rules.PRIVACY_VERSION):
        assert words in shown
    assert shown.count("记什么") == 1
