"""What people read of a demand to convene: its kinds, states and refusals."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.topics.demands.rules import Kind, Refusal, State

KINDS: dict[Kind, LazyString] = {
    Kind.RESIDENTS: _l("十分之一以上的成年居民，要求召开居民会议"),
    Kind.DELEGATES: _l("十分之一以上的户代表，要求召开居民会议"),
    Kind.REPRESENTATIVES: _l("三分之一以上的居民代表，要求召开居民会议"),
    Kind.ASSEMBLY: _l("五分之一以上的居民代表，要求召开居民代表会议"),
}
WHO: dict[Kind, LazyString] = {
    Kind.RESIDENTS: _l("年满 18 周岁的居民"),
    Kind.DELEGATES: _l("户代表"),
    Kind.REPRESENTATIVES: _l("居民代表"),
    Kind.ASSEMBLY: _l("居民代表"),
}
STATES: dict[State, LazyString] = {
    State.SUBMITTED: _l("等待审核"),
    State.COLLECTING: _l("正在签名"),
    State.DUE: _l("够数了，等居委会召集"),
    State.MET: _l("会议已召集"),
    State.WITHDRAWN: _l("发起人已撤回"),
    State.LAPSED: _l("签名不够，到期"),
}
TONES: dict[State, str] = {
    State.SUBMITTED: "waiting",
    State.COLLECTING: "active",
    State.DUE: "waiting",
    State.MET: "good",
    State.WITHDRAWN: "neutral",
    State.LAPSED: "neutral",
}
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.OLD_TEMPLATE: _l(
        "旧表格上写的“五分之一以上的户”从 2026 年 1 月 1 日起不再适用。现在依照居民委员会组织法第二十六条："
        "十分之一以上的成年居民或者户代表，或者三分之一以上的居民代表，可以要求召开居民会议。请改选一种。"
    ),
    Refusal.NOT_ENTITLED: _l(
        "按名册，您现在不在这一种的签名人里，不能发起。请选另一种，或者到服务台核对。"
    ),
    Refusal.ONE_OPEN: _l("您发起的另一个要求还没有结束，先把它办完再发起新的。"),
    Refusal.NOT_OPEN: _l("这个要求现在不收签名。"),
    Refusal.NOT_ON_ROLL: _l("签名人的名册在公开那天已经定下，您不在上面，不能签名。"),
    Refusal.NOT_SIGNED: _l("签过名的人才能说会上没有议到。"),
    Refusal.NOTHING_SAID: _l("现在没有可以说“没有议到”的会议记录，或者日子已经过了。"),
    Refusal.MOVED_ON: _l("这个要求已经有了变化，请先看看现在的情况。"),
}

IN_TEMPLATES = {
    "demand_kind_words": KINDS,
    "demand_who_words": WHO,
    "demand_words": STATES,
    "demand_tones": TONES,
}
