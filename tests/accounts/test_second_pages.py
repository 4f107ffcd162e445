"""Setting up the second step, and what it opens and ends."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts import sessions
from portal.accounts.models import Account
from portal.accounts.second import keys, kinds, rules
from portal.accounts.second.models import BackupCode, SecondFactor
from portal.audit.models import AuditFact
from portal.core import clock, outbox
from portal.core.access import GRANTS, Can, Role
from portal.core.db import db, writing
from tests.accounts.second import App, give_code, give_password, kept, scanned, turn_on
from tests.world import PASSWORD, Member, World, post, token, utc

NOON = utc(2026, 3, 2, 4)
STAFF = [role for role in Role if Can.SEE_DESK in GRANTS[role]]


@pytest.fixture
def wall() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as wall:
        yield wall


def recorded() -> list[str]:
    facts = db.session.scalars(select(AuditFact).where(AuditFact.kind.startswith("second.")))
    return [fact.kind for fact in facts]


def told(member: Member) -> list[str]:
    return [one.kind for one in outbox.latest(member.person_id, 9)]


def is_on(member: Member) -> bool:
    db.session.rollback()
    return db.session.get(SecondFactor, member.account_id) is not None


def is_in(client: FlaskClient) -> bool:
    return client.get("/me/devices/").status_code == 200


# ---- Who must ----


@pytest.mark.parametrize("role", STAFF)
def test_desk_opens_to_staff_only_once_it_is_set_up(world: World, wall: Any, role: Role) -> None:
    world.demand_second_step()
    client = world.staff(role)
    turned_away = client.get("/desk/")
    assert (turned_away.status_code, turned_away.location) == (303, "/me/second/on/")
    assert "工作台还没有打开" in client.get("/me/").text
    assert "进入工作台" not in client.get("/me/").text
    turn_on(client)
    assert client.get("/desk/").status_code == 200
    assert "进入工作台" in client.get("/me/").text


def test_until_then_every_key_of_an_office_waits_and_those_of_a_resident_do_not(
    world: World,
) -> None:
    world.demand_second_step()
    member = world.account(None, Role.DIRECTOR, Role.SUPERVISOR)
    with writing():
        bearer = sessions.start(db.session.get_one(Account, member.account_id), "", clock.now())
    asker = sessions.load(bearer)
    assert asker
    own = GRANTS[Role.RESIDENT]
    assert asker.cans == own
    assert asker.withheld == (GRANTS[Role.DIRECTOR] | GRANTS[Role.SUPERVISOR]) - own
    assert (asker.is_staff, asker.is_on_duty) == (False, True)


def test_forms_of_the_desk_wait_as_well(world: World) -> None:
    world.demand_second_step()
    client = world.staff(Role.ADMINISTRATOR)
    person = world.person()
    answer = post(client, f"/desk/roles/grant/{person.id}/", page="/me/", role="director")
    assert (answer.status_code, answer.location) == (303, "/me/second/on/")
    assert client.get("/desk/rounds/").location == "/me/second/on/"


def test_what_no_office_of_theirs_opens_stays_forbidden(world: World) -> None:
    world.demand_second_step()
    assert world.staff(Role.STATION_STAFF).get("/desk/roles/").status_code == 403
    assert world.client(world.account()).get("/desk/").status_code == 403


def test_officers_without_a_desk_need_none(world: World) -> None:
    world.demand_second_step()
    client = world.staff(Role.REPRESENTATIVE)
    assert "工作台还没有打开" not in client.get("/me/").text
    assert "居民可用可不用" in client.get("/me/second/").text


def test_demo_demands_none_and_says_so(world: World) -> None:
    world.demand_second_step()
    world.community.is_demo = True
    db.session.commit()
    client = world.staff(Role.DIRECTOR)
    assert client.get("/desk/").status_code == 200
    assert "这是演示站，谁都不要求用" in client.get("/me/second/").text
    assert "这是演示站，谁都不要求用" in client.get("/desk/second/").text


def test_idle_staff_without_it_are_signed_out_like_all_staff(world: World, wall: Any) -> None:
    world.demand_second_step()
    client = world.staff(Role.DIRECTOR)
    wall.shift(timedelta(minutes=31))
    assert client.get("/me/").status_code == 303


# ---- Setting up ----


def test_resident_turns_it_on_and_other_devices_end(world: World, wall: Any) -> None:
    member = world.account()
    phone, tablet = world.client(member), world.client(member)
    app, codes = turn_on(phone)
    assert (is_in(phone), is_in(tablet)) == (True, False)
    assert kept(world) == app.secret
    assert told(member) == [kinds.IS_ON]
    assert recorded() == [kinds.TURNED_ON]
    assert "备用码还剩 10 个" in phone.get("/me/second/").text
    assert not [code for code in codes if code in phone.get("/me/second/").text]


def test_secret_stays_the_same_until_it_is_confirmed_and_nothing_is_kept(
    world: World, wall: Any
) -> None:
    client = world.client(world.account())
    first, second = scanned(client), scanned(client)
    refused = post(client, "/me/second/on/", code="000000", password=PASSWORD)
    assert refused.status_code == 422
    assert "数字不对" in refused.text
    assert rules.in_fours(first.secret) in refused.text
    assert first == second
    assert db.session.scalars(select(SecondFactor)).all() == []


def test_each_account_and_each_setting_up_has_a_secret_of_its_own(world: World, wall: Any) -> None:
    member = world.account()
    client = world.client(member)
    first, codes = turn_on(client)
    post(client, "/me/second/off/", code=codes[0], password=PASSWORD)
    secrets = {first.secret, scanned(client).secret, scanned(world.client(member)).secret}
    secrets |= {scanned(world.client(world.account())).secret}
    assert len(secrets) == 4
    assert {len(one) for one in secrets} == {32}


def test_page_shows_the_picture_that_apps_read(world: World, wall: Any) -> None:
    client = world.client(world.account())
    page = client.get("/me/second/on/")
    assert page.headers["Cache-Control"] == "no-store"
    assert "<svg" in page.text.partition('class="qr"')[2]
    (link,) = re.findall(r'href="(otpauth://totp/[^"]+)"', page.text)
    assert f"secret={scanned(client).secret}&" in html.unescape(link)
    assert html.unescape(link).endswith(f"&issuer={quote('里仁社区')}")
    assert rules.address("ABCD" * 8, "91234567", "里仁社区") == (
        "otpauth://totp/%E9%87%8C%E4%BB%81%E7%A4%BE%E5%8C%BA:91234567"
        "?secret=ABCDABCDABCDABCDABCDABCDABCDABCD&issuer=%E9%87%8C%E4%BB%81%E7%A4%BE%E5%8C%BA"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "", "password": PASSWORD}, "请填写验证器里的 6 位数字"),
        ({"code": "12345", "password": PASSWORD}, "应该是 6 位数字"),
        ({"code": "123456", "password": ""}, "请填写现在的密码"),
        ({"code": "123456", "password": "not-the-password"}, "现在的密码不对"),
    ],
)
def test_refused_setting_up_says_why(
    world: World, wall: Any, typed: dict[str, str], said: str
) -> None:
    member = world.account()
    client = world.client(member)
    scanned(client)
    answer = post(client, "/me/second/on/", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert not is_on(member)


def test_open_session_does_not_suffice_to_shut_its_owner_out(world: World, wall: Any) -> None:
    member = world.account()
    client = world.client(member)
    app = scanned(client)
    for _ in range(5):
        post(client, "/me/second/on/", code=app.code(), password="a guess of a thief")
    answer = post(client, "/me/second/on/", code=app.code(), password=PASSWORD)
    assert "试的次数太多了" in answer.text
    assert not is_on(member)


def test_two_tabs_turn_it_on_once(world: World, wall: Any) -> None:
    member = world.account()
    client = world.client(member)
    app = scanned(client)
    data = {"csrf_token": token(client, "/me/second/on/"), "code": app.code(), "password": PASSWORD}
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _n: client.post("/me/second/on/", data=data).status_code, range(4))
        )
    assert Counter(answers) == {200: 1, 303: 3}
    assert len(db.session.scalars(select(BackupCode)).all()) == 10


def test_whoever_has_it_is_not_asked_to_set_it_up(world: World, wall: Any) -> None:
    client = world.client(world.account())
    turn_on(client)
    assert client.get("/me/second/on/").location == "/me/second/"
    assert post(client, "/me/second/on/", page="/me/second/codes/").location == "/me/second/on/"


# ---- The secret in the table ----


def test_secret_is_kept_sealed(world: World, wall: Any) -> None:
    app, _codes = turn_on(world.client(world.account()))
    row = db.session.scalars(select(SecondFactor.sealed)).one()
    assert app.secret.encode() not in row
    assert keys.sealed(app.secret) != keys.sealed(app.secret)


def test_under_another_key_of_the_site_codes_are_wrong_and_nothing_breaks(
    world: World, client: FlaskClient, wall: Any
) -> None:
    member = world.account()
    app, codes = turn_on(world.client(member))
    world.app.config["SECRET_KEY"] = "another secret for tests, as long as the first"
    for code in (app.code(), codes[0]):
        assert give_code(client, give_password(client, member), code).status_code == 422


# ---- New backup codes, and off ----


def test_new_backup_codes_replace_the_old_ones(world: World, wall: Any) -> None:
    member = world.account()
    client = world.client(member)
    app, old = turn_on(client)
    answer = post(client, "/me/second/codes/", code=app.code(), password=PASSWORD)
    fresh = re.findall(r'<code class="code">([0-9A-Z-]{17})</code>', answer.text)
    assert (answer.status_code, len(fresh), set(fresh) & set(old)) == (200, 10, set())
    other = world.app.test_client()
    asked = give_password(other, member)
    assert give_code(other, asked, backup=old[0]).status_code == 422
    assert give_code(other, asked, backup=fresh[0]).status_code == 303
    assert recorded() == [kinds.TURNED_ON, kinds.CODES_RENEWED]


def test_resident_turns_it_off_and_signs_in_by_password_alone(world: World, wall: Any) -> None:
    member = world.account()
    client = world.client(member)
    app, _codes = turn_on(client)
    answer = post(client, "/me/second/off/", code=app.code(), password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/me/second/")
    assert give_password(world.app.test_client(), member).status_code == 303
    assert db.session.scalars(select(BackupCode)).all() == []
    assert told(member) == [kinds.IS_OFF, kinds.IS_ON]
    assert recorded() == [kinds.TURNED_ON, kinds.TURNED_OFF]


@pytest.mark.parametrize("path", ["/me/second/off/", "/me/second/codes/"])
@pytest.mark.parametrize("wrong", [{"code": "000000"}, {"password": "not-the-password"}])
def test_neither_goes_without_password_and_code(
    world: World, wall: Any, path: str, wrong: dict[str, str]
) -> None:
    member = world.account()
    client = world.client(member)
    app, codes = turn_on(client)
    typed = {"code": app.code(), "password": PASSWORD, **wrong}
    assert post(client, path, **typed).status_code == 422
    assert is_on(member)
    assert recorded() == [kinds.TURNED_ON]
    other = world.app.test_client()
    assert give_code(other, give_password(other, member), backup=codes[0]).status_code == 303


@pytest.mark.parametrize("path", ["/me/second/off/", "/me/second/codes/"])
def test_without_it_there_is_nothing_to_change(world: World, wall: Any, path: str) -> None:
    client = world.client(world.account())
    assert client.get(path).location == "/me/second/"
    typed = {"code": "123456", "password": PASSWORD}
    assert post(client, path, page="/me/password/", **typed).status_code == 422
    assert recorded() == []


def test_staff_cannot_turn_it_off(world: World, wall: Any) -> None:
    world.demand_second_step()
    member = world.account(None, Role.DIRECTOR)
    client = world.client(member)
    app, _codes = turn_on(client)
    assert "所以不能关掉" in client.get("/me/second/").text
    assert client.get("/me/second/off/").location == "/me/second/"
    typed = {"code": app.code(), "password": PASSWORD}
    assert post(client, "/me/second/off/", page="/me/second/codes/", **typed).status_code == 303
    assert is_on(member)


def test_passer_by_is_sent_to_the_log_in(world: World, client: FlaskClient) -> None:
    for path in ("/me/second/", "/me/second/on/", "/me/second/off/", "/me/second/codes/"):
        assert client.get(path).location == f"/login/?next={path}"


def test_a_code_is_not_taken_on_the_own_pages_after_it_signed_in(world: World, wall: Any) -> None:
    member = world.account()
    app, _codes = turn_on(world.client(member))
    client = world.app.test_client()
    code = app.code()
    assert give_code(client, give_password(client, member), code).status_code == 303
    assert post(client, "/me/second/off/", code=code, password=PASSWORD).status_code == 422
    assert App(app.secret).code() == code
