"""The hours of the post, as the desk has set them."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from portal.core import clock, settings
from portal.inbox import rules

QUIET_FROM = settings.number(
    "inbox.quiet_from",
    _l("晚上从几点起不发邮件"),
    21,
    0,
    23,
    hint=_l("账号安全的事不受限制。与早上的钟点相同，就是晚上也发。"),
)
QUIET_UNTIL = settings.number("inbox.quiet_until", _l("早上到几点为止不发邮件"), 8, 0, 23)
DIGEST_AT = settings.number("inbox.digest_at", _l("每天几点发当天的消息汇总"), 18, 0, 23)


def is_quiet(now: datetime) -> bool:
    """Whether nothing but what concerns an account may be mailed."""
    return rules.is_quiet(clock.local(now), QUIET_FROM(), QUIET_UNTIL())


def last_digest(now: datetime) -> tuple[date, datetime]:
    """The last digest's day, and the instant before which the messages in it came."""
    due = rules.last_digest(clock.local(now), DIGEST_AT())
    return due.date(), due
