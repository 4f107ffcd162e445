"""Freeing somebody who lost the app: by another administrator or director, told and on record."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import Account
from portal.accounts.second import kinds
from portal.accounts.second.models import BackupCode, SecondFactor
from portal.audit.models import AuditFact
from portal.core import outbox
from portal.core.access import Role
from portal.core.db import db
from tests.accounts.second import give_password, turn_on
from tests.world import Member, World, post, utc

REASON = "本人到服务台，核对过身份，手机丢了"
OWN = "自己的登录验证码不能自己取消"
NOT_ON = "这个人没有打开登录验证码"


@pytest.fixture(autouse=True)
def wall() -> Iterator[Any]:
    with time_machine.travel(utc(2026, 3, 2, 4), tick=False) as wall:
        yield wall


def ready(world: World, role: Role) -> tuple[Member, FlaskClient]:
    """Somebody on duty with a second step."""
    world.demand_second_step()
    member = world.account(world.person("刘丽"), role)
    client = world.client(member)
    turn_on(client)
    return member, client


def reset(client: FlaskClient, member: Member, reason: str = REASON) -> Any:
    address = f"/desk/second/{member.person_id}/"
    return post(client, address, page="/me/password/", reason=reason)


def is_on(member: Member) -> bool:
    db.session.rollback()
    return db.session.get(SecondFactor, member.account_id) is not None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DIRECTOR])
def test_colleague_who_lost_the_phone_is_freed_told_and_on_record(world: World, role: Role) -> None:
    by, client = ready(world, role)
    lost, theirs = ready(world, Role.STATION_STAFF)
    answer = reset(client, lost)
    assert (answer.status_code, answer.location) == (303, "/desk/second/")
    assert not is_on(lost)
    assert (
        db.session.scalars(select(BackupCode).where(BackupCode.account_id == lost.account_id)).all()
        == []
    )
    assert theirs.get("/me/").status_code == 303
    newest = outbox.latest(lost.person_id, 1)[0]
    assert (newest.kind, newest.payload) == (kinds.WAS_RESET, {"reason": REASON})
    fact = db.session.scalars(select(AuditFact).where(AuditFact.kind == kinds.RESET)).one()
    assert fact.actor_id == by.person_id
    assert fact.payload == {"person": lost.person_id, "reason": REASON}


def test_freed_colleague_signs_in_by_password_and_sets_it_up_anew(world: World) -> None:
    _by, client = ready(world, Role.ADMINISTRATOR)
    lost, _theirs = ready(world, Role.STATION_STAFF)
    reset(client, lost)
    again = world.app.test_client()
    assert give_password(again, lost).status_code == 303
    assert again.get("/desk/").location == "/me/second/on/"
    turn_on(again)
    assert again.get("/desk/").status_code == 200


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DIRECTOR])
def test_nobody_frees_themselves(world: World, role: Role) -> None:
    member, client = ready(world, role)
    assert OWN in client.get(f"/desk/second/{member.person_id}/").text
    answer = reset(client, member)
    assert answer.status_code == 422
    assert OWN in answer.text
    assert is_on(member)


def test_resident_who_lost_the_phone_is_found_and_freed(world: World) -> None:
    _by, client = ready(world, Role.DIRECTOR)
    lost = world.account(world.person("张三"))
    turn_on(world.client(lost))
    assert f'href="/desk/second/{lost.person_id}/"' in client.get("/desk/second/?q=张三").text
    assert reset(client, lost).status_code == 303
    assert not is_on(lost)


def test_who_has_none_is_not_freed(world: World) -> None:
    _by, client = ready(world, Role.DIRECTOR)
    other = world.account()
    assert NOT_ON in client.get(f"/desk/second/{other.person_id}/").text
    answer = reset(client, other)
    assert answer.status_code == 422
    assert NOT_ON in answer.text
    assert reset(client, Member(world.person().id, 0, "")).status_code == 422
    assert reset(client, Member(999_999, 0, "")).status_code == 404


def test_without_a_reason_nothing_is_taken_away(world: World) -> None:
    _by, client = ready(world, Role.DIRECTOR)
    lost, _theirs = ready(world, Role.STATION_STAFF)
    answer = reset(client, lost, "  ")
    assert answer.status_code == 422
    assert "请写明原因" in answer.text
    assert is_on(lost)


@pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.COMMITTEE_MEMBER, Role.SUPERVISOR])
def test_other_staff_free_nobody(world: World, role: Role) -> None:
    _member, client = ready(world, role)
    lost, _theirs = ready(world, Role.GRID_WORKER)
    assert reset(client, lost).status_code == 403
    assert client.get("/desk/second/").status_code == 403
    assert is_on(lost)


def test_list_names_everyone_on_duty_once_and_whether_they_have_it(world: World) -> None:
    _by, client = ready(world, Role.DIRECTOR)
    world.account(world.person("周敏"), Role.GRID_WORKER, Role.STATION_STAFF)
    world.account(world.person("吴迪"), Role.GROUP_LEADER)
    page = client.get("/desk/second/").text
    assert (page.count("周敏"), page.count("吴迪")) == (1, 0)
    assert "没有打开" in page.partition("周敏")[2][:400]


def test_the_only_administrator_is_freed_on_the_machine(world: World, app: Flask) -> None:
    member, client = ready(world, Role.ADMINISTRATOR)
    runner = app.test_cli_runner()
    db.session.rollback()
    command = ["accounts", "reset-second", member.phone, "--reason"]
    done = runner.invoke(args=[*command, "手机丢了"])
    assert (done.exit_code, done.output) == (0, "Reset; it is signed out everywhere.\n")
    assert not is_on(member)
    assert client.get("/me/").status_code == 303
    again = runner.invoke(args=[*command, "手机丢了"])
    assert again.exit_code == 1
    assert "This account has no second step." in again.output
    assert "It takes a reason" in runner.invoke(args=[*command, "  "]).output


def test_disabled_accounts_are_freed_too(world: World) -> None:
    _by, client = ready(world, Role.DIRECTOR)
    lost, _theirs = ready(world, Role.STATION_STAFF)
    db.session.execute(
        update(Account).where(Account.id == lost.account_id).values(disabled_at=utc(2026, 3, 1))
    )
    db.session.commit()
    assert reset(client, lost).status_code == 303
