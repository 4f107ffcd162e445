"""What the record says of minutes, and what people are told."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

_PAGE = "/meetings/%(meeting)s/minutes/"

DRAFTED = kind("minutes.drafted", _l("起草了《%(title)s》的会议记录"))
EDITED = kind("minutes.edited", _l("修改了《%(title)s》的会议记录，第 %(version)s 稿"))
ATTACHED = kind("minutes.attached", _l("给《%(title)s》的会议记录加了附件《%(paper)s》"))
DETACHED = kind("minutes.detached", _l("从《%(title)s》的会议记录拿掉附件《%(paper)s》"))
SUBMITTED = kind("minutes.submitted", _l("《%(title)s》的会议记录送主持人看"))
RETURNED = kind("minutes.returned", _l("主持人退回《%(title)s》的会议记录，请记录人再改"))
CORRECTED = kind(
    "minutes.corrected", _l("《%(title)s》的会议记录在确认以前更正：%(note)s"), public=True
)
APPROVED = kind(
    "minutes.approved",
    _l("《%(next)s》确认了《%(title)s》的会议记录，校验码 %(digest)s"),
    public=True,
    link=_PAGE,
)

TELL_SUBMITTED = outbox.kind(
    "minutes.submitted", _l("《%(title)s》的会议记录写好了，请您看一看。"), _PAGE
)
TELL_RETURNED = outbox.kind(
    "minutes.returned", _l("主持人请您再改《%(title)s》的会议记录：%(reason)s"), _PAGE
)
TELL_APPROVED = outbox.kind(
    "minutes.approved",
    _l("《%(title)s》的会议记录已在《%(next)s》上确认，从此公开，不再改动。"),
    _PAGE,
)
