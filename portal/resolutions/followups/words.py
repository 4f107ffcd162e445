"""What people read of follow-ups: states, steps, refusals."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.resolutions.followups.queries import OVERDUE
from portal.resolutions.followups.rules import Act, Refusal, State

STATES: dict[str, LazyString] = {
    OVERDUE: _l("已逾期"),
    State.OPEN: _l("正在办"),
    State.DONE: _l("报告办好，等核实"),
    State.FINISHED: _l("核实办好了"),
    State.ENDED: _l("已终止"),
}
TONES: dict[str, str] = {
    OVERDUE: "bad",
    State.OPEN: "active",
    State.DONE: "waiting",
    State.FINISHED: "good",
    State.ENDED: "neutral",
}
STEPS: dict[StrEnum, LazyString] = {
    Act.PROMISE: _l("写下这件事"),
    Act.NOTE: _l("进展"),
    Act.MOVE: _l("改了期限"),
    Act.REPORT: _l("报告办好了"),
    Act.FULFIL: _l("核实办好了"),
    Act.REOPEN: _l("核实没有办好，继续办"),
    Act.END: _l("终止"),
}
REFUSALS: dict[Refusal, tuple[str, LazyString]] = {
    Refusal.NO_SOURCE: ("what", _l("这份决定已经废止，不能再写跟进事项。")),
    Refusal.CHECKS_THEMSELVES: ("checker", _l("核实的人不能是负责的人，请换一位。")),
    Refusal.NOBODY: ("responsible", _l("请写明由谁负责，或者从名单里选一位。")),
    Refusal.PAST: ("due_on", _l("这一天已经过了，请选今天或以后的一天。")),
    Refusal.SAME_DAY: ("due_on", _l("期限本来就是这一天，没有改动。")),
}
"""The field of the form where each stands, and what it says."""

IN_TEMPLATES = {"followup_words": STATES, "followup_tones": TONES, "followup_steps": STEPS}
