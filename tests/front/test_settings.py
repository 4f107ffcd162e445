"""The desk's settings: bounds at the field, one line of the record a change, nobody overrun."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.settings import Setting
from portal.front import words
from portal.inbox.models import Delivery
from portal.inbox.rules import Outcome
from portal.roster.queries import community
from tests.world import Member, World, post, token

DESK, PLACE = "/desk/settings/", "/desk/settings/place/"


@pytest.fixture(autouse=True)
def named() -> Iterator[tuple[Setting, Setting, Setting]]:
    """A setting of each kind."""
    made = (
        settings.number("test.days", _l("几天以内答复"), 10, 1, 90, hint=_l("从收到那天算起")),
        settings.number("test.cap", _l("最多多少钱"), 20_000_000, 100, 10**11, is_money=True),
        settings.switch("test.photos", _l("要不要照片"), True),
    )
    yield made
    for one in made:
        settings._SETTINGS.pop(one.code)


@pytest.fixture
def director(world: World) -> Member:
    return world.account(None, Role.DIRECTOR)


@pytest.fixture
def client(world: World, director: Member) -> FlaskClient:
    return world.client(director)


def address(code: str) -> str:
    return f"{DESK}{code}/"


def value_of(code: str) -> int:
    db.session.rollback()
    settings.forget()
    return next(one for one in settings.all_settings() if one.code == code)()


def facts() -> list[tuple[str, int | None, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditFact).order_by(AuditFact.number))
    return [(row.kind, row.actor_id, row.sentence) for row in rows]


# ---- The list ----


def test_every_setting_is_listed_with_its_default_and_bounds(client: FlaskClient) -> None:
    page = client.get(DESK).get_data(as_text=True)
    for setting in settings.all_settings():
        assert address(setting.code) in page
        assert str(setting.label) in page
    assert "1 到 90" in page
    assert "¥1 到 ¥1,000,000,000" in page
    assert "开或关" in page


def test_a_changed_setting_is_marked_as_such(client: FlaskClient) -> None:
    assert "（改过）" not in client.get(DESK).get_data(as_text=True)
    post(client, address("test.days"), seen="10", value="20")
    page = client.get(DESK).get_data(as_text=True)
    assert page.count("（改过）") == 1
    assert "20（改过）" in page


def test_every_room_that_has_settings_has_a_heading() -> None:
    rooms = {one.room for one in settings.all_settings()} - {"test"}
    assert rooms - words.ROOMS.keys() == set()


# ---- One setting ----


@pytest.mark.parametrize(
    ("code", "seen", "typed", "value", "sentence"),
    [
        ("test.days", 10, "20", 20, "把设置“几天以内答复”从 10 改为 20"),
        ("test.days", 10, "９０", 90, "把设置“几天以内答复”从 10 改为 90"),
        ("test.cap", 20_000_000, "5.5", 550, "把设置“最多多少钱”从 ¥200,000 改为 ¥5.50"),
        ("test.photos", 1, "", 0, "把设置“要不要照片”从 开 改为 关"),
    ],
)
def test_a_change_holds_at_once_and_is_told_in_public(
    client: FlaskClient,
    director: Member,
    code: str,
    seen: int,
    typed: str,
    value: int,
    sentence: str,
) -> None:
    client.set_cookie("lang", "en")  # the record is kept in one language
    typed_in = {"value": typed} if typed else {}
    answer = post(client, address(code), seen=seen, **typed_in)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert value_of(code) == value
    assert facts() == [("settings.changed", director.person_id, sentence)]
    client.set_cookie("lang", "zh")
    assert sentence in client.get("/audit/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("code", "seen", "typed", "message"),
    [
        ("test.days", 10, "0", "只能填 1 到 90"),
        ("test.days", 10, "91", "只能填 1 到 90"),
        ("test.days", 10, "-5", "只能填 1 到 90"),
        ("test.days", 10, "9" * 15, "只能填 1 到 90"),
        ("test.days", 10, "十天", "请填写整数"),
        ("test.days", 10, "", "请填写一个数"),
        ("test.cap", 20_000_000, "0.99", "只能填 ¥1 到 ¥1,000,000,000"),
        ("test.cap", 20_000_000, "很多", "请填写金额"),
    ],
)
def test_what_is_out_of_bounds_is_answered_at_the_field(
    client: FlaskClient, code: str, seen: int, typed: str, message: str
) -> None:
    answer = post(client, address(code), seen=seen, value=typed)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, message in page) == (422, True)
    assert 'id="value-error"' in page
    assert f'value="{typed}"' in page, "what was typed is kept"
    assert (value_of(code), facts()) == (seen, [])


def test_saving_what_holds_already_is_no_change(client: FlaskClient) -> None:
    assert post(client, address("test.days"), seen="10", value="10").status_code == 303
    assert facts() == []


@pytest.mark.parametrize("seen", ["", "x", "9"])
def test_who_has_not_seen_what_holds_does_not_change_it(client: FlaskClient, seen: str) -> None:
    """Two at once: the slower one is shown what the faster one set."""
    answer = post(client, address("test.days"), seen=seen, value="20")
    assert answer.status_code == 422
    assert "刚才有人改成了 10，请看过再改" in answer.get_data(as_text=True)
    assert value_of("test.days") == 10


def test_of_two_at_once_one_changes_it(world: World) -> None:
    clients = [world.staff(Role.DIRECTOR), world.staff(Role.ADMINISTRATOR)]
    forms = [
        {"csrf_token": token(client, address("test.days")), "seen": "10", "value": value}
        for client, value in zip(clients, ("20", "30"), strict=True)
    ]
    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(address("test.days"), data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
    assert sorted(answers) == [303, 422]
    assert len(facts()) == 1


def test_a_setting_says_what_it_is_for(client: FlaskClient) -> None:
    assert "从收到那天算起" in client.get(address("test.days")).get_data(as_text=True)


def test_a_setting_that_nobody_named_is_no_page(client: FlaskClient) -> None:
    assert client.get(address("test.none")).status_code == 404


# ---- The place itself ----

NAMED = {
    "name": "里仁社区",
    "subdistrict": "和风街道",
    "phone": "010-55550100",
    "complaint_phone": "",
    "counter": "",
    "icp": "",
    "police_filing": "",
}


def test_the_place_is_named_on_every_page_and_each_change_is_a_line(
    client: FlaskClient, director: Member
) -> None:
    filled = {**NAMED, "phone": "０１０-55550200 转 8", "icp": "京ICP备1号"}
    assert client.post(PLACE, data={"csrf_token": token(client, PLACE), **filled}).location == DESK
    db.session.rollback()
    assert (community().phone, community().icp) == ("010-55550200 转 8", "京ICP备1号")
    assert [sentence for _kind, _by, sentence in facts()] == [
        "把“服务电话”从“010-55550100”改为“010-55550200 转 8”",
        "把“网站备案号”从“”改为“京ICP备1号”",
    ]
    assert "京ICP备1号" in client.get("/").get_data(as_text=True)


def test_nothing_changed_is_nothing_told(client: FlaskClient) -> None:
    client.post(PLACE, data={"csrf_token": token(client, PLACE), **NAMED})
    assert facts() == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("name", "长" * 61),
        ("phone", ""),
        ("phone", "打给老王"),
        ("phone", "110-"),
        ("phone", "1-2 3"),
        ("complaint_phone", "1" * 31),
        ("icp", "长" * 61),
        ("police_filing", "长" * 61),
        ("phone", '010-5555"><b>'),
        ("complaint_phone", "没有"),
        ("counter", "长" * 121),
    ],
)
def test_a_mistyped_fact_is_answered_at_its_field(
    client: FlaskClient, field: str, typed: str
) -> None:
    data = {"csrf_token": token(client, PLACE), **NAMED, field: typed}
    answer = client.post(PLACE, data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert facts() == []


def test_what_the_form_does_not_name_stays(client: FlaskClient) -> None:
    with writing():
        community().is_demo = True
    data = {"csrf_token": token(client, PLACE), **NAMED, "is_demo": "", "name": "和平社区"}
    client.post(PLACE, data=data)
    db.session.rollback()
    assert (community().name, community().is_demo) == ("和平社区", True)


# ---- How the mail does ----


def test_mail_that_did_not_arrive_is_counted_on_the_desk(
    client: FlaskClient, director: Member
) -> None:
    now = clock.now()
    assert "邮件送不到" not in client.get("/desk/").get_data(as_text=True)
    with writing():
        for number in range(3):
            db.session.add(
                Delivery(
                    reference=str(number),
                    person_id=director.person_id,
                    at_any_hour=False,
                    created_at=now,
                    due_at=now,
                    outcome=Outcome.GIVEN_UP,
                    closed_at=now,
                )
            )
    assert "有 3 封邮件送不到" in client.get("/desk/").get_data(as_text=True)


def test_without_a_mail_server_the_page_says_what_to_set(client: FlaskClient) -> None:
    assert "PORTAL_SMTP_URL" in client.get(DESK).get_data(as_text=True)
