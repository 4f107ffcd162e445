"""What people read of objections: names of states, refusals."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.notices.rules import Act, Refusal, State

STATES: dict[StrEnum, LazyString] = {
    State.RECEIVED: _l("等待答复"),
    State.UPHELD: _l("成立，正在处理"),
    State.DISMISSED: _l("不成立"),
    State.SETTLED: _l("成立，已处理"),
    State.WITHDRAWN: _l("本人已撤回"),
}

TONES = {
    State.RECEIVED: "waiting",
    State.UPHELD: "active",
    State.DISMISSED: "neutral",
    State.SETTLED: "good",
    State.WITHDRAWN: "neutral",
}

VERDICTS: dict[StrEnum, LazyString] = {
    Act.UPHOLD: _l("成立：公示的内容要更正或补救"),
    Act.DISMISS: _l("不成立：公示的内容没有错"),
}

REFUSALS: dict[StrEnum, LazyString] = {
    Refusal.NOT_A_RESIDENT: _l(
        "花名册上没有您在本社区的住处，所以不能在这里提异议。如果登记有误，请到服务台更正。"
    ),
    Refusal.OVER: _l("公示期已经结束，这里不再收异议。"),
    Refusal.TAKEN_BACK: _l("这份公示已经撤回，不再收异议。"),
    Refusal.ALREADY_OPEN: _l("您对这份公示已有一条异议在等答复。请等答复公开，或者先撤回那一条。"),
    Refusal.NOT_YOURS: _l("这一步不由您来办。"),
}

IN_TEMPLATES = {"objection_words": STATES, "objection_tones": TONES}
