"""Staff check a person and hand out a code; the household is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts.models import Account
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Building, Household, RoleTerm
from tests.accounts.recovering import DESK, NOTE, ask, check, code_for, code_on, facts, recoveries
from tests.world import Member, World, fields, post

TOLD = f"{DESK}told/"


@pytest.fixture
def clerk(world: World) -> Member:
    return world.account(world.person("办事员"), Role.STATION_STAFF)


@pytest.fixture
def desk(world: World, clerk: Member) -> FlaskClient:
    return world.client(clerk)


# ---- Handing out ----


def test_search_finds_the_person_and_whether_there_is_an_account(
    world: World, desk: FlaskClient
) -> None:
    member = world.account(world.person("王秀英"))
    world.person("李建国")
    number = db.session.get_one(Account, member.account_id).login_number
    for typed in ("王秀英", member.phone, number):
        shown = desk.get(DESK, query_string={"q": typed}).text
        assert f"{DESK}{member.person_id}/" in shown
        assert "有账号" in shown
    assert "没有账号" in desk.get(DESK, query_string={"q": "李建国"}).text
    assert "没有找到" in desk.get(DESK, query_string={"q": "'; DROP"}).text


def test_the_code_is_shown_once_with_number_and_hour(
    world: World, desk: FlaskClient, clerk: Member
) -> None:
    member = world.account(world.person("王秀英"))
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False):
        answer = ask(world.client(clerk), member)
    code = code_on(answer)
    number = db.session.get_one(Account, member.account_id).login_number
    for words in ("王秀英", number, "2026年3月2日 12:00以前有效", "只在这一页显示这一次"):
        assert words in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    for later in (DESK, f"{DESK}{member.person_id}/", TOLD):
        assert code not in desk.get(later).text
    (kept,) = recoveries()
    assert (kept.issued_by, kept.how, kept.witness_id, kept.note) == (
        clerk.person_id,
        "document",
        None,
        NOTE,
    )
    listed = desk.get(DESK).text
    assert "办事员" in listed
    assert NOTE in listed


def test_somebody_known_is_confirmed_by_a_named_member_of_the_household(
    world: World, desk: FlaskClient
) -> None:
    home = world.household()
    member = world.account(world.person("王秀英", household=home))
    husband = world.person("李建国", household=home)
    child = world.person("李小明", birth_year=clock.today().year - 8, household=home)
    stranger = world.person("张三")
    shown = desk.get(f"{DESK}{member.person_id}/").text
    assert ("李建国" in shown, "李小明" in shown, "张三" in shown) == (True, False, False)
    for nobody in ("", "0", str(stranger.id), str(child.id), str(member.person_id), "x"):
        answer = ask(desk, member, how="known", witness=nobody)
        assert answer.status_code == 422, nobody
        assert NOTE in answer.text
    assert recoveries() == []
    code_on(ask(desk, member, how="known", witness=str(husband.id)))
    assert [(one.how, one.witness_id) for one in recoveries()] == [("known", husband.id)]
    assert "家里另一位成员也确认了（李建国）" in desk.get(DESK).text


def test_a_witness_is_kept_only_where_one_was_needed(world: World, desk: FlaskClient) -> None:
    home = world.household()
    member = world.account(world.person("王秀英", household=home))
    husband = world.person("李建国", household=home)
    code_on(ask(desk, member, how="visit", witness=str(husband.id)))
    assert [(one.how, one.witness_id) for one in recoveries()] == [("visit", None)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"how": ""}, "请选您是怎么核对的"),
        ({"how": "telepathy"}, "有几处需要改一下"),
        ({"note": ""}, "请简单写一写核对的情况"),
        ({"note": "字" * 201}, "太长了"),
        ({"note": "身份证 110101195501012345"}, "请不要抄身份证号"),
    ],
)
def test_the_form_is_refused_at_its_field(
    world: World, desk: FlaskClient, said: dict[str, str], words: str
) -> None:
    answer = ask(desk, world.account(), **said)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert recoveries() == []


def test_a_new_code_revokes_the_old_one(world: World, desk: FlaskClient) -> None:
    member = world.account()
    first, second = code_for(desk, member), code_for(desk, member)
    assert first != second
    assert [one.revoked_at is None for one in recoveries()] == [False, True]


def test_a_form_sent_twice_makes_one_code(world: World, desk: FlaskClient) -> None:
    """What was shown before is not what stands: the second one says so, and may press again."""
    member = world.account()
    address = f"{DESK}{member.person_id}/"
    form = {**fields(desk.get(address)), "how": "document", "note": NOTE}
    code_on(desk.post(address, data=form))
    again = desk.post(address, data=form)
    assert (again.status_code, "已经有人给这个人发了一个找回码" in again.text) == (422, True)
    assert len(recoveries()) == 1
    code_on(desk.post(address, data={**form, **fields(again)}))
    assert len(recoveries()) == 2


def test_of_two_colleagues_at_once_one_hands_out_a_code(world: World) -> None:
    member = world.account()
    address = f"{DESK}{member.person_id}/"
    desks = [world.staff(Role.GRID_WORKER) for _ in range(4)]
    forms = [{**fields(one.get(address)), "how": "document", "note": NOTE} for one in desks]
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(address, data=pair[1]).status_code,
                zip(desks, forms, strict=True),
            )
        )
    assert Counter(answers) == {200: 1, 422: 3}
    assert len(recoveries()) == 1


# ---- Whom not ----


def refused(desk: FlaskClient, member: Member, words: str) -> bool:
    """Neither offered nor done, and said why."""
    address = f"{DESK}{member.person_id}/"
    shown = desk.get(address).text
    answer = post(desk, address, page=DESK, how="document", note=NOTE, newest="0")
    said = words in shown and words in answer.text
    return said and answer.status_code == 422 and recoveries() == []


def test_staff_hand_none_to_themselves(desk: FlaskClient, clerk: Member) -> None:
    assert refused(desk, clerk, "不能给自己发找回码")


def test_staff_hand_none_to_their_own_household(world: World, desk: FlaskClient) -> None:
    home = world.household()
    spouse = world.account(world.person(household=home))
    mate = world.client(world.account(world.person(household=home), Role.GRID_WORKER))
    assert refused(mate, spouse, "不能给自己家的人发找回码")
    code_for(desk, spouse)


def test_an_account_with_a_desk_takes_a_director_or_an_administrator(
    world: World, desk: FlaskClient
) -> None:
    colleague = world.account(None, Role.GRID_WORKER)
    assert refused(desk, colleague, "要由居委会主任或系统管理员来发")
    assert refused(world.staff(Role.COMMITTEE_MEMBER), colleague, "要由居委会主任或系统管理员来发")
    code_for(world.staff(Role.DIRECTOR), colleague)


def test_an_office_that_begins_tomorrow_counts_and_one_that_is_over_does_not(
    world: World, desk: FlaskClient
) -> None:
    coming, gone, representative = (world.account() for _ in range(3))
    today = clock.today()
    with writing():
        for member, role, first, last in (
            (coming, Role.DIRECTOR, date(today.year + 1, 1, 1), None),
            (gone, Role.DIRECTOR, date(2020, 1, 1), date(2021, 1, 1)),
            (representative, Role.REPRESENTATIVE, date(2020, 1, 1), None),
        ):
            db.session.add(
                RoleTerm(person_id=member.person_id, role=role, starts_on=first, ends_on=last)
            )
    assert refused(desk, coming, "要由居委会主任或系统管理员来发")
    code_for(desk, gone)
    code_for(desk, representative)


def test_a_director_does_not_come_into_a_supervisors_or_an_administrators_account(
    world: World,
) -> None:
    director, administrator = world.staff(Role.DIRECTOR), world.staff(Role.ADMINISTRATOR)
    supervisor, other = (
        world.account(None, role) for role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    )
    assert refused(director, supervisor, "要由系统管理员来发")
    assert refused(director, other, "要由另一位系统管理员来发")
    code_for(administrator, supervisor)
    code_for(administrator, other)


def test_who_has_no_account_a_closed_one_or_moved_away_gets_none(
    world: World, desk: FlaskClient
) -> None:
    without = world.person()
    assert refused(desk, Member(without.id, 0, ""), "还没有账号")
    closed, gone = world.account(), world.account(world.person(left_on=clock.today()))
    with writing():
        db.session.get_one(Account, closed.account_id).disabled_at = clock.now()
    assert refused(desk, closed, "这个账号停用了")
    assert refused(desk, gone, "已经不住在这里")
    assert desk.get(f"{DESK}999999/").status_code == 404
    assert post(desk, f"{DESK}999999/", page=DESK).status_code == 404


@pytest.mark.parametrize("role", [None, Role.SUPERVISOR, Role.REPRESENTATIVE])
def test_others_have_no_key(world: World, role: Role | None) -> None:
    client = world.client(world.account(None, *([role] if role else [])))
    for address in (DESK, TOLD, f"{DESK}1/"):
        assert client.get(address).status_code == 403


# ---- Taking back ----


def test_a_code_can_be_taken_back_once(world: World, desk: FlaskClient, clerk: Member) -> None:
    member = world.account()
    code = code_for(desk, member)
    address = f"{DESK}codes/1/revoke/"
    assert "已经作废" in desk.get(post(desk, address, page=DESK).location).text
    assert "这个找回码已经作废" in check(world.app.test_client(), member.phone, code).text
    again = post(desk, address, page=DESK)
    assert "已经用过、过期或作废了" in desk.get(again.location).text
    assert [one[:2] for one in facts()] == [
        ("recovery.issued", clerk.person_id),
        ("recovery.revoked", clerk.person_id),
    ]
    assert post(desk, f"{DESK}codes/99/revoke/", page=DESK).status_code == 404


# ---- The household ----


def test_everyone_else_in_the_household_is_told_on_screen(world: World, clerk: Member) -> None:
    home = world.household()
    member = world.account(world.person("王秀英", household=home))
    husband = world.account(world.person("李建国", household=home))
    mother = world.person("赵素芬", household=home)
    gone = world.person("走了", household=home, left_on=clock.today())
    stranger = world.account()
    with time_machine.travel("2026-03-01T04:30:00Z", tick=False):
        code_for(world.client(clerk), member)
    said = (
        "2026年3月1日 12:30，社区核对以后，给您家的王秀英发了一个找回码，可以给账号换密码。"
        "如果不是这样，请马上打电话告诉社区。"
    )
    told = {
        name: [one.sentence for one in outbox.latest(person_id, 9)]
        for name, person_id in (
            ("husband", husband.person_id),
            ("mother", mother.id),
            ("gone", gone.id),
            ("stranger", stranger.person_id),
        )
    }
    assert told == {"husband": [said], "mother": [said], "gone": [], "stranger": []}


def test_paper_lists_the_households_that_messages_do_not_reach(
    world: World, desk: FlaskClient
) -> None:
    shared, reached, alone = (world.household() for _ in range(3))
    first = world.account(world.person("王秀英", household=shared))
    world.person("赵素芬", household=shared)
    second = world.account(world.person("李建国", household=reached))
    world.account(world.person("李明", household=reached))
    single = world.account(world.person("独居人", household=alone))
    for member in (first, second, single):
        code_for(desk, member)
    shown = desk.get(TOLD).text
    doors = [(home.unit + home.room) in shown for home in (shared, reached, alone)]
    assert doors == [True, False, True]
    for name in ("王秀英", "赵素芬", "独居人"):
        assert name not in shown
    assert "2 户" in desk.get(DESK).text
    front = desk.get("/desk/").text
    assert "2 件在等" in front[front.index("告知找回账号的家庭") :]


def test_each_building_has_its_own_list_in_the_order_of_the_doors(
    world: World, desk: FlaskClient
) -> None:
    buildings = [
        Building(grid=world.grid_row, estate="里仁里", name=name, key=f"里仁里 {name}")
        for name in ("10号楼", "2号楼")
    ]
    homes = [
        Household(building=b, grid=world.grid_row, unit="1单元", room=room, key=f"1单元 {room}")
        for b in buildings
        for room in ("1001", "201")
    ]
    with writing():
        db.session.add_all([*buildings, *homes])
    for home in homes:
        code_for(desk, world.account(world.person(household=home)))
    shown = desk.get(TOLD).text
    places = ["2号楼：", "1单元201", "1单元1001", "10号楼：", "1单元201", "1单元1001"]
    at = 0
    for place in places:
        at = shown.index(place, at) + len(place)


def test_what_was_posted_does_not_appear_again(
    world: World, desk: FlaskClient, clerk: Member
) -> None:
    code_for(desk, world.account())
    form = fields(desk.get(TOLD))
    code_for(desk, world.account())  # after the list was printed
    assert desk.post(TOLD, data=form).location == TOLD
    left = desk.get(TOLD)
    assert fields(left)["recovery"] == "2"
    first, second = recoveries()
    assert (first.told_by, first.told_at is None) == (clerk.person_id, False)
    assert (second.told_by, second.told_at) == (None, None)
    assert facts()[-1] == ("recovery.posted", clerk.person_id, {"count": 1, "recoveries": [1]})
    desk.get(DESK)
    desk.post(TOLD, data=form)
    assert "没有可记的" in desk.get(TOLD).text
    assert [kind for kind, *_rest in facts()].count("recovery.posted") == 1


def test_marks_of_nonsense_change_nothing(world: World, desk: FlaskClient) -> None:
    code_for(desk, world.account())
    for nonsense in ("", "x", "999", "-1", "1.5", str(2**63), "9" * 5000):
        assert post(desk, TOLD, page=TOLD, recovery=nonsense).status_code == 303
    assert recoveries()[0].told_at is None


def test_the_list_may_be_of_some_days(world: World, clerk: Member) -> None:
    for day in (1, 2, 3):
        with time_machine.travel(f"2026-03-0{day}T15:30:00Z", tick=False):  # 23:30 here
            code_for(world.client(clerk), world.account())
    desk = world.client(clerk)

    def listed(**days: str) -> list[int]:
        shown = desk.get(TOLD, query_string=days).text
        return [day for day in (1, 2, 3) if f"3月{day}日" in shown.partition("<footer")[0]]

    assert listed() == [1, 2, 3]
    assert listed(since="2026-03-02") == [2, 3]
    assert listed(until="2026-03-02") == [1, 2]
    assert listed(since="2026-03-02", until="2026-03-02") == [2]
    for days in (
        {"since": "nonsense"},
        {"since": "2026-03-03", "until": "2026-03-01"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
    ):
        assert desk.get(TOLD, query_string=days).status_code == 422
