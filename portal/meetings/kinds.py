"""What the record says of meetings, what people are told of them, and the community's habits."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings

DOOR_MINUTES = settings.number(
    "meetings.door_minutes",
    _l("门口的签到码几分钟换一次"),
    5,
    1,
    30,
    hint=_l("换下来的码还能用两次更换的时间，走到门口再登录也来得及。"),
)
REMIND_HOURS = settings.number(
    "meetings.remind_hours",
    _l("开会前几小时再提醒一次"),
    2,
    0,
    12,
    hint=_l("前一天总会提醒。填 0 就不再提醒第二次。"),
)

_PAGE = "/meetings/%(meeting)s/"

DRAFTED = kind("meeting.drafted", _l("起草了会议《%(title)s》"))
DISCARDED = kind("meeting.discarded", _l("丢弃了会议《%(title)s》的草稿"))
CALLED = kind(
    "meeting.called",
    _l("%(body)s召集《%(title)s》，%(start)s，应到 %(entitled)s 人"),
    public=True,
    link=_PAGE,
)
CALLED_URGENTLY = kind(
    "meeting.called_urgently",
    _l("%(body)s紧急召集《%(title)s》，%(start)s，应到 %(entitled)s 人，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
CHANGED = kind(
    "meeting.changed", _l("《%(title)s》改为 %(start)s，%(place)s"), public=True, link=_PAGE
)
MOVED_URGENTLY = kind(
    "meeting.moved_urgently",
    _l("《%(title)s》提前到 %(start)s，%(place)s，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
AGENDA_CHANGED = kind(
    "meeting.agenda", _l("《%(title)s》的议程有改动：%(item)s"), public=True, link=_PAGE
)
CANCELLED = kind(
    "meeting.cancelled", _l("《%(title)s》取消，原因：%(reason)s"), public=True, link=_PAGE
)
OPENED = kind(
    "meeting.opened",
    _l("《%(title)s》开会，应到 %(entitled)s 人，实到 %(present)s 人"),
    public=True,
    link=_PAGE,
)
CLOSED = kind("meeting.closed", _l("《%(title)s》散会"), public=True, link=_PAGE)
CLOSED_SHORT = kind(
    "meeting.closed_short",
    _l("《%(title)s》散会，到会的人一直不够，不算开成"),
    public=True,
    link=_PAGE,
)
LEFT_OPEN = kind(
    "meeting.left_open",
    _l("《%(title)s》没有宣布结束，到期自动结束"),
    public=True,
    link=_PAGE,
)
PAPER_ADDED = kind(
    "meeting.paper", _l("《%(title)s》添了会议材料《%(paper)s》"), public=True, link=_PAGE
)
PAPER_WITHDRAWN = kind(
    "meeting.paper_withdrawn",
    _l("《%(title)s》撤下会议材料《%(paper)s》，原因：%(reason)s"),
    public=True,
    link=_PAGE,
)
NOTED = kind("meeting.noted", _l("《%(title)s》记下了第 %(number)s 项议程的发言要点"))
ARRIVED = kind("meeting.arrived", _l("在《%(title)s》签到"))
LEFT = kind("meeting.left", _l("离开《%(title)s》"))
SIGNED_IN = kind("meeting.signed_in", _l("在《%(title)s》替一个人签到"))
SIGNED_OUT = kind("meeting.signed_out", _l("在《%(title)s》替一个人记下离开"))
EXCUSED = kind("meeting.excused", _l("向《%(title)s》请假"))
PROXY_GIVEN = kind("meeting.proxy", _l("委托别人在《%(title)s》代为表决"))
PROXY_TAKEN_BACK = kind("meeting.proxy_taken_back", _l("收回在《%(title)s》的委托"))

TELL_CALLED = outbox.kind(
    "meetings.called",
    _l("请您参加《%(title)s》：%(start)s，%(place)s。议程和材料已经公布。"),
    _PAGE,
    urgent=True,
)
TELL_CHANGED = outbox.kind(
    "meetings.changed",
    _l("《%(title)s》的时间或地点改了，现在是：%(start)s，%(place)s。"),
    _PAGE,
    urgent=True,
)
TELL_AGENDA = outbox.kind(
    "meetings.agenda", _l("《%(title)s》的议程有改动：%(item)s"), _PAGE, urgent=True
)
TELL_CANCELLED = outbox.kind(
    "meetings.cancelled", _l("《%(title)s》取消了，原因：%(reason)s"), _PAGE, urgent=True
)
TELL_PAPER = outbox.kind(
    "meetings.paper", _l("《%(title)s》添了会议材料《%(paper)s》，请您看一看。"), _PAGE
)
TELL_TOMORROW = outbox.kind(
    "meetings.tomorrow", _l("提醒您：《%(title)s》%(start)s 开会，%(place)s。"), _PAGE, urgent=True
)
TELL_SOON = outbox.kind(
    "meetings.soon", _l("《%(title)s》快开会了：%(start)s，%(place)s。"), _PAGE, urgent=True
)
TELL_UNREAD = outbox.kind(
    "meetings.unread", _l("《%(title)s》还有 %(count)s 份材料您没有看，%(start)s 开会。"), _PAGE
)
TELL_LEFT_OPEN = outbox.kind(
    "meetings.left_open",
    _l("《%(title)s》没有宣布结束，已经自动结束。没有议的事，等下一次会议。"),
    _PAGE,
    urgent=True,
)
TELL_SIGNED_IN = outbox.kind(
    "meetings.signed_in",
    _l("工作人员在《%(title)s》替您签了到。不是您本人到场的，请马上告诉主持人。"),
    _PAGE,
    urgent=True,
)
TELL_SIGNED_OUT = outbox.kind(
    "meetings.signed_out",
    _l("工作人员在《%(title)s》记下您离开了会场。您还在场的，请马上告诉主持人。"),
    _PAGE,
    urgent=True,
)
TELL_PROXY = outbox.kind(
    "meetings.proxy", _l("%(name)s委托您在《%(title)s》代为表决。"), _PAGE, urgent=True
)
TELL_PROXY_TAKEN_BACK = outbox.kind(
    "meetings.proxy_taken_back", _l("%(name)s收回了在《%(title)s》给您的委托。"), _PAGE, urgent=True
)
