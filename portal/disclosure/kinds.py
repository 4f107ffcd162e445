"""What the record says of disclosure, what the desks are told, and what the place may set."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings
from portal.disclosure.rules import LEAST_DAYS
from portal.notices import registry

POSTING = registry.kind("disclosure.item", _l("居务公开"), "/disclosure/%(subject)s/")

POSTING_DAYS = settings.number(
    "disclosure.posting_days", _l("居务公开公示多少天（最少 15 天）"), LEAST_DAYS, LEAST_DAYS, 90
)
AT_ONCE_DAYS = settings.number("disclosure.at_once_days", _l("重大事项几天之内公开"), 3, 1, 30)
REMIND_DAYS = settings.number("disclosure.remind_days", _l("公开到期以前几天提醒居委会"), 7, 1, 30)
COMPLAINT_DAYS = settings.number(
    "disclosure.complaint_days", _l("收到对公开的投诉以后，几天之内答复"), 15, 1, 60
)

_ITEM = "/disclosure/%(item)s/"
POSTED = kind(
    "disclosure.posted",
    _l("公开《%(title)s》，公示到 %(until)s 为止，内容校验码 %(digest)s"),
    public=True,
    link=_ITEM,
)
CORRECTED = kind(
    "disclosure.corrected",
    _l(
        "公开《%(title)s》，更正第 %(corrects)s 号公开，公示到 %(until)s 为止，内容校验码 %(digest)s"
    ),
    public=True,
    link=_ITEM,
)
TAKEN_BACK = kind(
    "disclosure.taken_back", _l("撤回公开《%(title)s》，原因：%(reason)s"), public=True, link=_ITEM
)
PUT_UP = kind(
    "disclosure.put_up", _l("《%(title)s》从 %(day)s 起张贴在公示栏“%(place)s”"), public=True
)
TAKEN_DOWN = kind(
    "disclosure.taken_down", _l("《%(title)s》%(day)s 从公示栏“%(place)s”取下"), public=True
)
BOARD_ADDED = kind("disclosure.board_added", _l("登记公示栏“%(place)s”"), public=True)
BOARD_GONE = kind(
    "disclosure.board_gone", _l("公示栏“%(place)s”从 %(day)s 起不再使用"), public=True
)
BIG_ITEM = kind(
    "disclosure.big_item", _l("登记重大事项“%(title)s”，应在 %(due)s 以前公开"), public=True
)
RHYTHM_BEGUN = kind(
    "disclosure.rhythm_begun",
    _l("公开日历：“%(label)s”从 %(begins)s 起每 %(months)s 个月一次，期满后 %(days)s 天内公开"),
    public=True,
)
RHYTHM_CHANGED = kind(
    "disclosure.rhythm_changed",
    _l("公开日历改动：“%(label)s”从 %(begins)s 起每 %(months)s 个月一次，期满后 %(days)s 天内公开"),
    public=True,
)

_DESK = "/desk/disclosure/"
TELL_SOON = outbox.kind("disclosure.soon", _l("“%(what)s”最迟 %(due)s 公开，还没有公开。"), _DESK)
TELL_OVERDUE = outbox.kind(
    "disclosure.overdue",
    _l("“%(what)s”应在 %(due)s 以前公开，已经逾期，居民都看得到。请马上公开。"),
    _DESK,
)
TELL_SUPERVISORS = outbox.kind(
    "disclosure.overdue_seen",
    _l("“%(what)s”应在 %(due)s 以前公开，居委会还没有公开。请监督。"),
    "/disclosure/calendar/",
)
