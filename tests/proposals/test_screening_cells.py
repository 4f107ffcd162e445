"""The screening meeting's sheet as it is read: each fault is told at its cell."""

from datetime import date, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from portal.core.access import Role
from portal.core.sheets import RawRow
from portal.proposals import sheet
from portal.proposals.models import Proposal
from portal.proposals.results import (
    Column,
    Fault,
    Reading,
    read_rows,
)
from portal.proposals.rules import Ground, Move
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.sheets import HEADER, ROOM, hand_in, line, result, workbook
from tests.world import Member, World, post

MARCH = datetime(2026, 3, 1)  # noqa: DTZ001 - as Excel has a date


@pytest.fixture
def made(world: World) -> RoundInTest:
    return making.collecting_round(world, needed=2)


@pytest.fixture
def member(world: World) -> Member:
    return world.account(None, Role.COMMITTEE_MEMBER)


@pytest.fixture
def committee(world: World, member: Member) -> FlaskClient:
    return world.client(member)


def test_rows_that_were_moved_without_their_mark_are_refused(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one, other = (making.get(making.screened(made, world, title=f"第{n}件事")) for n in (1, 2))
    answer = hand_in(committee, workbook(line(one, number=other.number)))
    assert answer.status_code == 422
    assert "编号和识别码对不上" in answer.text


@pytest.mark.parametrize(
    ("conclusion", "said", "column", "fault"),
    [
        ("同意", {}, Column.CONCLUSION, Fault.CONCLUSION),
        ("=1+1", {}, Column.CONCLUSION, Fault.CONCLUSION),
        ("可行", {"reason": ""}, Column.REASON, Fault.MISSING),
        ("可行", {"reason": "长" * 901}, Column.REASON, Fault.TOO_LONG),
        ("可行", {"reason": "#REF!"}, Column.REASON, Fault.FORMULA),
        ("可行", {"cost": ""}, Column.COST, Fault.AMOUNT),
        ("可行", {"cost": "-5"}, Column.COST, Fault.AMOUNT),
        ("可行", {"cost": "12.345"}, Column.COST, Fault.AMOUNT),
        ("可行", {"cost": "很多"}, Column.COST, Fault.AMOUNT),
        ("可行", {"basis": None}, Column.BASIS, Fault.MISSING),
        ("不可行", {}, Column.GROUND, Fault.GROUND),
        ("不可行", {"ground": "不喜欢"}, Column.GROUND, Fault.GROUND),
        ("合并", {}, Column.INTO, Fault.INTO),
        ("合并", {"into": "七"}, Column.INTO, Fault.INTO),
        ("可行", {"held_on": "下周二"}, Column.HELD_ON, Fault.DATE),
        ("可行", {"held_on": "2026-13-40"}, Column.HELD_ON, Fault.DATE),
        ("可行", {"minutes": "长" * 41}, Column.MINUTES, Fault.TOO_LONG),
        ("可行", {"mark": "T1"}, Column.MARK, Fault.MARK),
        ("可行", {"mark": "T99999999999V1"}, Column.MARK, Fault.MARK),
        ("可行", {"number": None}, Column.NUMBER, Fault.NUMBER),
    ],
)
def test_each_fault_is_told_at_its_cell(
    conclusion: str, said: dict[str, object], column: Column, fault: Fault
) -> None:
    proposal = Proposal(id=1, number=7, version=3, title="一件事")
    reading = read([line(proposal, conclusion, **said)])
    assert [(one.row, one.column, one.fault) for one in reading.wrong] == [(2, column, fault)]
    assert reading.results == ()


def read(rows: list[dict[Column, object]]) -> Reading:
    grounds = {"吃喝招待": Ground.ENTERTAINMENT}
    return read_rows(tuple(RawRow(n, row) for n, row in enumerate(rows, 2)), grounds)


def test_the_same_proposal_twice_is_a_fault() -> None:
    proposal = Proposal(id=1, number=7, version=3, title="一件事")
    reading = read([line(proposal), line(proposal, "请修改")])
    assert [(one.row, one.fault) for one in reading.wrong] == [(3, Fault.TWICE)]


@pytest.mark.parametrize(
    "written",
    ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", date(2026, 3, 1), MARCH],
)
def test_a_date_is_read_as_people_and_excel_write_it(written: object) -> None:
    proposal = Proposal(id=1, number=7, version=3, title="一件事")
    (result,) = read([line(proposal, held_on=written)]).results
    assert result.held_on == date(2026, 3, 1)


def test_blank_rows_and_rows_without_a_conclusion_decide_nothing() -> None:
    proposal = Proposal(id=1, number=7, version=3, title="一件事")
    reading = read([{}, line(proposal, "", reason=""), {Column.TITLE: " "}])
    assert reading == Reading(undecided=1)


def test_a_fault_names_row_column_and_what_to_do(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one = making.get(making.screened(made, world))
    answer = hand_in(committee, workbook(line(one, reason="")))
    assert answer.status_code == 422
    for told in ("第 2 行", "理由", "没有填写", "一行也没有写入"):
        assert told in answer.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "这不是Excel文件"),
        (b"<html>", "这不是Excel文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "这是旧版Excel文件"),
    ],
)
def test_what_is_no_workbook_is_refused(
    made: RoundInTest, committee: FlaskClient, content: bytes, told: str
) -> None:
    answer = hand_in(committee, content)
    assert answer.status_code == 422
    assert told in answer.text


def test_another_workbook_is_told_what_it_lacks(made: RoundInTest, committee: FlaskClient) -> None:
    book = Workbook()
    book.active.append([*HEADER[:7], "备注"])
    file = BytesIO()
    book.save(file)
    answer = hand_in(committee, file.getvalue())
    assert answer.status_code == 422
    assert "识别码" in answer.text


def test_no_file_is_told_at_the_field(made: RoundInTest, committee: FlaskClient) -> None:
    answer = post(committee, ROOM)
    assert answer.status_code == 422
    assert "请选择填好的结果表" in answer.text


def test_what_is_packed_comes_back_equal(world: World, made: RoundInTest) -> None:
    proposal = making.get(making.screened(made, world))
    results = (
        result(proposal, held_on=date(2026, 3, 1), minutes="A-1"),
        result(proposal, move=Move.REFUSE, ground=Ground.CASH),
    )
    with world.app.test_request_context():
        assert sheet.unpack(sheet.pack(results, 5), 5) == results
