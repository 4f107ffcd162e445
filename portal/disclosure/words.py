"""What people read of disclosure: categories, states, rhythms, periods, refusals."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.words import day
from portal.disclosure.periods import State as Duty
from portal.disclosure.periods import calendar_span
from portal.disclosure.rules import Category, Refusal, State
from portal.notices import registry

CATEGORIES: dict[str, LazyString] = {
    Category.DECISIONS: _l("决定的事和落实情况"),
    Category.MONEY: _l("公共资金和捐赠"),
    Category.FACILITIES: _l("公共设施"),
    Category.SERVICES: _l("服务项目"),
    Category.CONSULTATIONS: _l("协商的结果"),
    Category.GOVERNMENT: _l("协助政府的工作"),
    Category.OTHER: _l("其他大家关心的事"),
}

STATES: dict[StrEnum, LazyString] = {
    State.DRAFT: _l("草稿"),
    State.POSTED: _l("已公开"),
    State.TAKEN_BACK: _l("已撤回"),
}

DUTIES: dict[StrEnum, LazyString] = {
    Duty.COMING: _l("这一期还没结束"),
    Duty.DUE: _l("等公开"),
    Duty.OVERDUE: _l("逾期没有公开"),
    Duty.DONE: _l("按时公开"),
    Duty.LATE: _l("公开晚了"),
}
DUTY_TONES: dict[StrEnum, str] = {
    Duty.COMING: "neutral",
    Duty.DUE: "waiting",
    Duty.OVERDUE: "bad",
    Duty.DONE: "good",
    Duty.LATE: "waiting",
}

RHYTHMS: dict[int, LazyString] = {
    1: _l("每月"),
    3: _l("每季度"),
    6: _l("每半年"),
    12: _l("每年"),
}

REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NO_PERIOD: _l("请从列出的各期里选一期。"),
    Refusal.NOT_BEGUN: _l("公开日历还没有开始，请过几分钟再试。"),
    Refusal.TOO_MANY_PAPERS: _l("附件够多了，请先拿掉一个。"),
    Refusal.NO_REASON: _l("这是一份更正，请写明更正了什么、为什么。"),
    Refusal.NOT_POSTED: _l("这一份还没有公开。"),
    Refusal.TAKEN_BACK: _l("这一份已经撤回了。"),
    Refusal.BOARD_GONE: _l("这块公示栏那时已经不用了，请选另一块。"),
    Refusal.ALREADY_UP: _l("这块公示栏上已经登记贴着这一份，不用再登记。"),
    Refusal.BEFORE_POSTING: _l("这一天网上还没有公开，请核对日期。"),
    Refusal.IN_THE_FUTURE: _l("这一天还没有到，请写看见的那一天。"),
    Refusal.NOT_UP: _l("已经登记取下了。"),
    Refusal.BEFORE_UP: _l("取下的日子不能早于贴上的日子。"),
    Refusal.PLACE_TAKEN: _l("这个地点的公示栏已经登记过了。"),
    Refusal.STILL_HANGS: _l("这块公示栏上还登记着没有取下的公示，请先登记取下。"),
    Refusal.SAME_RHYTHM: _l("本来就是这样，没有改动。"),
}


def period(starts_on: date, ends_on: date) -> str:
    """A quarter, a month or a year by its name; else its first and last day."""
    for months in (1, 3, 6, 12):
        if calendar_span(starts_on, months) == (starts_on, ends_on):
            return _named(starts_on, months)
    if starts_on == ends_on:
        return day(starts_on)
    return _("%(a)s 至 %(b)s", a=day(starts_on), b=day(ends_on))


def _named(starts_on: date, months: int) -> str:
    year = starts_on.year
    if months == 1:
        return _("%(year)s 年 %(month)s 月", year=year, month=starts_on.month)
    if months == 12:
        return _("%(year)s 年全年", year=year)
    if months == 6:
        half = _("上半年") if starts_on.month == 1 else _("下半年")
        return _("%(year)s 年%(half)s", year=year, half=half)
    return _("%(year)s 年第 %(n)s 季度", year=year, n=(starts_on.month + 2) // 3)


def last_day(until: datetime) -> date:
    """The last whole day before an instant, on the community's calendar."""
    return (clock.local(until) - timedelta(microseconds=1)).date()


IN_TEMPLATES = {
    "category_words": CATEGORIES,
    "disclosure_words": STATES,
    "duty_words": DUTIES,
    "duty_tones": DUTY_TONES,
    "rhythm_words": RHYTHMS,
    "period_words": period,
    "last_open_day": last_day,
    "posting_label": lambda code: registry.known(code).label,
}
