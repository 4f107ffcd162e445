"""What the record and people's messages say of bodies. Public lines name no person."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

_PAGE = "/bodies/%(body)s/"

FOUNDED = kind("body.founded", _l("成立了%(name)s"), public=True, link=_PAGE)
CHANGED = kind("body.changed", _l("%(name)s改了设置：%(what)s"), public=True, link=_PAGE)
DISSOLVED = kind("body.dissolved", _l("撤销了%(name)s，原因：%(reason)s"), public=True, link=_PAGE)
TERM_BEGUN = kind(
    "body.term",
    _l("%(name)s第 %(number)s 届，从 %(starts_on)s 到 %(ends_on)s，%(seats)s 个席位"),
    public=True,
    link=_PAGE,
)
TERM_ON_GROUND = kind(
    "body.term_on",
    _l("%(name)s第 %(number)s 届，从 %(starts_on)s 到 %(ends_on)s，%(seats)s 个席位，%(why)s"),
    public=True,
    link=_PAGE,
)
SEATS_ADDED = kind(
    "body.seats",
    _l("%(name)s第 %(number)s 届增加 %(count)s 个席位（%(what)s）"),
    public=True,
    link=_PAGE,
)
SEAT_REMOVED = kind(
    "body.seat_removed", _l("%(name)s去掉了没有人坐过的第 %(seat)s 席"), public=True, link=_PAGE
)
SEATED = kind(
    "seat.filled",
    _l("%(name)s第 %(seat)s 席有人任职，从 %(starts_on)s 起，%(how)s"),
    public=True,
    link=_PAGE,
)
VACATED = kind(
    "seat.vacated",
    _l("%(name)s第 %(seat)s 席的任职到 %(ends_on)s 为止，%(why)s"),
    public=True,
    link=_PAGE,
)
STANDS = kind(
    "seat.stands",
    _l("%(name)s第 %(seat)s 席：“任职到 %(ends_on)s 为止”记错了，更正为继续任职，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
STOOD = kind(
    "seat.stood",
    _l(
        "%(name)s第 %(seat)s 席：“任职到 %(ends_on)s 为止”记错了，更正为任职到 %(until)s，原因：%(reason)s"
    ),
    public=True,
    link=_PAGE,
)
PAPER_PUT_DOWN = kind(
    "seat.paper",
    _l("%(name)s登记了一份书面材料（%(act)s）：%(title)s，等另一个人看过"),
    public=True,
    link=_PAGE,
)
PAPER_SEEN = kind(
    "seat.paper_seen",
    _l("%(name)s的书面材料（%(act)s）：%(title)s，监督委员或党组织看过，属实"),
    public=True,
    link=_PAGE,
)
PAPER_STRUCK = kind(
    "seat.paper_struck",
    _l("%(name)s的书面材料（%(act)s）：%(title)s，监督委员或党组织不认可，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
REACH_CHANGED = kind("seat.reach", _l("本人改了公开的联系办法"))
GROUP_FORMED = kind("group.formed", _l("成立了%(name)s，%(households)s 户"), public=True)
GROUP_CHANGED = kind("group.changed", _l("%(name)s改了：%(what)s"), public=True)

TOLD_SEATED = outbox.kind(
    "bodies.seated",
    _l(
        "您从 %(starts_on)s 起在%(name)s任职，第 %(seat)s 席。姓名和任期向居民公开；公开不公开联系办法，由您自己定。"
    ),
    _PAGE,
)
TOLD_VACATED = outbox.kind(
    "bodies.vacated", _l("您在%(name)s的任职到 %(ends_on)s 为止：%(why)s。"), _PAGE
)
TOLD_STANDS = outbox.kind(
    "bodies.stands",
    _l("您在%(name)s的任职没有结束：原来记的“到 %(ends_on)s 为止”已经更正。原因：%(reason)s"),
    _PAGE,
)
TOLD_PAPER = outbox.kind(
    "bodies.paper",
    _l(
        "%(name)s登记了一份关于您任职的书面材料：%(act)s。另一个人看过以后才能用。如果不是您的意思，请马上告诉监督委员会。"
    ),
    _PAGE,
    urgent=True,
)
TOLD_CONTEST = outbox.kind(
    "bodies.contest",
    _l(
        "您在%(name)s的任职凭书面材料记到 %(ends_on)s 为止。如果不是您的意思，%(until)s 以前可以在这里说，说了就恢复。"
    ),
    "/bodies/members/%(membership)s/contest/",
    urgent=True,
)
TOLD_STRUCK = outbox.kind(
    "bodies.paper_struck",
    _l("您登记的书面材料（%(title)s）没有被认可：%(reason)s"),
    _PAGE,
)
