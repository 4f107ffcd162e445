"""What the record, the postings and people's messages say of an appraisal. Never who answered."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox
from portal.notices import registry

_PAGE = "/appraisals/%(appraisal)s/"
_DESK = "/desk/appraisals/%(appraisal)s/"
POSTING = registry.kind("appraisals.result", _l("评议结果公示"), "/appraisals/%(subject)s/")


def _public(code: str, sentence: LazyString) -> str:
    return kind(f"appraisal.{code}", sentence, public=True, link=_PAGE)


BEGUN = kind("appraisal.begun", _l("开始筹备《%(title)s》"))
ANNOUNCED = _public("announced", _l("《%(title)s》预告：%(from)s 到 %(to)s"))
OPENED = _public("opened", _l("《%(title)s》开始，%(entitled)s 人可以参加；名单已经定下"))
STOPPED = _public("stopped", _l("《%(title)s》截止"))
COUNTED = _public("counted", _l("《%(title)s》点数，%(part)s 人参加，校验码 %(digest)s"))
KEY_ERASED = _public("key_erased", _l("《%(title)s》的密钥已销毁，单份的回答没有保留"))
POSTED = _public("posted", _l("《%(title)s》的结果公示到 %(until)s"))
WITHDRAWN = _public("withdrawn", _l("《%(title)s》取消，原因：%(reason)s"))
VOIDED = _public("voided", _l("《%(title)s》的密钥丢失，结果打不开，作废"))
SUMMARIZED = _public("summarized", _l("《%(title)s》：监督委员会归纳了文字意见，原文已删除"))
REPLIED = _public("replied", _l("居委会公开答复《%(title)s》的结果"))

TOLD_OPEN = outbox.kind(
    "appraisals.open", _l("《%(title)s》开始了，请您来评，%(to)s 截止。谁也看不到您怎么评。"), _PAGE
)
TOLD_SOON = outbox.kind(
    "appraisals.soon", _l("《%(title)s》%(to)s 截止，您还没有评。谁也看不到您怎么评。"), _PAGE
)
TOLD_POSTED = outbox.kind("appraisals.posted", _l("《%(title)s》的结果公示了。"), _PAGE)
TOLD_WITHDRAWN = outbox.kind(
    "appraisals.withdrawn", _l("《%(title)s》取消了，原因：%(reason)s。"), _PAGE
)
TOLD_TO_REPLY = outbox.kind(
    "appraisals.to_reply",
    _l("《%(title)s》的结果公示了，请在 %(due)s 以前公开答复。"),
    "/appraisals/%(appraisal)s/reply/",
)
TOLD_REPLIED = outbox.kind("appraisals.replied", _l("居委会答复了《%(title)s》的结果。"), _PAGE)
TOLD_STUCK = outbox.kind(
    "appraisals.stuck", _l("《%(title)s》到了日子，但不能开始：%(why)s"), _DESK
)
