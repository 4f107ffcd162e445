"""The roster's desk over HTTP: hand in, look, confirm or throw away; and who is on it."""

from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import actions, queries
from portal.roster.models import Person, RosterImport
from portal.roster.packing import unpack
from portal.roster.sheet import read_sheet
from tests.roster.sheets import OTHER_GRID, crowd, reported, row, sheet
from tests.roster.test_applying import DIGEST, NOW, statements
from tests.roster.test_sheet import HEADER, workbook
from tests.world import World, post

DESK = "/desk/roster/"
GOOD_AND_BAD = (row("王小明", phone="13912345678"), row("@SUM(1)", year="昨天"))


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def hand_in(client: FlaskClient, content: bytes, name: str = "名册.xlsx") -> TestResponse:
    return post(client, DESK, sheet=(BytesIO(content), name))


def handed_in(client: FlaskClient, *rows: tuple[object, ...]) -> str:
    """The address of the preview."""
    answer = hand_in(client, sheet(*rows))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def named(name: str) -> int:
    return db.session.scalar(select(func.count()).where(Person.name == name)) or 0


def body() -> bytes | None:
    db.session.expire_all()
    return db.session.scalars(select(RosterImport.body)).one()


# Handing in


def test_a_sheet_is_looked_at_before_anything_is_written(staff: FlaskClient) -> None:
    page = staff.get(handed_in(staff, *GOOD_AND_BAD)).text
    for words in ("还没有写入", "新增居民", "确认导入", "“出生年份”应是", "第 3 行"):
        assert words in page
    assert named("王小明") == 0


def test_the_columns_that_are_not_kept_are_named_and_not_stored(staff: FlaskClient) -> None:
    secret = workbook(名册=[(*HEADER, "备注"), (*row("王小明"), "独居")])
    page = staff.get(hand_in(staff, secret).location).text
    assert "这些列没有收进名册，上传后已经丢弃：备注" in page
    stored = body()
    assert stored is not None
    assert "独居" not in repr(unpack(stored))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ not a workbook", "这不是Excel文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版Excel文件"),
        (b"", "这不是Excel文件"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_words(
    staff: FlaskClient, content: bytes, words: str
) -> None:
    answer = hand_in(staff, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert queries.latest_uploads(5) == []


def test_no_file_at_all_is_refused_in_words(staff: FlaskClient) -> None:
    answer = hand_in(staff, b"", name="")
    assert answer.status_code == 422
    assert "请选择要导入的名册文件" in answer.text


def test_a_file_beyond_the_limit_is_refused_in_words(app: Flask, staff: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 20_000
    answer = hand_in(staff, b"x" * 30_000)
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.text


def test_nothing_is_taken_without_the_forms_token(staff: FlaskClient) -> None:
    answer = staff.post(DESK, data={"sheet": (BytesIO(sheet(row())), "名册.xlsx")})
    assert answer.status_code == 400
    assert queries.latest_uploads(5) == []


# Confirming and throwing away


def test_a_confirmed_sheet_is_on_the_roster_and_out_of_the_store(staff: FlaskClient) -> None:
    address = handed_in(staff, row("王小明"))
    answer = post(staff, f"{address}confirm/", page=address)
    assert (answer.status_code, answer.location) == (303, address)
    assert "导入完成" in staff.get(address).text
    assert (named("王小明"), body()) == (1, None)


def test_a_sheet_confirmed_twice_is_imported_once_and_says_so(staff: FlaskClient) -> None:
    address = handed_in(staff, row("王小明"))
    for _ in range(2):
        assert post(staff, f"{address}confirm/", page=DESK).status_code == 303
    assert "已经处理过了，没有再导入一次" in staff.get(address).text
    assert named("王小明") == 1


def test_a_sheet_thrown_away_leaves_nothing(staff: FlaskClient) -> None:
    address = handed_in(staff, row("王小明"))
    answer = post(staff, f"{address}clear/", page=address)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert "上传的内容已经删除" in staff.get(DESK).text
    assert (staff.get(address).status_code, queries.latest_uploads(5)) == (404, [])


def test_a_sheet_thrown_away_cannot_be_confirmed(staff: FlaskClient) -> None:
    address = handed_in(staff, row("王小明"))
    post(staff, f"{address}clear/", page=DESK)
    post(staff, f"{address}confirm/", page=DESK)
    assert named("王小明") == 0


def names_of(answer: TestResponse) -> dict[str, str]:
    """The names of a download: the plain one, and the real one."""
    kind, *names = answer.headers["Content-Disposition"].split("; ")
    assert kind == "attachment"
    pairs = dict(name.split("=", 1) for name in names)
    return {key: unquote(value.removeprefix("UTF-8''")) for key, value in pairs.items()}


def test_a_download_has_a_name_that_any_browser_can_read(staff: FlaskClient) -> None:
    address = f"{DESK}template.xlsx"
    chinese = names_of(staff.get(address))
    assert chinese == {"filename": "roster-template.xlsx", "filename*": "花名册模板.xlsx"}
    staff.set_cookie("lang", "en")
    english = staff.get(address).headers["Content-Disposition"]
    assert english.startswith("attachment; filename=roster-template.xlsx; filename*=UTF-8")
    assert english.isascii()


@pytest.mark.parametrize("when", ["before", "after"])
def test_refused_rows_are_fetched_with_their_reasons_and_no_formula(
    staff: FlaskClient, when: str
) -> None:
    address = handed_in(staff, *GOOD_AND_BAD)
    if when == "after":
        post(staff, f"{address}confirm/", page=address)
    answer = staff.get(f"{address}refused.xlsx")
    assert names_of(answer) == {"filename": "refused.xlsx", "filename*": "退回的行.xlsx"}
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert answer.headers["Cache-Control"] == "no-store"
    cells = list(load_workbook(BytesIO(answer.data)).active.rows)[1]
    assert (cells[0].value, cells[7].value, cells[7].data_type) == (3, "@SUM(1)", "s")
    assert "“出生年份”应是" in cells[1].value


def test_refused_rows_are_gone_once_they_are_cleared_away(staff: FlaskClient) -> None:
    address = handed_in(staff, *GOOD_AND_BAD)
    post(staff, f"{address}confirm/", page=address)
    post(staff, f"{address}clear/", page=address)
    assert staff.get(f"{address}refused.xlsx").status_code == 404
    assert "导入完成" in staff.get(address).text


def test_the_blank_form_is_a_workbook_that_can_be_read(staff: FlaskClient) -> None:
    answer = staff.get(f"{DESK}template.xlsx")
    assert read_sheet(answer.data).rows == ()


def test_a_sheet_is_read_with_no_transaction_open(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = handed_in(staff, row("王小明"))
    read, open_ = actions.read, []

    def watched(*args: object) -> object:
        open_.append(db.session().in_transaction())
        return read(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "read", watched)
    staff.get(address)
    post(staff, f"{address}confirm/", page=address)
    assert open_ == [False] * 3


# Who may


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.SUPERVISOR, Role.STATION_STAFF])
def test_the_roster_opens_only_to_those_who_maintain_it(
    world: World, staff: FlaskClient, role: Role
) -> None:
    address = handed_in(staff, row("王小明"))
    other = world.staff(role)
    pages = (DESK, f"{DESK}people/", f"{DESK}template.xlsx", address, f"{address}refused.xlsx")
    assert {other.get(page).status_code for page in pages} == {403}
    for act in (DESK, f"{address}confirm/", f"{address}clear/"):
        assert post(other, act, page="/privacy/").status_code == 403
    assert (named("王小明"), len(queries.latest_uploads(5))) == (0, 1)


def test_a_passer_by_is_sent_to_the_log_in(client: FlaskClient) -> None:
    answer = client.get(DESK)
    assert (answer.status_code, answer.location) == (303, "/login/?next=/desk/roster/")


# What the desk shows


def fill(*rows: tuple[object, ...]) -> None:
    with writing():
        actions.apply(reported(*rows), DIGEST, None, NOW)


def test_the_desk_counts_residents_adults_and_households_of_each_grid(
    app: Flask, staff: FlaskClient
) -> None:
    grid = OTHER_GRID
    fill(row(grid=grid), row("王一", year=2020, grid=grid), row("李芳", room="502", grid=grid))
    with writing():
        gone = db.session.scalars(select(Person).where(Person.name == "李芳")).one()
        gone.left_on = date(2026, 1, 1)
    (found,) = [one for one in queries.grid_counts(date(2026, 5, 1)) if one.code == grid]
    assert (found.households, found.residents, found.adults, found.is_fit) == (2, 2, 1, False)
    assert "不在 250–500 户之间" in staff.get(DESK).text


def test_the_desk_says_what_should_be_looked_into(staff: FlaskClient) -> None:
    fill(row("王小明", delegate="是", phone="13912345678"))
    fill(row("李芳", delegate="是", phone="13912345678"))
    page = staff.get(DESK).text
    assert "有 1 户登记了不止一位户代表" in page
    assert "有 1 个手机号由几个人共用" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王小", {"王小明"}),
        ("１３９ 1234", {"王小明"}),
        ("向阳里3幢1单元 502", {"李芳"}),
        ("3幢", {"王小明", "李芳"}),
        ("%", set()),
        ("139", set()),
    ],
)
def test_people_are_found_by_name_telephone_or_address(
    app: Flask, typed: str, found: set[str]
) -> None:
    fill(row("王小明", phone="13912345678"), row("李芳", room="502"))
    assert {p.name for p in queries.people(typed, None, 1, 50)} == found


def test_people_are_listed_door_by_door(app: Flask) -> None:
    fill(*(row(f"住{n}", building=f"{n}幢", room=str(r)) for n in (10, 2) for r in (1001, 201)))
    doors = [p.household.address for p in queries.people("", None, 1, 50) if p.household]
    assert doors == [f"向阳里{n}幢1单元{r}" for n in (2, 10) for r in (201, 1001)]


def test_the_list_of_a_building_shows_its_people_only(staff: FlaskClient) -> None:
    fill(row("王小明"), row("李芳", building="4幢"))
    building = next(one for one in queries.buildings() if one.name == "4幢")
    page = staff.get(f"{DESK}people/?building={building.id}").text
    assert "李芳" in page
    assert "王小明" not in page
    assert staff.get(f"{DESK}people/?building=99999999999999999999999").status_code == 200


def test_ten_times_the_people_take_no_more_queries_to_show(staff: FlaskClient) -> None:
    counts = []
    for people in (40, 400):
        fill(*crowd(people))
        with statements() as seen:
            for page in (DESK, f"{DESK}people/?q=居民"):
                assert staff.get(page).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
