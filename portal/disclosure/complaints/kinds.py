"""What the record says of complaints: that one came and was answered, never whose or what."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

RECEIVED = kind("disclosure.complaint_received", _l("收到第 %(number)s 号对公开的投诉"))
ANSWERED = kind("disclosure.complaint_answered", _l("第 %(number)s 号对公开的投诉已答复"))

_OWN = "/disclosure/complaints/%(complaint)s/"
TELL_RECEIVED = outbox.kind(
    "disclosure.complaint_taken",
    _l("收到了您的第 %(number)s 号投诉，最迟 %(due)s 答复。居委会看不到。"),
    _OWN,
)
TELL_ANSWERED = outbox.kind(
    "disclosure.complaint_told", _l("您的第 %(number)s 号投诉有答复了。"), _OWN
)
TELL_HANDLERS = outbox.kind(
    "disclosure.complaint_new",
    _l("收到第 %(number)s 号对公开的投诉，请在 %(due)s 以前答复。"),
    "/desk/complaints/%(complaint)s/",
)
