"""The price list as a sheet, in words: what a row would do, what is the matter with a cell, and the
blank form.
"""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from portal.budget.price_sheet import KINDS, LENGTHS, TITLES, Column, Fault, Standing
from portal.budget.rules import MAX_PROJECTS
from portal.core.workbooks import bold, lay_out, saved

STANDINGS: dict[Standing, LazyString] = {
    Standing.FAULTY: _l("要改的行"),
    Standing.NEW: _l("新列入"),
    Standing.CHANGED: _l("会修改"),
    Standing.SAME: _l("没有变化"),
}

FAULTS: dict[Fault, LazyString] = {
    Fault.MISSING: _l("没有填写"),
    Fault.TOO_LONG: _l("太长了"),
    Fault.COMMA: _l("编号里不能有逗号"),
    Fault.TWICE: _l("这个编号在表里出现了两次"),
    Fault.SPELLED: _l("清单上已有这个编号，只是大小写或全角半角不同，请照清单上的写法填写"),
    Fault.DECIDED: _l("这个项目来自居民提案，不能用表格改；要改，请在“提案筛选”里重新打开它"),
    Fault.WITHDRAWN: _l("这个编号的项目已经撤下，请换一个编号"),
    Fault.KIND: _l("请填“工程”“货物”或“服务”"),
    Fault.AMOUNT: _l("请填写金额，例如 12000 或 12000.50"),
    Fault.NOTHING: _l("金额要大于零"),
    Fault.DATE_CELL: _l("被 Excel 当成了日期，请把单元格格式改为“文本”后重新填写"),
    Fault.FORMULA_ERROR: _l("是出错的公式，请直接填写内容"),
}

WIDTHS = {Column.TITLE: 30, Column.SUMMARY: 50, Column.PLACE: 24}


def fault(column: Column, one: Fault) -> str:
    if one is Fault.TOO_LONG:
        return _("太长了，最多 %(n)s 个字", n=LENGTHS[column])
    return str(FAULTS[one])


def template() -> bytes:
    """A blank price list as .xlsx: the header, kinds to choose from; the words of the community."""
    book = Workbook()
    sheet = book.active
    sheet.title = "项目清单"
    titles = [f"{title}(元)" if key is Column.COST else title for key, title in TITLES.items()]
    sheet.append([bold(sheet, title) for title in titles])
    lay_out(sheet, [WIDTHS.get(column, 12) for column in Column])
    kinds = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=True)
    kinds.add(f"D2:D{MAX_PROJECTS + 1}")
    sheet.add_data_validation(kinds)
    return saved(book)
