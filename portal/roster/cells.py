"""A roster sheet's cells: from what Excel holds to what the roster keeps, or why not. Pure.

Each parser takes a cell's text and raises :class:`CellError` for what cannot be kept.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time, timedelta
from enum import StrEnum
from functools import partial

from portal.core.marker import N_
from portal.core.sheets import EXCEL_ERRORS, cell_text
from portal.core.text import match_key, phone_key

OLDEST_AGE = 120  # and so a year in a cell formatted as a date, read as 1905, is refused

_HAN = r"[⺀-⿟㐀-鿿豈-﫿\U00020000-\U0003ffff·]"
_SPACE_BY_HAN = re.compile(rf"(?<={_HAN})\s+|\s+(?={_HAN})")
_GRID_CODE = re.compile(r"[0-9]{15}")
_MOBILE = re.compile(r"(?:86)?(1[3-9][0-9]{9})")
_PHONE_SEPARATORS = re.compile(r"[‐-―.·]")
_BIRTH_YEAR = re.compile(r"([0-9]{4})(?:年.*|[-./][0-9].*)?")
_IDENTITY_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")


class Field(StrEnum):
    """The columns that the roster keeps, in the order of the sheet."""

    GRID = "grid"
    ESTATE = "estate"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    NAME = "name"
    BIRTH_YEAR = "birth_year"
    PHONE = "phone"
    RESIDENCE_KIND = "residence_kind"
    DELEGATE = "delegate"


TITLES = {
    Field.GRID: N_("网格编号"),
    Field.ESTATE: N_("小区"),
    Field.BUILDING: N_("楼栋"),
    Field.UNIT: N_("单元"),
    Field.ROOM: N_("房号"),
    Field.NAME: N_("姓名"),
    Field.BIRTH_YEAR: N_("出生年份"),
    Field.PHONE: N_("手机号"),
    Field.RESIDENCE_KIND: N_("居住类型"),
    Field.DELEGATE: N_("是否户代表"),
}

# Shorter than the columns they are stored in, so that a matching key, which may grow, fits too.
LENGTHS = {
    Field.ESTATE: 50,
    Field.BUILDING: 30,
    Field.UNIT: 20,
    Field.ROOM: 20,
    Field.NAME: 50,
}


class ResidenceKind(StrEnum):
    REGISTERED = "registered"  # 户籍
    HABITUAL = "habitual"  # 常住
    FLOATING = "floating"  # 流动


RESIDENCE_KINDS = {
    "户籍": ResidenceKind.REGISTERED,
    "户籍人口": ResidenceKind.REGISTERED,
    "常住": ResidenceKind.HABITUAL,
    "常住人口": ResidenceKind.HABITUAL,
    "流动": ResidenceKind.FLOATING,
    "流动人口": ResidenceKind.FLOATING,
}
YES = {"是", "√", "✓", "y", "yes", "true", "1"}
NO = {"", "否", "×", "n", "no", "false", "0"}
NO_UNIT = {"无", "没有", "-", "/"}


class Problem(StrEnum):
    """Why a row is refused; the stable code beside the sentence."""

    MISSING = "missing"
    UNIT_MISSING = "unit_missing"
    TOO_LONG = "too_long"
    DATE_CELL = "date_cell"
    FORMULA_ERROR = "formula_error"
    IDENTITY_NUMBER = "identity_number"
    GRID_CODE = "grid_code"
    BIRTH_YEAR = "birth_year"
    PHONE = "phone"
    RESIDENCE_KIND = "residence_kind"
    DELEGATE = "delegate"
    CONTRADICTION = "contradiction"


MESSAGES = {
    Problem.MISSING: N_("“%(title)s”没有填写，请补上。"),
    Problem.UNIT_MISSING: N_("“%(title)s”没有填写，请补上；没有单元的楼请填“无”。"),
    Problem.TOO_LONG: N_("“%(title)s”太长，最多%(limit)s个字，请写短些。"),
    Problem.DATE_CELL: N_("“%(title)s”被Excel当成了日期，请把单元格格式改为“文本”后重新填写。"),
    Problem.FORMULA_ERROR: N_("“%(title)s”是出错的公式，请直接填写内容。"),
    Problem.IDENTITY_NUMBER: N_("“%(title)s”里有身份证号；名册不收身份证号，请删去。"),
    Problem.GRID_CODE: N_("“%(title)s”应是15位数字，请查对网格编号表。"),
    Problem.BIRTH_YEAR: N_("“%(title)s”应是%(earliest)s到%(latest)s之间的四位数字，例如1958。"),
    Problem.PHONE: N_("“%(title)s”应是一个11位的手机号码，以13到19开头；没有手机请留空。"),
    Problem.RESIDENCE_KIND: N_("“%(title)s”请填“户籍”“常住”或“流动”。"),
    Problem.DELEGATE: N_("“%(title)s”请填“是”或“否”。"),
    Problem.CONTRADICTION: N_(
        "与第%(row)s行是同一个人（住址、姓名、出生年份都相同），"
        "但“%(title)s”不同，请核对后只留一行。"
    ),
}


class CellError(ValueError):
    """A cell that cannot be kept."""

    def __init__(self, problem: Problem, **details: int) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.details = details


def words(text: str, limit: int) -> str:
    """A name of a person or place, at most ``limit`` characters: 「李 四」 is 「李四」."""
    return _bounded(_SPACE_BY_HAN.sub("", text), limit)


def code(text: str, limit: int) -> str:
    """A number in an address, such as 3幢 or 0501: half-width, without spaces."""
    return _bounded(_compact(text), limit)


def unit(text: str, limit: int) -> str:
    """As :func:`code`, and empty for a building that is said to have no units."""
    if not text:
        raise CellError(Problem.UNIT_MISSING)
    found = code(text, limit)
    return "" if found in NO_UNIT else found


def grid_code(text: str) -> str:
    """15 digits: the community's 12 and three of the grid."""
    if not text:
        raise CellError(Problem.MISSING)
    found = _compact(text)
    if not _GRID_CODE.fullmatch(found):
        raise CellError(Problem.GRID_CODE)
    return found


def birth_year(text: str, this_year: int) -> int:
    """Four digits, alone or at the head of a date; the rest of a date is not kept."""
    if not text:
        raise CellError(Problem.MISSING)
    earliest = this_year - OLDEST_AGE
    found = _BIRTH_YEAR.fullmatch(_compact(text))
    if not found or not earliest <= int(found[1]) <= this_year:
        raise CellError(Problem.BIRTH_YEAR, earliest=earliest, latest=this_year)
    return int(found[1])


def phone(text: str) -> str | None:
    """A mainland mobile number as 11 digits; None where none is given."""
    if not text:
        return None
    found = _MOBILE.fullmatch(_PHONE_SEPARATORS.sub("", phone_key(text)))
    if not found:
        raise CellError(Problem.PHONE)
    return found[1]


def residence_kind(text: str) -> ResidenceKind:
    if not text:
        raise CellError(Problem.MISSING)
    try:
        return RESIDENCE_KINDS[match_key(text)]
    except KeyError:
        raise CellError(Problem.RESIDENCE_KIND) from None


def is_delegate(text: str) -> bool:
    """是 or 否; an empty cell is 否."""
    key = match_key(text)
    if key not in YES | NO:
        raise CellError(Problem.DELEGATE)
    return key in YES


def _compact(text: str) -> str:
    """Half-width, without spaces; composed again where a space stood between."""
    halfwidth = unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", "".join(halfwidth.split()))


def _bounded(text: str, limit: int) -> str:
    if not text:
        raise CellError(Problem.MISSING)
    if _IDENTITY_NUMBER.search(text):
        raise CellError(Problem.IDENTITY_NUMBER)
    if max(len(text), len(match_key(text))) > limit:
        raise CellError(Problem.TOO_LONG, limit=limit)
    return text


def parsers(this_year: int) -> dict[Field, Callable[[str], object]]:
    return {
        Field.GRID: grid_code,
        Field.ESTATE: partial(words, limit=LENGTHS[Field.ESTATE]),
        Field.BUILDING: partial(code, limit=LENGTHS[Field.BUILDING]),
        Field.UNIT: partial(unit, limit=LENGTHS[Field.UNIT]),
        Field.ROOM: partial(code, limit=LENGTHS[Field.ROOM]),
        Field.NAME: partial(words, limit=LENGTHS[Field.NAME]),
        Field.BIRTH_YEAR: partial(birth_year, this_year=this_year),
        Field.PHONE: phone,
        Field.RESIDENCE_KIND: residence_kind,
        Field.DELEGATE: is_delegate,
    }


def text_of(field: Field, value: object) -> str:
    """The cell's text, unless Excel made of it something that nobody typed."""
    if isinstance(value, date | time | timedelta) and field is not Field.BIRTH_YEAR:
        raise CellError(Problem.DATE_CELL)
    text = cell_text(value)
    if text in EXCEL_ERRORS:
        raise CellError(Problem.FORMULA_ERROR)
    return text
