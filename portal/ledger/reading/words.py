"""What the books are called on pages and in files."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.ledger.rules import Nature

NATURES: dict[StrEnum, LazyString] = {
    Nature.INCOME: _l("收入"),
    Nature.EXPENSE: _l("支出"),
    Nature.SWEEP: _l("没花完收回"),
}

CATEGORIES: dict[str, LazyString] = {
    "allocation": _l("上级拨款"),
    "donation": _l("捐款"),
    "interest": _l("利息"),
    "works": _l("工程"),
    "goods": _l("货物"),
    "services": _l("服务"),
    "other": _l("其他"),
    "sweep": _l("没花完收回"),
}


def category(code: str) -> str:
    return str(CATEGORIES.get(code, code))


def nature_of(code: str, came: bool) -> Nature:
    """The nature of entries that a category is of."""
    if came:
        return Nature.INCOME
    return Nature.SWEEP if code == Nature.SWEEP else Nature.EXPENSE


IN_TEMPLATES = {"ledger_natures": NATURES}
