"""A price list as a sheet: its columns, what is the matter with a cell, and what it would change.

Pure rules. Nothing of a sheet is kept before somebody confirms it: the rows travel in the form of
the preview (:func:`pack`), and are read from their cells again.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property

from portal.audit.chain import canonical_json
from portal.budget.rules import MAX_PROJECTS, ProjectKind, code_fits, code_key
from portal.core import money, text
from portal.core.marker import N_
from portal.core.sheets import EXCEL_ERRORS, Columns, RawRow, cell_text

MAX_PACKED = 700_000  # characters in the form
MAX_UNPACKED = 8 * 2**20


class Column(StrEnum):
    CODE = "code"
    TITLE = "title"
    SUMMARY = "summary"
    KIND = "kind"
    PLACE = "place"
    COST = "cost"


TITLES = {
    Column.CODE: N_("编号"),
    Column.TITLE: N_("名称"),
    Column.SUMMARY: N_("说明"),
    Column.KIND: N_("类别"),
    Column.PLACE: N_("地点"),
    Column.COST: N_("造价"),
}
COLUMNS = Columns(
    titles=TITLES,
    synonyms={
        Column.CODE: ("项目编号",),
        Column.TITLE: ("项目名称",),
        Column.SUMMARY: ("做什么",),
        Column.COST: ("金额", "造价元", "金额元"),
    },
    optional=frozenset({Column.SUMMARY, Column.PLACE}),
    fewest=3,
)
LENGTHS = {Column.CODE: 40, Column.TITLE: 200, Column.SUMMARY: 2000, Column.PLACE: 120}
ASKED = frozenset({Column.CODE, Column.TITLE, Column.KIND, Column.COST})
KINDS = {
    N_("工程"): ProjectKind.WORKS,
    N_("货物"): ProjectKind.GOODS,
    N_("服务"): ProjectKind.SERVICES,
}


class Fault(StrEnum):
    """What is the matter with a cell. Each has its own sentence."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    COMMA = "comma"
    TWICE = "twice"
    SPELLED = "spelled"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    KIND = "kind"
    AMOUNT = "amount"
    NOTHING = "nothing"
    DATE_CELL = "date_cell"
    FORMULA_ERROR = "formula_error"


class Standing(StrEnum):
    """What a row would do to the price list."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


class BadPack(ValueError):
    """What came back from the form is no packed sheet."""


@dataclass(frozen=True)
class Priced:
    """A project as the price list has it."""

    code: str
    title: str
    summary: str
    kind: str
    place: str
    cost_fen: int


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its number there, its cells as text, what is the matter with them, and
    the project that they make where nothing is.
    """

    number: int
    cells: Mapping[Column, str]
    faults: Mapping[Column, Fault]
    project: Priced | None
    standing: Standing
    before: Priced | None = None


@dataclass(frozen=True)
class Plan:
    """What a sheet would do. ``seal`` fits as long as sheet and price list say the same."""

    rows: tuple[Row, ...]
    listed: int

    @cached_property
    def counts(self) -> Mapping[Standing, int]:
        return Counter(row.standing for row in self.rows)

    @property
    def too_many(self) -> bool:
        return self.listed + self.counts[Standing.NEW] > MAX_PROJECTS

    @property
    def may_confirm(self) -> bool:
        found = self.counts
        changes = found[Standing.NEW] + found[Standing.CHANGED]
        return changes > 0 and not found[Standing.FAULTY] and not self.too_many

    @cached_property
    def seal(self) -> str:
        told = [
            [
                row.standing,
                vars(row.project) if row.project else None,
                vars(row.before) if row.before else None,
            ]
            for row in self.rows
        ]
        return hashlib.sha256(canonical_json(told)).hexdigest()


@dataclass(frozen=True)
class _Beside:
    """What a row is looked at beside: the price list, the codes of it that are changed elsewhere,
    the spelling that it has for each code's key, and how often each key stands in the sheet.
    """

    listed: Mapping[str, Priced | None]
    decided: frozenset[str]
    spelled: Mapping[str, str]
    keys: Mapping[str, int]


def plan(
    rows: Iterable[RawRow[Column]],
    listed: Mapping[str, Priced | None],
    decided: frozenset[str] = frozenset(),
) -> Plan:
    """Every row with content, checked, beside the price list: code → project, None where it is
    withdrawn. ``decided`` are the codes of projects that no sheet may change.
    """
    read = [_read(raw) for raw in rows if not raw.is_blank]
    keys = Counter(code_key(row.cells[Column.CODE]) for row in read)
    beside = _Beside(listed, decided, {code_key(code): code for code in listed}, keys)
    placed = tuple(_placed(row, beside) for row in read)
    return Plan(placed, sum(one is not None for one in listed.values()))


def _read(raw: RawRow[Column]) -> Row:
    cells, faults = dict[Column, str](), dict[Column, Fault]()
    for column in Column:
        value = raw.values.get(column)
        cells[column] = _text(column, value)
        fault = _fault(column, value, cells[column])
        if fault:
            faults[column] = fault
    project = None if faults else _project(cells)
    return Row(raw.row, cells, faults, project, Standing.FAULTY if faults else Standing.NEW)


def _text(column: Column, value: object) -> str:
    if column is Column.SUMMARY and isinstance(value, str):
        return text.clean(value)
    return cell_text(value)


def _fault(column: Column, value: object, typed: str) -> Fault | None:
    if isinstance(value, date | time | timedelta):
        return Fault.DATE_CELL
    if typed in EXCEL_ERRORS:
        return Fault.FORMULA_ERROR
    if not typed:
        return Fault.MISSING if column in ASKED else None
    if len(typed) > LENGTHS.get(column, len(typed)):
        return Fault.TOO_LONG
    check = _CHECKS.get(column)
    return check(typed) if check else None


def _code_fault(typed: str) -> Fault | None:
    return None if code_fits(typed) else Fault.COMMA


def _kind_fault(typed: str) -> Fault | None:
    return None if typed in KINDS else Fault.KIND


def _cost_fault(typed: str) -> Fault | None:
    try:
        return None if _fen(typed) > 0 else Fault.NOTHING
    except ValueError:
        return Fault.AMOUNT


_CHECKS: dict[Column, Callable[[str], Fault | None]] = {
    Column.CODE: _code_fault,
    Column.KIND: _kind_fault,
    Column.COST: _cost_fault,
}


def _fen(typed: str) -> int:
    return money.parse_yuan(text.match_key(typed))


def _project(cells: Mapping[Column, str]) -> Priced:
    return Priced(
        code=cells[Column.CODE],
        title=cells[Column.TITLE],
        summary=cells[Column.SUMMARY],
        kind=KINDS[cells[Column.KIND]],
        place=cells[Column.PLACE],
        cost_fen=_fen(cells[Column.COST]),
    )


def _placed(row: Row, beside: _Beside) -> Row:
    """The row beside the price list and the other rows."""
    code = row.cells[Column.CODE]
    fault = _code_taken(code, beside) if Column.CODE not in row.faults else None
    if fault:
        return _faulty(row, {Column.CODE: fault})
    before = beside.listed.get(code)
    if row.project is None or before is None:
        return row
    changed = [one for one in Column if _value(row.project, one) != _value(before, one)]
    if changed and code in beside.decided:
        return _faulty(row, dict.fromkeys(changed, Fault.DECIDED))
    standing = Standing.CHANGED if changed else Standing.SAME
    return Row(row.number, row.cells, row.faults, row.project, standing, before)


def _code_taken(code: str, beside: _Beside) -> Fault | None:
    """What keeps a code from being this row's: one code is one project, however it is spelled."""
    key = code_key(code)
    if beside.keys[key] > 1:
        return Fault.TWICE
    if code not in beside.listed:
        return Fault.SPELLED if key in beside.spelled else None
    return Fault.WITHDRAWN if beside.listed[code] is None else None


def _faulty(row: Row, faults: Mapping[Column, Fault]) -> Row:
    return Row(row.number, row.cells, {**row.faults, **faults}, None, Standing.FAULTY)


def _value(project: Priced, column: Column) -> object:
    return getattr(project, "cost_fen" if column is Column.COST else column)


def pack(rows: Sequence[Row]) -> str:
    """The cells as text for a field of a form. ValueError where they are too much for one."""
    cells = [[row.number, *(row.cells[column] for column in Column)] for row in rows]
    packed = base64.b64encode(zlib.compress(json.dumps(cells, ensure_ascii=False).encode()))
    if len(packed) > MAX_PACKED:
        raise ValueError("the sheet is too much for a form")
    return packed.decode("ascii")


def unpack(packed: str) -> list[RawRow[Column]]:
    """The rows that were packed; what anybody may send, so nothing is believed. BadPack."""
    try:
        inflate = zlib.decompressobj()
        body = inflate.decompress(base64.b64decode(packed, validate=True), MAX_UNPACKED)
        if not inflate.eof:
            raise BadPack
        return [_raw(one) for one in json.loads(body)]
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError):
        raise BadPack from None


def _raw(one: object) -> RawRow[Column]:
    match one:
        case [int(number), *cells] if len(cells) == len(Column) and all(
            isinstance(cell, str) for cell in cells
        ):
            return RawRow(number, dict(zip(Column, cells, strict=True)))
    raise BadPack
