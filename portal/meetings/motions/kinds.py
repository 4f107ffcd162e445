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
LAPSED = kind(  # of earlier lines, which do not say who ended the meeting
    "motion.lapsed",
    _l("《%(meeting)s》：第 %(number)s 号动议没有表决"),
    public=True,
    link=_PAGE,
)
NOT_REACHED = kind(
    "motion.not_reached",
    _l("《%(meeting)s》：第 %(number)s 号动议没有表决，会议由%(who)s结束"),
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
STAND_IN = kind(
    "motion.stand_in",
    _l("《%(title)s》：由一位在场的成员代为主持"),
    public=True,
    link="/meetings/%(meeting)s/",
)
CHAIR_BACK = kind(
    "motion.chair_back",
    _l("《%(title)s》：由主持人接着主持"),
    public=True,
    link="/meetings/%(meeting)s/",
)
ANSWERED = kind(
    "motion.challenge_answered",
    _l("《%(meeting)s》：居务监督委员会成员答复了对第 %(number)s 号动议的一条异议"),
    public=True,
    link=_PAGE,
)
AGAIN = kind(
    "motion.again",
    _l("《%(meeting)s》：第 %(number)s 号动议由主持人重新提交表决"),
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
ABANDONED = kind(
    "motion.abandoned",
    _l("《%(meeting)s》：第 %(number)s 号动议到会议自动结束没有计完票，这次表决作废"),
    public=True,
    link=_PAGE,
)
HANDS_ENTERED = kind(
    "motion.hands", _l("《%(meeting)s》第 %(number)s 号动议：录入了 %(count)s 人的举手表决")
)
HAND_OVERRIDDEN = kind(
    "motion.hand_overridden",
    _l("《%(meeting)s》第 %(number)s 号动议：一名成员自己投了票，替他录入的举手不算"),
)
HAND_CONFIRMED = kind(
    "motion.hand_confirmed",
    _l("《%(meeting)s》第 %(number)s 号动议：一名成员确认了替他录入的举手"),
)
PAPER_CONFIRMED = kind(
    "motion.paper_confirmed",
    _l("《%(meeting)s》第 %(number)s 号动议：一名成员确认领了纸票"),
)
RESULT_OBJECTED = kind(
    "motion.result_objected",
    _l("《%(meeting)s》：第 %(number)s 号动议结束表决以后，一名成员说登记的举手不是他的意思"),
    public=True,
    link=_PAGE,
)
TURNED = kind(
    "motion.turned",
    _l(
        "《%(meeting)s》：第 %(number)s 号动议去掉不是本人意思的举手，结果就不一样了，不能形成决议，要重新提交表决"
    ),
    public=True,
    link=_PAGE,
)
PAPER_GIVEN = kind("motion.paper", _l("《%(meeting)s》第 %(number)s 号动议：发出 %(count)s 张纸票"))
PAPER_COUNTED = kind(
    "motion.paper_counted", _l("《%(meeting)s》第 %(number)s 号动议：录入了一遍纸票的点数")
)

PAPER_BACK = kind("motion.paper_back", _l("《%(meeting)s》第 %(number)s 号动议：退回一张纸票"))
PAPER_OVER = kind(
    "motion.paper_over",
    _l("《%(meeting)s》：第 %(number)s 号动议的纸票比发出的多，这次表决作废，重新表决"),
    public=True,
    link=_PAGE,
)
HAND_OBJECTED = kind(
    "motion.hand_objected",
    _l("《%(meeting)s》第 %(number)s 号动议：一名成员说录入的举手不是他的意思，不再算数"),
)
STALE = kind(
    "motion.stale",
    _l("《%(meeting)s》：另一件修正案改了文字，第 %(number)s 号修正案要照新的文字改写"),
    public=True,
    link=_PAGE,
)
REWRITTEN = kind(
    "motion.rewritten",
    _l("《%(meeting)s》：第 %(number)s 号修正案照新的文字改写了"),
    public=True,
    link=_PAGE,
)
SET_ASIDE = kind(
    "motion.set_aside",
    _l("《%(meeting)s》：第 %(number)s 号修正案是照原来的文字写的，没有改写，不再表决"),
    public=True,
    link=_PAGE,
)
CHALLENGED = kind(
    "motion.challenged",
    _l("《%(meeting)s》：一名成员对第 %(number)s 号动议属于哪一类、有没有争议提出异议"),
    public=True,
    link=_PAGE,
)
RENAMED = kind(
    "motion.matter_named",
    _l("《%(meeting)s》：第 %(number)s 号动议改列为“%(matter)s”，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
CARRIED = kind(
    "motion.carried",
    _l("《%(meeting)s》：第 %(number)s 号动议转到《%(next)s》"),
    public=True,
    link=_PAGE,
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
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：记录人替您记下了举手表决。请打开这件动议看一看：不对的，按“这不是我的意思”，或者自己用手机投，以您自己投的为准。"
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
    _l(
        "您提的动议《%(title)s》，《%(meeting)s》散会以前没有表决。下次会议召集以后，打开这件动议，可以转过去，联名还算数。"
    ),
    _PAGE,
)
TOLD_AMENDMENT_LAPSED = outbox.kind(
    "motions.amendment_lapsed",
    _l(
        "您提的修正案《%(title)s》，《%(meeting)s》散会以前没有表决。它修正的动议转到下次会议以后，请在那件动议上再提。"
    ),
    _PAGE,
)
TOLD_NOT_SIGNED = outbox.kind(
    "motions.not_signed",
    _l(
        "您提的动议《%(title)s》，到《%(meeting)s》散会联名还不够，没有表决。还要提的，请在下次会议上再提。"
    ),
    _PAGE,
)
TOLD_UNREAD = outbox.kind(
    "motions.unread",
    _l(
        "您提的动议《%(title)s》，到《%(meeting)s》散会审核人员还没有读完，所以没有表决。这不怪您。还要提的，请在下次会议上再提。"
    ),
    _PAGE,
)
TOLD_SET_ASIDE = outbox.kind(
    "motions.set_aside",
    _l(
        "您提的修正案《%(title)s》是照原来的文字写的，原来的文字已经改了，所以不再表决。还要提的，请照现在的文字再提一件。"
    ),
    _PAGE,
)
TOLD_STALE = outbox.kind(
    "motions.stale",
    _l(
        "另一件修正案通过了，您的修正案《%(title)s》要照现在的文字改写，才能表决。请打开它，按“照现在的文字改写”。"
    ),
    _PAGE,
)
TOLD_SIGN_AGAIN = outbox.kind(
    "motions.sign_again",
    _l("您联过名的修正案《%(title)s》照新的文字改写了，联名要重新来。请看一看，再联名。"),
    _PAGE,
)
TOLD_CHALLENGED = outbox.kind(
    "motions.challenged",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：有成员对它属于哪一类、有没有争议提出异议。开始表决以前请看一看。"
    ),
    "/motions/%(motion)s/lead/",
)
TOLD_NAMED = outbox.kind(
    "motions.matter_named",
    _l("您提的动议《%(title)s》，改列为“%(matter)s”，原因：%(reason)s。"),
    _PAGE,
)
TOLD_CARRIED = outbox.kind(
    "motions.carried",
    _l("您提过或者联过名的动议《%(title)s》转到了《%(meeting)s》，联名还算数。"),
    _PAGE,
)
TOLD_PAPER = outbox.kind(
    "motions.paper",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：记录人记了您领一张纸票。没有领的，请马上打开这件动议，按“我手里没有纸票”。"
    ),
    _PAGE,
)
TOLD_PAPER_BACK = outbox.kind(
    "motions.paper_back",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：您的纸票退回去了，您可以用手机投，也可以再领。"
    ),
    _PAGE,
)
TOLD_TURNED = outbox.kind(
    "motions.turned",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：有人说登记的不是本人的意思，去掉这些举手，结果就不一样了。这次表决不能形成决议，要由主持人重新提交表决。"
    ),
    _PAGE,
)
TOLD_STAND_IN = outbox.kind(
    "motions.stand_in",
    _l("《%(title)s》：现在由另一位成员代为主持。"),
    "/meetings/%(meeting)s/",
)
TOLD_CHAIR_BACK = outbox.kind(
    "motions.chair_back", _l("《%(title)s》：现在由主持人接着主持。"), "/meetings/%(meeting)s/"
)
TOLD_ASKED = outbox.kind(
    "motions.challenge_asked",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：有成员提了异议，没有答复以前不能表决。请打开看一看，写明答复。"
    ),
    _PAGE,
)
TOLD_ANSWERED = outbox.kind(
    "motions.challenge_answered",
    _l("您对动议《%(title)s》提的异议，居务监督委员会成员答复了。"),
    _PAGE,
)
TOLD_SLIPS = outbox.kind(
    "motions.slips",
    _l(
        "《%(meeting)s》第 %(number)s 号动议《%(title)s》：刚发出 %(count)s 张纸票，现在一共 %(all)s 张。"
    ),
    _PAGE,
)
TOLD_NO_SLIP = outbox.kind(
    "motions.no_slip",
    _l("《%(meeting)s》第 %(number)s 号动议：%(name)s 说手里没有纸票，已经从发票的名单上去掉。"),
    "/motions/%(motion)s/lead/",
)
TOLD_NOT_MEANT = outbox.kind(
    "motions.not_meant",
    _l("《%(meeting)s》第 %(number)s 号动议：%(name)s 说，录入的举手不是他的意思。"),
    "/motions/%(motion)s/lead/",
)
TOLD_AGAIN = outbox.kind(
    "motions.again",
    _l("《%(meeting)s》第 %(number)s 号动议的表决作废了，要重新表决，请您再投一次。"),
    _PAGE,
)
