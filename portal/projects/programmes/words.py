"""What people read of programmes."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.words import count
from portal.projects.programmes.rules import MOST_YEARS, Refusal, Standing

REFUSALS: dict[Refusal, tuple[str | None, LazyString]] = {
    Refusal.NO_RESOLUTION: (
        "resolution",
        _l("请选一份生效的决议。这一份不存在、还在公示，或者已经废止。"),
    ),
    Refusal.TAKEN: ("title", _l("这份决议已经设立过同名的计划。")),
    Refusal.YEARS: ("last_year", _l("最后一年不能早于第一年，最多 %(n)s 年。", n=MOST_YEARS)),
    Refusal.SAME_TARGET: ("what", _l("这个计划已经有同名的目标。")),
    Refusal.NOTHING_DUE: (None, _l("每年都是 0，没有目标。请至少在一年里写一个数。")),
    Refusal.SAME_NUMBER: ("changed", _l("目标本来就是这个数，没有改动。")),
    Refusal.TOO_EARLY: ("on", _l("这一天在计划开始以前。")),
    Refusal.TO_COME: ("on", _l("这一天还没有到，只能写已经完成的。")),
    Refusal.NOTHING_REACHED: ("number", _l("完成 0 不用写。")),
    Refusal.CORRECTED: (None, _l("这一行已经更正过了，请更正后来的那一行。")),
    Refusal.ELSEWHERE: ("project", _l("这个项目已经归入另一个计划。")),
}
"""The field of the form where each stands (None: above it), and what it says."""


def standing(one: Standing, unit: str) -> str:
    """How a target stands, in one sentence."""
    if one.is_done:
        return _("全部完成。")
    if one.behind:
        return _(
            "落后了：到去年年底应完成的，还差 %(n)s %(unit)s。", n=count(one.behind), unit=unit
        )
    if one.this_year:
        return _("没有落后。今年还要完成 %(n)s %(unit)s。", n=count(one.this_year), unit=unit)
    return _("没有落后，今年的已经完成。")


def tone(one: Standing) -> str:
    return "good" if one.is_done else "bad" if one.behind else "active"


def label(one: Standing) -> str:
    return _("全部完成") if one.is_done else _("落后") if one.behind else _("按计划进行")


IN_TEMPLATES = {"target_words": standing, "target_tone": tone, "target_label": label}
