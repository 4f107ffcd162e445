"""What the record and people's messages say of an election. Public lines name no person."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

_PAGE = "/elections/%(election)s/"

DRAFTED = kind("election.drafted", _l("起草了选举《%(title)s》，选举日 %(day)s"))
REDRAFTED = kind("election.redrafted", _l("改了选举《%(title)s》的草稿，选举日 %(day)s"))
DROPPED = kind("election.dropped", _l("放弃了选举《%(title)s》的草稿"))
ANNOUNCED = kind(
    "election.announced", _l("发布选举《%(title)s》，选举日 %(day)s"), public=True, link=_PAGE
)
ROLL_POSTED = kind(
    "election.roll_posted",
    _l("选举《%(title)s》公布选民名单，共 %(count)s 人"),
    public=True,
    link=_PAGE,
)
OBJECTED = kind(
    "election.objected",
    _l("选举《%(title)s》的选民名单收到第 %(number)s 号申诉"),
    public=True,
    link=_PAGE,
)
UPHELD = kind(
    "election.objection_upheld",
    _l("选举《%(title)s》第 %(number)s 号名单申诉成立"),
    public=True,
    link=_PAGE,
)
DISMISSED = kind(
    "election.objection_dismissed",
    _l("选举《%(title)s》第 %(number)s 号名单申诉不成立"),
    public=True,
    link=_PAGE,
)
NOMINATED = kind("election.nominated", _l("在选举《%(title)s》中提了名"))
SUPPORTED = kind(
    "election.supported", _l("选举《%(title)s》有一份提名达到法定条件"), public=True, link=_PAGE
)
ANSWERED = kind("election.answered", _l("答复了选举《%(title)s》的提名"))
RETRACTED = kind("election.answer_retracted", _l("更正了选举《%(title)s》中录入的提名答复"))
WITHDRAWN = kind("election.nomination_withdrawn", _l("撤回了选举《%(title)s》的一份提名"))
DISOWNED = kind(
    "election.disowned",
    _l("选举《%(title)s》有一份记成社区党组织的提名，党组织说不是它提的，已撤回"),
    public=True,
    link=_PAGE,
)
LOOK_AGAIN = kind(
    "election.look_again",
    _l("选举《%(title)s》有一名没有通过审查的被提名人要求换人再审查一次"),
    public=True,
    link=_PAGE,
)
CONFIRMED = kind(
    "election.confirmed", _l("选举《%(title)s》有一名被提名人通过资格审查"), public=True, link=_PAGE
)
REFUSED = kind(
    "election.refused",
    _l("选举《%(title)s》有一名被提名人没有通过资格审查"),
    public=True,
    link=_PAGE,
)
CANDIDATES = kind(
    "election.candidates",
    _l("选举《%(title)s》公布正式候选人 %(count)s 名"),
    public=True,
    link=_PAGE,
)
ENTERED = kind(
    "election.entered",
    _l("选举《%(title)s》第 %(round)s 轮的计票结果录入了一次"),
    public=True,
    link=_PAGE,
)
DIFFERED = kind(
    "election.differed",
    _l("选举《%(title)s》第 %(round)s 轮的计票结果两次录入不一致，两次都作废，重新录入"),
    public=True,
    link=_PAGE,
)
SETTLED = kind(
    "election.settled",
    _l("选举《%(title)s》第 %(round)s 轮的计票结果两人录入一致"),
    public=True,
    link=_PAGE,
)
RUN_OFF = kind(
    "election.run_off", _l("选举《%(title)s》定于 %(day)s 另行选举"), public=True, link=_PAGE
)
CERTIFIED = kind(
    "election.certified",
    _l("选举《%(title)s》的结果确认公布，当选 %(elected)s 人"),
    public=True,
    link=_PAGE,
)
HANDED_OVER = kind(
    "election.handed_over",
    _l("选举《%(title)s》之后，%(day)s 完成工作移交"),
    public=True,
    link=_PAGE,
)
SEATED = kind(
    "election.seated",
    _l("选举《%(title)s》当选的 %(count)s 人就任，从 %(day)s 起"),
    public=True,
    link=_PAGE,
)
CALLED_OFF = kind(
    "election.called_off", _l("选举《%(title)s》取消，原因：%(reason)s"), public=True, link=_PAGE
)

TELL_OBJECTION = outbox.kind(
    "elections.objection",
    _l("收到了您对《%(title)s》选民名单的第 %(number)s 号申诉，最迟 %(due)s 答复。"),
    "/elections/%(election)s/roll/",
)
TELL_UPHELD = outbox.kind(
    "elections.upheld",
    _l("您对《%(title)s》选民名单的第 %(number)s 号申诉成立：%(reason)s"),
    "/elections/%(election)s/roll/",
)
TELL_DISMISSED = outbox.kind(
    "elections.dismissed",
    _l("您对《%(title)s》选民名单的第 %(number)s 号申诉不成立：%(reason)s"),
    "/elections/%(election)s/roll/",
)
TELL_STRUCK = outbox.kind(
    "elections.struck",
    _l(
        "有人申诉，您被移出了《%(title)s》的选民名单，理由：%(reason)s。不同意的，到 %(until)s 为止可以申诉“名单上漏了我”，由另一个人来答复。"
    ),
    "/elections/%(election)s/roll/",
)
_ANSWER = "/elections/%(election)s/nominations/%(nomination)s/"
TELL_NOMINATED = outbox.kind(
    "elections.nominated",
    _l(
        "有邻居在《%(title)s》中提名您。够 10 位选民联名后，会请您决定接受不接受；不愿意的，现在就可以谢绝。"
    ),
    _ANSWER,
)
TELL_PAPER = outbox.kind(
    "elections.paper",
    _l("工作人员录入了一份《%(title)s》的纸质提名，提名的是您。"),
    _ANSWER,
)
TELL_SIGNED = outbox.kind(
    "elections.signed",
    _l(
        "工作人员按一份纸质提名，把您记成了《%(title)s》一份提名的联名人。不是您签的，可以在这里收回联名。"
    ),
    _ANSWER,
)
TELL_ENTERED = {
    True: outbox.kind(
        "elections.entered_accept",
        _l(
            "工作人员录入：您接受《%(title)s》的提名。不对的，请在公布候选人以前，点“这不是我的答复”。"
        ),
        _ANSWER,
    ),
    False: outbox.kind(
        "elections.entered_decline",
        _l(
            "工作人员录入：您谢绝《%(title)s》的提名。不对的，请在公布候选人以前，点“这不是我的答复”。"
        ),
        _ANSWER,
    ),
}
"""Accepted or declined: the answer that the desk entered from paper."""
TELL_ASKED = outbox.kind(
    "elections.asked",
    _l("您在《%(title)s》中的提名已经有效。请您决定接受不接受；您同意之前，姓名不公开。"),
    _ANSWER,
)
TELL_FATE = {
    "accepted": outbox.kind(
        "elections.accepted", _l("您联名提名的 %(name)s 接受了《%(title)s》的提名。"), _ANSWER
    ),
    "declined": outbox.kind(
        "elections.declined", _l("您联名的一份《%(title)s》提名，本人谢绝了。"), _PAGE
    ),
    "candidate": outbox.kind(
        "elections.confirmed", _l("%(name)s 通过资格审查，是《%(title)s》的候选人。"), _ANSWER
    ),
    "refused": outbox.kind(
        "elections.refused",
        _l("一份《%(title)s》的提名没有通过资格审查，原因：%(reason)s"),
        _PAGE,
    ),
    "withdrawn": outbox.kind(
        "elections.withdrawn", _l("您联名的一份《%(title)s》提名撤回了。"), _PAGE
    ),
}
TELL_REFUSED = outbox.kind(
    "elections.refused_nominee",
    _l(
        "您在《%(title)s》中没有通过资格审查，原因：%(reason)s。不同意的，可以在这里要求换一个人再审查一次。"
    ),
    _ANSWER,
)
TELL_DISOWNED = outbox.kind(
    "elections.disowned",
    _l("《%(title)s》中记成社区党组织对您的提名，党组织说不是它提的，已经撤回。"),
    _PAGE,
)
TELL_RESULT = outbox.kind("elections.result", _l("《%(title)s》的结果已经确认公布。"), _PAGE)
TELL_OFF = outbox.kind("elections.off", _l("《%(title)s》取消了，原因：%(reason)s"), _PAGE)
