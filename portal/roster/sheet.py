"""Roster workbooks: reading what people hand in, writing back what was refused, and a blank.

Only the columns that the roster keeps are ever taken from a sheet; the others (sex, relation,
notes, identity-card numbers…) are left in the file, and named in ``Sheet.dropped_columns``.
"""

import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from openpyxl import (  # type: ignore[import-untyped]
    DEFUSEDXML,
    Workbook,
    load_workbook,
)
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from portal.core.marker import N_
from portal.roster.cells import TITLES, Field, cell_text
from portal.roster.reading import Progress, RawRow, counted

if not DEFUSEDXML:  # pragma: no cover
    raise ImportError("defusedxml must be installed: openpyxl parses what strangers send")

MAX_FILE = 30 * 2**20  # bytes as sent
MAX_UNPACKED = 100 * 2**20  # bytes of all parts
MAX_PART = 20 * 2**20  # bytes of a part that is held in memory as a tree
MAX_RATIO = 100  # unpacked : packed; real sheets have 10–40
RATIO_FROM = 2**20  # bytes: what is smaller may be as regular as it likes
MAX_PARTS = 2_000
MAX_ROWS = 100_000  # below the header
EXCEL_ROWS = 1_048_576
HEADER_WITHIN = 30  # rows
MAX_COLUMNS = 100
FEWEST_TITLES = 4  # recognised in one row, to take it for a header

ROW_TITLE = "原表行号"
REASON_TITLE = "退回原因"
DATA_TITLE = "居民信息"
HELP_TITLE = "填表说明"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an .xls, or an .xlsx under a password
_STREAMED = re.compile(r"xl/(worksheets/[^/]+\.xml|sharedStrings\.xml|media/.+)", re.IGNORECASE)
_TITLE_NOISE = re.compile(r"\([^)]*\)|[\s*:、。]")
_FORMULA_START = ("=", "+", "-", "@")

SYNONYMS = {
    Field.GRID: ("网格编码", "网格代码", "网格号"),
    Field.ESTATE: ("小区名称", "小区名", "所属小区"),
    Field.BUILDING: ("楼栋号", "楼号", "楼幢", "幢", "幢号", "栋", "栋号"),
    Field.UNIT: ("单元号",),
    Field.ROOM: ("房间号", "室", "室号", "门牌号"),
    Field.NAME: ("居民姓名",),
    Field.BIRTH_YEAR: ("出生年", "出生年月", "出生日期", "出生年月日"),
    Field.PHONE: ("手机", "手机号码", "联系电话", "联系方式", "电话", "电话号码"),
    Field.RESIDENCE_KIND: ("居住类别", "居住性质", "人口类型"),
    Field.DELEGATE: ("户代表",),
}
FIELD_OF_TITLE = {title: field for field in Field for title in (TITLES[field], *SYNONYMS[field])}
HELP = {
    Field.GRID: "15位数字：社区编码12位加网格3位。",
    Field.ESTATE: "小区名称，同一小区请写法一致。",
    Field.BUILDING: "例如：3幢。",
    Field.UNIT: "例如：1单元；没有单元的楼填“无”。",
    Field.ROOM: "例如：501。",
    Field.NAME: "居民本人姓名。",
    Field.BIRTH_YEAR: "四位数字，例如：1958。",
    Field.PHONE: "11位手机号码；没有手机可留空。",
    Field.RESIDENCE_KIND: "填“户籍”“常住”或“流动”。",
    Field.DELEGATE: "填“是”或“否”，每户一位户代表。",
}
HELP_NOTES = (
    "每位居民填一行，请不要改动表头。",
    "请勿填写身份证号、性别、与户主关系、入住日期和备注：名册不收这些内容。",
    "住址、姓名、出生年份都相同的，视为同一人；导入只会新增和更新，不会删除任何人。",
)
WIDTHS = {Field.GRID: 20, Field.ESTATE: 16, Field.NAME: 14, Field.PHONE: 16}
TEXT_FIELDS = (Field.GRID, Field.BUILDING, Field.UNIT, Field.ROOM, Field.PHONE)
CHOICES = {Field.RESIDENCE_KIND: "户籍,常住,流动", Field.DELEGATE: "是,否"}


class SheetProblem(StrEnum):
    """Why a whole file cannot be read; the stable code beside the sentence."""

    NOT_XLSX = "not_xlsx"
    OLD_XLS = "old_xls"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    NO_HEADER = "no_header"
    MISSING_COLUMNS = "missing_columns"
    DOUBLE_COLUMNS = "double_columns"
    SEVERAL_SHEETS = "several_sheets"


MESSAGES = {
    SheetProblem.NOT_XLSX: N_("这不是Excel文件（.xlsx），请用Excel或WPS打开后另存为.xlsx再上传。"),
    SheetProblem.OLD_XLS: N_("这是旧版Excel文件（.xls），请另存为.xlsx再上传。"),
    SheetProblem.ENCRYPTED: N_("文件设了打开密码，请去掉密码后再上传。"),
    SheetProblem.BROKEN: N_("文件已损坏或内容不合规范，请用Excel或WPS打开后另存一份再上传。"),
    SheetProblem.TOO_BIG: N_(
        "文件太大或压缩得不正常，请只保留名册这张表，删去下方多余的空行，另存一份再上传。"
    ),
    SheetProblem.TOO_MANY_ROWS: N_("表格超过%(rows)s行，请按网格分成几个文件，分次上传。"),
    SheetProblem.NO_HEADER: N_("没有找到表头，请保留写有“网格编号”“小区”“姓名”等字样的那一行。"),
    SheetProblem.MISSING_COLUMNS: N_("表格里缺少这些列：%(names)s。请补上后再上传。"),
    SheetProblem.DOUBLE_COLUMNS: N_("这些列出现了不止一次：%(names)s。请各留一列再上传。"),
    SheetProblem.SEVERAL_SHEETS: N_("文件里有几张名册：%(names)s。请每次只上传一张。"),
}


class SheetError(ValueError):
    """A file that cannot be read. ``str()`` is a Chinese sentence: what is wrong, what to do.

    ``problem`` is the code, ``names`` the columns or sheets meant.
    """

    def __init__(self, problem: SheetProblem, names: Iterable[str] = ()) -> None:
        self.problem = problem
        self.names = tuple(names)
        super().__init__(MESSAGES[problem] % self.details)

    @property
    def details(self) -> dict[str, object]:
        """The names and figures in its message."""
        return {"names": "、".join(self.names), "rows": MAX_ROWS}


@dataclass(frozen=True)
class Sheet:
    """The data sheet of a workbook: ``rows`` down to the last one with data, blank ones too."""

    title: str
    header_row: int
    rows: tuple[RawRow, ...]
    dropped_columns: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    row: int
    titles: tuple[str, ...]

    @property
    def fields(self) -> list[Field]:
        return [
            FIELD_OF_TITLE[key] for key in map(_title_key, self.titles) if key in FIELD_OF_TITLE
        ]

    @property
    def missing(self) -> list[str]:
        return [TITLES[field] for field in Field if field not in self.fields]

    @property
    def double(self) -> list[str]:
        return [TITLES[field] for field, times in Counter(self.fields).items() if times > 1]

    @property
    def columns(self) -> dict[Field, int]:
        """For each field, the position of its cell in a row, from 0."""
        keys = [_title_key(title) for title in self.titles]
        return {FIELD_OF_TITLE[key]: at for at, key in enumerate(keys) if key in FIELD_OF_TITLE}

    @property
    def dropped(self) -> tuple[str, ...]:
        ours = {*FIELD_OF_TITLE, ROW_TITLE, REASON_TITLE, ""}
        return tuple(title for title in self.titles if _title_key(title) not in ours)


def read_sheet(content: bytes, progress: Progress | None = None) -> Sheet:
    """The data sheet of an .xlsx file, found by its column titles, wherever they stand.

    ``progress`` hears the number of rows read, every 500 rows. Row numbers are the sheet's.
    Raises :class:`SheetError` for a file that is no honest workbook, has no header, lacks a
    column, or is beyond the limits of this module.
    """
    _check_archive(content)
    with _broken_as_sheet_error(), closing(_open(content)) as book:
        sheet, header = _data_sheet(book)
        rows = tuple(_rows(sheet, header, progress))
        return Sheet(sheet.title, header.row, rows, header.dropped)


def write_refused(rows: Sequence[RawRow], reasons: Mapping[int, str]) -> bytes:
    """An .xlsx of the refused rows as they came, with a column of reasons.

    ``reasons`` is keyed by row number. The file can be mended and imported as it is.
    Text stays text: no cell becomes a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA_TITLE)
    titles = (ROW_TITLE, REASON_TITLE, *TITLES.values())
    _lay_out(sheet, (10, 60, *_widths()))
    sheet.append([_bold(sheet, title) for title in titles])
    for raw in rows:
        cells = (raw.row, reasons.get(raw.row, ""), *(raw.values.get(field) for field in Field))
        sheet.append([_safe(sheet, cell) for cell in cells])
    return _saved(book)


def write_template() -> bytes:
    """A blank roster as .xlsx: the header with its lists of choice, and a sheet of help."""
    book = Workbook()
    sheet = book.active
    sheet.title = DATA_TITLE
    sheet.append([_bold(sheet, title) for title in TITLES.values()])
    _lay_out(sheet, _widths())
    for at, field in enumerate(Field, 1):
        letter = get_column_letter(at)
        if field in TEXT_FIELDS:
            sheet.column_dimensions[letter].number_format = "@"
        if field in CHOICES:
            choice = DataValidation(type="list", formula1=f'"{CHOICES[field]}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{MAX_ROWS}")
            sheet.add_data_validation(choice)
    help_sheet = book.create_sheet(HELP_TITLE)
    for line in (*(f"{TITLES[field]}：{HELP[field]}" for field in Field), *HELP_NOTES):
        help_sheet.append([line])
    help_sheet.column_dimensions["A"].width = 80
    return _saved(book)


# Opening


def _check_archive(content: bytes) -> None:
    """Refuse what is no zip of ours before any of it is unpacked."""
    if content.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise SheetError(SheetProblem.ENCRYPTED if encrypted else SheetProblem.OLD_XLS)
    if len(content) > MAX_FILE:
        raise SheetError(SheetProblem.TOO_BIG)
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise SheetError(SheetProblem.NOT_XLSX) from None
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise SheetError(SheetProblem.NOT_XLSX)
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError(SheetProblem.ENCRYPTED)
    if _is_bomb(parts):
        raise SheetError(SheetProblem.TOO_BIG)


def _is_bomb(parts: Sequence[ZipInfo]) -> bool:
    """By the declared sizes, which zipfile then holds each part to (deflate only)."""
    unpacked = sum(part.file_size for part in parts)
    return (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or any(map(_is_swollen, parts))
        or any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts)
    )


def _is_swollen(part: ZipInfo) -> bool:
    if not _STREAMED.fullmatch(part.filename) and part.file_size > MAX_PART:
        return True
    return part.file_size > max(RATIO_FROM, part.compress_size * MAX_RATIO)


def _open(content: bytes) -> Any:
    return load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)


@contextmanager
def _broken_as_sheet_error() -> Iterator[None]:
    """openpyxl answers a broken file with nearly any exception, an odd one with warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except SheetError:
        raise
    except Exception as fault:
        raise SheetError(SheetProblem.BROKEN) from fault


# Finding the data


def _data_sheet(book: Any) -> tuple[Any, _Header]:
    """The one visible sheet with all our columns, and its header."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = [(sheet, header) for sheet in visible if (header := _find_header(sheet))]
    if not found:
        raise SheetError(SheetProblem.NO_HEADER)
    complete = [(sheet, header) for sheet, header in found if not header.missing]
    if not complete:
        nearest = min((header for _, header in found), key=lambda header: len(header.missing))
        raise SheetError(SheetProblem.MISSING_COLUMNS, nearest.missing)
    if len(complete) > 1:
        raise SheetError(SheetProblem.SEVERAL_SHEETS, [sheet.title for sheet, _ in complete])
    sheet, header = complete[0]
    if header.double:
        raise SheetError(SheetProblem.DOUBLE_COLUMNS, header.double)
    return sheet, header


def _find_header(sheet: Any) -> _Header | None:
    """The row with most of our titles among the first rows, if it has a few of them."""
    sheet.reset_dimensions()  # some programs write them wrong
    top = sheet.iter_rows(max_row=HEADER_WITHIN, max_col=MAX_COLUMNS, values_only=True)
    headers = [_Header(at, tuple(map(cell_text, cells))) for at, cells in enumerate(top, 1)]
    best = max(headers, key=lambda header: len(set(header.fields)), default=None)
    return best if best and len(set(best.fields)) >= FEWEST_TITLES else None


def _title_key(title: str) -> str:
    """「姓 名*」 and 「姓名(必填)」 are 「姓名」."""
    return _TITLE_NOISE.sub("", unicodedata.normalize("NFKC", title))


def _rows(sheet: Any, header: _Header, progress: Progress | None) -> Iterator[RawRow]:
    """The rows below the header; blank ones only where data follow."""
    columns = header.columns
    first = header.row + 1
    cells_of = sheet.iter_rows(min_row=first, max_col=max(columns.values()) + 1, values_only=True)
    blank: list[RawRow] = []
    for number, cells in enumerate(counted(cells_of, progress), first):
        raw = RawRow(number, {field: cells[at] for field, at in columns.items()})
        within = number - header.row <= MAX_ROWS
        if number > EXCEL_ROWS or not (within or raw.is_blank):
            raise SheetError(SheetProblem.TOO_MANY_ROWS)
        if raw.is_blank and within:
            blank.append(raw)
        elif not raw.is_blank:
            yield from blank
            blank.clear()
            yield raw


# Writing


def _safe(sheet: Any, value: object) -> object:
    """A cell for a value: text as text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if value.startswith(_FORMULA_START):
        cell.quotePrefix = True  # so that it stays text when someone edits it
    return cell


def _bold(sheet: Any, title: str) -> Any:
    cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True)
    return cell


def _lay_out(sheet: Any, widths: Iterable[int]) -> None:
    sheet.freeze_panes = "A2"
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def _widths() -> tuple[int, ...]:
    return tuple(WIDTHS.get(field, 12) for field in Field)


def _saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
