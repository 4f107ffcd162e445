"""What people read of projects: states, kinds, how a contractor was chosen, refusals."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.budget.words import KINDS as KINDS
from portal.projects import choosing, deciding, rules
from portal.projects.queries import LATE
from portal.projects.rules import Choice, Deciding, Moment, State

STATES: dict[str, LazyString] = {
    State.PLANNED: _l("已立项，还没签合同"),
    State.CONTRACTED: _l("签了合同，还没动工"),
    State.UNDERWAY: _l("正在做"),
    State.FINISHED: _l("做完了，等验收"),
    State.MENDING: _l("正在整改"),
    State.ACCEPTED: _l("验收通过"),
    State.STOPPED: _l("已停止"),
}
TONES: dict[str, str] = {
    State.PLANNED: "neutral",
    State.CONTRACTED: "active",
    State.UNDERWAY: "active",
    State.FINISHED: "waiting",
    State.MENDING: "waiting",
    State.ACCEPTED: "good",
    State.STOPPED: "bad",
}
NARROWINGS: dict[str, LazyString] = {LATE: _l("已经晚了"), **STATES}
CHOICES: dict[str, LazyString] = {
    Choice.QUOTES: _l("三家以上报价比选"),
    Choice.LOT: _l("抽签"),
    Choice.DIRECT: _l("直接委托（要公开原因）"),
}
DECIDINGS: dict[str, LazyString] = {
    Deciding.FOUND: _l("立项"),
    Deciding.SUPPLEMENT: _l("追加钱"),
    Deciding.SCOPE: _l("改内容"),
    Deciding.STOP: _l("停止"),
}
MOMENTS: dict[str, LazyString] = {
    Moment.BEFORE: _l("开工以前"),
    Moment.DURING: _l("做的时候"),
    Moment.AFTER: _l("做完以后"),
}

Sentences = dict[StrEnum, tuple[str, LazyString]]
D, C, W = deciding.Refusal, choosing.Refusal, rules.Refusal
_OF_DECISIONS: Sentences = {
    D.UNKNOWN: ("", _l("没有这份决议，请重新选。")),
    D.NOT_IN_FORCE: ("", _l("这份决议还在公示，或者有异议没有答复，公示完才能用。")),
    D.ANNULLED: ("", _l("这份决议已经被废止，不能用。")),
    D.TAKEN: ("", _l("这一项已经用过了：一份决议里的一项只能用一次。")),
    D.NO_MONEY: ("", _l("这一项没有写金额，不能立项，也不能追加钱。")),
    D.WRONG_BODY: (
        "",
        _l("只有居民会议、居民代表会议、议事会的决议，或者居民投票的结果，才能决定项目。"),
    ),
    D.LOWER_BODY: (
        "",
        _l("原来的决定是更高一级的会议或居民投票作出的，要由居民代表会议或居民会议来改。"),
    ),
    D.CHOSEN_BY_VOTERS: ("", _l("这是居民投票选出的项目，请单独立项。")),
    D.FOUNDATION_GONE: ("", _l("立项的决议已经被废止，不能再花钱，也不能往下做。")),
    D.CLOSED: ("", _l("项目已经结束，不能再改。")),
    D.NOT_A_MANAGER: ("manager", _l("负责人要是现任的居委会成员，请重新选。")),
    D.DUE_BEFORE_START: ("due_on", _l("完工的日子不能早于开始的日子。")),
}
_OF_CONTRACTS: Sentences = {
    C.NO_SUM: ("fen", _l("合同金额要大于 0。")),
    C.OVER_DECIDED: ("fen", _l("超过了决议定的金额。要多花钱，先要有追加的决议。")),
    C.FEW_QUOTES: ("choice", _l("至少要有三家报价，请把每一家和报价都写上。")),
    C.FEW_LOTS: ("choice", _l("抽签至少要有两家，请把每一家和报价都写上。")),
    C.SAME_BIDDER: ("choice", _l("同一家写了两次，请改一下。")),
    C.NOT_AMONG: ("contractor", _l("选中的单位不在报价的单位里，名称要写得一样。")),
    C.ABOVE_QUOTE: ("fen", _l("合同金额不能高于这一家的报价。")),
    C.NOT_CHEAPEST: ("reason", _l("选的不是报价最低的一家，请写明原因，原因会公开。")),
    C.NO_LOT_TOLD: ("reason", _l("请写明什么时候、在哪里抽的签，谁在场。")),
    C.NO_REASON: ("reason", _l("直接委托要写明原因，原因会公开。")),
    C.FUTURE: ("signed_on", _l("签合同的日子不能晚于今天。")),
    C.BEFORE_CONTRACT: ("signed_on", _l("补充合同不能早于原来的合同。")),
    C.FOUNDATION_GONE: ("", _l("立项的决议已经被废止，不能签合同。")),
}
_OF_WORK: Sentences = {
    W.NOT_NOW: ("", _l("项目的情况变了，请看过最新的情况再办。")),
    W.FOUNDATION_GONE: ("", _l("立项的决议已经被废止，不能动工。")),
    W.FUTURE: ("", _l("日子不能晚于今天。")),
    W.PAST: ("", _l("这一天已经过了，请选今天或以后的一天。")),
    W.BEFORE_BEGIN: ("", _l("完工的日子不能早于动工的日子。")),
    W.BEFORE_CONTRACT: ("", _l("动工的日子不能早于签合同的日子。")),
    W.SAME_DAY: ("", _l("日子没有变，不用改。")),
    W.BEFORE_START: ("", _l("不能早于项目开始的日子。")),
    W.MOST_STAGES: ("", _l("最多写 %(n)s 个阶段。", n=rules.MOST_STAGES)),
    W.MOST_PHOTOS: ("", _l("最多放 %(n)s 张照片。", n=rules.MOST_PHOTOS)),
    W.SAME_PHOTO: ("", _l("这张照片已经放过了。")),
}
_REFUSALS: dict[type[StrEnum], Sentences] = {D: _OF_DECISIONS, C: _OF_CONTRACTS, W: _OF_WORK}


def refusal(reason: StrEnum) -> tuple[str, LazyString]:
    """The field of the form where a refusal stands ('': none of its own), and what it says."""
    return _REFUSALS[type(reason)][reason]


IN_TEMPLATES = {
    "project_words": STATES,
    "project_tones": TONES,
    "project_narrowings": NARROWINGS,
    "project_choices": CHOICES,
    "project_decidings": DECIDINGS,
    "project_moments": MOMENTS,
}
