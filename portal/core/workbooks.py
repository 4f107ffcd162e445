"""Workbooks that we write and hand out: text stays text, no cell becomes a formula."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import send_file
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from werkzeug.wrappers import Response

from portal.core.sheets import XLSX

_FORMULA_START = ("=", "+", "-", "@")


def safe(sheet: Any, value: object) -> object:
    """A cell for a value: text as text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if value.startswith(_FORMULA_START):
        cell.quotePrefix = True  # so that it stays text when someone edits it
    return cell


def bold(sheet: Any, title: str) -> Any:
    """A cell of the header."""
    cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True)
    return cell


def lay_out(sheet: Any, widths: Iterable[int]) -> None:
    """The header stays in sight; a width (in characters) for each column."""
    sheet.freeze_panes = "A2"
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def download(content: bytes, name: str, plain: str) -> Response:
    """A workbook to keep; ``plain`` is its name for whoever cannot read ``name``."""
    answer = send_file(BytesIO(content), XLSX)
    names = {"filename": f"{plain}.xlsx", "filename*": f"UTF-8''{quote(name)}.xlsx"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    answer.headers["Cache-Control"] = "no-store"
    return answer
