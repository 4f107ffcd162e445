"""A price list from a sheet: every row is looked at first, and all of it is written, or nothing."""

import base64
import re
import zlib
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.budget import queries
from portal.budget.actions import preparing
from portal.budget.price_sheet import BadPack, Column, Fault, Priced, Standing, pack, plan, unpack
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.sheets import RawRow
from tests.budget.conftest import RoundInTest
from tests.roster.test_sheet import workbook
from tests.world import World, fields, post

HEADER = ("编号", "名称", "说明", "类别", "地点", "造价(元)")
NEW = ("D", "车棚顶", "换一层瓦\n再刷漆", "工程", "3幢", 12_000.5)
SAME = ("C", "项目C", None, "工程", None, "40,000")
CHANGED = ("B", "健身器材", "六件", "货物", "小广场", 55_000)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def hand_in(client: FlaskClient, made: RoundInTest, *rows: tuple[object, ...]) -> TestResponse:
    return send(client, made, workbook(项目=[HEADER, *rows]))


def send(client: FlaskClient, made: RoundInTest, body: bytes) -> TestResponse:
    address = f"/desk/rounds/{made.id}/sheet/"
    token = fields(client.get(address))
    file = (BytesIO(body), "清单.xlsx")
    return client.post(address, data={**token, "sheet": file}, content_type="multipart/form-data")


def confirm(client: FlaskClient, made: RoundInTest, preview: TestResponse) -> TestResponse:
    return client.post(f"/desk/rounds/{made.id}/sheet/confirm/", data=fields(preview))


def listed(made: RoundInTest) -> dict[str, tuple[str, str, int]]:
    db.session.rollback()
    return {p.code: (p.title, p.kind, p.cost_fen) for p in queries.listed(made.id)}


def test_a_sheet_lists_what_is_new_and_changes_what_is_there(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    before = listed(draft_round)
    preview = hand_in(staff, draft_round, NEW, SAME, CHANGED)
    html = preview.get_data(as_text=True)
    assert preview.status_code == 200
    assert re.findall(r"(新列入|会修改|没有变化) <b>(\d)</b>", html) == [
        ("新列入", "1"),
        ("会修改", "1"),
        ("没有变化", "1"),
    ]
    assert "<del>¥50,000</del> → <ins>¥55,000</ins>" in html
    assert listed(draft_round) == before
    done = confirm(staff, draft_round, preview)
    assert (done.status_code, done.location) == (303, f"/desk/rounds/{draft_round.id}/")
    assert listed(draft_round) == {
        **before,
        "B": ("健身器材", "goods", 5_500_000),
        "D": ("车棚顶", "works", 1_200_050),
    }
    (added,) = (p for p in draft_round.projects() if p.code == "D")
    assert (added.summary, added.place) == ("换一层瓦\n再刷漆", "3幢")
    told = db.session.scalars(select(AuditFact).where(AuditFact.kind == "project.sheet")).one()
    assert told.payload == {"round": draft_round.id, "new": 1, "changed": 1}


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        (("", "车棚", "", "工程", "", 1), Column.CODE, Fault.MISSING),
        (("D,E", "车棚", "", "工程", "", 1), Column.CODE, Fault.COMMA),
        (("D" * 41, "车棚", "", "工程", "", 1), Column.CODE, Fault.TOO_LONG),
        ((date(2026, 3, 1), "车棚", "", "工程", "", 1), Column.CODE, Fault.DATE_CELL),
        (("D", "", "", "工程", "", 1), Column.TITLE, Fault.MISSING),
        (("D", "\u200b\u202e", "", "工程", "", 1), Column.TITLE, Fault.MISSING),
        (("D", "#REF!", "", "工程", "", 1), Column.TITLE, Fault.FORMULA_ERROR),
        (("D", "车棚", "长" * 2001, "工程", "", 1), Column.SUMMARY, Fault.TOO_LONG),
        (("D", "车棚", "", "基建", "", 1), Column.KIND, Fault.KIND),
        (("D", "车棚", "", "", "", 1), Column.KIND, Fault.MISSING),
        (("D", "车棚", "", "工程", "地" * 121, 1), Column.PLACE, Fault.TOO_LONG),
        (("D", "车棚", "", "工程", "", ""), Column.COST, Fault.MISSING),
        (("D", "车棚", "", "工程", "", 0), Column.COST, Fault.NOTHING),
        (("D", "车棚", "", "工程", "", -5), Column.COST, Fault.AMOUNT),
        (("D", "车棚", "", "工程", "", "一万"), Column.COST, Fault.AMOUNT),
        (("D", "车棚", "", "工程", "", 0.1 + 0.2), Column.COST, Fault.AMOUNT),
        (("D", "车棚", "", "工程", "", "9" * 30), Column.COST, Fault.AMOUNT),
    ],
)
def test_each_fault_is_told_at_its_cell(
    row: tuple[object, ...], column: Column, fault: Fault
) -> None:
    found = plan([RawRow(2, dict(zip(Column, row, strict=True)))], {})
    assert dict(found.rows[0].faults) == {column: fault}
    assert not found.may_confirm


def test_one_faulty_row_keeps_all_from_being_written(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    before = listed(draft_round)
    html = hand_in(staff, draft_round, NEW, ("E", "<b>", "", "别的", "", 1)).get_data(as_text=True)
    assert "“别的” 请填“工程”“货物”或“服务”" in html
    assert "第 3 行" in html
    assert "&lt;b&gt;" in html
    assert "确认，写入清单" not in html
    assert listed(draft_round) == before


def test_a_code_twice_and_a_withdrawn_one_are_faults(
    world: World, staff: FlaskClient, draft_round: RoundInTest
) -> None:
    me = world.account().person_id
    with writing():
        gone = next(p for p in draft_round.projects() if p.code == "A")
        preparing.withdraw_project(gone, "重复", me, clock.now())
    html = hand_in(staff, draft_round, NEW, NEW, ("A", "又来", "", "工程", "", 5)).get_data(
        as_text=True
    )
    assert html.count("这个编号在表里出现了两次") == 2
    assert "这个编号的项目已经撤下" in html


def test_what_changed_since_the_preview_is_shown_again(
    world: World, staff: FlaskClient, draft_round: RoundInTest
) -> None:
    me = world.account().person_id
    preview = hand_in(staff, draft_round, CHANGED)
    with writing():
        other = next(p for p in draft_round.projects() if p.code == "B")
        preparing.change_project(other, {"title": "别人刚改的"}, me, clock.now())
    again = confirm(staff, draft_round, preview)
    assert again.status_code == 409
    assert "<del>别人刚改的</del>" in again.get_data(as_text=True)
    assert listed(draft_round)["B"][0] == "别人刚改的"
    assert confirm(staff, draft_round, again).status_code == 303
    assert listed(draft_round)["B"][0] == "健身器材"


def test_pressed_twice_it_is_written_once(staff: FlaskClient, draft_round: RoundInTest) -> None:
    preview = hand_in(staff, draft_round, NEW)
    assert confirm(staff, draft_round, preview).status_code == 303
    assert confirm(staff, draft_round, preview).status_code == 409
    assert len(listed(draft_round)) == 4


def test_a_sealed_round_takes_no_sheet(staff: FlaskClient, draft_round: RoundInTest) -> None:
    preview = hand_in(staff, draft_round, NEW)
    draft_round.announce()
    draft_round.seal()
    for answer in (confirm(staff, draft_round, preview), hand_in(staff, draft_round, NEW)):
        assert answer.status_code == 422
        assert "轮次已经封箱" in answer.get_data(as_text=True)
    assert len(listed(draft_round)) == 3


@pytest.mark.parametrize("rows", ["", "x", "eJw=", "W10=", "=" * 50, "é", "A" * 900_000])
def test_forged_rows_are_refused(staff: FlaskClient, draft_round: RoundInTest, rows: str) -> None:
    token = fields(staff.get(f"/desk/rounds/{draft_round.id}/sheet/"))
    address = f"/desk/rounds/{draft_round.id}/sheet/confirm/"
    answer = staff.post(address, data={**token, "rows": rows, "seen": "0" * 64})
    assert answer.status_code == 422
    assert "请重新上传表格" in answer.get_data(as_text=True)


def test_a_forged_seal_shows_the_preview(staff: FlaskClient, draft_round: RoundInTest) -> None:
    shown = fields(hand_in(staff, draft_round, NEW))
    address = f"/desk/rounds/{draft_round.id}/sheet/confirm/"
    assert staff.post(address, data={**shown, "seen": "0" * 64}).status_code == 409
    assert len(listed(draft_round)) == 3


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "Excel"),
        (b"PK\x03\x04 no zip", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版Excel"),
    ],
)
def test_what_is_no_workbook_is_told_at_the_field(
    staff: FlaskClient, draft_round: RoundInTest, body: bytes, told: str
) -> None:
    answer = send(staff, draft_round, body)
    assert answer.status_code == 422
    assert 'id="sheet-error"' in answer.get_data(as_text=True)
    assert told in answer.get_data(as_text=True)


def test_a_sheet_without_a_column_names_it(staff: FlaskClient, draft_round: RoundInTest) -> None:
    answer = send(
        staff, draft_round, workbook(项目=[("编号", "名称", "类别"), ("D", "车棚", "工程")])
    )
    assert answer.status_code == 422
    assert "造价" in answer.get_data(as_text=True)


def test_no_more_projects_than_a_round_may_have(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    rows = [(f"X{n}", "长椅", "", "货物", "", 100) for n in range(498)]
    html = hand_in(staff, draft_round, *rows).get_data(as_text=True)
    assert "一轮最多 500 个项目" in html
    preview = hand_in(staff, draft_round, *rows[:497])
    assert confirm(staff, draft_round, preview).status_code == 303
    assert len(listed(draft_round)) == 500


def test_the_blank_form_can_be_filled_in_and_handed_in(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    blank = staff.get(f"/desk/rounds/{draft_round.id}/sheet/template/")
    book = load_workbook(BytesIO(blank.data))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    sheet.append(list(NEW))
    filled = BytesIO()
    book.save(filled)
    assert "新列入 <b>1</b>" in send(staff, draft_round, filled.getvalue()).get_data(as_text=True)


def test_an_empty_sheet_says_so(staff: FlaskClient, draft_round: RoundInTest) -> None:
    assert "表里没有内容" in hand_in(staff, draft_round).get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.GRID_WORKER])
def test_others_may_not(world: World, draft_round: RoundInTest, role: Role) -> None:
    other = world.staff(role)
    assert other.get(f"/desk/rounds/{draft_round.id}/sheet/").status_code == 403
    answer = post(other, f"/desk/rounds/{draft_round.id}/sheet/confirm/", "/me/", rows="x")
    assert answer.status_code == 403


# ---- the rule

words = st.text(max_size=20)


@given(
    st.lists(
        st.tuples(
            words,
            words,
            words,
            st.sampled_from(["工程", "货物", "?"]),
            words,
            st.integers(-5, 10**9),
        ),
        max_size=6,
    )
)
def test_what_was_packed_reads_the_same(cells: list[tuple[object, ...]]) -> None:
    raws = [RawRow(n, dict(zip(Column, one, strict=True))) for n, one in enumerate(cells, 2)]
    first = plan(raws, {})
    again = plan(unpack(pack(first.rows)), {})
    assert again.seal == first.seal
    assert [row.faults for row in again.rows if row.standing is not Standing.FAULTY] == [
        row.faults for row in first.rows if row.standing is not Standing.FAULTY
    ]


def test_a_bomb_in_the_form_is_no_sheet() -> None:
    bomb = base64.b64encode(zlib.compress(b"[" + b" " * 50_000_000 + b"]")).decode()
    with pytest.raises(BadPack):
        unpack(bomb)


def test_a_row_equal_to_the_list_changes_nothing() -> None:
    project = Priced("C", "项目C", "", "works", "", 4_000_000)
    raw = RawRow(2, dict(zip(Column, SAME, strict=True)))
    found = plan([raw], {"C": project})
    assert found.rows[0].standing is Standing.SAME
    assert not found.may_confirm


def test_one_code_is_one_project_however_it_is_spelled(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    """``c`` and the full-width ``Ｃ`` are the project C of the list; ``d`` and ``D`` are one."""
    rows = [(code, *NEW[1:]) for code in ("c", "Ｃ1", "c1", "ａ")]
    html = hand_in(staff, draft_round, *rows).get_data(as_text=True)
    assert html.count("只是大小写或全角半角不同") == 2
    assert html.count("这个编号在表里出现了两次") == 2
    assert "确认，写入清单" not in html


def test_every_project_that_a_sheet_changes_is_told_in_public(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    confirm(staff, draft_round, hand_in(staff, draft_round, NEW, SAME, CHANGED))
    record = staff.get("/audit/").get_data(as_text=True)
    told = "修改项目 B 的名称、说明、类别、地点、造价；金额原来 ¥50,000，现在 ¥55,000"
    assert f"第 {draft_round.id} 轮：{told}" in record
