"""The second step at the log-in: a code of the app or of paper, each taken once (RFC 6238)."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import Account, LoginSession
from portal.accounts.second import actions, rules
from portal.accounts.second.kinds import CODE_USED
from portal.accounts.second.models import BackupCode
from portal.core import clock, outbox
from portal.core.db import db, writing
from tests.accounts.second import App, give_code, give_password, turn_on
from tests.world import Member, World, fields, utc

NOON = utc(2026, 3, 2, 4)
WRONG = "这个码不对，或者已经用过了。"
WAIT = "试的次数太多了，请等十五分钟再试。"
AGAIN = "请从头登录一次。"


@pytest.fixture
def wall() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as wall:
        yield wall


@pytest.fixture
def member(world: World, wall: Any) -> Member:
    return world.account()


@pytest.fixture
def safe(world: World, member: Member) -> tuple[App, list[str]]:
    """The member's app and backup codes."""
    return turn_on(world.client(member))


def is_in(client: FlaskClient) -> bool:
    return client.get("/me/devices/").status_code == 200


def sessions() -> int:
    live = select(func.count()).select_from(LoginSession).where(LoginSession.revoked_at.is_(None))
    found = db.session.scalar(live) or 0
    db.session.rollback()
    return found


# ---- The code itself ----

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOON.timestamp()) // 30


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-60, None), (-30, STEP - 1), (0, STEP), (30, STEP + 1), (60, None)]
)
def test_code_of_now_and_of_the_steps_beside_it_is_taken(
    wall: Any, seconds: int, taken: int | None
) -> None:
    assert rules.matching_step(SECRET, App(SECRET).code(seconds), NOON) == taken


@pytest.mark.parametrize(("after", "taken"), [(STEP - 1, STEP), (STEP, None), (STEP + 1, None)])
def test_code_of_a_step_that_was_taken_is_taken_no_more(
    wall: Any, after: int, taken: int | None
) -> None:
    assert rules.matching_step(SECRET, App(SECRET).code(), NOON, after) == taken


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("１２３４５６", "123456"),
        ("12345", None),
        ("1234567", None),
        ("12345a", None),
        ("", None),
        ("¹²³⁴⁵⁶", "123456"),
        ("١٢٣٤٥٦", None),
    ],
)
def test_six_digits_may_be_typed_in_any_width(typed: str, meant: str | None) -> None:
    assert rules.digits(typed) == meant


# ---- Signing in ----


def test_password_alone_signs_nobody_in(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    before = sessions()
    asked = give_password(client, member)
    assert asked.status_code == 200
    assert "再填一个验证码" in asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    assert not is_in(client)
    assert sessions() == before


def test_password_and_code_sign_in_and_lead_on(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    asked = give_password(client, member, next="/me/devices/")
    answer = give_code(client, asked, safe[0].code())
    assert (answer.status_code, answer.location) == (303, "/me/devices/")
    assert is_in(client)


def test_nobody_is_led_to_another_site(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    asked = give_password(client, member, next="https://evil.example/")
    assert give_code(client, asked, safe[0].code()).location == "/me/"


def test_code_that_turned_it_on_signs_nobody_in(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    answer = give_code(client, give_password(client, member), safe[0].code(-30))
    assert answer.status_code == 422
    assert WRONG in answer.text


def test_same_code_is_not_taken_twice(
    world: World, member: Member, safe: tuple[App, list[str]]
) -> None:
    code = safe[0].code()
    answers = []
    for _ in range(2):
        client = world.app.test_client()
        answers.append(give_code(client, give_password(client, member), code))
    assert [one.status_code for one in answers] == [303, 422]
    assert WRONG in answers[1].text


def test_same_code_at_the_same_moment_signs_in_once(
    world: World, member: Member, safe: tuple[App, list[str]]
) -> None:
    _race(world, member, {"code": safe[0].code()})


def test_same_backup_code_at_the_same_moment_signs_in_once(
    world: World, member: Member, safe: tuple[App, list[str]]
) -> None:
    _race(world, member, {"backup": safe[1][0]})


def _race(world: World, member: Member, typed: dict[str, str]) -> None:
    phones = [world.app.test_client() for _ in range(4)]
    forms = [{**fields(give_password(one, member)), **typed} for one in phones]
    before = sessions()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post("/login/second/", data=pair[1]).status_code,
                zip(phones, forms, strict=True),
            )
        )
    assert Counter(answers) == {303: 1, 422: 3}
    assert sessions() == before + 1
    assert [is_in(one) for one in phones] == [status == 303 for status in answers]


def test_backup_code_stands_in_for_the_app_once_and_its_owner_is_told(
    world: World, member: Member, safe: tuple[App, list[str]]
) -> None:
    answers = []
    for typed in (safe[1][3].lower().replace("-", " "), safe[1][3]):
        client = world.app.test_client()
        answers.append(give_code(client, give_password(client, member), backup=typed))
    assert [one.status_code for one in answers] == [303, 422]
    told = [one for one in outbox.latest(member.person_id, 9) if one.kind == CODE_USED]
    assert [one.payload for one in told] == [{"left": 9}]


def test_backup_codes_of_another_open_nothing(
    world: World, client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    _app, codes = turn_on(world.client(world.account()))
    answer = give_code(client, give_password(client, member), backup=codes[0])
    assert answer.status_code == 422


def test_only_keyed_hashes_of_backup_codes_are_kept(safe: tuple[App, list[str]]) -> None:
    rows = list(db.session.scalars(select(BackupCode.code_hash)))
    assert len(rows) == 10
    assert not set(rows) & set(safe[1])
    assert all(len(row) == 64 for row in rows)


@pytest.mark.parametrize("typed", [{}, {"code": "   "}, {"code": "", "backup": ""}])
def test_empty_form_is_refused_at_its_field(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]], typed: dict[str, str]
) -> None:
    answer = give_code(client, give_password(client, member), **typed)
    assert answer.status_code == 422
    assert "请填写验证器里的 6 位数字，或者一个备用码" in answer.text
    asked_again = give_code(client, answer, safe[0].code())
    assert asked_again.status_code == 303


# ---- Guessing ----


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]], wall: Any
) -> None:
    asked = give_password(client, member)
    for _ in range(5):
        assert WRONG in give_code(client, asked, "000000").text
    right = give_code(client, asked, safe[0].code())
    assert right.status_code == 422
    assert WAIT in right.text
    wall.shift(timedelta(minutes=15, seconds=1))
    asked = give_password(client, member)
    assert give_code(client, asked, safe[0].code()).status_code == 303


def test_the_password_given_anew_buys_no_more_tries(
    world: World, member: Member, safe: tuple[App, list[str]]
) -> None:
    for _ in range(5):
        client = world.app.test_client()
        give_code(client, give_password(client, member), "000000")
    client = world.app.test_client()
    assert WAIT in give_code(client, give_password(client, member), safe[0].code()).text


def test_wrong_backup_codes_count_too(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    asked = give_password(client, member)
    for typed in ("34679-ACEFG-HJKMN", "nonsense", "x" * 40, "34679", "０"):
        assert give_code(client, asked, backup=typed).status_code == 422
    assert WAIT in give_code(client, asked, safe[0].code()).text


def test_a_colleague_is_not_locked_out_with_them(
    world: World, member: Member, safe: tuple[App, list[str]]
) -> None:
    other = world.account()
    app, _codes = turn_on(world.client(other))
    client = world.app.test_client()
    asked = give_password(client, member)
    for _ in range(5):
        give_code(client, asked, "000000")
    client = world.app.test_client()
    assert give_code(client, give_password(client, other), app.code()).status_code == 303


# ---- The ticket between password and code ----


def test_ticket_is_good_for_ten_minutes(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]], wall: Any
) -> None:
    asked = give_password(client, member)
    wall.shift(timedelta(minutes=10, seconds=2))
    answer = give_code(client, asked, safe[0].code())
    assert answer.status_code == 422
    assert AGAIN in answer.text
    assert not is_in(client)


@pytest.mark.parametrize("ticket", ["", "nonsense", "WzEsICJ4Il0.aaaa.bbbb"])
def test_forged_ticket_begins_again(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]], ticket: str
) -> None:
    asked = give_password(client, member)
    answer = give_code(client, asked, safe[0].code(), ticket=ticket)
    assert answer.status_code == 422
    assert AGAIN in answer.text


@pytest.mark.parametrize(
    "change", [{"password_hash": "another"}, {"disabled_at": NOON}], ids=["password", "disabled"]
)
def test_ticket_dies_with_the_password_and_with_the_account(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]], change: dict[str, object]
) -> None:
    asked = give_password(client, member)
    db.session.execute(update(Account).values(change))
    db.session.commit()
    assert AGAIN in give_code(client, asked, safe[0].code()).text
    assert not is_in(client)


def test_ticket_of_a_second_step_that_was_taken_away_begins_again(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    asked = give_password(client, member)
    with writing():
        actions.reset(member.person_id, "丢了手机", None, clock.now())
    assert AGAIN in give_code(client, asked, safe[0].code()).text
    assert give_password(client, member).status_code == 303


def test_ticket_is_no_session(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    ticket = str(fields(give_password(client, member))["ticket"])
    with client.session_transaction() as session:
        session["_user_id"] = ticket
    assert not is_in(client)


def test_code_without_the_forms_token_is_refused(
    client: FlaskClient, member: Member, safe: tuple[App, list[str]]
) -> None:
    data = {**fields(give_password(client, member)), "code": safe[0].code(), "csrf_token": ""}
    assert client.post("/login/second/", data=data).status_code == 400
    assert not is_in(client)


def test_step_restored_by_its_address_begins_again(client: FlaskClient, world: World) -> None:
    assert client.get("/login/second/").location == "/login/"
