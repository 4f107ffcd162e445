"""What people read of a proposal: names of states and grounds, refusals, the whole text."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.budget.words import KINDS
from portal.core.money import short_yuan
from portal.proposals.models import Text
from portal.proposals.rules import Change, CostFault, Ground, Move, NotEndorsable, Side, State

STATES: dict[State, LazyString] = {
    State.DRAFT: _l("草稿"),
    State.SUBMITTED: _l("等待审核"),
    State.COLLECTING: _l("正在联名"),
    State.SCREENING: _l("正在筛选"),
    State.REVISING: _l("提案人修改中"),
    State.FEASIBLE: _l("可行，列入清单"),
    State.REFUSED: _l("未通过筛选"),
    State.MERGED: _l("已并入别的提案"),
    State.WITHDRAWN: _l("提案人已撤回"),
    State.LAPSED: _l("联名不够，到期"),
}

DONE: dict[State, LazyString] = {
    State.SUBMITTED: _l("审核通过"),
    State.COLLECTING: _l("联名够数"),
    State.SCREENING: _l("筛选结束"),
}
ENDED_EARLY = _l("联名结束")
HIDDEN = _l("已被隐藏")

MOVED_ON: dict[State, LazyString] = {
    State.DRAFT: _l("这份提案现在又是草稿了。"),
    State.SUBMITTED: _l("这份提案已经提交，正在审核。审核有了结果，会发消息告诉您。"),
    State.COLLECTING: _l(
        "已经有邻居联名，文字不能再改：大家签的是这些话。居委会请您修改时可以改。"
    ),
    State.SCREENING: _l("联名已经够数，正在筛选，文字不能再改。居委会请您修改时可以改。"),
    State.REVISING: _l("居委会请您修改这份提案。"),
    State.FEASIBLE: _l("筛选已经有了结论：可行，列入清单。不能再改，也不能再撤回。"),
    State.REFUSED: _l("筛选已经有了结论：没有通过。不能再改，也不能再撤回。"),
    State.MERGED: _l("这份提案已经并入别的提案，不能再改，也不能再撤回。"),
    State.WITHDRAWN: _l("这份提案已经撤回，不能再改。"),
    State.LAPSED: _l("征集结束时联名没有够数，这份提案已经到期，不能再改。"),
}
MOVED_ON_HIDDEN = _l("这份提案已被隐藏，现在不能改。觉得不对，可以请另一位委员再看一遍。")

OVERTAKEN = _l("审核人员或邻居刚刚处理了这份提案，请先看看结果，再改一次。")

CHANGES: dict[Change, LazyString] = {
    Change.SAVED: _l("您改过的内容已经存下，还没有提交。大家看到的还是原来的。"),
    Change.WAITING: _l("修改稿已经提交，等待审核。通过之前，大家看到的还是原来的。"),
    Change.ASKED: _l("审核人员请您再改一改修改稿，还没有公开。"),
    Change.STRANDED: _l("您存下的修改稿现在不能提交了，只有提案人看得到。可以把要用的话抄下来。"),
}

TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "waiting",
    State.COLLECTING: "active",
    State.SCREENING: "waiting",
    State.REVISING: "waiting",
    State.FEASIBLE: "good",
    State.REFUSED: "bad",
    State.MERGED: "neutral",
    State.WITHDRAWN: "neutral",
    State.LAPSED: "neutral",
}

GROUNDS: dict[Ground, LazyString] = {
    Ground.PRIVATE_COSTS: _l("个人应当承担的费用，例如物业费"),
    Ground.OTHERS_DUTY: _l("别的责任单位应当承担的，例如公房维修"),
    Ground.GOVERNMENT_DUTY: _l("政府职责范围内的，例如人员工资"),
    Ground.DEBTS: _l("偿还债务"),
    Ground.ENTERTAINMENT: _l("吃喝招待"),
    Ground.CASH: _l("发放现金"),
    Ground.NOT_FEASIBLE: _l("不在负面清单上，但是做不成"),
}

PARTS: dict[str, LazyString] = {
    "title": _l("名字"),
    "need": _l("缺什么"),
    "place": _l("地点"),
    "grid_id": _l("网格"),
    "kind": _l("类别"),
    "beneficiaries": _l("谁受益"),
    "estimate_fen": _l("估价"),
    "estimate_note": _l("估价依据"),
}

TYPED: dict[str, LazyString] = {
    **{name: label for name, label in PARTS.items() if name not in ("grid_id", "kind")},
    "why": _l("修改说明"),
    "reason": _l("原因"),
    "caption": _l("照片里是什么"),
}
"""What was typed on a page that came too late, to be read and copied."""

SIDES: dict[Side, LazyString] = {Side.FOR: _l("赞成的理由"), Side.AGAINST: _l("担心的地方")}

STEPS: dict[Move, LazyString] = {
    Move.ASK: _l("请提案人修改"),
    Move.ACCEPT: _l("可行，列入清单"),
    Move.REFUSE: _l("不予列入"),
    Move.MERGE: _l("并入另一份提案"),
    Move.REOPEN: _l("重新审议"),
}

NOT_ENDORSABLE: dict[NotEndorsable, LazyString] = {
    NotEndorsable.OWN: _l("这是您自己的提案，提案人不用再联名。"),
    NotEndorsable.NOT_OPEN: _l("这份提案现在不收联名。"),
    NotEndorsable.ROUND_OVER: _l("这一轮的提案征集已经结束，不再收联名。"),
    NotEndorsable.NOT_RESIDENT: _l(
        "名册上您现在不住在本社区，不能联名。如有出入，请到服务台更正。"
    ),
    NotEndorsable.ELSEWHERE: _l("这一轮只面向部分网格，您的住址不在其中。"),
    NotEndorsable.UNDER_AGE: _l(
        "年满 18 周岁的居民才能联名（只登记了出生年份的，从满 18 岁的次年 1 月 1 日算起）。"
    ),
    NotEndorsable.AGE_UNKNOWN: _l("名册上没有您的出生年份，不能联名。请到服务台补登。"),
}


def moved_on(state: str, hidden: bool) -> LazyString:
    """What happened to a proposal whose page its author has opened too late."""
    return MOVED_ON_HIDDEN if hidden else MOVED_ON[State(state)]


def cost_fault(fault: CostFault, cap_fen: int, amount_fen: int) -> str:
    """Why an amount cannot stand, with the figure that it breaks."""
    if fault is CostFault.ZERO:
        return _("金额要大于零")
    if fault is CostFault.OVER_CAP:
        return _("这一类项目一般不超过 %(cap)s", cap=short_yuan(cap_fen))
    return _("超过了这一轮的资金总额 %(amount)s", amount=short_yuan(amount_fen))


def whole_text(text: Text) -> str:
    """The whole of a proposal as a moderator reads it, line by line."""
    grid = getattr(text, "grid", None)
    lines = [
        text.need,
        _("地点：%(place)s", place=f"{text.place} {grid.name if grid else ''}".strip()),
        _("类别：%(kind)s", kind=KINDS.get(text.kind, text.kind)),  # type: ignore[call-overload]
        _("谁受益：%(who)s", who=text.beneficiaries) if text.beneficiaries else "",
        _("估价：%(money)s %(note)s", money=short_yuan(text.estimate_fen), note=text.estimate_note)
        if text.estimate_fen
        else "",
    ]
    return "\n".join(line for line in lines if line)


IN_TEMPLATES = {
    "proposal_words": STATES,
    "proposal_tones": TONES,
    "ground_words": GROUNDS,
    "side_words": SIDES,
    "step_words": STEPS,
    "change_words": CHANGES,
    "part_words": PARTS,
}
