"""What a resident reads: names of states and rules, refusals, why a project won or lost."""

from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ballots.rules import Refusal
from portal.budget.rules import BallotForm, Fault, Lack, ProjectKind, State, Want
from portal.budget.tally import Completion, Reason, Rule
from portal.core.money import short_yuan

STATES: dict[StrEnum, LazyString] = {
    State.DRAFT: _l("草稿"),
    State.PROPOSING: _l("征集提案"),
    State.SCREENING: _l("筛选与准备"),
    State.VOTING: _l("正在投票"),
    State.COUNTING: _l("正在计票"),
    State.POSTED: _l("结果公示"),
    State.CERTIFIED: _l("已确认"),
    State.VOID: _l("已作废"),
}

TONES = {
    State.DRAFT: "neutral",
    State.PROPOSING: "active",
    State.SCREENING: "active",
    State.VOTING: "waiting",
    State.COUNTING: "active",
    State.POSTED: "good",
    State.CERTIFIED: "good",
    State.VOID: "bad",
}

FORMS: dict[StrEnum, LazyString] = {
    BallotForm.APPROVE: _l("选项目：最多选几项"),
    BallotForm.KNAPSACK: _l("购物车：总价不超过预算"),
    BallotForm.POINTS: _l("分点数：把几点分给几个项目"),
}

RULES: dict[StrEnum, LazyString] = {
    Rule.MOST_VOTES: _l("得票优先"),
    Rule.EQUAL_SHARES: _l("均等份额法"),
}

COMPLETIONS: dict[StrEnum, LazyString] = {
    Completion.ADD1_UTILITARIAN: _l("逐元加份额，余款按得票优先"),
    Completion.ADD1_EXHAUSTIVE: _l("逐元加份额，直到再也买不起"),
    Completion.ADD1: _l("逐元加份额，直到超出预算"),
    Completion.NONE: _l("不补足"),
}

KINDS: dict[StrEnum, LazyString] = {
    ProjectKind.WORKS: _l("工程"),
    ProjectKind.GOODS: _l("货物"),
    ProjectKind.SERVICES: _l("服务"),
}

LACKS: dict[StrEnum, LazyString] = {
    Lack.NO_PROJECTS: _l("还没有列入项目"),
    Lack.TOO_MANY_PROJECTS: _l("项目太多，最多 500 个"),
    Lack.NO_MONEY: _l("资金总额要大于零"),
    Lack.PROJECT_OVER_AMOUNT: _l("有项目的金额超过了资金总额"),
    Lack.TIMETABLE_ORDER: _l("时间表的先后次序不对"),
    Lack.VOTING_IN_PAST: _l("投票截止时间已经过去"),
    Lack.TOO_FAR_AHEAD: _l("时间表里有五年以后的日期"),
    Lack.POSTING_TOO_SHORT: _l("公示期不能少于 15 天"),
}

WANTS: dict[StrEnum, LazyString] = {
    Want.POSTING_PERIOD: _l("公示期满"),
    Want.WITNESSES: _l("两名监督委员确认纸质密钥已当面销毁"),
    Want.ANSWERS: _l("每一条异议都已公开答复"),
    Want.REMEDIES: _l("成立的异议都已处理"),
}

REFUSALS: dict[StrEnum, LazyString] = {
    Refusal.NOT_ON_ROLL: _l(
        "封箱时您还不在选民名册上。如果您认为应当在册，请联系居务监督委员会补登。"
    ),
    Refusal.UNDER_AGE: _l(
        "投票的第一天您还没有满 18 周岁（只登记了出生年份的，从满 18 岁的次年 1 月 1 日算起）。如果能出示出生日期，请到服务台更正。"
    ),
    Refusal.AGE_UNKNOWN: _l("名册上没有您的出生年份，无法确认您已满 18 周岁。请到服务台补登。"),
    Refusal.MOVED_OUT: _l("名册上记着您已经迁出本社区，所以不能投这一轮的票。"),
    Refusal.MISSING: _l(
        "最近一次核对花名册时没有找到您，还没有核实，所以您不在这一轮的选民名册上。请到服务台说一声您还住在这里，核实以后可以请居务监督委员会补登。"
    ),
    Refusal.OTHER_GRID: _l("这一轮只面向部分网格，您的住址不在其中。"),
    Refusal.NOT_DELEGATE: _l("这一轮每户一票，您家的票由另一位户代表投。"),
    Refusal.NO_DELEGATE: _l(
        "这一轮每户一票，由户代表投。封箱时花名册上您家没有唯一的户代表，所以您家还不在名册上。请家里商量好由谁代表，告诉居务监督委员会补登。"
    ),
    Refusal.REMOVED: _l("居务监督委员会已把您从这一轮的名册上更正移出。如有疑问请联系他们。"),
    Refusal.ALREADY_VOTED: _l("名册上已经记着您投过票了。每人只能投一次，投出后不能更改。"),
    Refusal.NOT_OPEN: _l("这一轮还没有开始投票。"),
    Refusal.CLOSED: _l("投票已经截止，这张票没有投出。"),
    Refusal.CHANGED_SINCE: _l("这张选票是按旧的项目清单做的，请重新打开选票再选一次。"),
    Refusal.FORGED_FIELD: _l("选票里有我们不认识的内容，没有被接受。请重新打开选票再选一次。"),
    Fault.FORGED_FIELD: _l("选票里有我们不认识的内容，没有被接受。请重新打开选票再选一次。"),
    Fault.OVER_BUDGET: _l("您选的项目加起来超过了预算，请去掉一些。"),
    Fault.TOO_MANY: _l("您选的项目太多，请去掉一些。"),
    Fault.OVER_POINTS: _l("您给出的点数加起来超过了总数，请减少一些。"),
    Fault.NOT_WHOLE: _l("点数要填整数，例如 3；不想给的项目请留空。"),
    Fault.NEGATIVE: _l("点数不能小于零；不想给的项目请留空。"),
    Fault.DUPLICATE: _l("同一个项目出现了两次，请重新选。"),
    Fault.FOREIGN: _l("选票里有别的轮次的项目，请重新打开选票再选一次。"),
    Fault.HIDDEN: _l("您选的项目里有一个已经撤下，请去掉它再投。"),
}


IN_TEMPLATES = {
    "state_words": STATES,
    "state_tones": TONES,
    "rule_words": RULES,
    "completion_words": COMPLETIONS,
    "kind_words": KINDS,
}


def _fen(amount: int | None) -> str:
    return short_yuan(amount or 0)


def support(fate: dict[str, Any]) -> str:
    """How a project was liked: its votes, or its points and from how many people."""
    if fate.get("points") is None:
        return _("%(n)s 票", n=fate["supporters"])
    return _("%(points)s 点，来自 %(n)s 人", points=fate["points"], n=fate["supporters"])


def sentence(fate: dict[str, Any]) -> str:
    """Why a project won or lost, in one sentence with its figures (a fate of an outcome)."""
    if fate.get("points") is not None:
        return _points_sentence(fate)
    reason, votes, cost = fate["reason"], fate["supporters"], _fen(fate["cost_fen"])
    left = _fen(fate["money_left_fen"])
    if reason == Reason.WON_FITS:
        return _(
            "得 %(n)s 票；轮到它时还剩 %(left)s，够付 %(cost)s，入选。",
            n=votes,
            left=left,
            cost=cost,
        )
    if reason == Reason.WON_SHARES:
        most = _fen(fate["most_paid_fen"])
        return _("%(n)s 位支持者用各自的份额合买，每人最多出 %(most)s，入选。", n=votes, most=most)
    if reason == Reason.WON_COMPLETION:
        return _(
            "份额没有凑够；余款 %(left)s 按得票先后使用，轮到它时够付 %(cost)s，入选。",
            left=left,
            cost=cost,
        )
    if reason == Reason.LOST_NO_LONGER_FITS:
        return _(
            "得 %(n)s 票；轮到它时只剩 %(left)s，不够付 %(cost)s，未入选。",
            n=votes,
            left=left,
            cost=cost,
        )
    if reason == Reason.LOST_SUPPORTERS_CANNOT_PAY:
        had = _fen(fate["supporters_left_fen"])
        if fate["money_left_fen"] is not None:
            return _(
                "%(n)s 位支持者手里一共还剩 %(had)s，凑不够 %(cost)s；轮到用余款时只剩 %(left)s，也不够，未入选。",
                n=votes,
                had=had,
                cost=cost,
                left=left,
            )
        return _(
            "%(n)s 位支持者手里一共还剩 %(had)s，凑不够 %(cost)s，未入选。",
            n=votes,
            had=had,
            cost=cost,
        )
    if reason == Reason.LOST_BELOW_MINIMUM:
        return _("得 %(n)s 票，没有达到最低支持数，未入选。", n=votes)
    return _("没有人支持，未入选。")


def _points_sentence(fate: dict[str, Any]) -> str:
    """The same where points were shared out: only most votes first counts such ballots."""
    figures = {
        "points": fate["points"],
        "n": fate["supporters"],
        "left": _fen(fate["money_left_fen"]),
        "cost": _fen(fate["cost_fen"]),
    }
    if fate["reason"] == Reason.WON_FITS:
        return _(
            "%(n)s 人一共给了 %(points)s 点；轮到它时还剩 %(left)s，够付 %(cost)s，入选。",
            **figures,
        )
    if fate["reason"] == Reason.LOST_NO_LONGER_FITS:
        return _(
            "%(n)s 人一共给了 %(points)s 点；轮到它时只剩 %(left)s，不够付 %(cost)s，未入选。",
            **figures,
        )
    if fate["reason"] == Reason.LOST_BELOW_MINIMUM:
        return _(
            "%(n)s 人一共给了 %(points)s 点，支持的人数没有达到最低支持数，未入选。", **figures
        )
    return _("没有人支持，未入选。")
