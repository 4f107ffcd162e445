"""What people read of ratings."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.projects.ratings.rules import STARS, Figures, Refusal
from portal.projects.words import Sentences

LEVELS: dict[int, LazyString] = {
    5: _l("很满意"),
    4: _l("满意"),
    3: _l("一般"),
    2: _l("不满意"),
    1: _l("很不满意"),
}
CLOSED = _l("现在不能评：验收通过以后的一段时间里才能评。")
REFUSALS: Sentences = {
    Refusal.NO_STARS: ("stars", _l("请选一个，从很满意到很不满意。")),
    Refusal.NOT_HERE: ("stars", _l("住在受益的网格里的居民，才能评这个项目。")),
    Refusal.NOT_ADULT: ("stars", _l("18 岁以上的居民才能评。")),
    Refusal.OWN: ("stars", _l("负责人、施工的人和他们的家里人，不评自己做的项目。")),
    Refusal.HIDDEN: ("text", _l("您写的话被隐藏了，不能再改。要改的话请申诉。")),
    Refusal.WITHDRAWN: ("text", _l("您写的话已经撤回，不能再写；还可以改星数。")),
    Refusal.NO_WORDS: ("text", _l("请写明答复。")),
}
"""The field of the form where each stands, and what it says."""


def average(figures: Figures) -> str:
    """As 4.3; nothing of none."""
    tenths = figures.tenths
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def in_short(figures: Figures) -> str:
    """For lists and files."""
    return _("%(average)s 星（%(count)s 人）", average=average(figures), count=figures.count)


def spread(figures: Figures) -> list[dict[str, object]]:
    """A row for each number of stars, the most first, as charts take them."""
    return [
        {
            "label": str(LEVELS[stars]),
            "text": _("%(n)s 人", n=figures.counts.get(stars, 0)),
            "share": figures.permille(stars),
        }
        for stars in STARS
    ]


IN_TEMPLATES = {"rating_levels": LEVELS, "rating_average": average, "rating_spread": spread}
