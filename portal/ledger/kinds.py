"""What the record says of the books, what people are told, and what the place may set."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings
from portal.ledger.rules import Move

VOUCHER_NEEDED = settings.switch(
    "ledger.voucher_needed", _l("支出要有凭证照片，监督委员才能签字"), True
)

FUND_OPENED = kind(
    "ledger.fund_opened",
    _l("设立资金“%(fund)s”，从 %(day)s 起记账，期初余额 %(opening)s"),
    public=True,
    link="/ledger/%(number)s/",
)
FUND_CHANGED = kind(
    "ledger.fund_changed", _l("改了资金“%(fund)s”的说明：%(what)s"), True, "/ledger/%(number)s/"
)
FUND_CLOSED = kind(
    "ledger.fund_closed", _l("资金“%(fund)s”从 %(day)s 起不再记账"), True, "/ledger/%(number)s/"
)

_ENTRY = "/ledger/entries/%(number)s/"
RECORDED = {
    Move.PREPARE: kind("ledger.prepared", _l("“%(fund)s”填写了一笔账，凭证号 %(voucher)s")),
    Move.EDIT: kind("ledger.edited", _l("“%(fund)s”改了一笔还没入账的账，凭证号 %(voucher)s")),
    Move.APPROVE: kind("ledger.approved", _l("“%(fund)s”审批了一笔账，凭证号 %(voucher)s")),
    Move.SIGN: kind("ledger.signed", _l("“%(fund)s”监督委员签了一笔账，凭证号 %(voucher)s")),
    Move.RETURN: kind(
        "ledger.returned", _l("“%(fund)s”退回了一笔账，凭证号 %(voucher)s，原因：%(reason)s")
    ),
    Move.DROP: kind(
        "ledger.dropped", _l("“%(fund)s”作废了一笔没入账的账，凭证号 %(voucher)s，原因：%(reason)s")
    ),
    Move.POST: kind(
        "ledger.posted",
        _l("“%(fund)s”第 %(position)s 笔账入账，凭证号 %(voucher)s，%(amount)s"),
        public=True,
        link=_ENTRY,
    ),
}
CORRECTED = kind(
    "ledger.corrected",
    _l("“%(fund)s”第 %(position)s 笔账入账：更正第 %(corrects)s 笔，%(amount)s"),
    public=True,
    link=_ENTRY,
)
VOUCHER_ADDED = kind("ledger.voucher_added", _l("“%(fund)s”凭证号 %(voucher)s 加了一张凭证照片"))
VOUCHER_TAKEN_OUT = kind(
    "ledger.voucher_taken_out", _l("“%(fund)s”凭证号 %(voucher)s 拿掉了一张凭证照片")
)
VOUCHER_OPENED = kind(
    "ledger.voucher_opened",
    _l("“%(fund)s”凭证号 %(voucher)s 的凭证照片遮住个人信息后公开"),
    public=True,
    link=_ENTRY,
)
VOUCHER_SHUT = kind(
    "ledger.voucher_shut",
    _l("“%(fund)s”凭证号 %(voucher)s 的凭证照片收回，重新遮盖"),
    public=True,
    link=_ENTRY,
)

_DESK = "/desk/ledger/entries/%(number)s/"
TELL_TO_APPROVE = outbox.kind(
    "ledger.to_approve", _l("有一笔账等您审批：%(fund)s，%(summary)s，%(amount)s。"), _DESK
)
TELL_TO_SIGN = outbox.kind(
    "ledger.to_sign", _l("有一笔账等监督委员签字：%(fund)s，%(summary)s，%(amount)s。"), _DESK
)
TELL_TO_POST = outbox.kind(
    "ledger.to_post",
    _l("您经手的账已经审批、签字，可以入账了：%(fund)s，%(summary)s，%(amount)s。"),
    _DESK,
)
TELL_RETURNED = outbox.kind(
    "ledger.returned", _l("您经手的账退回来了：%(fund)s，%(summary)s。原因：%(reason)s"), _DESK
)
