"""What a resident reads of a motion: states, forms, rules with their articles, refusals."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.bodies.rules import Base, Kind
from portal.core import clock
from portal.meetings import quorum
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import Choice, Form, No, Refused, State, Via
from portal.meetings.quorum import Count, Majority
from portal.topics.rules import Matter
from portal.topics.words import MATTERS

STATES: dict[StrEnum, LazyString] = {
    State.DRAFT: _l("草稿"),
    State.SUBMITTED: _l("正在联名"),
    State.ADMITTED: _l("等待表决"),
    State.OPEN: _l("正在表决"),
    State.COUNTING: _l("正在计票"),
    State.ADOPTED: _l("通过"),
    State.REJECTED: _l("没有通过"),
    State.WITHDRAWN: _l("已撤回"),
    State.LAPSED: _l("未表决"),
    State.VOID: _l("表决作废，重新表决"),
}

TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "active",
    State.ADMITTED: "active",
    State.OPEN: "waiting",
    State.COUNTING: "active",
    State.ADOPTED: "good",
    State.REJECTED: "neutral",
    State.WITHDRAWN: "neutral",
    State.LAPSED: "neutral",
    State.VOID: "bad",
}

FORMS: dict[StrEnum, LazyString] = {
    Form.NAMED: _l("记名表决：谁投了什么，大家都看得到"),
    Form.SECRET: _l("无记名表决：谁也看不到您投了什么"),
}

FORM_NAMES: dict[StrEnum, LazyString] = {
    Form.NAMED: _l("记名表决"),
    Form.SECRET: _l("无记名表决"),
}

CHOICES: dict[StrEnum, LazyString] = {
    Choice.FOR: _l("同意"),
    Choice.AGAINST: _l("反对"),
    Choice.ABSTAIN: _l("弃权"),
}

VIAS: dict[StrEnum, LazyString] = {
    Via.PHONE: _l("手机"),
    Via.CLERK: _l("举手，由记录人录入"),
}

MAJORITIES: dict[StrEnum, LazyString] = {
    Majority.HALF: _l("过半数同意"),
    Majority.TWO_THIRDS: _l("三分之二以上同意"),
}

PLAIN_MATTERS: dict[Matter, LazyString] = {
    Matter.ORDINARY: _l("一般的事，例如装灯、添椅子（其他公共事务）"),
    Matter.AFFECTS_EVERYONE: _l("影响全体居民的大事（涉及全体居民利益的重大事项）"),
    Matter.COVENANT: _l("改大家一起守的约定（居民公约）"),
    Matter.CHARTER: _l("改社区自治的总规矩（居民自治章程）"),
    Matter.YEARLY_REPORT: _l("听居委会一年的工作（年度工作报告）"),
    Matter.APPRAISAL: _l("给居委会的工作打分（民主评议）"),
    Matter.DELEGATED: _l("已经交给议事会决定的事（居民代表会议授权议事会的事项）"),
}
"""As whoever moves something is asked: in plain words, with the law's beside them."""

_RULES: dict[tuple[Base, Majority], LazyString] = {
    (Base.PRESENT, Majority.HALF): _l(
        "到会成员（回避的不算）过半数同意才通过；弃权、没有表态都等于不同意，票数相等不通过"
    ),
    (Base.PRESENT, Majority.TWO_THIRDS): _l(
        "到会成员（回避的不算）三分之二以上同意才通过；弃权、没有表态都等于不同意"
    ),
    (Base.YES_NO, Majority.HALF): _l("同意的多于反对的才通过；弃权的不算，票数相等不通过"),
    (Base.YES_NO, Majority.TWO_THIRDS): _l(
        "同意的占同意、反对总数的三分之二以上才通过；弃权的不算"
    ),
}

_ARTICLES: dict[Kind, LazyString] = {
    Kind.RESIDENTS_MEETING: _l("《城市居民委员会组织法》第二十七条"),
    Kind.ASSEMBLY: _l("《城市居民委员会组织法》第二十九条"),
}


def rule_words(base: Base, majority: Majority) -> str:
    return str(_RULES[base, majority])


def rule(motion: Motion, base: Base, majority: Majority) -> str:
    """How it was voted on, and what it took."""
    return _(
        "%(form)s；%(rule)s", form=FORM_NAMES[Form(motion.form)], rule=rule_words(base, majority)
    )


def fixed_majority(kind: Kind) -> str | None:
    """What the law says it takes to carry a motion, with its article; None where a body chooses."""
    if kind not in quorum.ARTICLE:
        return None
    rule = rule_words(Base.PRESENT, quorum.majority_for(kind, Majority.HALF))
    return _("%(rule)s；由法律定（%(article)s），改不了", rule=rule, article=basis(kind))


def led_by(motion: Motion, person_id: int | None) -> str:
    """In whose name somebody who leads did a thing, or the calendar where nobody did."""
    if person_id is None:
        return _("系统（到期）")
    meeting = motion.meeting
    if person_id == meeting.chair_id:
        return _("主持人")
    if person_id == meeting.clerk_id:  # of earlier acts: the clerk opens and closes nothing now
        return _("记录人受主持人委托")
    return _("代为主持的成员")


def basis(kind: Kind) -> str:
    """The article that fixes quorum and majority, or that the body's own rules do."""
    return str(_ARTICLES.get(kind) or _("本会的议事规则"))


def hour(at: datetime) -> str:
    """The first full minute from then on, here."""
    return clock.local(at + timedelta(seconds=59)).strftime("%H:%M")


def quorum_words(kind: Kind) -> str:
    """How many must be there, in words."""
    two_thirds = quorum.QUORUM[kind] is quorum.MAJORITY[Majority.TWO_THIRDS]
    return _("应到人数的三分之二以上到会") if two_thirds else _("应到人数的过半数到会")


def figures(count: Count) -> str:
    """All figures of a decided motion, in one line."""
    return _(
        "应到 %(entitled)s 人，到会 %(present)s 人，同意 %(for_)s，反对 %(against)s，弃权 %(abstain)s，没有表态 %(silent)s，回避 %(recused)s",
        silent=count.silent,
        **vars(count),
    )


REFUSALS: dict[StrEnum, LazyString] = {
    No.MOVED_ON: _l("这件动议刚刚有了变化，现在不能这样做。请看一看它现在的情况。"),
    No.NOT_LEADING: _l("只有这次会议的主持人，或者替主持人操作的记录人，才能这样做。"),
    No.MEETING_NOT_OPEN: _l("会议还没有开始，或者已经结束，不能表决。"),
    No.MEETING_OVER: _l("会议已经结束，不能再提。"),
    No.NO_QUORUM: _l("已签到 %(present)s 人，至少要 %(needed)s 人，现在不能表决。"),
    No.NOBODY: _l("到会的人都回避了，没有人能表决。"),
    No.OTHER_OPEN: _l("另一件动议正在表决。一次只表决一件，请先把那一件结束。"),
    No.AMENDMENT_FIRST: _l("这件动议还有修正案没有表决。请先表决修正案。"),
    No.MAIN_FIRST: _l("只能修正这次会议上还没有表决的动议。"),
    No.NOT_MOVER: _l("只有动议人自己可以这样做。"),
    No.NOT_ENTITLED: _l("您不是这次会议有表决权的成员，不能这样做。"),
    No.OWN: _l("这是您自己提的动议，不用再联名。"),
    No.CHANGED_SINCE: _l("这份草稿在别处改过了。请看一看现在的内容，再提交。"),
    No.NOT_ITS_SEATS: _l("这个会议不能决定这个组织的人选：谁选出来的，由谁罢免、补选、换届。"),
    No.CANNOT_ANNUL: _l("只有上一级会议可以废止下一级会议的决议，而且那份决议还没有被废止。"),
    No.NO_VOICE: _l(
        "表决开始时您不在会场的名单上，所以不能投这一票。开始以后才签到的，请等下一件动议。"
    ),
    No.RECUSED: _l("这件事您回避，不参加表决。"),
    No.ALREADY_VOTED: _l("这一票已经投过了。每人只能投一次，投出后不能更改。"),
    No.CLOSED: _l("这件动议现在不在表决，这一票没有投出。"),
    No.FORGED: _l("表决里有我们不认识的内容，没有被接受。请重新打开，再选一次。"),
    No.NOT_COUNTER: _l("点票的人要在这次会场里，没有回避。"),
    No.PAPER_SUM: _l(
        "您填的加起来是 %(total)s 张，发出的纸票是 %(marks)s 张。请再点一遍；没有交回来的，填在“没有交回的”一格。"
    ),
    No.KEY_THERE: _l("密钥还在，不能作废。请按“继续计票”。"),
    No.KEY_LOST: _l("找不到这次表决的密钥，票箱打不开。"),
    No.BODY_GONE: _l("这个会已经撤销，不能再表决。"),
    No.TOO_FEW_LEFT: _l(
        "记了这些人回避，能表决的只有 %(able)s 人，少于法定的 %(needed)s 人。由别人记的回避，不能让能表决的人少于法定人数。"
    ),
    No.NOT_COMPETENT: _l(
        "“%(matter)s”依《城市居民委员会组织法》第%(article)s条由%(whose)s决定，这个会不能表决。"
    ),
    No.TOO_LARGE: _l("%(sum)s 以上的，不算本会自己的日常事务，由%(whose)s决定，这个会不能表决。"),
    No.UNREAD: _l("这件动议审核人员还没有通过，不能联名，也不能表决。"),
    No.ALREADY_SECRET: _l("这件动议已经是无记名表决。"),
    No.NOT_A_HAND: _l("只有录入的举手可以更正；自己投出的一票，谁也不能改。"),
    No.NOT_AGREED: _l("要本人同意，或者本人在会上提出来，才能记他回避。"),
    No.OWN_RECUSAL: _l("这是他自己提出的回避，只有他自己可以取消。"),
    No.NEEDS_SIGNATURES: _l(
        "居民、成员提的动议，要联名够数才能表决。只有主持人或者记录人提的、程序上的动议，才能由主持人直接提交表决。"
    ),
    No.NOT_CHAIRING: _l(
        "只有主持人才能这样做。主持人不在的，请在“会场大屏”那一页，记下由哪一位成员代为主持。"
    ),
    No.NOT_CLERK: _l("举手和纸票由记录人记，主持人不记。"),
    No.OBJECTED: _l("%(name)s说过录入的举手不是本人的意思。这一票请本人用手机投。"),
    No.CONFIRMED: _l("您已经说过录入的举手是您的意思，表决也结束了，不能再改。"),
    No.CHAIR_HERE: _l("主持人在会场里，要由他自己请别人代为主持。"),
    No.NOT_SEATED: _l("代为主持的，要是在会场里、有表决权的成员，不能是记录人。"),
    No.CHALLENGED: _l(
        "有 %(n)s 条异议还没有答复（%(where)s），不能开始表决。请改列为要由更高一级会议决定的一类，或者请居务监督委员会成员在那件动议的页面上答复。撤回了的也要答复。"
    ),
    No.NOT_ASIDE: _l("提动议的、提异议的、主持和记录这次会议的，不能答复异议。"),
    No.LOWER: _l("改列的一类，不能是由更低一级会议决定的。"),
    No.ENTERED: _l(
        "您在这次表决里替别人录入过举手，或者发过纸票，不能由您结束表决。请由主持人，或者另一位代为主持的成员结束。"
    ),
    No.TOO_SOON: _l(
        "有 %(n)s 票是别人录入的，本人还没有确认。%(when)s 以后才能结束表决；本人都确认了，马上就可以结束。"
    ),
    No.BEFORE_START: _l("通知的开会时间是 %(when)s，到了时间才能表决。"),
    No.JUST_OPENED: _l("还有人没有投。%(when)s 以后才能结束表决；都投了，马上就可以结束。"),
    No.JUST_PUT: _l("%(when)s 以后才能开始表决：刚提交的动议，要让在场的人有时间看，可以提异议。"),
    No.NO_REASON: _l("请写明为什么不等联名，会公开。"),
    No.NO_WORD: _l("要本人说了用纸票，票也交到了他手里，才能记下。"),
    No.ON_PAPER: _l(
        "会上记的是：这一票领了纸票，用纸票投。没有领，或者已经退回去了，请打开这件动议，按“我手里没有纸票”。"
    ),
    No.NO_SLIP: _l("这一票没有领纸票，或者已经开箱，不能再退。"),
    No.STALE: _l(
        "这件修正案是照原来的文字写的，原来的文字已经改了，不能表决。请动议人照现在的文字改写，或者撤回。"
    ),
    No.NOT_STALE: _l("原来的文字没有变，这件修正案不用改写，也不能放下。"),
    No.CONTESTED: _l(
        "这件事有较大争议，依《城市居民委员会组织法》第%(article)s条由%(whose)s决定，这个会不能表决。"
    ),
    No.SCREENED: _l(
        "这件事已经列为居民会议的事，主持人不能把它改成别的。列错了的，请动议人撤回，另提一件。"
    ),
    No.ASK_MAIN: _l("修正案属于哪一类，跟着它修正的动议走。请到那件动议上提。"),
    No.NOT_HERE: _l("只有在会场里、有表决权的成员，才能这样做。"),
    No.STAYED_BACK: _l("这件事的另一次表决您已经回避了，表决过的不能再改，这一件也要回避。"),
    No.NO_MEETING: _l("下一次会议还没有召集。召集了以后，再来转。"),
    No.CARRIED: _l("这件动议已经转到下一次会议了。"),
    No.NAMES_NOTHING: _l(
        "“%(matter)s”要有授权才能在这个会上决定。请写明依据哪一份现在有效的授权。"
    ),
    No.OTHER_MATTER: _l("这份授权交给本会的，不是“%(matter)s”。请选对得上的授权，或者改列事项。"),
    No.CANNOT_HAND_DOWN: _l("交给下一级会议决定的事项：%(why)s。"),
}


def refusal(refused: Refused) -> str:
    return str(REFUSALS[refused.reason]) % refused.figures


IN_TEMPLATES = {
    "motion_states": STATES,
    "motion_tones": TONES,
    "motion_choices": CHOICES,
    "motion_vias": VIAS,
    "topic_matters": MATTERS,
}
