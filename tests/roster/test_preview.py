"""A later sheet on the desk: names page by page, and each pair decided by somebody."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Person, RosterImport
from portal.roster.queries import missing_count
from tests.roster.sheets import crowd, row
from tests.roster.test_applying import person
from tests.roster.test_desk import DESK, fill, handed_in
from tests.statements import statements
from tests.world import World, post

PHONE, OTHER_PHONE = "13912345678", "13987654321"
BEFORE = (row("王小明", phone=PHONE), row("李芳"), row("陈静"))
LATER = (row("王小明", room="502"), row("李方"), row("陈静", phone=OTHER_PHONE), row("张三"))


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


@pytest.fixture
def waiting(staff: FlaskClient) -> str:
    """The address of a later sheet's preview."""
    fill(*BEFORE)
    return handed_in(staff, *LATER)


def decide(client: FlaskClient, address: str, *names: str, page: int = 1) -> None:
    """Ticks the pairs of these rows' names on one page, and no other."""
    text = client.get(f"{address}pairs/?page={page}").text
    shown = re.findall(r'name="shown" value="(\d+-\d+)"', text)
    ticked = [key for key in shown if _row_name(text, key) in names]
    assert len(ticked) == len(names)
    answer = post(client, f"{address}pairs/", shown=shown, same=ticked)
    assert (answer.status_code, answer.location) == (303, address)


def _row_name(text: str, key: str) -> str:
    found = re.search(rf'for="same-{key}">[^<]*<span class="vh"> ([^<]*)<', text)
    assert found
    return found[1]


def confirm(client: FlaskClient, address: str, **fields: object) -> str:
    answer = post(client, f"{address}confirm/", page=address, **fields)
    assert (answer.status_code, answer.location) == (303, address)
    return str(client.get(address).text)


def people() -> dict[str, tuple[int, str]]:
    """By name, the person's id and room."""
    db.session.rollback()
    found = db.session.scalars(select(Person).where(Person.household_id.is_not(None)))
    return {one.name: (one.id, one.household.room) for one in found if one.household}


def test_the_preview_names_who_came_changed_and_is_missing(
    staff: FlaskClient, waiting: str
) -> None:
    page = staff.get(waiting).text
    for words in (
        "新增的居民",
        "张三",
        "有改动的居民",
        "手机号 — → 13987654321",
        "2 对可能是同一个人",
    ):
        assert words in page
    missing = page[page.index("住在表里写到的楼") :]
    assert "王小明" in missing
    assert "李芳" in missing


@pytest.mark.parametrize(("part", "count"), [("new", 3), ("changed", 1), ("missing", 2)])
def test_each_list_has_a_page_of_its_own(
    staff: FlaskClient, waiting: str, part: str, count: int
) -> None:
    assert f"共 {count} 人" in staff.get(f"{waiting}{part}/").text
    assert staff.get(f"{waiting}{part}/?page=99").status_code == 200
    assert staff.get(f"{waiting}nobody/").status_code == 404


def test_a_long_list_comes_in_pages(staff: FlaskClient) -> None:
    address = handed_in(staff, *crowd(45))
    assert "看全部 45 人" in staff.get(address).text
    last = staff.get(f"{address}new/?page=3").text
    assert "第 3 页，共 3 页" in last
    assert "居民44" in last
    assert "居民39" not in last


def test_pairs_are_declined_unless_somebody_confirms_them(staff: FlaskClient, waiting: str) -> None:
    before = people()
    confirm(staff, waiting)
    after = people()
    assert after["王小明"][0] != before["王小明"][0]
    assert after["李芳"] == before["李芳"]
    assert after["李方"][0] not in {one[0] for one in before.values()}


def test_a_confirmed_pair_keeps_the_person_and_a_declined_one_does_not(
    staff: FlaskClient, waiting: str
) -> None:
    before = people()
    decide(staff, waiting, "王小明")
    assert "现在勾了 1 对" in staff.get(waiting).text
    confirm(staff, waiting)
    after = people()
    assert after["王小明"] == (before["王小明"][0], "502")
    assert after["李芳"] == before["李芳"]
    assert after["李方"][0] not in {one[0] for one in before.values()}


def test_a_pair_can_be_taken_back_before_the_import(staff: FlaskClient, waiting: str) -> None:
    decide(staff, waiting, "王小明", "李方")
    decide(staff, waiting, "李方")
    assert "现在勾了 1 对" in staff.get(waiting).text
    before = people()
    confirm(staff, waiting)
    assert people()["李方"][0] == before["李芳"][0]


def test_what_was_decided_on_another_page_stays(staff: FlaskClient) -> None:
    names = [f"居民{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥'[n]}" for n in range(22)]
    fill(*(row(name, room=str(n)) for n, name in enumerate(names)))
    address = handed_in(staff, *(row(name, room=str(100 + n)) for n, name in enumerate(names)))
    decide(staff, address, names[0])
    decide(staff, address, names[21], page=2)
    assert "现在勾了 2 对" in staff.get(address).text


def test_a_roster_that_changed_under_a_pair_is_looked_at_again(
    staff: FlaskClient, waiting: str
) -> None:
    decide(staff, waiting, "王小明", "李方")
    with writing():
        person("王小明").phone = None
        person("王小明").birth_year = 1950
    page = confirm(staff, waiting)
    assert "有的配对已经对不上。还没有导入" in page
    assert "现在勾了 1 对" in page
    assert "张三" not in people()
    assert "导入完成" in confirm(staff, waiting)


def test_a_sheet_that_is_done_takes_no_more_decisions(staff: FlaskClient, waiting: str) -> None:
    confirm(staff, waiting)
    answer = post(staff, f"{waiting}pairs/", page=DESK, shown="1-2", same="1-2")
    assert answer.status_code == 303
    assert "已经处理过了" in staff.get(waiting).text
    assert [staff.get(f"{waiting}{part}/").status_code for part in ("new", "pairs")] == [404, 404]


def test_a_sheet_without_a_row_says_so_and_cannot_be_confirmed(staff: FlaskClient) -> None:
    address = handed_in(staff)
    page = staff.get(address).text
    assert "表里没有一行人" in page
    assert "确认导入" not in page
    answer = post(staff, f"{address}confirm/", page=address)
    assert (answer.status_code, answer.location) == (303, address)
    assert db.session.scalars(select(RosterImport)).one().confirmed_at is None


@pytest.mark.parametrize("act", ["confirm", "clear", "pairs"])
def test_a_sheet_that_never_was_is_not_found(staff: FlaskClient, act: str) -> None:
    answer = post(staff, f"{DESK}imports/9999/{act}/", page=DESK)
    assert answer.status_code == 404


def test_nonsense_for_a_pair_is_passed_over(staff: FlaskClient, waiting: str) -> None:
    nonsense = ["x", "1", "1-", "9999999999-1", "١-٢"]
    answer = post(staff, f"{waiting}pairs/", shown=nonsense, same=nonsense)
    assert answer.status_code == 303
    assert db.session.scalars(select(RosterImport.pairs)).one() == []


def test_only_a_sheet_said_to_be_full_marks_people(staff: FlaskClient, waiting: str) -> None:
    confirm(staff, waiting, is_full="y")
    db.session.rollback()
    marked = db.session.scalars(select(Person).where(Person.missing_since.is_not(None)))
    assert {one.name for one in marked} == {"王小明", "李芳"}


def test_a_sheet_that_is_not_said_to_be_full_marks_nobody(staff: FlaskClient, waiting: str) -> None:
    confirm(staff, waiting)
    assert missing_count() == 0


def test_ten_times_the_people_take_no_more_queries_to_preview(staff: FlaskClient) -> None:
    counts = []
    for size in (40, 400):
        fill(*crowd(size))
        address = handed_in(staff, *crowd(size // 2), *(row(f"新{n}") for n in range(size)))
        with statements() as seen:
            for page in ("", "new/", "changed/", "missing/", "pairs/"):
                assert staff.get(f"{address}{page}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
