"""What the law leaves to the place: set on the desk."""

from flask_babel import lazy_gettext as _l

from portal.core import settings

LATE_DAYS = settings.number(
    "bodies.late_days", _l("组织和席位：任职和结束任职，最多可以补记几天以前的"), 15, 0, 60
)
CONTEST_DAYS = settings.number(
    "bodies.contest_days",
    _l("组织和席位：凭书面材料记的辞职或离任，本人几天以内可以说“不是我的意思”"),
    7,
    3,
    30,
)
