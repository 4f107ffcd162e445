import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts import agents, sessions
from portal.accounts.agents import Machine, Program
from portal.accounts.changing import DEVICES_ENDED
from portal.accounts.models import LoginSession
from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db
from tests.world import PASSWORD, Member, World, post

WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; HUAWEI NOH-AN00) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47.2560(0x28002F36)"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me/devices/").status_code == 200


def signed_in(world: World, member: Member, user_agent: str) -> FlaskClient:
    client = world.app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = user_agent
    post(client, "/login/", phone=member.phone, password=PASSWORD)
    return client


def ids(member: Member) -> list[int]:
    """The sessions of a member, live or not, the first first."""
    mine = select(LoginSession.id).where(LoginSession.account_id == member.account_id)
    return list(db.session.scalars(mine.order_by(LoginSession.id)))


def ended() -> list[tuple[int | None, dict[str, object]]]:
    facts = db.session.scalars(select(AuditFact).where(AuditFact.kind == DEVICES_ENDED))
    return [(fact.actor_id, fact.payload) for fact in facts]


def cards(client: FlaskClient) -> list[str]:
    html = client.get("/me/devices/").text
    return [re.sub(r"<[^>]+>|\s", "", part) for part in html.split('<div class="card">')[1:]]


@pytest.mark.parametrize(
    ("said", "machine", "program"),
    [
        (WECHAT, Machine.ANDROID, Program.WECHAT),
        (IPHONE, Machine.IPHONE, Program.SAFARI),
        (EDGE, Machine.WINDOWS, Program.EDGE),
        (WECHAT.partition(" MicroMessenger")[0], Machine.ANDROID, Program.CHROME),
        (IPHONE.replace("Version/17.5", "CriOS/126"), Machine.IPHONE, Program.CHROME),
        (
            "Mozilla/5.0 (X11; rv:127.0) Gecko/20100101 Firefox/127.0",
            Machine.LINUX,
            Program.FIREFOX,
        ),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) HuaweiBrowser/5.0", Machine.HARMONY, Program.HUAWEI),
        ("curl/8.5", Machine.OTHER, Program.OTHER),
        ("", Machine.OTHER, Program.OTHER),
    ],
)
def test_device_is_told_by_two_words(said: str, machine: Machine, program: Program) -> None:
    assert agents.read(said) == (machine, program)


@given(st.sampled_from(Machine), st.sampled_from(Program))
def test_what_is_kept_reads_like_what_was_said(machine: Machine, program: Program) -> None:
    assert agents.read(f"{machine} {program}") == (machine, program)


def test_only_the_two_words_are_kept(world: World) -> None:
    signed_in(world, world.account(), WECHAT)
    assert db.session.scalars(select(LoginSession.device)).all() == ["android wechat"]


def test_own_devices_are_listed_the_latest_first_and_nobody_elses(world: World) -> None:
    member = world.account()
    phone = signed_in(world, member, WECHAT)
    signed_in(world, member, EDGE)
    signed_in(world, world.account(), IPHONE)
    listed = cards(phone)
    assert len(listed) == 2
    assert listed[0].startswith("Windows电脑·Edge浏览器登录于")
    assert "让它退出登录" in listed[0]
    assert listed[1].startswith("安卓手机·微信就是这个设备登录于")
    assert "让它退出登录" not in listed[1]


def test_one_device_is_signed_out_and_the_others_stay(world: World) -> None:
    member = world.account()
    phone, tablet, borrowed = (world.client(member) for _ in range(3))
    answer = post(phone, f"/me/devices/{ids(member)[2]}/end/", page="/me/devices/")
    assert (answer.status_code, answer.location) == (303, "/me/devices/")
    assert "那个设备已经退出登录。" in phone.get("/me/devices/").text
    assert [is_in(one) for one in (phone, tablet, borrowed)] == [True, True, False]
    assert ended() == [(member.person_id, {"count": 1})]


def test_device_of_another_stays_signed_in(world: World) -> None:
    member, other = world.account(), world.account()
    client, others = world.client(member), world.client(other)
    answer = post(client, f"/me/devices/{ids(other)[0]}/end/", page="/me/")
    assert answer.status_code == 303
    assert "那个设备已经不在登录中了。" in client.get("/me/devices/").text
    assert is_in(others)
    assert ended() == []


def test_device_that_was_signed_out_already_changes_nothing(world: World) -> None:
    member = world.account()
    phone, tablet = world.client(member), world.client(member)
    post(tablet, "/logout/", page="/me/")
    post(phone, f"/me/devices/{ids(member)[1]}/end/", page="/me/")
    assert "那个设备已经不在登录中了。" in phone.get("/me/devices/").text
    assert ended() == []


def test_all_others_are_signed_out_at_once(world: World) -> None:
    member, other = world.account(), world.account()
    devices = [world.client(member) for _ in range(4)]
    others = world.client(other)
    post(devices[1], "/me/devices/others/end/", page="/me/devices/")
    page = devices[1].get("/me/devices/").text
    assert "已经让另外 3 个设备退出登录。" in page
    assert "别的设备全部退出" not in page
    assert [is_in(one) for one in devices] == [False, True, False, False]
    assert is_in(others)
    assert ended() == [(member.person_id, {"count": 3})]


def test_alone_there_is_nothing_to_sign_out(world: World) -> None:
    client = world.client(world.account())
    assert "让别的设备全部退出" not in client.get("/me/devices/").text
    post(client, "/me/devices/others/end/", page="/me/")
    assert "没有别的设备在登录中。" in client.get("/me/devices/").text
    assert ended() == []


def test_sessions_that_ran_out_are_not_listed(world: World) -> None:
    member = world.account()
    client = world.client(member)
    db.session.add(
        LoginSession(
            account_id=member.account_id,
            token_hash="0" * 64,
            device="old",
            created_at=clock.now() - sessions.LIFETIME,
            expires_at=clock.now(),
        )
    )
    db.session.commit()
    assert len(cards(client)) == 1


@pytest.mark.parametrize("address", ["/me/devices/1/end/", "/me/devices/others/end/"])
def test_another_site_signs_nobody_out(world: World, address: str) -> None:
    member = world.account()
    first, second = world.client(member), world.client(member)
    assert first.post(address).status_code == 400
    assert is_in(second)


def test_passer_by_sees_no_devices(client: FlaskClient, world: World) -> None:
    assert client.get("/me/devices/").location == "/login/?next=/me/devices/"
