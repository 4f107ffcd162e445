"""Staff who leave a screen alone are signed out there (DOMAIN §8: after 30 minutes)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts import rules
from portal.accounts.idle import STAFF_IDLE_MINUTES
from portal.accounts.models import LoginSession
from portal.core import clock, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import RoleTerm
from tests.statements import statements
from tests.world import PASSWORD, World, post, token, utc

AWAY = "您有一阵子没有操作了。"
LOST = "还没有登录，刚才的操作没有办成，填的内容没有存下。"
NOON = utc(2026, 3, 2, 4)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def wall() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as wall:
        yield wall


def desk(client: FlaskClient) -> TestResponse:
    return client.get("/desk/")


def live() -> int:
    sessions = select(LoginSession).where(LoginSession.revoked_at.is_(None))
    return len(db.session.scalars(sessions).all())


@pytest.mark.parametrize(
    ("seen", "minutes", "idle"),
    [
        (NOON, 30, True),
        (NOON + timedelta(microseconds=1), 30, False),
        (NOON, 31, False),
        (NOON + 40 * MINUTE, 5, False),  # a clock that was set back
        (None, 480, True),
    ],
)
def test_idle_is_who_was_away_for_the_whole_time_or_never_seen(
    seen: Any, minutes: int, idle: bool
) -> None:
    assert rules.is_idle(seen, NOON + 30 * MINUTE, minutes) is idle


@pytest.mark.parametrize("role", list(Role))
def test_everyone_with_the_desk_is_signed_out_after_half_an_hour(
    world: World, wall: Any, role: Role
) -> None:
    client = world.staff(role)
    has_desk = desk(client).status_code == 200
    wall.shift(30 * MINUTE)
    assert (client.get("/me/").status_code == 303) is has_desk


def test_residents_stay_signed_in(world: World, wall: Any) -> None:
    client = world.client(world.account())
    wall.shift(timedelta(days=29))
    assert client.get("/me/").status_code == 200


def test_each_request_begins_the_time_anew(world: World, wall: Any) -> None:
    client = world.staff(Role.DIRECTOR)
    for _ in range(4):
        wall.shift(29 * MINUTE)
        assert desk(client).status_code == 200
    wall.shift(30 * MINUTE)
    assert desk(client).location == "/login/?next=/desk/"


def test_styles_and_pictures_begin_nothing(world: World, wall: Any) -> None:
    client = world.staff(Role.DIRECTOR)
    wall.shift(29 * MINUTE)
    assert "Set-Cookie" not in client.get("/healthz").headers
    wall.shift(MINUTE)
    assert desk(client).status_code == 303


def test_cookie_is_written_anew_once_a_minute_at_most(world: World, wall: Any) -> None:
    client, written = world.staff(Role.DIRECTOR), []
    desk(client)
    for _ in range(6):
        wall.shift(timedelta(seconds=20))
        written.append("Set-Cookie" in desk(client).headers)
    assert written == [False, False, True, False, False, True]


def test_the_log_in_says_why_and_leads_back(world: World, wall: Any) -> None:
    member = world.account(None, Role.DIRECTOR)
    client = world.client(member)
    wall.shift(31 * MINUTE)
    turned_away = desk(client)
    assert AWAY in client.get(turned_away.location).text
    fields = {"phone": member.phone, "password": PASSWORD, "next": "/desk/"}
    assert post(client, "/login/", **fields).location == "/desk/"
    assert desk(client).status_code == 200
    assert AWAY not in world.app.test_client().get("/login/").text


def test_public_pages_show_idle_staff_as_a_passer_by(world: World, wall: Any) -> None:
    client = world.staff(Role.DIRECTOR)
    assert "/logout/" in client.get("/me/").text
    wall.shift(31 * MINUTE)
    page = client.get("/")
    assert page.status_code == 200
    assert "工作台" not in page.text


def test_signing_in_anew_ends_what_was_left_behind(world: World, wall: Any) -> None:
    member = world.account(None, Role.DIRECTOR)
    client = world.client(member)
    wall.shift(31 * MINUTE)
    post(client, "/login/", phone=member.phone, password=PASSWORD)
    assert live() == 1
    assert desk(client).status_code == 200


def test_a_form_sent_too_late_changes_nothing_says_so_and_leads_back_to_its_page(
    world: World, wall: Any
) -> None:
    member = world.account(None, Role.ADMINISTRATOR)
    client = world.client(member)
    address = "/desk/settings/accounts.staff_idle_minutes/"
    typed = {"csrf_token": token(client, address), "value": "60", "seen": "30"}
    wall.shift(31 * MINUTE)
    answer = client.post(address, data=typed, headers={"Referer": f"http://localhost{address}"})
    assert (answer.status_code, answer.location) == (303, f"/login/?next={address}")
    shown = client.get(answer.location).text
    assert LOST in shown
    assert AWAY in shown
    fields = {"phone": member.phone, "password": PASSWORD, "next": address}
    assert post(client, "/login/", **fields).location == address
    assert STAFF_IDLE_MINUTES() == 30


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        ("http://localhost/desk/roles/?q=王", "/login/?next=/desk/roles/?q%3D%E7%8E%8B"),
        ("http://localhost/me/devices/", "/login/?next=/me/devices/"),
        ("http://localhost/me/devices/1/end/", "/login/"),  # answers to forms only
        ("http://localhost/no/such/page/", "/login/"),
        ("http://elsewhere.example/me/", "/login/"),
        ("http://localhost@elsewhere.example/me/", "/login/"),
        ("http://localhost//elsewhere.example/", "/login/"),
        ("nonsense", "/login/"),
        (None, "/login/"),
    ],
)
def test_the_page_of_the_form_is_one_of_ours(
    world: World, client: FlaskClient, referrer: str | None, leads_to: str
) -> None:
    data = {"csrf_token": token(client, "/login/")}
    headers = {"Referer": referrer} if referrer else {}
    answer = client.post("/me/devices/others/end/", data=data, headers=headers)
    assert (answer.status_code, answer.location) == (303, leads_to)


def test_looking_writes_nothing_to_the_database(world: World, wall: Any) -> None:
    client = world.staff(Role.DIRECTOR)
    for minutes in (5, 31):
        wall.shift(minutes * MINUTE)
        with statements() as seen:
            desk(client)
        assert not [one for one in seen if one.startswith(("UPDATE", "INSERT", "DELETE"))]


@pytest.mark.parametrize(("minutes", "away"), [(5, 5), (480, 480)])
def test_the_community_sets_how_long(world: World, wall: Any, minutes: int, away: int) -> None:
    with writing():
        settings.change(STAFF_IDLE_MINUTES, minutes, clock.now())
    client = world.staff(Role.DIRECTOR)
    wall.shift(away * MINUTE - timedelta(seconds=1))
    assert desk(client).status_code == 200
    wall.shift(away * MINUTE)
    assert desk(client).status_code == 303


def test_the_setting_has_its_bounds(world: World) -> None:
    assert (STAFF_IDLE_MINUTES.low, STAFF_IDLE_MINUTES.high, STAFF_IDLE_MINUTES()) == (5, 480, 30)


# ---- The stamp ----


def sealed(client: FlaskClient) -> str:
    cookie = client.get_cookie("liren")
    assert cookie
    return cookie.value


def opened(world: World, cookie: str) -> dict[str, Any]:
    serializer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    assert serializer
    return dict(serializer.loads(cookie))


def test_a_colleagues_fresh_stamp_does_not_revive_an_idle_session(world: World, wall: Any) -> None:
    idle, busy = world.staff(Role.DIRECTOR), world.staff(Role.DIRECTOR)
    wall.shift(31 * MINUTE)
    fresh = world.staff(Role.DIRECTOR)
    assert desk(busy).status_code == 303
    (mine, *my_seal), (theirs, *their_seal) = (sealed(one).rsplit(".", 2) for one in (idle, fresh))
    for mixed in ([theirs, *my_seal], [mine, *their_seal]):
        idle.set_cookie("liren", ".".join(mixed))
        assert desk(idle).status_code == 303
    idle.set_cookie("liren", ".".join([mine, *my_seal]))
    assert desk(idle).status_code == 303


def test_the_own_earlier_cookie_ends_earlier(world: World, wall: Any) -> None:
    client = world.staff(Role.DIRECTOR)
    early = sealed(client)
    wall.shift(20 * MINUTE)
    assert desk(client).status_code == 200
    wall.shift(20 * MINUTE)
    assert desk(client).status_code == 200
    client.set_cookie("liren", early)
    assert desk(client).status_code == 303


def test_a_stamp_that_this_house_did_not_sign_counts_for_nothing(world: World, wall: Any) -> None:
    client = world.staff(Role.DIRECTOR)
    data = opened(world, sealed(client))
    wall.shift(31 * MINUTE)
    secret, world.app.secret_key = world.app.secret_key, "a thief's own secret, long enough"
    serializer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    world.app.secret_key = secret
    assert serializer
    client.set_cookie(
        "liren", str(serializer.dumps({**data, "seen": int(clock.now().timestamp())}))
    )
    assert desk(client).status_code == 303


def test_a_session_without_a_stamp_is_signed_out_once_its_bearer_is_staff(
    world: World, wall: Any
) -> None:
    client = world.staff(Role.DIRECTOR)
    with client.session_transaction() as session:
        del session["seen"]
    assert desk(client).status_code == 303


def test_whoever_comes_into_office_is_asked_to_sign_in(world: World, wall: Any) -> None:
    """The stamp of a resident's log-in is old by then."""
    member = world.account()
    client = world.client(member)
    wall.shift(timedelta(days=1))
    assert client.get("/me/").status_code == 200
    db.session.add(
        RoleTerm(person_id=member.person_id, role=Role.DIRECTOR, starts_on=clock.today())
    )
    db.session.commit()
    assert client.get("/me/").status_code == 303
