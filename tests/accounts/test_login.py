import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.accounts import passwords, rules
from portal.accounts.models import Account, LoginSession, Throttle
from portal.core import clock, text
from portal.core.db import db
from tests.world import PASSWORD, Member, World, post

WRONG = "手机号（或编号）、姓名、密码对不上。"
WAIT = "试的次数太多了，请等几分钟再试。"


def try_in(client: FlaskClient, phone: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return post(client, "/login/", phone=phone, password=password, **more)


def account(member: Member) -> Account:
    found = db.session.get(Account, member.account_id)
    assert found
    return found


def share(world: World, first: Member, name: str) -> Member:
    """A second account on the first one's telephone."""
    second = world.account(world.person(name))
    db.session.execute(
        update(Account)
        .where(Account.id == second.account_id)
        .values(
            phone=first.phone,
            name_key=text.match_key(name),
            password_hash=passwords.hashed("the second one's"),
        )
    )
    db.session.commit()
    return second


def asker_of(client: FlaskClient) -> str:
    """The name that the page of one's own account shows; empty for a passer-by."""
    answer = client.get("/activate/done/")
    names = [name for name in ("王秀英", "李建国", "张三") if name in answer.text]
    return names[0] if answer.status_code == 200 else ""


def test_telephone_and_password_sign_in(world: World, client: FlaskClient) -> None:
    member = world.account()
    answer = try_in(client, member.phone)
    assert (answer.status_code, answer.location) == (303, "/me/")
    assert asker_of(client) == "王秀英"


@pytest.mark.parametrize("typed", ["+86 {}", "0086-{}", " {} "])
def test_telephone_may_be_written_in_other_ways(
    world: World, client: FlaskClient, typed: str
) -> None:
    member = world.account()
    assert try_in(client, typed.format(member.phone)).status_code == 303


def test_number_of_the_slip_signs_in_without_a_telephone(world: World, client: FlaskClient) -> None:
    member = world.account()
    number = account(member).login_number
    account(member).phone = None
    db.session.commit()
    assert try_in(client, f"{number[:4]} {number[4:]}", name="王秀英").status_code == 303


def test_first_account_of_a_shared_telephone_needs_no_name(
    world: World, client: FlaskClient
) -> None:
    first = world.account()
    share(world, first, "李建国")
    assert try_in(client, first.phone).status_code == 303
    assert asker_of(client) == "王秀英"


def test_first_account_may_give_its_name_too(world: World, client: FlaskClient) -> None:
    first = world.account()
    share(world, first, "李建国")
    assert try_in(client, first.phone, name="王 秀英").status_code == 303
    assert asker_of(client) == "王秀英"


def test_second_account_of_a_shared_telephone_gives_its_name(
    world: World, client: FlaskClient
) -> None:
    first = world.account()
    share(world, first, "李建国")
    answer = try_in(client, first.phone, "the second one's", name=" 李建国 ")
    assert answer.status_code == 303
    assert asker_of(client) == "李建国"


def test_second_password_does_not_open_the_first_account(world: World, client: FlaskClient) -> None:
    first = world.account()
    share(world, first, "李建国")
    assert try_in(client, first.phone, "the second one's").status_code == 422
    assert try_in(client, first.phone, PASSWORD, name="李建国").status_code == 422


def test_namesakes_on_one_telephone_are_told_apart(world: World, client: FlaskClient) -> None:
    """Two of one name: the name means the second account, no name the first."""
    first = world.account()
    share(world, first, "王秀英")
    assert try_in(client, first.phone, "the second one's", name="王秀英").status_code == 303


def test_every_failure_reads_the_same(world: World) -> None:
    member = world.account()
    gone = world.account(world.person("张三"))
    account(gone).disabled_at = clock.now()
    db.session.commit()
    tries = [
        {"phone": member.phone, "password": "wrong-password"},
        {"phone": member.phone, "name": "李建国"},
        {"phone": "13999999999"},
        {"phone": "91234567"},
        {"phone": account(member).login_number, "password": "wrong-password"},
        {"phone": gone.phone},
    ]
    answers = [try_in(world.app.test_client(), **one) for one in tries]
    assert {answer.status_code for answer in answers} == {422}
    shown = {_without_values(answer) for answer in answers}
    assert len(shown) == 1
    assert WRONG in shown.pop()


def _without_values(answer: TestResponse) -> str:
    """The page without what was typed, and without the form's token."""
    return re.sub(r'value="[^"]*"', "", answer.text)


@pytest.mark.parametrize("known", [True, False])
def test_each_try_costs_exactly_one_hash(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    phone = share_both(world) if known else "13999999999"
    checked: list[str] = []
    monkeypatch.setattr(passwords, "matches", lambda kept, typed: checked.append(kept) is not None)
    for expected in range(1, 8):  # also while locked
        try_in(client, phone, "wrong-password")
        assert len(checked) == expected
    assert all(kept.startswith("$argon2id$") for kept in checked)


def share_both(world: World) -> str:
    first = world.account()
    share(world, first, "李建国")
    return first.phone


def test_what_nobody_has_is_hashed_like_a_real_password() -> None:
    real = passwords._REAL.hash("x").split("$")[:4]
    assert passwords.NOBODYS_HASH.split("$")[:4] == real


def test_password_is_never_sent_back(world: World, client: FlaskClient) -> None:
    answer = try_in(client, "13999999999", "my-secret-password", name="李建国")
    assert "my-secret-password" not in answer.text
    assert 'value="13999999999"' in answer.text
    assert 'value="李建国"' in answer.text


def test_empty_form_is_refused_at_its_fields(world: World, client: FlaskClient) -> None:
    answer = post(client, "/login/")
    assert answer.status_code == 422
    assert "请填写手机号，或纸条上的 8 位编号" in answer.text
    assert "请填写密码" in answer.text


def test_five_failures_lock_the_account_for_five_minutes(world: World, client: FlaskClient) -> None:
    member = world.account()
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        for _ in range(5):
            assert WRONG in try_in(client, member.phone, "wrong-password").text
        locked = try_in(client, member.phone)
        now.shift(timedelta(minutes=4, seconds=59))
        still = try_in(client, member.phone)
        now.shift(timedelta(seconds=2))
        assert try_in(client, member.phone).status_code == 303
    assert (locked.status_code, still.status_code) == (422, 422)
    assert WAIT in locked.text
    assert WAIT in still.text


def test_unknown_telephone_locks_like_a_known_one(world: World, client: FlaskClient) -> None:
    answers = [try_in(client, "13999999999") for _ in range(6)]
    assert [WAIT in answer.text for answer in answers] == [False] * 5 + [True]


def test_success_clears_the_count(world: World) -> None:
    member = world.account()
    for _ in range(3):
        for _ in range(4):
            assert try_in(world.app.test_client(), member.phone, "wrong-one").status_code == 422
        assert try_in(world.app.test_client(), member.phone).status_code == 303


def test_locked_account_is_locked_under_each_of_its_names(world: World) -> None:
    """Neither the number nor the name gives five tries more, and nothing tells that they meet."""
    member = world.account()
    number = account(member).login_number
    for _ in range(5):
        try_in(world.app.test_client(), member.phone, "wrong-password")
    for other in ({"phone": number}, {"phone": member.phone, "name": "王秀英"}):
        answer = try_in(world.app.test_client(), **other)
        assert answer.status_code == 422
        assert WRONG in answer.text


def test_partner_on_the_telephone_is_not_locked_out(world: World, client: FlaskClient) -> None:
    first = world.account()
    share(world, first, "李建国")
    for _ in range(5):
        try_in(client, first.phone, "wrong-password")
    assert try_in(client, first.phone, "the second one's", name="李建国").status_code == 303


def test_partners_success_does_not_buy_more_tries(world: World) -> None:
    first = world.account()
    share(world, first, "李建国")
    for _ in range(5):
        try_in(world.app.test_client(), first.phone, "wrong-password")
        try_in(world.app.test_client(), first.phone, "the second one's", name="李建国")
    assert WAIT in try_in(world.app.test_client(), first.phone).text


def test_many_failures_from_one_address_stop_all_of_its_tries(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "portal.accounts.actions.ADDRESS_LIMIT",
        rules.Limit(6, timedelta(minutes=10), timedelta(minutes=10)),
    )
    member = world.account()
    for number in range(6):
        try_in(client, f"1399999999{number}")
    assert WAIT in try_in(client, member.phone).text


def test_failures_are_counted_under_keyed_hashes(world: World, client: FlaskClient) -> None:
    member = world.account()
    try_in(client, member.phone, "wrong-password")
    rows = list(db.session.scalars(select(Throttle)))
    assert sorted(row.key.split(":")[0] for row in rows) == ["account", "address", "typed"]
    assert all(member.phone not in row.key and row.failures == 1 for row in rows)


def test_counts_are_forgotten_after_a_day(world: World, client: FlaskClient) -> None:
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        try_in(client, "13999999999")
        now.shift(timedelta(days=1, seconds=1))
        try_in(client, "13888888888")
    assert db.session.scalar(select(func.count()).select_from(Throttle)) == 2


def test_page_asked_for_comes_after_the_log_in(world: World, client: FlaskClient) -> None:
    member = world.account()
    turned_away = client.get("/activate/done/")
    assert turned_away.status_code == 303
    answer = post(
        client,
        "/login/",
        page=turned_away.location,
        phone=member.phone,
        password=PASSWORD,
        next="/activate/done/",
    )
    assert answer.location == "/activate/done/"
    assert 'value="/activate/done/"' in world.app.test_client().get(turned_away.location).text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_log_in_sends_nobody_to_another_site(
    world: World, client: FlaskClient, target: str
) -> None:
    member = world.account()
    assert try_in(client, member.phone, next=target).location == "/me/"
    assert client.get("/login/", query_string={"next": target}).location == "/me/"


def test_whoever_is_signed_in_goes_straight_on(world: World) -> None:
    answer = world.client(world.account()).get("/login/?next=/privacy/")
    assert (answer.status_code, answer.location) == (303, "/privacy/")


def test_log_in_leaves_nothing_of_the_session_before(world: World, client: FlaskClient) -> None:
    member = world.account()
    client.get("/login/")
    with client.session_transaction() as session:
        session["planted"] = "by a stranger"
        before = session["csrf_token"]
    try_in(client, member.phone)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_log_in_without_the_forms_token_is_refused(world: World, client: FlaskClient) -> None:
    member = world.account()
    answer = client.post("/login/", data={"phone": member.phone, "password": PASSWORD})
    assert answer.status_code == 400
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 0


def test_password_changed_while_it_was_checked_does_not_sign_in(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = world.account()

    def changed_meanwhile(kept: str, typed: str) -> bool:
        db.session.execute(update(Account).values(password_hash="another"))
        db.session.commit()
        return True

    monkeypatch.setattr(passwords, "matches", changed_meanwhile)
    assert try_in(client, member.phone).status_code == 422
