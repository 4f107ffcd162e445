from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.accounts import passwords
from portal.accounts.changing import PASSWORD_CHANGED, PASSWORD_IS_NEW
from portal.accounts.models import Account
from portal.audit.models import AuditFact
from portal.core import outbox
from portal.core.db import db
from tests.world import PASSWORD, Member, World, post

NEW = "梧桐树下的一张长椅"
WRONG = "现在的密码不对。"
WAIT = "试的次数太多了，请等几分钟再试。"


def change(
    client: FlaskClient, current: str = PASSWORD, new: str = NEW, **more: str
) -> TestResponse:
    fields = {"current": current, "password": new, "again": new, **more}
    return post(client, "/me/password/", **fields)


def signs_in(world: World, member: Member, password: str) -> bool:
    answer = post(world.app.test_client(), "/login/", phone=member.phone, password=password)
    return answer.status_code == 303


def is_in(client: FlaskClient) -> bool:
    return client.get("/me/devices/").status_code == 200


def test_new_password_signs_in_and_the_old_one_no_more(world: World) -> None:
    member = world.account()
    client = world.client(member)
    answer = change(client)
    assert (answer.status_code, answer.location) == (303, "/me/")
    assert "密码改好了" in client.get("/me/").text
    assert (signs_in(world, member, NEW), signs_in(world, member, PASSWORD)) == (True, False)


def test_every_other_device_is_signed_out(world: World) -> None:
    member, other = world.account(), world.account()
    phone, tablet, neighbour = world.client(member), world.client(member), world.client(other)
    change(phone)
    assert [is_in(one) for one in (phone, tablet, neighbour)] == [True, False, True]


def test_holder_is_told_and_the_record_knows(world: World) -> None:
    member = world.account()
    change(world.client(member))
    assert [one.kind for one in outbox.latest(member.person_id, 9)] == [PASSWORD_IS_NEW]
    fact = db.session.scalars(select(AuditFact).where(AuditFact.kind == PASSWORD_CHANGED)).one()
    assert (fact.actor_id, fact.payload) == (member.person_id, {})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current": ""}, "请填写现在的密码"),
        ({"current": "not-the-password"}, WRONG),
        ({"new": ""}, "请定一个新密码"),
        ({"new": "short"}, "密码太短，至少要 8 个字符"),
        ({"new": "x" * 129}, "密码太长，最多 128 个字符"),
        ({"new": "password123"}, "这个密码太多人用"),
        ({"new": PASSWORD}, "新密码和现在的一样"),
        ({"again": "another-one"}, "两次填的密码不一样"),
    ],
)
def test_refused_change_says_why_and_changes_nothing(
    world: World, fields: dict[str, str], said: str
) -> None:
    member = world.account()
    phone, tablet = world.client(member), world.client(member)
    answer = change(phone, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert is_in(tablet)
    assert signs_in(world, member, PASSWORD)
    assert outbox.latest(member.person_id, 9) == []


@pytest.mark.parametrize("which", ["phone", "login_number"])
def test_own_telephone_and_number_are_no_passwords(world: World, which: str) -> None:
    member = world.account()
    number = getattr(db.session.get_one(Account, member.account_id), which)
    assert "密码不能就是您的手机号或编号" in change(world.client(member), new=number).text


def test_no_password_is_sent_back(world: World) -> None:
    answer = change(world.client(world.account()), "my-wrong-secret", again="my-other-secret")
    assert "my-" not in answer.text


def test_five_wrong_passwords_lock_this_form_and_the_log_in(world: World) -> None:
    member = world.account()
    client = world.client(member)
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        client = world.client(member)
        for _ in range(5):
            assert WRONG in change(client, "not-the-password").text
        assert WAIT in change(client).text
        assert not signs_in(world, member, PASSWORD)
        now.shift(timedelta(minutes=5, seconds=1))
        assert change(client).status_code == 303


def test_failed_log_ins_count_here_too(world: World) -> None:
    member = world.account()
    client = world.client(member)
    for _ in range(5):
        assert not signs_in(world, member, "not-the-password")
    assert WAIT in change(client).text


def test_success_clears_the_count(world: World) -> None:
    member = world.account()
    client = world.client(member)
    for _ in range(4):
        change(client, "not-the-password")
    assert change(client).status_code == 303
    for _ in range(4):
        change(client, "not-the-password", "another-new-one")
    assert signs_in(world, member, NEW)


def test_password_changed_meanwhile_is_not_changed_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thief's change comes second and fails: its sessions are gone with the old password."""
    member = world.account()
    client = world.client(member)

    def changed_meanwhile(kept: str, typed: str) -> bool:
        db.session.execute(update(Account).values(password_hash="another"))
        db.session.commit()
        return True

    monkeypatch.setattr(passwords, "matches", changed_meanwhile)
    assert change(client).status_code == 422
    assert db.session.scalars(select(Account.password_hash)).one() == "another"


def test_form_without_its_token_changes_nothing(world: World) -> None:
    member = world.account()
    client = world.client(member)
    data = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert client.post("/me/password/", data=data).status_code == 400
    assert signs_in(world, member, PASSWORD)


def test_passer_by_is_sent_to_the_log_in(client: FlaskClient, world: World) -> None:
    assert client.get("/me/password/").location == "/login/?next=/me/password/"
