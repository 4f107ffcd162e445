"""What the roster's pages say of rows, sheets and people, in the visitor's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.roster import cells, reading, sheet
from portal.roster.cells import TITLES, Field, ResidenceKind
from portal.roster.pairs import Clue
from portal.roster.plan import Edit, row_address
from portal.roster.reading import BuildingKey, RosterRow, RosterWarning, RowError
from portal.roster.sheet import SheetError

KINDS = {
    ResidenceKind.REGISTERED: _l("户籍"),
    ResidenceKind.HABITUAL: _l("常住"),
    ResidenceKind.FLOATING: _l("流动"),
}

PARTS = {
    "new": _l("新增的居民"),
    "changed": _l("有改动的居民"),
    "missing": _l("表里没有的居民"),
}

FACTS = {
    "phone": TITLES[Field.PHONE],
    "residence_kind": TITLES[Field.RESIDENCE_KIND],
    "is_delegate": TITLES[Field.DELEGATE],
}

CLUES = {
    Clue.NAME_YEAR_PHONE: _l("姓名、出生年份、手机号都相同"),
    Clue.HOME_NAME: _l("同一户、同名，出生年份差一两年"),
    Clue.HOME_YEAR: _l("同一户、同年出生，姓名差一个字"),
    Clue.NAME_PHONE: _l("姓名、手机号相同"),
    Clue.NAME_YEAR: _l("姓名、出生年份相同"),
    Clue.HOME_PHONE: _l("同一户、手机号相同"),
}


def fact(name: str, value: object) -> str:
    """A fact of a person as a page says it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "residence_kind":
        return str(KINDS.get(ResidenceKind(str(value)), "")) if value else "—"
    return str(value or "—")


def changed(edit: Edit) -> str:
    """What an import changes of somebody: 手机号 139… → 138…."""
    parts = (
        f"{_(FACTS[name])} {fact(name, old)} → {fact(name, new)}"
        for name, (old, new) in edit.changed.items()
    )
    return "；".join(parts)


def address(row: RosterRow) -> str:
    return row_address(row)


def buildings(keys: list[BuildingKey]) -> str:
    return "、".join(map("".join, keys))


def titles(error: RowError) -> str:
    """The columns at fault."""
    return "、".join(_(TITLES[fault.field]) for fault in error.faults)


def reason(error: RowError) -> str:
    """Why a row is refused, and how to mend it."""
    return "".join(
        _(cells.MESSAGES[fault.problem]) % {**fault.details, "title": _(TITLES[fault.field])}
        for fault in error.faults
    )


def warning(one: RosterWarning) -> str:
    return _(reading.WARNING_MESSAGES[one.kind]) % one.details


def problem(error: SheetError) -> str:
    """Why a whole file cannot be read, and what to do."""
    return _(sheet.MESSAGES[error.problem]) % error.details
