"""What the record says of objections, what people are told, and how long an answer may take."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings

ANSWER_DAYS = settings.number(
    "notices.answer_days", _l("收到异议以后，几天之内公开答复"), 10, 1, 60
)

RECEIVED = kind("objection.received", _l("公示《%(title)s》收到第 %(number)s 号异议"), public=True)
UPHELD = kind(
    "objection.upheld", _l("公示《%(title)s》第 %(number)s 号异议成立，已公开答复"), public=True
)
DISMISSED = kind(
    "objection.dismissed",
    _l("公示《%(title)s》第 %(number)s 号异议不成立，已公开答复"),
    public=True,
)
SETTLED = kind(
    "objection.settled",
    _l("公示《%(title)s》第 %(number)s 号异议成立，处理结果已公开"),
    public=True,
)
WITHDRAWN = kind(
    "objection.withdrawn", _l("公示《%(title)s》第 %(number)s 号异议由本人撤回"), public=True
)
WITHHELD = kind(
    "objection.withheld",
    _l("公示《%(title)s》第 %(number)s 号异议不公开原文，原因：%(reason)s"),
    public=True,
)

_PAGE = "/notices/%(posting)s/objections/"
TELL_RECEIVED = outbox.kind(
    "notices.received",
    _l("收到了您对《%(title)s》的第 %(number)s 号异议，最迟 %(due)s 公开答复。"),
    _PAGE,
)
TELL_ANSWERED = {
    UPHELD: outbox.kind(
        "notices.upheld", _l("您对《%(title)s》的第 %(number)s 号异议成立，答复已公开。"), _PAGE
    ),
    DISMISSED: outbox.kind(
        "notices.dismissed",
        _l("您对《%(title)s》的第 %(number)s 号异议不成立，答复已公开。"),
        _PAGE,
    ),
}
TELL_SETTLED = outbox.kind(
    "notices.settled", _l("您对《%(title)s》的第 %(number)s 号异议已经处理，结果已公开。"), _PAGE
)
TELL_WITHDRAWN = outbox.kind(
    "notices.withdrawn", _l("您撤回了对《%(title)s》的第 %(number)s 号异议。"), _PAGE
)
TELL_WITHHELD = outbox.kind(
    "notices.withheld",
    _l("您对《%(title)s》的第 %(number)s 号异议不公开原文，原因：%(reason)s。答复照常公开。"),
    _PAGE,
)
TELL_SUPERVISORS = outbox.kind(
    "notices.to_answer",
    _l("《%(title)s》收到第 %(number)s 号异议，请在 %(due)s 以前答复。"),
    "/desk/objections/%(objection)s/",
)
