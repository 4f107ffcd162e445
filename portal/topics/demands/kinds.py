"""What the record and people's messages say of a demand to convene. Nobody who signed is named."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

_PAGE = "/topics/demands/%(demand)s/"

STARTED = kind("demand.started", _l("发起了开会的要求《%(subject)s》"))
OPENED = kind(
    "demand.opened",
    _l("公开第 %(demand)s 号开会的要求：有权签名的 %(entitled)s 人，需要 %(needed)s 人"),
    public=True,
    link=_PAGE,
)
REACHED = kind(
    "demand.reached",
    _l("第 %(demand)s 号开会的要求签名够数，居委会最迟 %(due)s 召集会议"),
    public=True,
    link=_PAGE,
)
MET = kind(
    "demand.met",
    _l("第 %(demand)s 号开会的要求，会议已经召集：%(meeting)s"),
    public=True,
    link=_PAGE,
)
REOPENED = kind(
    "demand.reopened",
    _l("%(meeting)s取消了，或者没有议这件事：第 %(demand)s 号要求的会仍须在 %(due)s 以前召集"),
    public=True,
    link=_PAGE,
)
WORDED = kind(
    "demand.worded",
    _l("%(meeting)s记录说议过第 %(demand)s 号要求的事；签名的人到 %(until)s 为止可以说“没有议到”"),
    public=True,
    link=_PAGE,
)
CONTRADICTED = kind(
    "demand.contradicted",
    _l("签名的人说，会上没有议到第 %(demand)s 号要求的事：仍须召集会议，期限 %(due)s"),
    public=True,
    link=_PAGE,
)
WITHDRAWN = kind(
    "demand.withdrawn", _l("第 %(demand)s 号开会的要求由发起人撤回"), public=True, link=_PAGE
)
DROPPED = kind("demand.dropped", _l("撤回了没有公开的开会要求《%(subject)s》"))
LAPSED = kind(
    "demand.lapsed", _l("第 %(demand)s 号开会的要求到期，签名没有够数"), public=True, link=_PAGE
)

TOLD_OPENED = outbox.kind(
    "demands.opened", _l("您发起的开会要求《%(subject)s》已经公开，可以签名了。"), _PAGE
)
TOLD_REACHED = outbox.kind(
    "demands.reached",
    _l("开会的要求《%(subject)s》签名够数了，居委会最迟 %(due)s 召集会议。"),
    _PAGE,
)
TOLD_DUTY = outbox.kind(
    "demands.duty",
    _l("居民依法要求开会《%(subject)s》，签名已经够数：居委会必须在 %(due)s 以前召集会议。"),
    _PAGE,
    urgent=True,
)
TOLD_MET = outbox.kind(
    "demands.met", _l("您要求开的会召集了：%(meeting)s（《%(subject)s》）"), _PAGE
)
TOLD_REOPENED = outbox.kind(
    "demands.reopened",
    _l("%(meeting)s取消了，或者不再议这件事。《%(subject)s》要求的会还要召集，期限仍是 %(due)s。"),
    _PAGE,
    urgent=True,
)
TOLD_WORDED = outbox.kind(
    "demands.worded",
    _l(
        "%(meeting)s的记录说议过《%(subject)s》，没有表决。要是没有议到，请在 %(until)s 以前打开这一页说"
        "“没有议到”。"
    ),
    _PAGE,
    urgent=True,
)
TOLD_CONTRADICTED = outbox.kind(
    "demands.contradicted",
    _l("签名的人说，会上没有议到《%(subject)s》。要求的会还要召集，期限仍是 %(due)s。"),
    _PAGE,
    urgent=True,
)
TOLD_LAPSED = outbox.kind(
    "demands.lapsed", _l("开会的要求《%(subject)s》到期，签名没有够数。"), _PAGE
)
TOLD_WITHDRAWN = outbox.kind(
    "demands.withdrawn", _l("您签过名的开会要求《%(subject)s》由发起人撤回了。"), _PAGE
)
