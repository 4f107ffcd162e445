"""Roster workbooks: reading what people hand in, writing back what was refused, and a blank.

Only the columns that the roster keeps are ever taken from a sheet; the others (sex, relation,
notes, identity-card numbers…) are left in the file, and named in ``Sheet.dropped_columns``.
"""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from portal.core import sheets
from portal.core.sheets import MAX_ROWS, Columns, Progress
from portal.core.workbooks import bold, lay_out, safe, saved
from portal.roster.cells import TITLES, Field
from portal.roster.reading import RawRow

ROW_TITLE = "原表行号"
REASON_TITLE = "退回原因"
DATA_TITLE = "居民信息"
HELP_TITLE = "填表说明"

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

COLUMNS = Columns(TITLES, SYNONYMS, ours=(ROW_TITLE, REASON_TITLE))
Sheet = sheets.Sheet[Field]


def read_sheet(content: bytes, progress: Progress | None = None) -> Sheet:
    """The roster of an .xlsx file; as :func:`portal.core.sheets.read`, which raises SheetError."""
    return sheets.read(content, COLUMNS, progress)


def write_refused(rows: Sequence[RawRow], reasons: Mapping[int, str]) -> bytes:
    """An .xlsx of the refused rows as they came, with a column of reasons.

    ``reasons`` is keyed by row number. The file can be mended and imported as it is.
    Text stays text: no cell becomes a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA_TITLE)
    titles = (ROW_TITLE, REASON_TITLE, *TITLES.values())
    lay_out(sheet, (10, 60, *_widths()))
    sheet.append([bold(sheet, title) for title in titles])
    for raw in rows:
        cells = (raw.row, reasons.get(raw.row, ""), *(raw.values.get(field) for field in Field))
        sheet.append([safe(sheet, cell) for cell in cells])
    return saved(book)


def write_template() -> bytes:
    """A blank roster as .xlsx: the header with its lists of choice, and a sheet of help."""
    book = Workbook()
    sheet = book.active
    sheet.title = DATA_TITLE
    sheet.append([bold(sheet, title) for title in TITLES.values()])
    lay_out(sheet, _widths())
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
    return saved(book)


def _widths() -> tuple[int, ...]:
    return tuple(WIDTHS.get(field, 12) for field in Field)
