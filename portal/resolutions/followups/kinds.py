"""What the record says of follow-ups, what people are told, and when they are reminded."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings
from portal.resolutions.followups.rules import Act

REMIND_DAYS = settings.number("resolutions.remind_days", _l("跟进事项到期以前几天提醒"), 7, 1, 60)

RECORDED = {
    Act.PROMISE: kind(
        "followup.promised",
        _l("%(source)s：写下第 %(number)s 号跟进事项，期限 %(due)s"),
        public=True,
    ),
    Act.NOTE: kind("followup.noted", _l("第 %(number)s 号跟进事项：写了进展"), public=True),
    Act.MOVE: kind(
        "followup.moved",
        _l("第 %(number)s 号跟进事项：期限从 %(was)s 改为 %(due)s，原因：%(reason)s"),
        public=True,
    ),
    Act.REPORT: kind(
        "followup.reported", _l("第 %(number)s 号跟进事项：报告已经办好，等核实"), public=True
    ),
    Act.FULFIL: kind("followup.fulfilled", _l("第 %(number)s 号跟进事项：核实办好了"), public=True),
    Act.REOPEN: kind(
        "followup.reopened", _l("第 %(number)s 号跟进事项：核实没有办好，继续办"), public=True
    ),
    Act.END: kind("followup.ended", _l("第 %(number)s 号跟进事项终止：%(reason)s"), public=True),
}

_PAGE = "/follow-ups/%(number)s/"
_DESK = "/desk/follow-ups/%(number)s/"
TELL_PROMISED = outbox.kind(
    "followups.promised",
    _l("%(source)s有一件事由您负责：%(what)s。请在 %(due)s 以前办好，并写下进展。"),
    "/follow-ups/%(number)s/report/",
)
TELL_TO_CHECK = outbox.kind(
    "followups.to_check", _l("%(source)s的跟进事项“%(what)s”报告办好了，请核实。"), _DESK
)
TELL_FULFILLED = outbox.kind(
    "followups.fulfilled", _l("%(source)s的跟进事项“%(what)s”核实办好了。"), _PAGE
)
TELL_REOPENED = outbox.kind(
    "followups.reopened", _l("%(source)s的跟进事项“%(what)s”没有通过核实：%(reason)s"), _PAGE
)
TELL_MOVED = outbox.kind(
    "followups.moved",
    _l("%(source)s的跟进事项“%(what)s”期限从 %(was)s 改为 %(due)s，原因：%(reason)s"),
    _PAGE,
)
TELL_ENDED = outbox.kind(
    "followups.ended", _l("%(source)s的跟进事项“%(what)s”终止了：%(reason)s"), _PAGE
)
TELL_SOON = outbox.kind(
    "followups.soon", _l("%(source)s的跟进事项“%(what)s”到 %(due)s 为止，快到期了。"), _PAGE
)
TELL_LATE = outbox.kind(
    "followups.late", _l("%(source)s的跟进事项“%(what)s”应在 %(due)s 以前办好，已经逾期。"), _PAGE
)
