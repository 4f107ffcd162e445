"""What people read of an appraisal: kinds, states, answers, refusals, differences in words."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Answer, Asked, Kind, No, State

KINDS: dict[Kind, LazyString] = {
    Kind.COMMITTEE: _l("居委会和每位成员的民主评议"),
    Kind.SUBDISTRICT: _l("街道各科室服务社区的满意度测评"),
    Kind.STATION: _l("服务站的服务和服务单位的满意度测评"),
    Kind.PROPERTY: _l("物业公司的满意度测评"),
}
ASKED: dict[Asked, LazyString] = {
    Asked.REPRESENTATIVES: _l("居民代表"),
    Asked.RESIDENTS: _l("全体 18 岁以上居民"),
    Asked.GRIDS: _l("部分网格的 18 岁以上居民"),
    Asked.ELDERS: _l("有长辈的家庭（家里 18 岁以上的人都可以）"),
}
STATES: dict[State, LazyString] = {
    State.DRAFT: _l("草稿"),
    State.ANNOUNCED: _l("已预告"),
    State.OPEN: _l("正在评"),
    State.COUNTING: _l("正在点数"),
    State.POSTED: _l("结果已公布"),
    State.WITHDRAWN: _l("已取消"),
    State.VOID: _l("作废"),
}
TONES: dict[State, str] = {
    State.DRAFT: "neutral",
    State.ANNOUNCED: "active",
    State.OPEN: "waiting",
    State.COUNTING: "active",
    State.POSTED: "good",
    State.WITHDRAWN: "neutral",
    State.VOID: "bad",
}
ANSWERS: dict[Answer, LazyString] = {
    Answer.EXCELLENT: _l("优秀"),
    Answer.COMPETENT: _l("称职"),
    Answer.BARELY: _l("基本称职"),
    Answer.INCOMPETENT: _l("不称职"),
    Answer.SATISFIED: _l("满意"),
    Answer.FAIRLY: _l("基本满意"),
    Answer.DISSATISFIED: _l("不满意"),
    Answer.UNSURE: _l("不了解"),
    Answer.BLANK: _l("没有评"),
}
REFUSALS: dict[StrEnum, LazyString] = {
    No.MOVED_ON: _l("您打开之后，这次评议已经有了变化。您写的还在，请看过再决定。"),
    No.APPRAISED: _l("您在被评的人里面，不能主持这次评议，请交给别的监督委员会成员。"),
    No.NEAR_RELATIVE: _l(
        "和您同住的家人在被评的人里面，您要回避，请交给别的监督委员会成员（居民委员会组织法第三十七条）。"
    ),
    No.NO_SUBJECTS: _l("请先写明评谁。"),
    No.NO_QUESTIONS: _l("请至少写一个问题。"),
    No.TOO_MANY_LINES: _l("要评的太多了：对象乘问题最多 60 项，手机上才评得完。请分成几次。"),
    No.SUBJECT_TWICE: _l("这个名字已经在里面了。"),
    No.QUESTION_TWICE: _l("这个问题已经在里面了。"),
    No.DAYS_ORDER: _l("截止日不能早于开始日。"),
    No.DAYS_PAST: _l("开始日已经过去了，请改成今天或者以后。"),
    No.DAYS_LONG: _l("时间太长了，最多 60 天。"),
    No.NO_GRIDS: _l("请选出请哪些网格来评。"),
    No.NO_COMMITTEE: _l("“组织和席位”里还没有现任的居委会成员，请先登记。"),
    No.TITLE_TAKEN: _l(
        "这一年已经有同名的评议，或者居委会这一年已经有一次民主评议（一年只评一次）。"
    ),
    No.NOBODY_ASKED: _l("花名册里没有能来评的人，不能开始。"),
    No.NO_ELDERS: _l("养老服务要请长辈来评：请的人里没有一位长辈，不能开始。请改一改请谁来评。"),
    No.NOT_OPEN: _l("还没有开始，请到开始日再来。"),
    No.CLOSED: _l("已经截止，不能再评了。"),
    No.NOT_ASKED: _l("这次请的人里没有您：名单在开始那天按花名册定下，开始以后不再改。"),
    No.ALREADY_ANSWERED: _l("您已经评过了。每人只评一次，交了以后不能改，也没有人看得到您怎么评。"),
    No.FORGED: _l("交来的内容里有我们不认识的，没有收下。请重新打开，再评一次。"),
    No.OWN_LINE: _l("自己不评自己：关于您自己的几项请空着。"),
    No.EMPTY: _l("您还没有评任何一项。不了解的可以空着，但至少评一项。"),
    No.WORDS_TOO_LONG: _l("文字意见太长了，最多 200 个字。"),
    No.WORDS_IDENTITY: _l("请不要写身份证号。"),
    No.KEY_LOST: _l("找不到密钥，结果打不开。"),
    No.KEY_THERE: _l("密钥还在，不能作废：到时间会自动点数。"),
    No.NO_WORDS: _l("没有等着归纳的文字意见。"),
}


def asked(found: Appraisal) -> str:
    """Who answers, in words."""
    told = str(ASKED[Asked(found.asks)])
    if found.asks == Asked.ELDERS and found.elder_age:
        return _("%(who)s；长辈指满 %(age)s 岁", who=told, age=found.elder_age)
    return told


def in_tenths(permille: int) -> str:
    """``12.3%`` of 123."""
    return f"{permille // 10}.{permille % 10}%"


def change(tenths: int | None) -> str:
    """By how much a share rose or fell against the year before, in words."""
    if tenths is None:
        return "—"
    if tenths == 0:
        return _("和去年一样")
    points = f"{abs(tenths) // 10}.{abs(tenths) % 10}"
    if tenths > 0:
        return _("比去年高 %(n)s 个百分点", n=points)
    return _("比去年低 %(n)s 个百分点", n=points)


IN_TEMPLATES = {
    "appraisal_kinds": KINDS,
    "appraisal_states": STATES,
    "appraisal_tones": TONES,
    "appraisal_answers": ANSWERS,
    "appraisal_asked": asked,
}
