"""What people read of how a resolution stands."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.resolutions.rules import State

STATES: dict[str, LazyString] = {
    State.POSTED: _l("正在公示"),
    State.IN_FORCE: _l("有效"),
    State.ANNULLED: _l("已被废止"),
}
TONES: dict[str, str] = {
    State.POSTED: "active",
    State.IN_FORCE: "good",
    State.ANNULLED: "bad",
}
IN_TEMPLATES = {"resolution_words": STATES, "resolution_tones": TONES}
