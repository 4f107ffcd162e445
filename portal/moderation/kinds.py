"""What the record and the messages say of a decision.

Authors' own acts (handing in, again, withdrawing) are put on record by their rooms.
"""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox
from portal.moderation.rules import Move

HIDDEN = kind(
    "moderation.hidden", _l("隐藏了%(thing)s（第 %(number)s 号），原因：%(reason)s"), public=True
)
RESTORED = kind(
    "moderation.restored",
    _l("恢复公开%(thing)s（第 %(number)s 号），原因：%(reason)s"),
    public=True,
)
APPROVED = kind("moderation.approved", _l("审核通过了%(thing)s（第 %(number)s 号）"))
ASKED = kind("moderation.asked", _l("请作者修改%(thing)s（第 %(number)s 号）：%(reason)s"))
LAPSED = kind(
    "moderation.lapsed", _l("没有通过%(thing)s（第 %(number)s 号）的修改稿：已有人为原文签名")
)

RECORDED = {Move.APPROVE: APPROVED, Move.ASK: ASKED, Move.HIDE: HIDDEN}

_HREF = "%(href)s"
TOLD_APPROVED = outbox.kind(
    "moderation.approved", _l("您写的《%(title)s》审核通过，已经公开了。"), _HREF
)
TOLD_ASKED = outbox.kind(
    "moderation.asked",
    _l("您写的《%(title)s》还没有公开，请您改一改再交：%(reason)s"),
    _HREF,
)
TOLD_HIDDEN = outbox.kind(
    "moderation.hidden", _l("您写的《%(title)s》被隐藏了，原因：%(reason)s"), _HREF
)
TOLD_RESTORED = outbox.kind(
    "moderation.restored", _l("您写的《%(title)s》恢复公开了：%(reason)s"), _HREF
)

TOLD = {Move.APPROVE: TOLD_APPROVED, Move.ASK: TOLD_ASKED, Move.HIDE: TOLD_HIDDEN}
