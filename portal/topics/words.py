"""What people read of a topic: names of states, moves, offices, matters, grounds, refusals."""

from collections.abc import Sequence
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.bodies.rules import Kind
from portal.core.words import day
from portal.topics import handing
from portal.topics.handing import Fault
from portal.topics.rules import Ground, Matter, Move, NotEndorsable, Office, State

STATES: dict[State, LazyString] = {
    State.SUBMITTED: _l("等待审核"),
    State.COLLECTING: _l("正在附议"),
    State.PARTY: _l("党组织研究"),
    State.COMMITTEE: _l("居委会审议"),
    State.ROUTED: _l("等待上会"),
    State.ON_AGENDA: _l("已列入议程"),
    State.DECIDED: _l("已有决定"),
    State.CONSULTED: _l("已经协商"),
    State.DECLINED: _l("没有提交"),
    State.MERGED: _l("已并入别的议题"),
    State.WITHDRAWN: _l("提出人已撤回"),
    State.LAPSED: _l("附议不够，到期"),
}
TONES: dict[State, str] = {
    State.SUBMITTED: "waiting",
    State.COLLECTING: "active",
    State.PARTY: "waiting",
    State.COMMITTEE: "waiting",
    State.ROUTED: "active",
    State.ON_AGENDA: "active",
    State.DECIDED: "good",
    State.CONSULTED: "good",
    State.DECLINED: "bad",
    State.MERGED: "neutral",
    State.WITHDRAWN: "neutral",
    State.LAPSED: "neutral",
}
DONE: dict[Move, LazyString] = {
    Move.PUBLISH: _l("审核通过，公开"),
    Move.REACH: _l("附议够数"),
    Move.PASS: _l("党组织同意提交"),
    Move.ROUTE: _l("居委会提交"),
    Move.DECLINE: _l("不予提交"),
    Move.MERGE: _l("并入另一个议题"),
    Move.PART: _l("与合并的议题分开，重新附议"),
    Move.SCHEDULE: _l("列入议程"),
    Move.UNSCHEDULE: _l("退出议程，等下一次会议"),
    Move.REFER: _l("有争议，提交上一级"),
    Move.DECIDE: _l("会议作出决定"),
    Move.CONSULT: _l("协商有结果，开始落实"),
    Move.WITHDRAW: _l("提出人撤回"),
    Move.LAPSE: _l("到期附议不够"),
}
OFFICES: dict[Office, LazyString] = {
    Office.AUTHOR: _l("提出人"),
    Office.MODERATOR: _l("审核人员"),
    Office.NEIGHBOURS: _l("邻居"),
    Office.PARTY: _l("社区党组织"),
    Office.COMMITTEE: _l("居委会"),
    Office.BODY: _l("会议"),
    Office.CALENDAR: _l("到期自动"),
}
GROUNDS: dict[Ground, LazyString] = {
    Ground.NOT_OURS: _l("不归社区管，例如政府职责、业主大会的事"),
    Ground.UNLAWFUL: _l("违反法律、法规或者政策"),
    Ground.PRIVATE: _l("邻里之间的个人纠纷，请走调解"),
    Ground.DECIDED_BEFORE: _l("已经有过决定，情况没有变化"),
    Ground.UNCLEAR: _l("看不出要议什么"),
}
MATTERS: dict[Matter, LazyString] = {
    Matter.CHARTER: _l("居民自治章程"),
    Matter.COVENANT: _l("居民公约"),
    Matter.YEARLY_REPORT: _l("年度工作报告"),
    Matter.APPRAISAL: _l("民主评议"),
    Matter.AFFECTS_EVERYONE: _l("涉及全体居民利益的重大事项"),
    Matter.DELEGATED: _l("居民代表会议授权议事会的事项"),
    Matter.ORDINARY: _l("其他公共事务"),
}
HANDED: dict[Matter, LazyString] = {
    **MATTERS,
    Matter.DELEGATED: _l("一部分公共事务，范围写在下面"),
    Matter.ORDINARY: _l("全部其他公共事务"),
}
"""The same where they are handed down."""
FAULTS: dict[Fault, LazyString] = {
    Fault.NOTHING: _l("请选交出去的是哪几类事项；什么也不交，日期和范围就不填"),
    Fault.NEVER_THEIRS: _l(
        "这几类事项不能交给这个会（居民委员会组织法第三十条）：专属居民会议的，最多交给居民代表会议"
    ),
    Fault.NO_END: _l("请写明交到哪天为止"),
    Fault.ENDS_TOO_SOON: _l("要晚于今天"),
    Fault.ENDS_TOO_LATE: _l("最多交五年，也就是一届"),
    Fault.NO_SCOPE: _l("只交一部分的，请写明是哪些事"),
}
CONTESTED = _l("有较大争议")
BODIES: dict[Kind, LazyString] = {
    Kind.RESIDENTS_MEETING: _l("居民会议"),
    Kind.ASSEMBLY: _l("居民代表会议"),
    Kind.COUNCIL: _l("议事会"),
}


def handed(matter: str, scope: str) -> str:
    """What was handed down, in words that nobody has to look up."""
    if matter == Matter.DELEGATED and scope:
        return scope
    word = str(HANDED[Matter(matter)] if matter == Matter.ORDINARY else MATTERS[Matter(matter)])
    return f"{word}（{scope}）" if scope else word


def hands_down(giver: str, matters: Sequence[str], until: date, scope: str) -> str:
    """What a resolution hands down, in one sentence."""
    to = handing.receiver(Kind(giver))
    what = [handed(one, scope if one == Matter.DELEGATED else "") for one in matters]
    if scope and Matter.DELEGATED not in matters:
        what[-1] = handed(matters[-1], scope)
    return _(
        "本决议把“%(what)s”交给%(to)s决定，到%(until)s为止。",
        what="”“".join(what),
        to=BODIES[to] if to else "",
        until=day(until),
    )


NOT_ENDORSABLE: dict[NotEndorsable, LazyString] = {
    NotEndorsable.OWN: _l("这是您自己提的议题，不用再附议。"),
    NotEndorsable.NOT_OPEN: _l("这个议题现在不收附议。"),
    NotEndorsable.NOT_RESIDENT: _l(
        "名册上您现在不住在本社区，不能附议。如有出入，请到服务台更正。"
    ),
    NotEndorsable.UNDER_AGE: _l(
        "年满 18 周岁的居民才能附议（只登记了出生年份的，从满 18 岁的次年 1 月 1 日算起）。"
    ),
    NotEndorsable.AGE_UNKNOWN: _l("名册上没有您的出生年份，不能附议。请到服务台补登。"),
}

IN_TEMPLATES = {
    "topic_words": STATES,
    "topic_tones": TONES,
    "topic_done": DONE,
    "office_words": OFFICES,
    "topic_ground_words": GROUNDS,
    "matter_words": MATTERS,
    "body_kind_words": BODIES,
    "handed": handed,
    "hands_down": hands_down,
}
