"""What the record and people's messages say of a motion. Public lines name no person."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

_PAGE = "/motions/%(motion)s/"

SUBMITTED = kind("motion.submitted", _l("《%(meeting)s》：提交了第 %(number)s 号动议，请人联名"))
ADMITTED = kind(
    "motion.admitted",
    _l("《%(meeting)s》：第 %(number)s 号动议联名够数，可以表决"),
    public=True,
    link=_PAGE,
)
PUT = kind(  # of earlier lines, which name no reason
    "motion.put",
    _l("《%(meeting)s》：主持人把第 %(number)s 号动议提交表决，没有等联名"),
    public=True,
    link=_PAGE,
)
PUT_BY_CHAIR = kind(
    "motion.put_by_chair",
    _l("《%(meeting)s》：主持人把第 %(number)s 号动议提交表决，没有等联名，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
PUT_BY_CLERK = kind(
    "motion.put_by_clerk",
    _l(
        "《%(meeting)s》：记录人受主持人委托，把第 %(number)s 号动议提交表决，没有等联名，原因：%(reason)s"
    ),
    public=True,
    link=_PAGE,
)
WITHDRAWN = kind(
    "motion.withdrawn",
    _l("《%(meeting)s》：第 %(number)s 号动议由动议人撤回"),
    public=True,
    link=_PAGE,
)
LAPSED = kind(
    "motion.lapsed",
    _l("《%(meeting)s》：第 %(number)s 号动议没有表决"),
    public=True,
    link=_PAGE,
)
MADE_SECRET = kind(
    "motion.made_secret",
    _l("《%(meeting)s》：第 %(number)s 号动议改为无记名表决"),
    public=True,
    link=_PAGE,
)
HANDS_CORRECTED = kind(
    "motion.hands_corrected",
    _l("《%(meeting)s》第 %(number)s 号动议：更正了录入的 %(count)s 人的举手表决"),
)
RECUSED = kind("motion.recused", _l("《%(meeting)s》第 %(number)s 号动议：一名成员回避"))
RECUSAL_LIFTED = kind(
    "motion.recusal_lifted", _l("《%(meeting)s》第 %(number)s 号动议：取消一名成员的回避")
)
OPENED = kind(
    "motion.opened",
    _l(
        "《%(meeting)s》：第 %(number)s 号动议开始表决，应到 %(entitled)s 人，到会 %(present)s 人，回避 %(recused)s 人"
    ),
    public=True,
    link=_PAGE,
)
STOPPED = kind(
    "motion.stopped", _l("《%(meeting)s》：第 %(number)s 号动议停止表决"), public=True, link=_PAGE
)
UNSEALED = kind(
    "motion.unsealed",
    _l("《%(meeting)s》：第 %(number)s 号动议开箱，结果校验码 %(digest)s"),
    public=True,
    link=_PAGE,
)
KEY_ERASED = kind(
    "motion.key_erased",
    _l("《%(meeting)s》：第 %(number)s 号动议的密钥文件已销毁"),
    public=True,
    link=_PAGE,
)
ADOPTED = kind(
    "motion.adopted",
    _l(
        "《%(meeting)s》：第 %(number)s 号动议通过；应到 %(entitled)s 人，到会 %(present)s 人，同意 %(for_)s，反对 %(against)s，弃权 %(abstain)s，回避 %(recused)s"
    ),
    public=True,
    link=_PAGE,
)
REJECTED = kind(
    "motion.rejected",
    _l(
        "《%(meeting)s》：第 %(number)s 号动议没有通过；应到 %(entitled)s 人，到会 %(present)s 人，同意 %(for_)s，反对 %(against)s，弃权 %(abstain)s，回避 %(recused)s"
    ),
    public=True,
    link=_PAGE,
)
VOIDED = kind(
    "motion.voided",
    _l("《%(meeting)s》：第 %(number)s 号动议的密钥丢失，这次表决作废，重新表决"),
    public=True,
    link=_PAGE,
)
HANDS_ENTERED = kind(
    "motion.hands", _l("《%(meeting)s》第 %(number)s 号动议：录入了 %(count)s 人的举手表决")
)
PAPER_GIVEN = kind("motion.paper", _l("《%(meeting)s》第 %(number)s 号动议：发出 %(count)s 张纸票"))
PAPER_COUNTED = kind(
    "motion.paper_counted", _l("《%(meeting)s》第 %(number)s 号动议：录入了一遍纸票的点数")
)

TOLD_ADMITTED = outbox.kind("motions.admitted", _l("您提的动议《%(title)s》可以表决了。"), _PAGE)
TOLD_RECUSED = outbox.kind(
    "motions.recused",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：会议记了您回避，原因：%(reason)s。您没有同意的话，表决开始以前可以自己取消。"
    ),
    "/motions/%(motion)s/recuse/",
)
TOLD_HAND = outbox.kind(
    "motions.hand",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：会议秘书替您录入了举手表决。有不对的，请在表决结束以前当场告诉主持人。"
    ),
    _PAGE,
)
TOLD_ADOPTED = outbox.kind(
    "motions.adopted",
    _l("《%(meeting)s》表决通过了第 %(number)s 号动议《%(title)s》。"),
    _PAGE,
)
TOLD_REJECTED = outbox.kind(
    "motions.rejected",
    _l("《%(meeting)s》没有通过第 %(number)s 号动议《%(title)s》。"),
    _PAGE,
)
TOLD_LAPSED = outbox.kind(
    "motions.lapsed",
    _l("您提的动议《%(title)s》，《%(meeting)s》没有来得及表决。还要提的，请在下次会议上再提。"),
    _PAGE,
)
TOLD_AGAIN = outbox.kind(
    "motions.again",
    _l("《%(meeting)s》第 %(number)s 号动议的表决作废了，要重新表决，请您再投一次。"),
    _PAGE,
)
