"""What people read of elections: phases, states, refusals, and the words of the notices."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.bodies.models import Seat
from portal.bodies.rules import Post
from portal.bodies.words import seat_for
from portal.core.words import day
from portal.elections.nominating import Bound, Source, State
from portal.elections.outcome import Fault
from portal.elections.rules import LAW_SINCE, Complaint, Electorate, Phase, Refusal, Refused

PHASES: dict[StrEnum, LazyString] = {
    Phase.DRAFT: _l("草稿"),
    Phase.ANNOUNCED: _l("准备选民名单"),
    Phase.OBJECTIONS: _l("申诉和提名"),
    Phase.NOMINATIONS: _l("提名"),
    Phase.CHECKING: _l("审查候选人资格"),
    Phase.CANDIDATES: _l("候选人已公布"),
    Phase.VOTING: _l("今天投票"),
    Phase.COUNTING: _l("计票"),
    Phase.RUN_OFF: _l("等待另行选举"),
    Phase.CERTIFIED: _l("结果已公布"),
    Phase.HANDED_OVER: _l("已完成移交"),
    Phase.INVALID: _l("选举无效，要重新选举"),
    Phase.MISSED: _l("错过了法定日期"),
    Phase.CALLED_OFF: _l("已取消"),
}
TONES = {
    Phase.ANNOUNCED: "active",
    Phase.OBJECTIONS: "waiting",
    Phase.NOMINATIONS: "waiting",
    Phase.CANDIDATES: "active",
    Phase.VOTING: "waiting",
    Phase.COUNTING: "active",
    Phase.RUN_OFF: "active",
    Phase.CERTIFIED: "good",
    Phase.HANDED_OVER: "good",
    Phase.INVALID: "bad",
    Phase.MISSED: "bad",
    Phase.CALLED_OFF: "bad",
}
ELECTORATES: dict[StrEnum, LazyString] = {
    Electorate.VOTERS: _l("全体 18 岁以上居民投票"),
    Electorate.DELEGATES: _l("每户派一名代表投票"),
    Electorate.REPRESENTATIVES: _l("居民代表投票"),
}
RULES: dict[StrEnum, LazyString] = {
    Electorate.VOTERS: _l("过半数选民参加投票，选举有效（居民委员会组织法第十九条）"),
    Electorate.DELEGATES: _l("过半数户的代表参加投票，选举有效（居民委员会组织法第十九条）"),
    Electorate.REPRESENTATIVES: _l(
        "超过三分之二的居民代表参加投票，选举有效（居民委员会组织法第十九条）"
    ),
}
OLD_RULES: dict[StrEnum, LazyString] = {
    Electorate.VOTERS: _l("过半数选民参加投票，选举有效（依据当时的法律）"),
    Electorate.DELEGATES: _l("过半数户的代表参加投票，选举有效（依据当时的法律）"),
    Electorate.REPRESENTATIVES: _l("超过三分之二的居民代表参加投票，选举有效（依据当时的法律）"),
}
BOUNDS: dict[StrEnum, LazyString] = {
    Bound.NOMINATOR: _l("这份提名是您开头的，还没有别人联名：要收回，请撤回这份提名。"),
    Bound.CHECKED: _l("资格审查已经做完，联名不能再收回。"),
    Bound.OVER: _l("提名已经截止，别人不能再补上，所以联名不能再收回。"),
}
STATES: dict[StrEnum, LazyString] = {
    State.COLLECTING: _l("正在联名"),
    State.PUT: _l("等社区党组织确认"),
    State.SUPPORTED: _l("提名有效，等本人答复"),
    State.ACCEPTED: _l("本人接受，等资格审查"),
    State.DECLINED: _l("本人谢绝"),
    State.CANDIDATE: _l("候选人"),
    State.REFUSED: _l("没有通过资格审查"),
    State.WITHDRAWN: _l("已撤回"),
}
STATE_TONES = {
    State.COLLECTING: "waiting",
    State.PUT: "waiting",
    State.SUPPORTED: "waiting",
    State.ACCEPTED: "active",
    State.CANDIDATE: "good",
    State.REFUSED: "bad",
}
SOURCES: dict[StrEnum, LazyString] = {
    Source.VOTERS: _l("10 名以上选民联名"),
    Source.PARTY: _l("社区党组织提名"),
}
COMPLAINTS: dict[StrEnum, LazyString] = {
    Complaint.MISSING: _l("名单上漏了我"),
    Complaint.WRONG: _l("名单上有不该有的人"),
    Complaint.OTHER: _l("其他"),
}
ORDERS: dict[str, LazyString] = {
    "strokes": _l("按姓氏笔画，由选举工作人员排定，本站没有核对"),
    "lot": _l("抽签决定先后"),
}
TITLES: dict[Post, LazyString] = {
    Post.CHAIR: _l("主任"),
    Post.DEPUTY: _l("副主任"),
    Post.MEMBER: _l("委员"),
}
NOTICES: dict[str, LazyString] = {
    "announced": _l("选举日和选举办法"),
    "roll": _l("选民名单"),
    "candidates": _l("正式候选人名单"),
    "run_off": _l("另行选举"),
    "result": _l("选举结果"),
    "called_off": _l("取消选举"),
}

REFUSALS: dict[StrEnum, LazyString] = {
    Refusal.CALLED_OFF: _l("这次选举已经取消，不能再办。"),
    Refusal.CERTIFIED: _l("结果已经确认公布，不能再改。"),
    Refusal.NOT_NOW: _l("现在不能办这一步：已经办过了，或者还不到时候。"),
    Refusal.TOO_SOON: _l("选举日太近：选民名单要提前 20 天公布，选举日最早是 %(day)s。"),
    Refusal.ROLL_TOO_LATE: _l(
        "名单公布晚了：要在选举日 20 天以前，最晚是 %(day)s。请取消这次选举，另定日期。"
    ),
    Refusal.EMPTY_ROLL: _l("花名册里没有可以列入名单的人，请先核对花名册和居民代表席位。"),
    Refusal.OBJECTIONS_NOT_OPEN: _l("名单还没有公布，公布以后 5 天内可以申诉。"),
    Refusal.OBJECTIONS_OVER: _l("申诉的期限是名单公布后 5 天，%(day)s 已经截止。请打电话给社区。"),
    Refusal.OBJECTION_WAITS: _l("您已有一条申诉在等答复，请等答复以后再提。"),
    Refusal.NOT_A_RESIDENT: _l("花名册上没有您在本社区的住处。请到服务台登记。"),
    Refusal.RULED_ALREADY: _l("这条申诉别人刚刚答复过，没有被改动。"),
    Refusal.OWN_OBJECTION: _l("和您本人有关的申诉，请由别的工作人员来办。"),
    Refusal.ON_ROLL: _l("您已经在名单上了。"),
    Refusal.NOT_ON_ROLL: _l("不在名单上。提名和联名都要名单上的选民。"),
    Refusal.NOT_IN_GRID: _l(
        "您所在网格的名单上没有这个序号。只能对本网格的人提，别的网格的请告诉服务台。"
    ),
    Refusal.STRUCK_BY_YOU: _l("当初是您把申诉人移出名单的，请由别的工作人员来答复。"),
    Refusal.NOT_ENTITLED: _l(
        "按花名册，此人不能列入名单（未满 18 岁、已迁出、不是本户代表或居民代表）。请先更正花名册。"
    ),
    Refusal.ROLL_FIXED: _l("%(day)s 已是选举日，名单不能再改。"),
    Refusal.NOMINATIONS_NOT_OPEN: _l("选民名单公布以后，才开始提名。"),
    Refusal.NOMINATIONS_OVER: _l("提名 %(day)s 已经截止。"),
    Refusal.NOMINATED_ALREADY: _l(
        "这个人已经有人提名，不用重复提；还在联名的，请在下面联名。没有通过审查的，由本人要求再审查一次。"
    ),
    Refusal.DECLINED_YOURS: _l(
        "您提过这个人，本人谢绝了，您不能再提第二次。别的选民还可以提，您可以去联名。"
    ),
    Refusal.STANDS_ALREADY: _l("您已经接受了另一份提名，不用再接受这一份。"),
    Refusal.REFUSED_BEFORE: _l(
        "您的另一份提名没有通过资格审查。不同意的，请在那一份里要求换一个人再审查一次。"
    ),
    Refusal.NOT_TO_BE_ELECTED: _l(
        "名单上没有找到这个人，或者不止一个。请核对姓名和楼栋，也可以到服务台办。"
    ),
    Refusal.TOO_FEW_SUPPORTERS: _l("选民联名提名，要 10 人以上。"),
    Refusal.MOVE: _l("情况刚刚变了，这一步没有办成。请看看现在的样子。"),
    Refusal.OWN_NOMINATION: _l("和您本人有关的提名，请由别的工作人员来审查。"),
    Refusal.ENTERED: _l("这份提名或本人的答复是您录入、确认的，请由别的工作人员来审查资格。"),
    Refusal.SAME_LOOK: _l("上一次是您审查的，第二次请由别的工作人员来审查。"),
    Refusal.LOOKED_TWICE: _l("已经再审查过一次，不能再要求。"),
    Refusal.REFUSED_TODAY: _l(
        "今天有人没有通过审查，要留一天让本人要求再审查一次，请明天公布候选人。"
    ),
    Refusal.NOT_ENDORSED: _l("社区党组织还没有确认这份提名。"),
    Refusal.OFFICER: _l(
        "在这次选举里答复过名单申诉、审查过提名、审核过被提名人的话，或者录过票数的人，不能再当被提名人。"
    ),
    Refusal.INVOLVED: _l(
        "您是这次选举的被提名人或候选人，不能经办这次选举。请由没有被提名的委员、主任，或者别的有权办选举的人来办。"
    ),
    Refusal.SUPPORTS_ENOUGH: _l(
        "您联名的人数已经和应选名额一样多，不能再多了。要换人，先收回一份联名。"
    ),
    Refusal.SIGNER_SUPPORTS_ENOUGH: _l(
        "这些联名人里，有人联名的人数已经和应选名额一样多，不能再算进这一份。"
    ),
    Refusal.RULINGS_WAIT: _l("还有名单申诉没有答复，答复完才能公布候选人。"),
    Refusal.CHECKS_WAIT: _l("还有被提名人没有审查资格，审查完才能公布候选人。"),
    Refusal.TOO_FEW_CANDIDATES: _l("候选人要多于应选名额，现在不够。"),
    Refusal.CANDIDATES_LATE: _l("候选人最晚要在 %(day)s 公布。请取消这次选举，另定日期。"),
    Refusal.NOT_THE_DAY: _l("日期不对：要从 %(day)s 起。"),
    Refusal.SETTLED: _l("这一轮的数字两个人已经录得一致，不能再改。"),
    Refusal.RUN_OFF_DUE: _l("还有名额没有选出，要先另行选举。"),
    Refusal.NO_RUN_OFF: _l("没有需要另行选举的名额。"),
    Refusal.SEATS_NOT_NAMED: _l(
        "补选要勾选补哪几个空着的席位，个数等于应选名额；不是补选的，一个也不要勾。"
    ),
    Refusal.NOT_HANDED_OVER: _l("先记下移交的日期，新的一届从移交那天开始。"),
    Refusal.NOBODY_ELECTED: _l("这次选举没有人当选。"),
    Refusal.NOT_SEATED: _l("补选的人就任以后，再记移交。"),
    Refusal.STILL_VOTING: _l("投票还没有结束，结束以后才录票数。"),
    Refusal.VOTING_BEGUN: _l(
        "投票已经开始，经办选举的人不能取消。投票中有问题，写进计票记录，按结果和法律办；非取消不可的，由监督委员写明原因来办。"
    ),
    Refusal.RUN_OFF_TOO_LATE: _l("另行选举的日子太晚，最迟 %(day)s。"),
    Refusal.SEATED: _l("当选的人已经就任，只办一次。"),
    Refusal.INVALID: _l("参加投票的人数不够，选举无效，要重新选举，不能移交。"),
}
FAULTS: dict[StrEnum, LazyString] = {
    Fault.NEGATIVE: _l("票数不能是负数"),
    Fault.MORE_ISSUED: _l("发出的票比名单上的人还多"),
    Fault.MORE_RETURNED: _l("收回的票比发出的多：这一轮无效，请核对"),
    Fault.SUM: _l("有效票、无效票、空白票加起来，要等于收回的票"),
    Fault.MORE_VOTES: _l("一个人得的票不能比有效票多"),
    Fault.TOO_MANY: _l("得票总数太多：一张票最多选的人数，等于应选名额"),
}


def seat_name(seat: Seat) -> str:
    """第 3 席，委员."""
    return _("第 %(n)s 席", n=seat.number) + "，" + (seat.label or seat_for(seat))


def seat_names(seats: Iterable[Seat]) -> str:
    return "；".join(seat_name(seat) for seat in seats)


def refusal(no: Refused) -> str:
    """The sentence, with the day that it names."""
    return str(REFUSALS[no.reason]) % {"day": day(no.day)}


def rule_of(electorate: str, on: date) -> str:
    """When an election on that day is valid, by the law then in force."""
    rules = RULES if on >= LAW_SINCE else OLD_RULES
    return str(rules[Electorate(electorate)])


def _day(facts: Mapping[str, Any], name: str) -> str:
    return day(date.fromisoformat(facts[name]))


def notice_lines(kind: str, facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    """The paragraphs of a notice, made from its facts in the reader's language. ``names``: of the
    nominations that the facts point at.
    """
    return _LINES[kind](facts, names)


def _announced(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    return [
        _("选举%(body)s成员，应选 %(n)s 人。", body=facts["body"], n=facts["seats"]),
        _("选举日：%(day)s，%(hours)s。", day=_day(facts, "day"), hours=facts["hours"]),
        _("投票地点：%(place)s。用纸质选票，设秘密写票处，网上不投票。", place=facts["place"]),
        _("办法：%(who)s。", who=ELECTORATES[Electorate(facts["electorate"])]),
        _(
            "选民名单最迟 %(day)s 公布；公布后 5 天内可以申诉，3 天内答复。",
            day=_day(facts, "roll_by"),
        ),
        _(
            "提名到 %(day)s 截止：10 名以上选民联名，或社区党组织提名。",
            day=_day(facts, "nominations_until"),
        ),
        _("正式候选人最迟 %(day)s 公布，人数多于应选名额。", day=_day(facts, "candidates_by")),
    ]


def _roll(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    parts = [
        _("%(building)s：%(n)s 人", building=b or _("其他"), n=n) for b, n in facts["buildings"]
    ]
    return [
        _("这次选举的选民名单已经公布，共 %(n)s 人。姓名贴在公告栏。", n=facts["count"]),
        "；".join(parts) + "。",
        _("有不同意见的，%(day)s 以前申诉，3 天内答复。", day=_day(facts, "objections_until")),
        _("从今天起可以提名，到 %(day)s 截止。", day=_day(facts, "nominations_until")),
    ]


def _standing(facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    listed = [f"{n}. {names.get(one, '—')}" for n, one in enumerate(facts["standing"], 1)]
    return "　".join(listed)


def _where(facts: Mapping[str, Any]) -> str:
    return _(
        "投票：%(day)s，%(hours)s，%(place)s。",
        day=_day(facts, "day"),
        hours=facts["hours"],
        place=facts["place"],
    )


def _candidates(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    order, how = str(ORDERS[facts["order_rule"]]), facts.get("order_note")
    order += f"：{how}" if how else ""
    return [
        _("正式候选人 %(n)s 名（%(order)s）：", n=len(facts["standing"]), order=order),
        _standing(facts, names),
        _("应选 %(n)s 名。", n=facts["seats"]),
        _where(facts),
    ]


def _run_off(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    return [
        _("还有 %(n)s 个名额没有选出，另行选举。候选人：", n=facts["seats"]),
        _standing(facts, names),
        _("得票不少于投票数三分之一，得票多的当选。"),
        _where(facts),
    ]


def _result(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    lines = [_poll_line(poll, names) for poll in facts["polls"]]
    elected = "、".join(names.get(one, "—") for one in facts["elected"])
    who = rule_of(facts["electorate"], date.fromisoformat(facts["polls"][0]["day"]))
    if not facts["valid"]:
        return [*lines, _("参加投票的人数不够，选举无效，要重新选举。%(rule)s。", rule=who)]
    left = facts["seats"] - len(facts["elected"])
    more = [_("还空 %(n)s 个名额，以后补选。", n=left)] if left else []
    said = _("当选 %(n)s 人：%(names)s。", n=len(facts["elected"]), names=elected or "—")
    return [*lines, said, *more, _("%(rule)s。", rule=who)]


def _poll_line(poll: Mapping[str, Any], names: Mapping[int, str]) -> str:
    listed = "、".join(f"{names.get(one, '—')} {votes}" for one, votes in poll["votes"])
    return _(
        "第 %(round)s 轮（%(day)s）：发出选票 %(issued)s 张，收回 %(returned)s 张，有效 %(valid)s 张，无效 %(spoilt)s 张，空白 %(blank)s 张。得票：%(votes)s。签字：%(signed)s。",
        round=poll["number"],
        day=_day(poll, "day"),
        issued=poll["issued"],
        returned=poll["returned"],
        valid=poll["valid"],
        spoilt=poll["spoilt"],
        blank=poll["blank"],
        votes=listed,
        signed=poll["signed_by"],
    )


def _called_off(facts: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    polls = facts.get("polls", [])
    more = [_("已经投过票、计过票的，票数照样公开：")] if polls else []
    said = _("这次选举取消，原因：%(reason)s", reason=facts["reason"])
    return [said, *more, *(_poll_line(poll, names) for poll in polls)]


_LINES = {
    "announced": _announced,
    "roll": _roll,
    "candidates": _candidates,
    "run_off": _run_off,
    "result": _result,
    "called_off": _called_off,
}

IN_TEMPLATES = {
    "election_phases": PHASES,
    "election_tones": TONES,
    "election_states": STATES,
    "election_state_tones": STATE_TONES,
    "election_sources": SOURCES,
    "election_complaints": COMPLAINTS,
    "election_electorates": ELECTORATES,
    "election_rule": rule_of,
    "election_bounds": BOUNDS,
    "election_notices": NOTICES,
    "election_orders": ORDERS,
    "election_seats": seat_names,
}
