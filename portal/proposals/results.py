"""The screening meeting's sheet: what its rows say, each fault at its cell. Pure rules, no files.

The committee fills the sheet in at the meeting. A row without a conclusion was not decided there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portal.core import money
from portal.core.marker import N_
from portal.core.sheets import EXCEL_ERRORS, Columns, RawRow, cell_text
from portal.core.text import clean, match_key
from portal.proposals.rules import Ground, Move

REASON_LENGTH, BASIS_LENGTH, MINUTES_LENGTH = 900, 500, 40


class Column(StrEnum):
    """In the order of the sheet."""

    NUMBER = "number"
    TITLE = "title"
    PLACE = "place"
    SUPPORT = "support"
    ESTIMATE = "estimate"
    CONCLUSION = "conclusion"
    REASON = "reason"
    GROUND = "ground"
    COST = "cost"
    BASIS = "basis"
    INTO = "into"
    HELD_ON = "held_on"
    MINUTES = "minutes"
    MARK = "mark"


TITLES = {
    Column.NUMBER: N_("编号"),
    Column.TITLE: N_("提案名称"),
    Column.PLACE: N_("地点"),
    Column.SUPPORT: N_("联名"),
    Column.ESTIMATE: N_("居民估价"),
    Column.CONCLUSION: N_("结论"),
    Column.REASON: N_("理由"),
    Column.GROUND: N_("不可行的依据"),
    Column.COST: N_("核定金额"),
    Column.BASIS: N_("金额依据"),
    Column.INTO: N_("并入几号"),
    Column.HELD_ON: N_("会议日期"),
    Column.MINUTES: N_("会议记录编号"),
    Column.MARK: N_("识别码"),
}
TO_FILL = (
    Column.CONCLUSION,
    Column.REASON,
    Column.GROUND,
    Column.COST,
    Column.BASIS,
    Column.INTO,
    Column.HELD_ON,
    Column.MINUTES,
)
COLUMNS = Columns(
    TITLES,
    optional=frozenset({Column.TITLE, Column.PLACE, Column.SUPPORT, Column.ESTIMATE}),
)

CONCLUSIONS = {
    "可行": Move.ACCEPT,
    "不可行": Move.REFUSE,
    "请修改": Move.ASK,
    "合并": Move.MERGE,
}
_MARK = re.compile(r"t([0-9]{1,9})v([0-9]{1,9})")


def mark(proposal_id: int, version: int) -> str:
    """What the sheet calls a proposal in the version that the meeting has read: ``T12V3``."""
    return f"T{proposal_id}V{version}"


class Fault(StrEnum):
    """What is wrong with a cell. Each has its own sentence."""

    MARK = "mark"
    NUMBER = "number"
    TWICE = "twice"
    CONCLUSION = "conclusion"
    MISSING = "missing"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    GROUND = "ground"
    AMOUNT = "amount"
    INTO = "into"
    INTO_ITSELF = "into_itself"
    INTO_NONE = "into_none"
    INTO_DECIDED = "into_decided"
    INTO_OWN = "into_own"
    DATE = "date"


@dataclass(frozen=True)
class Result:
    """What the meeting decided on one proposal. ``row`` is the sheet's row number.

    ``into`` is the number of the proposal that it is merged into; ``held_on`` and ``minutes`` may
    be left out.
    """

    row: int
    proposal_id: int
    version: int
    number: int
    move: Move
    reason: str
    ground: Ground | None = None
    cost_fen: int = 0
    basis: str = ""
    into: int = 0
    held_on: date | None = None
    minutes: str = ""


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot stand."""

    row: int
    column: Column
    fault: Fault


@dataclass(frozen=True)
class Reading:
    """What a whole sheet says. ``undecided``: rows without a conclusion."""

    results: tuple[Result, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    undecided: int = 0


def read_rows(rows: tuple[RawRow[Column], ...], grounds: Mapping[str, Ground]) -> Reading:
    """All rows; ``grounds`` are the items of the negative list by the words in the sheet.

    Never raises for what a cell contains.
    """
    results: list[Result] = []
    wrong: list[Wrong] = []
    undecided = 0
    seen: set[int] = set()
    by_key = {match_key(words): ground for words, ground in grounds.items()}
    for raw in rows:
        if raw.is_blank:
            continue
        row = _Row(raw, by_key)
        if not row.says(Column.CONCLUSION):
            undecided += 1
            continue
        result = row.result()
        if result and result.proposal_id in seen:
            row.fail(Column.MARK, Fault.TWICE)
        if result:
            seen.add(result.proposal_id)
        if row.wrong:
            wrong += row.wrong
        elif result:
            results.append(result)
    return Reading(tuple(results), tuple(wrong), undecided)


@dataclass
class _Row:
    raw: RawRow[Column]
    grounds: Mapping[str, Ground]
    wrong: list[Wrong] = field(default_factory=list)

    def says(self, column: Column) -> str:
        return cell_text(self.raw.values.get(column))

    def fail(self, column: Column, fault: Fault) -> None:
        self.wrong.append(Wrong(self.raw.row, column, fault))

    def result(self) -> Result | None:
        """None where it cannot be said of which proposal, or what, it speaks."""
        found = _MARK.fullmatch(match_key(self.says(Column.MARK)))
        move = CONCLUSIONS.get(match_key(self.says(Column.CONCLUSION)))
        if not found:
            self.fail(Column.MARK, Fault.MARK)
        if move is None:
            self.fail(Column.CONCLUSION, Fault.CONCLUSION)
        if not found or move is None:
            return None
        accepts = move is Move.ACCEPT
        return Result(
            row=self.raw.row,
            proposal_id=int(found[1]),
            version=int(found[2]),
            number=self._whole(Column.NUMBER, Fault.NUMBER),
            move=move,
            reason=self._words(Column.REASON, REASON_LENGTH, asked=True),
            ground=self._ground() if move is Move.REFUSE else None,
            cost_fen=self._amount() if accepts else 0,
            basis=self._words(Column.BASIS, BASIS_LENGTH, asked=True) if accepts else "",
            into=self._whole(Column.INTO, Fault.INTO) if move is Move.MERGE else 0,
            held_on=self._day(),
            minutes=self._words(Column.MINUTES, MINUTES_LENGTH, asked=False),
        )

    def _words(self, column: Column, most: int, *, asked: bool) -> str:
        text = clean(str(self.raw.values.get(column) or ""))
        if text in EXCEL_ERRORS:
            self.fail(column, Fault.FORMULA)
        elif asked and not text:
            self.fail(column, Fault.MISSING)
        elif len(text) > most:
            self.fail(column, Fault.TOO_LONG)
        return text

    def _whole(self, column: Column, fault: Fault) -> int:
        digits = match_key(self.says(column)).removesuffix("号")
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            return int(digits)
        self.fail(column, fault)
        return 0

    def _ground(self) -> Ground | None:
        found = self.grounds.get(match_key(self.says(Column.GROUND)))
        if found is None:
            self.fail(Column.GROUND, Fault.GROUND)
        return found

    def _amount(self) -> int:
        try:
            return money.parse_yuan(match_key(self.says(Column.COST)))
        except ValueError:
            self.fail(Column.COST, Fault.AMOUNT)
            return 0

    def _day(self) -> date | None:
        value = self.raw.values.get(Column.HELD_ON)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = re.sub(r"[年月/.]", "-", match_key(str(value or ""))).removesuffix("日")
        if not text:
            return None
        try:
            return date(*[int(part) for part in text.split("-")])
        except (ValueError, TypeError, OverflowError):
            self.fail(Column.HELD_ON, Fault.DATE)
            return None
