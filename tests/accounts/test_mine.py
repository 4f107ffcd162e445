"""Reading what is held, taking it along, having it erased (PIPL 44–47)."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.accounts import mine
from portal.accounts.actions import HOUSEMATE_JOINED
from portal.accounts.models import Account, LoginSession, Slip
from portal.accounts.second.models import BackupCode, SecondFactor
from portal.audit import queries as audit
from portal.audit.models import AuditFact
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import asking, nameless
from portal.roster.models import Person, RoleTerm
from tests.accounts.slips import SENTENCE, activate, slip_for
from tests.statements import statements
from tests.world import PASSWORD, Member, World, post

PAGE, ERASE = "/me/data/", "/me/data/erase/"


@pytest.fixture
def member(world: World) -> Member:
    home = world.household()
    return world.account(world.person("慕容雪村", household=home, phone="13711112222"))


@pytest.fixture
def me(world: World, member: Member) -> FlaskClient:
    return world.client(member)


def take(client: FlaskClient, password: str = PASSWORD, **fields: str) -> TestResponse:
    return post(client, PAGE, password=password, **fields)


def erase(client: FlaskClient, password: str = PASSWORD, word: str = "注销") -> TestResponse:
    return post(client, ERASE, password=password, word=word)


def file_of(client: FlaskClient) -> dict[str, dict[str, dict[str, list[dict[str, str]]]]]:
    answer = take(client, file="1")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[str, dict[str, list[dict[str, str]]]]] = json.loads(answer.text)
    return found


def rows(client: FlaskClient, title: str) -> list[dict[str, str]]:
    return file_of(client)["内容"][title]["记录"]


def traces(*words: str) -> set[str]:
    """The tables in which any of the words occurs."""
    db.session.rollback()
    return {
        table.name
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table))
        if any(word in str(list(row)) for word in words)
    }


# ---- What is held ----


def test_the_page_says_of_each_section_what_why_and_until_when(me: FlaskClient) -> None:
    text = me.get(PAGE).text
    for section in mine.sections():
        assert f"<strong>{section.title}</strong>" in text
        assert str(section.why) in text
        assert str(section.until) in text
    assert "您投给了谁不在里面" in text


def test_the_own_page_leads_there(me: FlaskClient) -> None:
    assert f'href="{PAGE}"' in me.get("/me/").text
    assert f'href="{ERASE}"' in me.get(PAGE).text


def test_the_page_shows_nothing_of_the_content(me: FlaskClient) -> None:
    """An open phone that lies about tells nobody the telephone number or the devices."""
    assert "13711112222" not in me.get(PAGE).text


def test_the_file_holds_what_roster_and_account_know(
    me: FlaskClient, member: Member, world: World
) -> None:
    with writing():
        asking.ask(member.person_id, "我是 1954 年生的。", clock.now())
        db.session.add(
            RoleTerm(
                person_id=member.person_id,
                role=Role.GROUP_LEADER,
                starts_on=date(2021, 1, 1),
                ends_on=date(2022, 1, 1),
            )
        )
    found = file_of(me)
    assert found["社区"] == "里仁社区"
    held = {title: one["记录"] for title, one in found["内容"].items()}
    assert [*held] == [str(one.title) for one in mine.sections()]
    (entry,) = held["花名册上的登记"]
    assert (entry["姓名"], entry["出生年份"], entry["手机号"]) == (
        "慕容雪村",
        "1955",
        "13711112222",
    )
    (account,) = held["账号"]
    assert account["登录用的手机号"] == member.phone
    assert "argon2" not in str(found)
    assert [one["请求更正"] for one in held["请求更正花名册"]] == ["我是 1954 年生的。"]
    assert [one["职务"] for one in held["担任的职务"]] == ["居民小组长"]
    assert len(held["登录过的设备"]) == 1
    assert [one["办的事"] for one in held["您办过的事（工作记录）"]] == ["本人请求更正登记的内容"]


def test_the_file_has_a_name_and_is_kept_by_no_browser(me: FlaskClient) -> None:
    answer = take(me, file="1")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == "attachment; filename=liren-my-data.json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_file_is_in_chinese_whatever_the_reader_reads(me: FlaskClient) -> None:
    me.set_cookie("lang", "en")
    assert [*file_of(me)] == ["社区", "生成时间", "说明", "内容"]


def test_the_printed_page_shows_all_that_the_file_has(me: FlaskClient) -> None:
    answer = take(me)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    for held in file_of(me)["内容"].values():
        for row in held["记录"]:
            for label, value in row.items():
                if label != "办的事":
                    assert f"<dt>{label}</dt>" in answer.text
                    assert value in answer.text or label in {"读过", "退出"}


def test_nothing_of_a_second_resident_is_in_it(world: World, member: Member) -> None:
    """Not even the name of a housemate who was told of."""
    home = db.session.get_one(Person, member.person_id).household
    other = world.account(world.person("欧阳若兰", household=home, phone="13733334444"))
    with writing():
        outbox.tell([member.person_id], HOUSEMATE_JOINED, clock.now(), name="欧阳若兰")
        asking.ask(other.person_id, "欧阳的请求", clock.now())
    found = str(file_of(world.client(member)))
    assert "慕容雪村" in found
    for word in ("欧阳若兰", "13733334444", other.phone, "欧阳的请求"):
        assert word not in found
    assert "您家的欧**兰开通了账号" in found


def test_an_act_of_office_on_somebody_else_tells_nothing_of_them(world: World) -> None:
    staff = world.account(None, Role.ADMINISTRATOR)
    other = world.person("欧阳若兰")
    client = world.client(staff)
    post(
        client,
        f"/desk/roles/grant/{other.id}/",
        role="grid_worker",
        starts_on="2026-01-01",
        ends_on="",
    )
    acts = [one["办的事"] for one in rows(client, "您办过的事（工作记录）")]
    assert acts == [
        "一人担任网格员，从 2026-01-01 到 另行决定的日子",  # what the public reads
        "任职时办的一件事，内容涉及别人，不列在这里",
    ]


def test_reading_costs_the_same_however_much_there_is(me: FlaskClient, member: Member) -> None:
    def cost() -> int:
        with statements() as seen:
            assert take(me).status_code == 200
        return len(seen)

    few = cost()
    with writing():
        for _ in range(30):
            outbox.tell([member.person_id], HOUSEMATE_JOINED, clock.now(), name="某某")
    assert cost() == few
    assert len(rows(me, "消息")) == 30


# ---- The password ----


@pytest.mark.parametrize("fields", [{}, {"file": "1"}])
def test_a_wrong_password_shows_nothing(me: FlaskClient, fields: dict[str, str]) -> None:
    answer = take(me, "wrong-password", **fields)
    assert answer.status_code == 422
    assert "现在的密码不对" in answer.text
    assert "13711112222" not in answer.text


def test_an_empty_password_is_told_at_its_field(me: FlaskClient) -> None:
    answer = take(me, "")
    assert answer.status_code == 422
    assert "请填写现在的密码" in answer.text


def test_five_wrong_ones_lock_for_five_minutes_here_and_at_the_log_in(
    world: World, me: FlaskClient, member: Member, client: FlaskClient
) -> None:
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        me = world.client(member)
        for _ in range(5):
            assert take(me, "wrong-password").status_code == 422
        assert "请等几分钟再试" in take(me).text
        assert erase(me).status_code == 422
        assert post(client, "/login/", phone=member.phone, password=PASSWORD).status_code == 422
        now.shift(timedelta(minutes=5, seconds=1))
        assert take(me).status_code == 200


# ---- Erasing ----


def test_the_page_says_what_goes_and_what_stays_and_why(me: FlaskClient) -> None:
    text = me.get(ERASE).text
    for section in mine.sections():
        for words in (section.erased, section.kept):
            assert words is None or str(words) in text
    assert "注销以后找不回来" in text


def test_after_erasing_nobody_is_signed_in_and_the_log_in_knows_no_such_account(
    world: World, me: FlaskClient, member: Member, client: FlaskClient
) -> None:
    tablet = world.client(member)
    answer = erase(me)
    assert (answer.status_code, answer.location) == (303, "/me/data/erased/")
    assert "账号已经注销" in me.get(answer.location).text
    for device in (me, tablet):
        assert device.get("/me/").location.startswith("/login/")
    refused = post(client, "/login/", phone=member.phone, password=PASSWORD)
    unknown = post(client, "/login/", phone="13999999999", password=PASSWORD)
    for answer in (refused, unknown):
        assert answer.status_code == 422
        assert "手机号（或编号）、姓名、密码对不上" in answer.text


def test_no_trace_of_name_and_telephones_but_in_the_roster(
    world: World, me: FlaskClient, member: Member
) -> None:
    home = db.session.get_one(Person, member.person_id).household
    mate = world.person("欧阳若兰", household=home)
    with writing():
        outbox.tell([mate.id], HOUSEMATE_JOINED, clock.now(), name="慕容雪村")
        outbox.tell([member.person_id], HOUSEMATE_JOINED, clock.now(), name="欧阳若兰")
        asking.ask(member.person_id, f"我的手机号是 {member.phone}", clock.now())
    number = db.session.get_one(Account, member.account_id).login_number
    assert traces("慕容雪村", member.phone) == {"person", "message", "account", "roster_request"}
    assert erase(me).status_code == 303
    assert traces("慕容雪村") == {"person"}
    assert traces(member.phone, number) == set()
    assert [one.sentence for one in outbox.latest(mate.id, 5)] == [
        "您家的家人开通了账号。如果不是本人开通的，请马上打电话告诉社区。"
    ]


def test_the_roster_entry_stays_and_nobody_nameless_is_made_for_nothing(
    me: FlaskClient, member: Member
) -> None:
    assert erase(me).status_code == 303
    db.session.rollback()
    people = list(db.session.scalars(select(Person)))
    assert [(one.id, one.name, one.left_on) for one in people] == [
        (member.person_id, "慕容雪村", None)
    ]


def test_it_is_on_record_without_a_name_and_with_the_sign_ins_of_six_months(
    world: World, me: FlaskClient, member: Member
) -> None:
    world.client(member)
    signed_in = [at.isoformat() for at in db.session.scalars(select(LoginSession.created_at)).all()]
    assert len(signed_in) == 2
    assert erase(me).status_code == 303
    db.session.rollback()
    fact = db.session.scalars(select(AuditFact).order_by(AuditFact.number.desc())).first()
    assert fact is not None
    assert (fact.kind, fact.actor_id) == ("accounts.erased", member.person_id)
    assert fact.payload == {"erased": 3, "kept": 0, "sign_ins": signed_in}
    assert audit.findings() == []


@pytest.mark.parametrize(
    ("password", "word", "said"),
    [
        ("wrong-password", "注销", "现在的密码不对"),
        ("", "注销", "请填写现在的密码"),
        (PASSWORD, "", "请填写确认的词"),
        (PASSWORD, "注消", "填错了不会注销"),
    ],
)
def test_without_password_and_word_nothing_is_erased(
    me: FlaskClient, member: Member, password: str, word: str, said: str
) -> None:
    answer = erase(me, password, word)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.get(Account, member.account_id) is not None
    assert me.get("/me/").status_code == 200


def test_the_word_may_be_typed_in_either_language(me: FlaskClient) -> None:
    me.set_cookie("lang", "en")
    assert "“erase”" in me.get(ERASE).text
    assert erase(me, word=" Erase ").status_code == 303


@pytest.mark.parametrize(
    ("starts", "ends", "may"),
    [(-400, None, False), (-400, 0, False), (30, 60, False), (-400, -1, True)],
)
def test_whoever_holds_an_office_or_will_gives_it_up_first(
    me: FlaskClient, member: Member, starts: int, ends: int | None, may: bool
) -> None:
    today = clock.today()
    with writing():
        db.session.add(
            RoleTerm(
                person_id=member.person_id,
                role=Role.REPRESENTATIVE,
                starts_on=today + timedelta(days=starts),
                ends_on=None if ends is None else today + timedelta(days=ends),
            )
        )
    page = me.get(ERASE).text
    assert ("要先卸任" in page, 'name="word"' in page) == (not may, may)
    with_token = me.get(PAGE).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', with_token)
    assert token
    data = {"csrf_token": token[1], "password": PASSWORD, "word": "注销"}
    answer = me.post(ERASE, data=data)
    assert answer.status_code == (303 if may else 422)
    db.session.rollback()
    assert (db.session.get(Account, member.account_id) is None) is may


def test_two_presses_erase_once(world: World, me: FlaskClient, member: Member) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', me.get(ERASE).text)
    assert token
    data = {"csrf_token": token[1], "password": PASSWORD, "word": "注销"}
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _n: me.post(ERASE, data=data).status_code, range(4)))
    assert set(answers) <= {303, 400, 422}
    db.session.rollback()
    erased = select(func.count()).select_from(AuditFact).where(AuditFact.kind == "accounts.erased")
    assert db.session.scalar(erased) == 1
    assert db.session.get(Account, member.account_id) is None


def test_a_failure_halfway_erases_nothing(
    me: FlaskClient, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_words: object) -> int:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr("portal.accounts.leaving.record", fails)
    assert erase(me).status_code == 500
    db.session.rollback()
    account = db.session.get_one(Account, member.account_id)
    assert (account.phone, account.disabled_at) == (member.phone, None)
    assert me.get("/me/").status_code == 200


def test_a_password_changed_meanwhile_is_not_taken(
    world: World, me: FlaskClient, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changes(_hash: str, _password: str) -> bool:
        with writing():
            db.session.execute(update(Account).values(password_hash="another"))
        return True

    monkeypatch.setattr("portal.accounts.passwords.matches", changes)
    assert erase(me).status_code == 422
    assert db.session.get(Account, member.account_id) is not None


# ---- Coming back ----


def test_a_new_slip_opens_a_new_account_for_the_same_entry(
    me: FlaskClient, member: Member, client: FlaskClient
) -> None:
    assert erase(me).status_code == 303
    person = db.session.get_one(Person, member.person_id)
    assert activate(client, person, phone=member.phone).status_code == 303
    account = db.session.scalars(select(Account)).one()
    assert (account.person_id, account.phone) == (member.person_id, member.phone)
    assert [one["请求更正"] for one in json_rows(client, "请求更正花名册")] == []


def json_rows(client: FlaskClient, title: str) -> list[dict[str, str]]:
    answer = take(client, SENTENCE, file="1")
    found: list[dict[str, str]] = json.loads(answer.text)["内容"][title]["记录"]
    return found


def test_a_slip_printed_before_opens_nothing_any_more(
    me: FlaskClient, member: Member, client: FlaskClient
) -> None:
    """It was used, and is forgotten; the desk prints a new one."""
    with writing():
        db.session.add(
            Slip(
                person_id=member.person_id,
                number="91234567",
                code_hash="0" * 64,
                printed_at=clock.now(),
            )
        )
    assert erase(me).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Slip)) == 0
    fresh = slip_for(db.session.get_one(Person, member.person_id))
    assert fresh.name == "慕容雪村"


def test_the_goodbye_is_not_said_to_somebody_signed_in(me: FlaskClient) -> None:
    answer = me.get("/me/data/erased/")
    assert (answer.status_code, answer.location) == (303, PAGE)


def test_an_entry_without_a_name_is_nobodys_on_the_roster(world: World) -> None:
    with writing():
        made = nameless.make(clock.today())
    staff = world.staff(Role.DIRECTOR)
    assert nameless.NAME not in staff.get("/desk/roster/people/").text
    assert nameless.NAME not in staff.get("/desk/roster/people/?q=已注销").text
    assert staff.get(f"/desk/roster/people/{made}/").status_code == 404


def test_the_second_step_is_held_without_its_secret_and_goes_with_the_account(
    me: FlaskClient, member: Member
) -> None:
    with writing():
        db.session.add(
            SecondFactor(
                account_id=member.account_id, sealed=b"secret", last_step=0, since=clock.now()
            )
        )
        for used_at in (None, clock.now()):
            code_hash = f"{used_at is None:064d}"
            db.session.add(
                BackupCode(code_hash=code_hash, account_id=member.account_id, used_at=used_at)
            )
    (row,) = rows(me, "登录的第二步")
    assert row["没用过的备用码"] == "1"
    assert "secret" not in str(row)
    assert erase(me).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(SecondFactor)).all() == []
    assert db.session.scalars(select(BackupCode)).all() == []
