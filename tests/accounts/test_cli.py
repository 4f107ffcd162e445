import re
from datetime import date

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import Account
from portal.audit.models import AuditFact
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Person, RoleTerm
from tests.accounts.recovering import recover, recoveries
from tests.accounts.slips import fill_in, ticket_of
from tests.world import PASSWORD, World, post


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *words])


def log_in(app: Flask, phone: str) -> int:
    return post(app.test_client(), "/login/", phone=phone, password=PASSWORD).status_code


def kinds() -> list[str]:
    return list(db.session.scalars(select(AuditFact.kind).order_by(AuditFact.number)))


def terms() -> list[tuple[str, date, date | None]]:
    rows = db.session.scalars(select(RoleTerm).order_by(RoleTerm.id))
    return [(row.role, row.starts_on, row.ends_on) for row in rows]


def test_first_administrator_comes_to_be_on_an_empty_database(
    app: Flask, client: FlaskClient
) -> None:
    result = run(app, "create-staff", "赵管理", "138 0000 0010", "administrator")
    code = re.search(r"Code: +(\S+)", result.output)
    assert (result.exit_code, bool(code)) == (0, True)
    assert code
    fill_in(client, ticket_of(client, code[1]), phone="13800000010")
    assert client.get("/desk/roles/").status_code == 200
    assert kinds() == [
        "office.filled",
        "roles.granted",
        "accounts.staff_created",
        "accounts.activated",
    ]


def test_staff_entered_again_gets_a_new_code_only(app: Flask, client: FlaskClient) -> None:
    first = run(app, "create-staff", "赵管理", "13800000010", "administrator")
    second = run(app, "create-staff", "赵管理", "13800000010", "administrator")
    old, new = (re.search(r"Code: +(\S+)", one.output) for one in (first, second))
    assert old
    assert new
    assert len(list(db.session.scalars(select(Person)))) == len(terms()) == 1
    assert post(client, "/activate/", code=old[1]).status_code == 422
    fill_in(client, ticket_of(client, new[1]))
    third = run(app, "create-staff", "赵管理", "13800000010", "administrator")
    assert (third.exit_code, "has an account already" in third.output) == (1, True)


def test_staff_needs_a_name_and_a_telephone(app: Flask) -> None:
    assert run(app, "create-staff", "赵管理", "12345", "administrator").exit_code == 1
    assert run(app, "create-staff", " ", "13800000010", "administrator").exit_code == 1
    assert run(app, "create-staff", "赵管理", "13800000010", "resident").exit_code == 2


def test_office_is_granted_by_telephone_or_number(app: Flask, world: World) -> None:
    member = world.account()
    account = db.session.get(Account, member.account_id)
    assert account
    number = account.login_number
    assert run(app, "grant", member.phone, "supervisor", "--from", "2026-01-01").exit_code == 0
    command = ("grant", number, "grid_worker", "--from", "2026-01-01", "--to", "2026-12-31")
    assert run(app, *command).exit_code == 0
    assert terms() == [
        ("supervisor", date(2026, 1, 1), None),
        ("grid_worker", date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert kinds() == ["office.filled", "roles.granted"] * 2


def test_office_that_cannot_be_held_is_not_granted(app: Flask, world: World) -> None:
    member = world.account(None, Role.DIRECTOR)
    result = run(app, "grant", member.phone, "supervisor", "--from", "2026-01-01")
    assert (result.exit_code, "supervises itself" in result.output) == (1, True)
    assert len(terms()) == 1


def test_shared_telephone_asks_for_a_number(app: Flask, world: World) -> None:
    first, second = world.account(), world.account(world.person("李建国"))
    db.session.execute(
        update(Account)
        .where(Account.id == second.account_id)
        .values(phone=first.phone, name_key="李建国")
    )
    db.session.commit()
    result = run(app, "grant", first.phone, "supervisor", "--from", "2026-01-01")
    assert (result.exit_code, "李建国" in result.output) == (1, True)


def test_nobody_with_that_telephone(app: Flask, world: World) -> None:
    result = run(app, "grant", "91234561", "supervisor", "--from", "2026-01-01")
    assert (result.exit_code, "miscopied" in result.output) == (1, True)


def test_disabled_account_is_out_at_once_and_comes_back_when_enabled(
    app: Flask, world: World
) -> None:
    member, other = world.account(), world.account()
    client, neighbour = world.client(member), world.client(other)
    result = run(app, "disable", member.phone, "--reason", "手机丢失")
    assert (result.exit_code, client.get("/me/").status_code) == (0, 303)
    assert neighbour.get("/me/").status_code == 200
    assert log_in(app, member.phone) == 422
    assert run(app, "enable", member.phone).exit_code == 0
    assert client.get("/me/").status_code == 303  # no old session comes back to life
    assert log_in(app, member.phone) == 303


def test_disabling_and_enabling_are_on_record_with_the_reason_but_not_public(
    app: Flask, world: World, client: FlaskClient
) -> None:
    member = world.account()
    account = db.session.get(Account, member.account_id)
    assert account
    number = account.login_number
    run(app, "disable", number, "--reason", " 手机丢失 ")
    run(app, "enable", number)
    facts = db.session.scalars(select(AuditFact).order_by(AuditFact.number))
    assert [(fact.kind, fact.actor_id, fact.payload) for fact in facts] == [
        ("account.disabled", None, {"person": member.person_id, "reason": "手机丢失"}),
        ("account.enabled", None, {"person": member.person_id}),
    ]
    assert "手机丢失" not in client.get("/audit/").text


def test_nothing_is_disabled_twice_or_enabled_in_vain_or_without_a_reason(
    app: Flask, world: World
) -> None:
    phone = world.account().phone
    assert run(app, "enable", phone).exit_code == 1
    assert run(app, "disable", phone, "--reason", " ").exit_code == 1
    assert run(app, "disable", phone).exit_code == 2
    assert kinds() == []
    assert run(app, "disable", phone, "--reason", "手机丢失").exit_code == 0
    assert run(app, "disable", phone, "--reason", "再来一次").exit_code == 1
    assert kinds() == ["account.disabled"]


def test_office_is_ended_on_a_day(app: Flask, world: World) -> None:
    member = world.account(None, Role.DIRECTOR)
    assert run(app, "end-role", member.phone, "director", "--on", "2026-01-31").exit_code == 0
    assert terms() == [("director", date(2020, 1, 1), date(2026, 1, 31))]
    assert kinds() == ["office.ended", "roles.ended"]
    again = run(app, "end-role", member.phone, "supervisor", "--on", "2026-01-31")
    assert again.exit_code == 1


def test_the_only_administrator_comes_back_by_the_machine(
    app: Flask, world: World, client: FlaskClient
) -> None:
    member = world.account(None, Role.ADMINISTRATOR)
    result = run(app, "recover", member.phone, "--note", "looked at the passport")
    code = re.search(r"Code: +(\S+)", result.output)
    assert code
    answer = recover(client, member.phone, code[1])
    assert (answer.status_code, client.get("/desk/roles/").status_code) == (303, 200)
    (kept,) = recoveries()
    assert (kept.issued_by, kept.how, kept.note) == (None, "document", "looked at the passport")
    assert kinds() == ["recovery.issued", "recovery.used"]


def test_a_code_from_the_machine_takes_a_note_and_an_open_account(app: Flask, world: World) -> None:
    member = world.account()
    assert "It takes a note" in run(app, "recover", member.phone, "--note", " ").output
    run(app, "disable", member.phone, "--reason", "lost")
    assert "No code: disabled." in run(app, "recover", member.phone, "--note", "seen").output
    assert recoveries() == []
