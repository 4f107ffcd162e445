"""What the record and people's messages say of codes. None is public, none holds a code."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

ISSUED = kind("recovery.issued", _l("核对以后，发了一个找回码"))
REVOKED = kind("recovery.revoked", _l("作废了一个找回码"))
RECOVERED = kind("recovery.used", _l("用找回码换了密码"))
POSTED = kind("recovery.posted", _l("把发找回码的事贴到楼里或送到家：%(count)s 户"))

HOUSEMATE_HELPED = outbox.kind(
    "recovery.housemate_helped",
    _l(
        "%(when)s，社区核对以后，给您家的%(name)s发了一个找回码，可以给账号换密码。"
        "如果不是这样，请马上打电话告诉社区。"
    ),
    group=outbox.Group.ACCOUNT,
    urgent=True,
)
CODE_ISSUED = outbox.kind(
    "recovery.code_issued",
    _l(
        "%(when)s，社区给您发了一个找回码，可以给您的账号换密码。"
        "如果不是您本人来办的，请马上打电话告诉社区。"
    ),
    group=outbox.Group.ACCOUNT,
    urgent=True,
)
PASSWORD_RENEWED = outbox.kind(
    "recovery.password_renewed",
    _l(
        "%(when)s，有人用找回码给您的账号换了密码，别的手机、电脑上的登录都退出了。"
        "如果不是您本人，请马上打电话告诉社区。"
    ),
    group=outbox.Group.ACCOUNT,
    urgent=True,
)
