"""What the record and the people concerned are told about second steps."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

TURNED_ON = kind("second.on", _l("打开了自己的登录验证码"))
TURNED_OFF = kind("second.off", _l("关掉了自己的登录验证码"))
CODES_RENEWED = kind("second.codes", _l("换了一套新的备用码"))
RESET = kind("second.reset", _l("取消了一个人的登录验证码，原因：%(reason)s"))

_PAGE, _ACCOUNT = "/me/second/", outbox.Group.ACCOUNT

IS_ON = outbox.kind(
    "second.is_on",
    _l(
        "您的账号打开了登录验证码，别的设备上的登录都已经结束。如果不是您本人，请马上打电话告诉社区。"
    ),
    _PAGE,
    group=_ACCOUNT,
)
IS_OFF = outbox.kind(
    "second.is_off",
    _l("您的账号关掉了登录验证码。如果不是您本人，请马上打电话告诉社区。"),
    _PAGE,
    group=_ACCOUNT,
)
CODES_ARE_NEW = outbox.kind(
    "second.codes_are_new",
    _l("您换了一套新的备用码，旧的都不能用了。如果不是您本人，请马上打电话告诉社区。"),
    _PAGE,
    group=_ACCOUNT,
)
CODE_USED = outbox.kind(
    "second.code_used",
    _l("您的账号用一个备用码登录了，还剩 %(left)s 个。如果不是您本人，请马上打电话告诉社区。"),
    _PAGE,
    group=_ACCOUNT,
)
WAS_RESET = outbox.kind(
    "second.was_reset",
    _l("社区取消了您的登录验证码，原因：%(reason)s。如果您没有请求过，请马上打电话告诉社区。"),
    _PAGE,
    group=_ACCOUNT,
)
