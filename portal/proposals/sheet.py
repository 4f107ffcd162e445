"""The screening meeting's sheet as a workbook, out and in; and what waits for a confirmation.

Nothing of an uploaded sheet is stored: what it says travels, signed, in the form that confirms it.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from portal.core import sheets
from portal.core.i18n import official
from portal.core.money import decimal_yuan
from portal.core.workbooks import bold, lay_out, safe, saved
from portal.proposals import words
from portal.proposals.pages import Card
from portal.proposals.results import (
    COLUMNS,
    CONCLUSIONS,
    TITLES,
    TO_FILL,
    Column,
    Reading,
    Result,
    mark,
    read_rows,
)
from portal.proposals.rules import Ground, Move

MOST_ROWS = 500
WIDTHS = {
    Column.NUMBER: 8,
    Column.TITLE: 32,
    Column.PLACE: 24,
    Column.REASON: 48,
    Column.GROUND: 32,
    Column.BASIS: 24,
}
HELP = (
    "只填这些列：结论、理由、不可行的依据、核定金额、金额依据、并入几号、会议日期、会议记录编号。",
    "结论填“可行”“不可行”“请修改”“合并”之一；留空的行，这次不定。",
    "理由每行都要写，会公开。可行的要写核定金额（元）和金额依据；不可行的要选依据；"
    "合并的要写并入几号。",
    "请不要改动编号和识别码两列；整行删掉、整行换次序没有关系。",
    "全部写入，或者一行也不写入：有一行不对，整张表都不写。",
)


def grounds() -> dict[str, Ground]:
    """The items of the negative list, as the sheet names them."""
    with official():
        return {str(words.GROUNDS[ground]): ground for ground in Ground}


def write(cards: list[Card]) -> bytes:
    """What waits for the meeting as .xlsx, with columns to fill in. Text stays text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "筛选会结果"
    sheet.append([bold(sheet, title) for title in TITLES.values()])
    lay_out(sheet, [WIDTHS.get(column, 12) for column in Column])
    for card in cards:
        sheet.append([safe(sheet, value) for value in _row(card)])
    _offer(sheet, Column.CONCLUSION, list(CONCLUSIONS), len(cards))
    _offer(sheet, Column.GROUND, list(grounds()), len(cards))
    help_sheet = book.create_sheet("填表说明")
    for line in HELP:
        help_sheet.append([line])
    help_sheet.column_dimensions["A"].width = 100
    return saved(book)


def _row(card: Card) -> list[object]:
    one = card.proposal
    estimate = decimal_yuan(one.estimate_fen) if one.estimate_fen else ""
    known: dict[Column, object] = {
        Column.NUMBER: one.number,
        Column.TITLE: one.title,
        Column.PLACE: one.place,
        Column.SUPPORT: card.support,
        Column.ESTIMATE: estimate,
        Column.MARK: mark(one.id, one.version),
    }
    return [None if column in TO_FILL else known[column] for column in Column]


def _offer(sheet: Any, column: Column, choices: list[str], rows: int) -> None:
    """A list to choose from, in each row."""
    letter = get_column_letter(list(Column).index(column) + 1)
    choice = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
    sheet.add_data_validation(choice)


def read(content: bytes) -> Reading:
    """What an uploaded sheet says. SheetError for a file that cannot be read."""
    found = sheets.read(content, COLUMNS)
    if sum(not raw.is_blank for raw in found.rows) > MOST_ROWS:
        raise sheets.SheetError(sheets.SheetProblem.TOO_BIG)
    return read_rows(found.rows, grounds())


# ---- Between the preview and the confirmation ----


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="screening-sheet")


def pack(results: tuple[Result, ...], person_id: int) -> str:
    """What was previewed, to come back with the confirmation of this person alone."""
    rows = [
        {**asdict(one), "held_on": one.held_on.isoformat() if one.held_on else None}
        for one in results
    ]
    return str(_seal().dumps([person_id, rows]))


def unpack(given: str, person_id: int) -> tuple[Result, ...]:
    """The results that :func:`pack` sealed. ValueError for a forged or another's form."""
    try:
        owner, rows = _seal().loads(given)
    except BadData:
        raise ValueError(_("请重新上传")) from None
    if owner != person_id:
        raise ValueError(_("请重新上传"))
    return tuple(_result(one) for one in rows)


def _result(one: dict[str, Any]) -> Result:
    kept = {
        "move": Move(one["move"]),
        "ground": Ground(one["ground"]) if one["ground"] else None,
        "held_on": date.fromisoformat(one["held_on"]) if one["held_on"] else None,
    }
    return Result(**{**one, **kept})
