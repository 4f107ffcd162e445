"""The books as files: the same rows and sums as the pages, amounts in yuan to the fen."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext as _
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from sqlalchemy import Select
from werkzeug.wrappers import Response

from portal.core import csvs, workbooks
from portal.ledger import words
from portal.ledger.models import Entry
from portal.ledger.reading import records
from portal.ledger.reading.figures import MonthRow
from portal.ledger.reading.sections import Section

Table = list[Sequence[object]]
WIDTHS = (12, 16, 40)
MOST_IN_A_WORKBOOK = 20_000
"""Rows; it takes some seconds to write. Files of rows alone have no bound."""


def yuan(fen: int | None) -> Decimal | None:
    """Exactly, with two decimals; None for an empty cell."""
    return None if fen is None else Decimal(fen).scaleb(-2)


def rows_table(wanted: Select[Entry], summed: str, opening_fen: int = 0) -> Table:
    """The columns of the account (DOMAIN §4), the first line their titles. ``summed``: what the
    sixth is called, a balance in a fund's month. Two queries.
    """
    titles = [_("日期"), _("凭证号"), _("摘要"), _("收入"), _("支出"), summed]
    people = [_("经手人"), _("证明人"), _("审批人")]
    more = [_("资金"), _("种类"), _("更正哪一张凭证"), _("已更正"), _("校验码")]
    return [[*titles, *people, *more], *_rows(wanted, opening_fen)]


def _rows(wanted: Select[Entry], balance_fen: int) -> Iterator[list[object]]:
    corrected, yes = records.taken_back(), _("是")
    natures = {one: str(word) for one, word in words.NATURES.items()}
    for one in records.records(wanted):
        balance_fen += (one.income_fen or 0) - (one.expense_fen or 0)
        amounts = one.income_fen, one.expense_fen, balance_fen
        yield [
            one.booked_on.isoformat(),
            one.voucher_no,
            one.summary,
            *map(yuan, amounts),
            one.handler,
            one.witness,
            one.approver,
            one.fund,
            natures[one.nature],
            one.corrects or "",
            yes if one.number in corrected else "",
            one.chain,
        ]


def framed(table: Table, opening_fen: int, closing_fen: int) -> Table:
    """With the balance that the rows begin from, and the one that they end with."""
    first, last = _("期初余额"), _("期末余额")
    blank = [None] * (len(table[0]) - 6)
    return [
        table[0],
        [None, None, first, None, None, yuan(opening_fen), *blank],
        *table[1:],
        [None, None, last, None, None, yuan(closing_fen), *blank],
    ]


def months_table(rows: Iterable[MonthRow]) -> Table:
    """A fund's months."""
    titles = [_("月份"), _("期初余额"), _("收入"), _("支出"), _("期末余额"), _("笔数"), _("已锁定")]
    return [titles, *map(_month, rows)]


def _month(one: MonthRow) -> list[object]:
    told = one.figures
    amounts = told.opening_fen, told.income_fen, told.expense_fen, told.closing_fen
    locked = _("是") if one.statement else _("否")
    return [one.month.code, *map(yuan, amounts), told.entries, locked]


def figures_table(sections: Iterable[Section]) -> Table:
    """A year's sums, section by section, as the page shows them."""
    titles = [_("按什么"), _("名称"), _("收入"), _("支出")]
    lines = [
        [one.title, line.label, yuan(line.income_fen), yuan(line.expense_fen)]
        for one in sections
        for line in one.lines
    ]
    return [titles, *lines]


def as_csv(table: Table, name: str, plain: str) -> Response:
    return csvs.download(table, name, plain)


def as_workbook(table: Table, name: str, plain: str) -> Response:
    return workbooks.download(workbook(table), name, plain)


def workbook(table: Table) -> bytes:
    """Amounts are numbers, everything else is text that no program reckons with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("账目"))
    workbooks.lay_out(sheet, [*WIDTHS, *[14] * (len(table[0]) - len(WIDTHS))])
    sheet.append([workbooks.bold(sheet, str(title)) for title in table[0]])
    for row in table[1:]:
        sheet.append([_cell(sheet, value) for value in row])
    return workbooks.saved(book)


def _cell(sheet: object, value: object) -> object:
    if not isinstance(value, Decimal):
        return workbooks.safe(sheet, value)
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "#,##0.00"
    return cell
