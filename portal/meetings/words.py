"""Sentences about meetings, as residents understand them."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.meetings.refusing import Refused
from portal.meetings.rules import Called, Refusal, State

STATES = {
    State.DRAFT: _l("草稿"),
    State.CALLED: _l("已通知"),
    State.CANCELLED: _l("已取消"),
    State.OPEN: _l("正在开会"),
    State.CLOSED: _l("已散会"),
}
TONES = {
    State.DRAFT: "neutral",
    State.CALLED: "waiting",
    State.CANCELLED: "bad",
    State.OPEN: "active",
    State.CLOSED: "good",
}
ELECTORATES = {
    Called.MEMBERS: _l("这个组织的成员"),
    Called.RESIDENTS: _l("全体年满 18 周岁的居民"),
    Called.DELEGATES: _l("每户一名代表"),
}
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NOT_NOW: _l("现在不能这样做：会议已经到了下一步，请看看现在的情况。"),
    Refusal.NOT_LEADING: _l("这件事由会议的主持人或记录人来做。"),
    Refusal.TOO_LATE: _l(
        "通知得太晚了，不够规定的天数。请改日期；事情确实紧急的，写明原因，原因会公开。"
    ),
    Refusal.IN_THE_PAST: _l("开会的时间已经过了，请改时间。"),
    Refusal.TOPIC_GONE: _l("议程里有一个居民议题已经不在等这个会了，请先从议程里拿掉再通知。"),
    Refusal.DEMAND_TOO_LATE: _l(
        "居民要求开的会不能拖到这么晚。请把日子提前，或者从议程里拿掉这一条。"
    ),
    Refusal.ANSWERS_DEMAND: _l("这一条是居民要求开会的事由，名称不能改，可以改说明。"),
    Refusal.DEMAND_GONE: _l(
        "议程里有一项要回应的开会要求，已经由别的会议回应了，请先从议程里拿掉再通知。"
    ),
    Refusal.NO_AGENDA: _l("还没有议程，至少要有一项。"),
    Refusal.NO_MEMBERS: _l("没有可以通知的人：这个组织现在没有有表决权的成员。"),
    Refusal.PAPER_TOO_LATE: _l(
        "议程和材料要提前公布，现在晚了。确实要添的，写明原因，原因会公开。"
    ),
    Refusal.HAS_PAPERS: _l("这一项已经有公布过的材料，不能拿掉。"),
    Refusal.LAST_ITEM: _l("这是议程的最后一项，不能拿掉。请先添一项，或者取消会议。"),
    Refusal.IN_USE: _l("这一项已经有动议，不能拿掉。"),
    Refusal.TOO_LONG: _l("会议要在当天结束，最晚到第二天。开几天的会，请每天通知一次。"),
    Refusal.TOO_EARLY: _l("太早了：开会前一小时起可以签到、开会。"),
    Refusal.OVER: _l("会议原定的时间已经过了，请先改时间，或者取消会议。"),
    Refusal.ANOTHER_OPEN: _l("这个组织还有一次会没有散，请先散会。"),
    Refusal.HINDERED: _l("还有事情没有办完，现在不能散会。"),
    Refusal.NOT_CALLED_TO_IT: _l("名单上没有这个人，或者这个人没有表决权。"),
    Refusal.NO_OBSERVERS: _l("这次会议不安排列席。"),
    Refusal.STALE_CODE: _l("签到码不对，或者已经换了。请看着门口现在的码再来一次。"),
    Refusal.NOT_HERE: _l("这个人没有签到。"),
    Refusal.NO_PROXIES: _l("这个组织不接受委托，请本人到会。"),
    Refusal.HOLDS_ANOTHER: _l("对方已经接受了别人的委托，每人只能接受一份。"),
    Refusal.HOLDER_GAVE: _l("对方自己也委托了别人，不能再接受您的委托。"),
    Refusal.CARRIES_ONE: _l("别人已经委托了您，您要到会；请先请对方收回委托。"),
    Refusal.GAVE_ALREADY: _l("您已经委托了一个人，要换人请先收回。"),
}
IN_TEMPLATES: dict[str, Any] = {"meeting_words": STATES, "meeting_tones": TONES}


def refusal(refused: Refused) -> LazyString:
    """Why it is refused, and what to do."""
    return refused.said or REFUSALS[refused.reason]
