"""What people read of minutes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.meetings.minutes.rules import State

STATES = {
    State.DRAFT: _l("草稿·待确认"),
    State.SUBMITTED: _l("主持人已收到·待下次会议确认"),
    State.APPROVED: _l("已确认"),
}
TONES = {State.DRAFT: "waiting", State.SUBMITTED: "waiting", State.APPROVED: "good"}
CHANGED = _l("刚才有人改过，或者已经到了下一步，您的没有保存。请看看现在的情况。")
NO_QUORUM = _l("现在到会的人不够法定人数，不能确认会议记录。等人到齐了再确认。")
TOO_MANY = _l("附件已经够多了，请先拿掉一些。")
IN_TEMPLATES: dict[str, Any] = {"minutes_words": STATES, "minutes_tones": TONES}
