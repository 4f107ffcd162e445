"""What communities do differently about appraisals: settings on the desk."""

from flask_babel import lazy_gettext as _l

from portal.appraisals.figures import LEAST_MINIMUM
from portal.core import settings

MINIMUM = settings.number(
    "appraisals.minimum",
    _l("少于几个人的回答不公开人数"),
    5,
    LEAST_MINIMUM,
    20,
    hint=_l("人数太少会看出是谁。开始测评时定下，以后改动只管以后的。"),
)
ELDER_AGE = settings.number("appraisals.elder_age", _l("满多少岁算长辈（按出生年份）"), 60, 55, 80)
REMIND_DAYS = settings.number("appraisals.remind_days", _l("评议截止以前几天提醒"), 3, 1, 14)
POSTING_DAYS = settings.number(
    "appraisals.posting_days", _l("评议结果公示多少天（至少 15 天）"), 15, 15, 90
)
REPLY_DAYS = settings.number(
    "appraisals.reply_days", _l("评议结果公示以后，居委会几天之内公开答复"), 15, 1, 60
)
