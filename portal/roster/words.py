"""What the roster's pages say of rows, sheets and people, in the visitor's language."""

from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.roster import cells, reading
from portal.roster.asking import Outcome
from portal.roster.cells import TITLES, Field, ResidenceKind
from portal.roster.models import Person
from portal.roster.pairs import Clue
from portal.roster.plan import Edit, row_address
from portal.roster.reading import BuildingKey, RosterRow, RosterWarning, RowError
from portal.roster.rules import Hindrance, Leaving, Refusal, Status
from portal.roster.undoing import Obstacle

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
    if name == "residence_kind" and value:
        return str(KINDS[ResidenceKind(str(value))])
    if name == "left_why" and value:
        return str(LEAVINGS[Leaving(str(value))])
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


STATUSES = {
    Status.HERE: _l("住在这里"),
    Status.MISSING: _l("待核实"),
    Status.GONE: _l("已离开"),
    Status.MERGED: _l("已并入另一条"),
    Status.OFFICIAL: _l("不住在本社区"),
}
TONES = {
    Status.HERE: "good",
    Status.MISSING: "waiting",
    Status.GONE: "neutral",
    Status.MERGED: "neutral",
    Status.OFFICIAL: "neutral",
}
LEAVINGS = {
    Leaving.MOVED: _l("搬走"),
    Leaving.DIED: _l("去世"),
    Leaving.MERGED: _l("重复的登记"),
    Leaving.NAMELESS: _l("代替已注销的居民"),
}

OUTCOMES = {
    Outcome.DONE: _l("已经更正"),
    Outcome.DECLINED: _l("没有更正"),
}

REFUSALS: dict[StrEnum, LazyString] = {
    Refusal.IS_GONE: _l("名册上记着这个人已经离开，请先办“又住在这里”。"),
    Refusal.IS_MERGED: _l("这条登记已经并入另一条，请到那一条去办。"),
    Refusal.IS_OFFICIAL: _l("这是不住在本社区的工作人员，由系统管理员登记，这里不能办。"),
    Refusal.IS_HERE: _l("名册上记着这个人住在这里，不用办这件事。"),
    Refusal.ASK_FIRST: _l("最近的名册里没有这个人，请先核实是否还住在这里。"),
    Refusal.CHANGED_MEANWHILE: _l(
        "您填写的时候，别人改过这条登记。您填的还没有保存，请看过下面的改动再决定。"
    ),
    Refusal.NOTHING_CHANGED: _l("和登记的一样，没有要改的内容。"),
    Refusal.IN_FUTURE: _l("日期不能在今天以后。"),
    Refusal.BEFORE_BIRTH: _l("日期早于出生年份，请核对。"),
    Refusal.YEARS_DIFFER: _l("出生日期和出生年份对不上，请核对。"),
    Refusal.LISTED_ALREADY: _l("这一户已经登记着同名、同年出生的人。如果是同一个人，不用再登记。"),
    Refusal.NO_SUCH_DWELLING: _l(
        "名册上没有这一户。请核对单元和房号；确实有这一户，就勾上“请新建”。"
    ),
    Refusal.SAME_DWELLING: _l("这个人登记的就是这一户。"),
    Refusal.NOT_OF_HOUSEHOLD: _l("这个人不住在这一户，请从名单里选一位。"),
    Refusal.UNDER_AGE: _l("户代表要年满 18 周岁，请选另一位。"),
    Refusal.SAME_ENTRY: _l("这是同一条登记，没有可以合并的。"),
    Refusal.KEEP_THE_OTHER: _l("要保留的一条记着已经离开，另一条还住在这里。请保留另一条。"),
    Refusal.NOT_ALIKE: _l(
        "两条登记的姓名和出生年份都不一样，看来是两个人，不能合并。确实是同一个人的，请先更正其中一项。"
    ),
    Refusal.HOLDS_OFFICE: _l(
        "其中一个人担任职务，或者已经定了以后的任期。这样的登记，请系统管理员来合并。"
    ),
    Refusal.OWN_ENTRY: _l("这是您自己的登记。自己的登记不能自己办，请一位同事来办。"),
    Refusal.ANSWERED: _l("这个请求已经有人答复了。"),
    Refusal.WAITS_ALREADY: _l("您有一个请求还在等答复，请等答复以后再提。"),
}
REFUSAL_FIELDS: dict[StrEnum, tuple[str, ...]] = {
    Refusal.IN_FUTURE: ("day", "born_on"),
    Refusal.BEFORE_BIRTH: ("day",),
    Refusal.YEARS_DIFFER: ("born_on",),
    Refusal.LISTED_ALREADY: ("name", "room"),
    Refusal.NO_SUCH_DWELLING: ("room",),
    Refusal.SAME_DWELLING: ("room",),
    Refusal.NOT_OF_HOUSEHOLD: ("person",),
    Refusal.UNDER_AGE: ("person",),
}
NAMES_SHOWN = 5
HINDRANCES = {
    Hindrance.WAITS: _l("这份名册还没有导入，没有可以撤销的。"),
    Hindrance.UNDONE: _l("这次导入已经撤销过了。"),
    Hindrance.TOO_LATE: _l("已经过了可以撤销的日子，改动以前的样子没有再保存。"),
    Hindrance.NOT_KEPT: _l("这次导入没有留下改动以前的样子，不能撤销。"),
    Hindrance.LATER_IMPORT: _l("后来导入的《%(about)s》也写到这些楼，请先撤销那一次。"),
    Hindrance.CHANGED_SINCE: _l("后来又单独办过这些人的事，撤销会把它冲掉。"),
    Hindrance.REFERRED: _l("%(about)s，撤销会让记录没有了人。"),
}
USES = {
    "account": _l("这次新增的人里，有人已经开通账号"),
    "slip": _l("这次新增的人里，有人已经打印开通纸条"),
    "roll_row": _l("这次新增的人里，有人已经在选民名册上"),
    "role_term": _l("这次新增的人里，有人担任职务"),
    "message": _l("这次新增的人里，有人收到过消息"),
    "roster_request": _l("这次新增的人里，有人请求过更正"),
}
OTHER_USE = _l("这次新增的人里，有人在别处已有记录")

HINTS = {
    "birth_year": _l("四位数字，例如 1958。"),
    "born_on": _l("看过证件才填，例如 1958-05-01。不收身份证号。"),
    "phone": _l("11 位手机号码；没有就不填。"),
    "unit": _l("例如 1单元；没有单元的楼不填。"),
    "room": _l("例如 501。"),
    "day": _l("例如 2026-05-01。"),
    "reason": _l("例如：本人带户口簿到服务台；打电话问过。会留在记录里。"),
}
JUST_ENTERED = _l("刚才有人登记了同样的内容，请再提交一次。")

ENTRY = {
    "name": _l("姓名"),
    "birth_year": _l("出生年份"),
    "born_on": _l("出生日期"),
    "phone": _l("手机号"),
    "residence_kind": _l("居住类型"),
    "is_delegate": _l("是否户代表"),
    "address": _l("住址"),
    "left_on": _l("离开日期"),
    "left_why": _l("离开原因"),
    "missing_since": _l("待核实自"),
}


def with_year(person: Person) -> str:
    return _("%(name)s（%(year)s 年生）", name=person.name, year=person.birth_year or "—")


def differences(payload: dict[str, Any]) -> list[str]:
    """What an act on record changed of an entry: 姓名 李芳 → 李方."""
    before, after = payload.get("before", {}), payload.get("after", {})
    return [
        f"{label} {fact(name, before.get(name))} → {fact(name, after[name])}"
        for name, label in ENTRY.items()
        if name in after and before.get(name) != after[name]
    ]


def hindrance(obstacle: Obstacle) -> str:
    """Why an import cannot be undone, and because of whom."""
    about = obstacle.about
    if obstacle.why is Hindrance.REFERRED:
        about = str(USES.get(about, OTHER_USE))
    said = str(HINDRANCES[obstacle.why]) % {"about": about}
    if not obstacle.whom:
        return said
    shown = "、".join(obstacle.whom[:NAMES_SHOWN])
    if len(obstacle.whom) <= NAMES_SHOWN:
        return said + _("涉及：%(names)s。", names=shown)
    return said + _("涉及：%(names)s 等 %(n)s 人。", names=shown, n=len(obstacle.whom))


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
