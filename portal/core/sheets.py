"""Workbooks that people hand in: opened safely, and the one sheet with our columns found in them.

A room says which columns it keeps (:class:`Columns`); the others are left in the file, and named in
``Sheet.dropped_columns``. What it writes itself goes through ``core/workbooks.py``.
"""

import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from io import BytesIO
from typing import Any, Generic, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from openpyxl import DEFUSEDXML, load_workbook  # type: ignore[import-untyped]

from portal.core.marker import N_
from portal.core.text import clean_line

if not DEFUSEDXML:  # pragma: no cover
    raise ImportError("defusedxml must be installed: openpyxl parses what strangers send")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
PROGRESS_STEP = 500
EXCEL_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an .xls, or an .xlsx under a password
_STREAMED = re.compile(r"xl/(worksheets/[^/]+\.xml|sharedStrings\.xml|media/.+)", re.IGNORECASE)
_TITLE_NOISE = re.compile(r"\([^)]*\)|[\s*:、。]")
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")

Progress = Callable[[int], None]
Item = TypeVar("Item")
Key = TypeVar("Key", bound=StrEnum)


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
        "文件太大或压缩得不正常，请只保留要上传的这张表，删去下方多余的空行，另存一份再上传。"
    ),
    SheetProblem.TOO_MANY_ROWS: N_("表格超过%(rows)s行，请分成几个文件，分次上传。"),
    SheetProblem.NO_HEADER: N_("没有找到表头，请保留写有这些字样的那一行：%(names)s。"),
    SheetProblem.MISSING_COLUMNS: N_("表格里缺少这些列：%(names)s。请补上后再上传。"),
    SheetProblem.DOUBLE_COLUMNS: N_("这些列出现了不止一次：%(names)s。请各留一列再上传。"),
    SheetProblem.SEVERAL_SHEETS: N_("文件里有几张这样的表：%(names)s。请每次只上传一张。"),
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
class Columns(Generic[Key]):
    """What a room looks for in a sheet: ``titles`` of the columns that it keeps, all of them asked
    for but the ``optional`` ones. ``synonyms`` are other titles of the same; ``ours`` are columns
    that we once wrote into the sheet and pass over. ``fewest``: so many titles make a header.
    """

    titles: Mapping[Key, str]
    synonyms: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    ours: Sequence[str] = ()
    optional: frozenset[Key] = frozenset()
    fewest: int = 4

    @cached_property
    def by_title(self) -> Mapping[str, Key]:
        return {
            title: key
            for key, first in self.titles.items()
            for title in (first, *self.synonyms.get(key, ()))
        }


@dataclass(frozen=True)
class RawRow(Generic[Key]):
    """A row as the sheet has it: its number there, and a cell value for each kept column."""

    row: int
    values: Mapping[Key, object]

    @property
    def is_blank(self) -> bool:
        return not any(map(cell_text, self.values.values()))


@dataclass(frozen=True)
class Sheet(Generic[Key]):
    """The data sheet of a workbook: ``rows`` down to the last one with data, blank ones too."""

    title: str
    header_row: int
    rows: tuple[RawRow[Key], ...]
    dropped_columns: tuple[str, ...]


@dataclass(frozen=True)
class _Header(Generic[Key]):
    row: int
    titles: tuple[str, ...]
    wanted: Columns[Key]

    @cached_property
    def fields(self) -> list[Key]:
        by_title = self.wanted.by_title
        return [by_title[key] for key in map(_title_key, self.titles) if key in by_title]

    @property
    def missing(self) -> list[str]:
        there = {*self.fields, *self.wanted.optional}
        return [title for key, title in self.wanted.titles.items() if key not in there]

    @property
    def double(self) -> list[str]:
        return [self.wanted.titles[key] for key, n in Counter(self.fields).items() if n > 1]

    @property
    def columns(self) -> dict[Key, int]:
        """For each field, the position of its cell in a row, from 0."""
        keys = [_title_key(title) for title in self.titles]
        by_title = self.wanted.by_title
        return {by_title[key]: at for at, key in enumerate(keys) if key in by_title}

    @property
    def dropped(self) -> tuple[str, ...]:
        ours = {*self.wanted.by_title, *self.wanted.ours, ""}
        return tuple(title for title in self.titles if _title_key(title) not in ours)


def read(content: bytes, wanted: Columns[Key], progress: Progress | None = None) -> Sheet[Key]:
    """The data sheet of an .xlsx file, found by its column titles, wherever they stand.

    ``progress`` hears the number of rows read, every 500 rows. Row numbers are the sheet's.
    Raises :class:`SheetError` for a file that is no honest workbook, has no header, lacks a
    column, or is beyond the limits of this module.
    """
    _check_archive(content)
    with _broken_as_sheet_error(), closing(_open(content)) as book:
        sheet, header = _data_sheet(book, wanted)
        rows = tuple(_rows(sheet, header, progress))
        return Sheet(sheet.title, header.row, rows, header.dropped)


def cell_text(value: object) -> str:
    """A cell as one line of text: NFC, no invisible characters, whole numbers without ``.0``."""
    if value is None:
        return ""
    text = unicodedata.normalize("NFC", clean_line(str(value)))
    whole = _WHOLE_NUMBER.fullmatch(text)
    return whole[1] if whole else text


def counted(items: Iterable[Item], progress: Progress | None) -> Iterator[Item]:
    """The items as they come; ``progress`` hears how many, every 500 and at the end."""
    done = 0
    for done, item in enumerate(items, 1):
        yield item
        if progress and done % PROGRESS_STEP == 0:
            progress(done)
    if progress and done % PROGRESS_STEP:
        progress(done)


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


def _data_sheet(book: Any, wanted: Columns[Key]) -> tuple[Any, _Header[Key]]:
    """The one visible sheet with all our columns, and its header."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = [(sheet, header) for sheet in visible if (header := _find_header(sheet, wanted))]
    if not found:
        asked = [title for key, title in wanted.titles.items() if key not in wanted.optional]
        raise SheetError(SheetProblem.NO_HEADER, asked)
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


def _find_header(sheet: Any, wanted: Columns[Key]) -> _Header[Key] | None:
    """The row with most of our titles among the first rows, if it has a few of them."""
    sheet.reset_dimensions()  # some programs write them wrong
    top = sheet.iter_rows(max_row=HEADER_WITHIN, max_col=MAX_COLUMNS, values_only=True)
    headers = [_Header(at, tuple(map(cell_text, cells)), wanted) for at, cells in enumerate(top, 1)]
    best = max(headers, key=lambda header: len(set(header.fields)), default=None)
    return best if best and len(set(best.fields)) >= wanted.fewest else None


def _title_key(title: str) -> str:
    """「姓 名*」 and 「姓名(必填)」 are 「姓名」."""
    return _TITLE_NOISE.sub("", unicodedata.normalize("NFKC", title))


def _rows(sheet: Any, header: _Header[Key], progress: Progress | None) -> Iterator[RawRow[Key]]:
    """The rows below the header; blank ones only where data follow."""
    columns = header.columns
    first = header.row + 1
    cells_of = sheet.iter_rows(min_row=first, max_col=max(columns.values()) + 1, values_only=True)
    blank: list[RawRow[Key]] = []
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
