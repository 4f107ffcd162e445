"""Roster workbooks as people make them, and as somebody with bad intent would."""

import time
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from portal.core import sheets
from portal.core.sheets import SheetError, SheetProblem
from portal.roster import sheet as roster_sheet
from portal.roster.cells import TITLES, Field
from portal.roster.reading import RawRow, read_rows
from portal.roster.sheet import (
    read_sheet,
    write_refused,
    write_template,
)

HEADER = tuple(TITLES.values())
ROW: tuple[object, ...] = (
    "110101001001001", "向阳里", "3幢", "1单元", "501", "王小明", 1980, "13912345678", "户籍", "是",
)  # fmt: skip


def workbook(**tables: Iterable[Sequence[object]]) -> bytes:
    """An .xlsx with a sheet for each keyword."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, **options: object) -> bytes:
    """The same parts, with ``change(name, data)`` applied to each, or another compression."""
    change = options.pop("change", lambda name, data: data)
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", **{"compression": zipfile.ZIP_DEFLATED} | options) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def with_sheet_xml(before: bytes, after: bytes) -> bytes:
    """A good workbook in whose sheet ``before`` became ``after``."""

    def change(name: str, data: bytes) -> bytes:
        return data.replace(before, after) if "worksheets" in name else data

    return repacked(workbook(a=[HEADER, ROW]), change=change)


def problem_of(content: bytes) -> SheetProblem:
    with pytest.raises(SheetError) as refused:
        read_sheet(content)
    return refused.value.problem


# Finding the data


def test_a_sheet_is_read_with_its_own_row_numbers() -> None:
    found = read_sheet(workbook(名册=[HEADER, ROW]))
    assert (found.title, found.header_row, found.dropped_columns) == ("名册", 1, ())
    assert found.rows == (RawRow(2, dict(zip(Field, ROW, strict=True))),)


def test_a_title_row_blank_rows_and_a_help_sheet_first_are_passed_over() -> None:
    help_rows = [("填表说明",), ("姓名要和户口本一致",)]
    table = [("居民登记表",), (), HEADER, ROW, (), ("  ",), ROW, (), (None, " ")]
    found = read_sheet(workbook(说明=help_rows, 数据=table))
    assert (found.title, found.header_row) == ("数据", 3)
    assert [(raw.row, raw.is_blank) for raw in found.rows] == [
        (4, False), (5, True), (6, True), (7, False),
    ]  # fmt: skip


def test_columns_are_found_by_their_titles_in_any_order() -> None:
    titles = [
        "姓 名*", "联系电话", "出生年月", "小区名称", "楼号", "单元号", "房间号（必填）",
        "网格编码:", "居住类别", "是否户代表(是/否)",
    ]  # fmt: skip
    cells = [
        "王小明", "13912345678", 1980, "向阳里", "3幢", "1单元", "501", "110101001001001",
        "户籍", "是",
    ]  # fmt: skip
    (raw,) = read_sheet(workbook(a=[titles, cells])).rows
    assert raw.values == dict(zip(Field, ROW, strict=True))


def test_columns_the_roster_does_not_keep_stay_in_the_file_and_are_named() -> None:
    header = ("序号", *HEADER, "身份证号", "性别", None, "备注")
    row = (1, *ROW, "110101198001010011", "男", "x", '=HYPERLINK("x","点我")')
    found = read_sheet(workbook(a=[header, row, (2,), (3,)]))
    assert found.dropped_columns == ("序号", "身份证号", "性别", "备注")
    assert found.rows == (RawRow(2, dict(zip(Field, ROW, strict=True))),)


def test_a_formula_is_what_it_came_to_and_never_itself() -> None:
    (raw,) = read_sheet(workbook(a=[HEADER, (*ROW[:5], '="王"&"小明"', *ROW[6:])])).rows
    assert raw.values[Field.NAME] is None


def test_numbers_and_texts_come_as_they_are() -> None:
    row = (110101001001001, "向阳里", 3, 1, 501, "王小明", "1980", 13912345678.0, "户籍", True)
    (raw,) = read_sheet(workbook(a=[HEADER, row])).rows
    assert tuple(raw.values.values()) == row
    (resident,) = read_rows([raw], this_year=2026).rows
    assert (resident.phone, resident.room, resident.is_delegate) == ("13912345678", "501", True)


def test_a_hidden_copy_is_not_the_roster() -> None:
    book = load_workbook(BytesIO(workbook(旧=[HEADER, ROW, ROW], 新=[HEADER, ROW])))
    book["旧"].sheet_state = "hidden"
    assert read_sheet(saved(book)).title == "新"


def test_a_wrong_note_of_the_sheets_size_hides_nothing() -> None:
    lying = with_sheet_xml(b'<dimension ref="A1:J2"', b'<dimension ref="A1:B1"')
    assert len(read_sheet(lying).rows) == 1


def test_a_sheet_with_extensions_openpyxl_does_not_know_is_read_quietly() -> None:
    extension = b'<extLst><ext uri="{00000000-0000-0000-0000-000000000000}"/></extLst></worksheet>'
    assert len(read_sheet(with_sheet_xml(b"</worksheet>", extension)).rows) == 1


def test_a_missing_column_is_called_by_its_name() -> None:
    without = [title for title in HEADER if title not in ("房号", "手机号")]
    with pytest.raises(SheetError, match="缺少这些列：房号、手机号。") as refused:
        read_sheet(workbook(a=[("登记表",), without]))
    assert refused.value.problem is SheetProblem.MISSING_COLUMNS
    assert refused.value.names == ("房号", "手机号")


def test_a_column_given_twice_is_called_by_its_name() -> None:
    with pytest.raises(SheetError, match="手机号"):
        read_sheet(workbook(a=[(*HEADER, "联系电话")]))


def test_two_rosters_in_a_file_are_one_too_many() -> None:
    with pytest.raises(SheetError, match="一网格、二网格"):
        read_sheet(workbook(一网格=[HEADER, ROW], 二网格=[HEADER, ROW]))


@pytest.mark.parametrize("rows", [[], [ROW, ROW], [("姓名", "电话")]])
def test_a_file_without_our_header_is_refused(rows: list[Sequence[object]]) -> None:
    assert problem_of(workbook(a=rows)) is SheetProblem.NO_HEADER


def test_every_problem_has_its_sentence() -> None:
    assert set(sheets.MESSAGES) == set(SheetProblem)
    assert set(roster_sheet.HELP) == set(roster_sheet.SYNONYMS) == set(Field)


def test_progress_is_heard_while_reading() -> None:
    ticks: list[int] = []
    read_sheet(workbook(a=[HEADER, *[ROW] * 1200]), progress=ticks.append)
    assert ticks == [500, 1000, 1200]


def test_20000_rows_are_read_well_under_30_seconds() -> None:
    content = workbook(a=[HEADER, *((*ROW[:4], n, *ROW[5:]) for n in range(20_000))])
    start = time.process_time()
    found = read_rows(read_sheet(content).rows, this_year=2026)
    assert len(found.rows) == 20_000
    assert time.process_time() - start < 15


# Files that are no honest workbooks


@pytest.mark.parametrize("content", [b"", b"name,phone\n", b"PK\x03\x04 not really", b"<html>"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert problem_of(content) is SheetProblem.NOT_XLSX


def test_a_zip_of_something_else_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word.txt", "hello")
    assert problem_of(file.getvalue()) is SheetProblem.NOT_XLSX


def test_an_old_or_locked_workbook_says_what_to_do() -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert problem_of(compound) is SheetProblem.OLD_XLS
    locked = compound + "EncryptedPackage".encode("utf-16-le")
    assert problem_of(locked) is SheetProblem.ENCRYPTED
    with pytest.raises(SheetError, match="去掉密码"):
        read_sheet(locked)


def test_a_zip_under_a_password_is_refused() -> None:
    content = bytearray(workbook(a=[HEADER]))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert problem_of(bytes(content)) is SheetProblem.ENCRYPTED


def test_a_file_that_unpacks_to_a_flood_is_refused_unopened() -> None:
    bomb = with_sheet_xml(b"</worksheet>", b" " * 5_000_000 + b"</worksheet>")
    assert len(bomb) < 50_000
    assert problem_of(bomb) is SheetProblem.TOO_BIG


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(with_sheet_xml(b"</worksheet>", b" " * 5_000_000 + b"</worksheet>"))
    name = content.rfind(b"xl/worksheets/sheet1.xml")
    size = content.rfind(b"PK\x01\x02", 0, name) + 24
    content[size : size + 4] = (4000).to_bytes(4, "little")
    assert problem_of(bytes(content)) is SheetProblem.BROKEN


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILE", 100), ("MAX_UNPACKED", 100),
                                              ("MAX_PART", 100), ("MAX_PARTS", 3)])  # fmt: skip
def test_a_file_beyond_a_limit_is_refused(
    limit: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, limit, value)
    assert problem_of(workbook(a=[HEADER, ROW])) is SheetProblem.TOO_BIG


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_excel_never_uses_is_refused(method: int) -> None:
    odd = repacked(workbook(a=[HEADER, ROW]), compression=method)
    assert problem_of(odd) is SheetProblem.TOO_BIG


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize(
    "entity", ['<!ENTITY a "aaaaaaaaaa">', '<!ENTITY a SYSTEM "file:///etc/hostname">']
)
def test_an_entity_in_the_xml_is_refused(part: str, entity: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        head = f"<!DOCTYPE x [{entity}]>".encode()
        xml = data[data.find(b"?>") + 2 :] if data.startswith(b"<?xml") else data
        return head + xml if name == part else data

    evil = repacked(workbook(a=[HEADER, ROW]), change=change)
    assert problem_of(evil) is SheetProblem.BROKEN


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"</row>", b""), (b'r="A2"', b'r="?"'), (b't="n"', b't="s"'), (b'r="2"', b'r="zwei"')],
)
def test_a_broken_sheet_is_refused(before: bytes, after: bytes) -> None:
    assert problem_of(with_sheet_xml(before, after)) is SheetProblem.BROKEN


@pytest.mark.parametrize("lost", ["xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_a_workbook_without_its_inside_is_refused(lost: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        return b"" if name == lost else data

    broken = repacked(workbook(a=[HEADER, ROW]), change=change)
    assert problem_of(broken) is SheetProblem.BROKEN


def test_more_rows_than_a_community_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    assert len(read_sheet(workbook(a=[HEADER, ROW, ROW, ROW, (" ",), (" ",)])).rows) == 3
    assert problem_of(workbook(a=[HEADER, ROW, ROW, ROW, ROW])) is SheetProblem.TOO_MANY_ROWS


def test_a_row_far_below_the_end_of_excel_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "EXCEL_ROWS", 1000)
    far = with_sheet_xml(b'<row r="2"', b'<row r="99999999999"')
    assert problem_of(far) is SheetProblem.TOO_MANY_ROWS


# Writing


def refused_row(row: int = 7, **changes: object) -> RawRow:
    values: dict[Field, object] = dict(zip(Field, ROW, strict=True))
    return RawRow(row, values | {Field(name): value for name, value in changes.items()})


def test_refused_rows_come_back_as_they_came_with_the_reason() -> None:
    content = write_refused([refused_row(7, room=None, phone="１３９")], {7: "房号没有填写。"})
    page = load_workbook(BytesIO(content)).active
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["原表行号", "退回原因", *HEADER],
        [7, "房号没有填写。", *ROW[:4], None, "王小明", 1980, "１３９", "户籍", "是"],
    ]


def test_the_file_of_refused_rows_can_be_mended_and_imported() -> None:
    rows = [refused_row(7, room=None), refused_row(9, phone="+86 139-1234-5678")]
    again = read_sheet(write_refused(rows, {}))
    assert again.dropped_columns == ()
    assert [raw.values for raw in again.rows] == [raw.values for raw in rows]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_that_is_written_becomes_a_formula(start: str) -> None:
    evil = start + 'HYPERLINK("http://x","点我")'
    content = write_refused([refused_row(7, name=evil)], {7: evil})
    (_, row) = load_workbook(BytesIO(content)).active.iter_rows()
    cells = [cell for cell in row if cell.value == evil]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert all(cell.quotePrefix for cell in cells)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_characters_that_a_workbook_cannot_hold_are_left_out() -> None:
    content = write_refused([refused_row(7, name="王\x00小\x0b明")], {})
    assert read_sheet(content).rows[0].values[Field.NAME] == "王小明"


def test_the_blank_form_can_be_read_and_explains_each_column() -> None:
    content = write_template()
    assert read_sheet(content).rows == ()
    book = load_workbook(BytesIO(content))
    assert [cell.value for cell in book["居民信息"][1]] == list(HEADER)
    help_lines = [row[0] for row in book["填表说明"].iter_rows(values_only=True)]
    assert [line.split("：")[0] for line in help_lines[: len(HEADER)]] == list(HEADER)
    choices = [rule.formula1 for rule in book["居民信息"].data_validations.dataValidation]
    assert choices == ['"户籍,常住,流动"', '"是,否"']


def test_every_choice_of_the_blank_form_is_understood() -> None:
    kinds = roster_sheet.CHOICES[Field.RESIDENCE_KIND].split(",")
    delegates = roster_sheet.CHOICES[Field.DELEGATE].split(",")
    rows = [
        refused_row(n, room=n, residence_kind=kind, delegate=delegate)
        for n, (kind, delegate) in enumerate(zip(kinds, [*delegates, None], strict=True), 2)
    ]
    assert len(read_rows(rows, this_year=2026).rows) == len(kinds)
