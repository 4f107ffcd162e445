"""What people read of complaints."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.disclosure.complaints.rules import Ground, Refusal, State

STATES: dict[StrEnum, LazyString] = {
    State.RECEIVED: _l("等待答复"),
    State.FOUNDED: _l("投诉属实"),
    State.UNFOUNDED: _l("投诉不属实"),
}
TONES: dict[StrEnum, str] = {
    State.RECEIVED: "waiting",
    State.FOUNDED: "good",
    State.UNFOUNDED: "neutral",
}
GROUNDS: dict[StrEnum, LazyString] = {
    Ground.LATE: _l("公开得不及时"),
    Ground.FALSE: _l("公开的内容不真实"),
    Ground.MISSING: _l("该公开的没有公开"),
}
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NOT_A_RESIDENT: _l("花名册上没有您在本社区的住处，不能在这里投诉。请到服务台更正。"),
    Refusal.NOT_LATE: _l("这一项还没有逾期，或者已经公开了。"),
    Refusal.ALREADY_OPEN: _l("您对这件事已有一份投诉在等答复。"),
    Refusal.NOT_YOURS: _l("这份投诉是您自己提的，请由别人答复。"),
}
IN_TEMPLATES = {
    "complaint_words": STATES,
    "complaint_tones": TONES,
    "complaint_grounds": GROUNDS,
}
