"""What the record and people's messages say of a topic. Public lines name no person and no words
that a moderator may hide one day.
"""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox
from portal.topics.rules import Move

_PAGE = "/topics/%(topic)s/"

RAISED = kind("topic.raised", _l("提出了议题《%(title)s》"))
CHANGED = kind("topic.changed", _l("改写了议题《%(title)s》，交审核"))
WITHDRAWN = kind("topic.withdrawn", _l("撤回了没有公开的议题《%(title)s》"))
REWORDED = kind("topic.reworded", _l("改写了撤回议题 %(number)s 号的原因，交审核"))
_DELEGATIONS = "/topics/delegations/"
DELEGATED = kind(
    "delegation.entered",
    _l("登记授权：%(matter)s，交给%(to)s，依据：%(basis)s"),
    public=True,
    link=_DELEGATIONS,
)
OLDER_DELEGATED = kind(
    "delegation.older_entered",
    _l("登记早于本站的授权，等监督委员核对原件：%(matter)s，交给%(to)s，依据：%(basis)s"),
    public=True,
    link=_DELEGATIONS,
)
CONFIRMED = kind(
    "delegation.confirmed",
    _l("监督委员看了原件，授权从现在起算数：%(matter)s，交给%(to)s，依据：%(basis)s"),
    public=True,
    link=_DELEGATIONS,
)
UNDELEGATED = kind(
    "delegation.ended",
    _l("授权到 %(until)s 为止：%(matter)s，交给%(to)s"),
    public=True,
    link=_DELEGATIONS,
)


def _public(code: str, sentence: object) -> str:
    return kind(f"topic.{code}", sentence, public=True, link=_PAGE)  # type: ignore[arg-type]


RECORDED: dict[Move, str] = {
    Move.PUBLISH: _public("published", _l("公开议题 %(number)s 号")),
    Move.REACH: _public("reached", _l("议题 %(number)s 号附议够数，交党组织研究")),
    Move.PASS: _public(
        "passed", _l("党组织研究了议题 %(number)s 号，交居委会审议，意见：%(reason)s")
    ),
    Move.ROUTE: _public(
        "routed", _l("居委会审议了议题 %(number)s 号，提交%(body)s，理由：%(reason)s")
    ),
    Move.DECLINE: _public(
        "declined", _l("议题 %(number)s 号不予提交，依据：%(ground)s，理由：%(reason)s")
    ),
    Move.MERGE: _public("merged", _l("议题 %(number)s 号并入议题 %(into)s 号，理由：%(reason)s")),
    Move.PART: _public("parted", _l("议题 %(number)s 号与议题 %(into)s 号分开，重新附议")),
    Move.SCHEDULE: _public("scheduled", _l("议题 %(number)s 号列入议程：%(note)s")),
    Move.UNSCHEDULE: _public(
        "unscheduled", _l("议题 %(number)s 号退出议程，等下一次会议，原因：%(reason)s")
    ),
    Move.REFER: _public("referred", _l("议题 %(number)s 号提交%(body)s，理由：%(reason)s")),
    Move.DECIDE: _public("decided", _l("议题 %(number)s 号有了决定：%(note)s")),
    Move.CONSULT: _public("consulted", _l("议题 %(number)s 号经协商有了结果，开始落实")),
    Move.WITHDRAW: _public("taken_back", _l("议题 %(number)s 号由提出人撤回")),
    Move.LAPSE: _public("lapsed", _l("议题 %(number)s 号到期附议不够，没有进入审议")),
}

TOLD: dict[Move, str] = {
    Move.PUBLISH: outbox.kind(
        "topics.published", _l("您的议题《%(title)s》已经公开，邻居可以附议了。"), _PAGE
    ),
    Move.REACH: outbox.kind(
        "topics.reached",
        _l("议题《%(title)s》附议够数了，党组织将在 %(due)s 前研究。"),
        _PAGE,
    ),
    Move.PASS: outbox.kind(
        "topics.passed",
        _l("党组织研究了议题《%(title)s》，居委会将在 %(due)s 前审议。"),
        _PAGE,
    ),
    Move.ROUTE: outbox.kind(
        "topics.routed", _l("议题《%(title)s》提交%(body)s，等待列入议程。"), _PAGE
    ),
    Move.DECLINE: outbox.kind(
        "topics.declined", _l("议题《%(title)s》没有提交，理由：%(reason)s"), _PAGE
    ),
    Move.MERGE: outbox.kind(
        "topics.merged",
        _l("议题《%(title)s》并入了《%(into)s》，附议和关注都一起带过去了。"),
        _PAGE,
    ),
    Move.PART: outbox.kind(
        "topics.parted",
        _l("议题《%(title)s》与《%(into)s》分开了，重新附议；您的附议还在。"),
        _PAGE,
    ),
    Move.SCHEDULE: outbox.kind(
        "topics.scheduled", _l("议题《%(title)s》列入议程：%(note)s"), _PAGE
    ),
    Move.UNSCHEDULE: outbox.kind(
        "topics.unscheduled", _l("议题《%(title)s》这次没有议，等下一次会议：%(reason)s"), _PAGE
    ),
    Move.REFER: outbox.kind(
        "topics.referred", _l("议题《%(title)s》提交%(body)s：%(reason)s"), _PAGE
    ),
    Move.DECIDE: outbox.kind("topics.decided", _l("议题《%(title)s》有了决定：%(note)s"), _PAGE),
    Move.CONSULT: outbox.kind(
        "topics.consulted", _l("议题《%(title)s》经协商有了结果，开始落实。"), _PAGE
    ),
    Move.WITHDRAW: outbox.kind("topics.withdrawn", _l("议题《%(title)s》由提出人撤回了。"), _PAGE),
    Move.LAPSE: outbox.kind(
        "topics.lapsed", _l("议题《%(title)s》到期附议不够，没有进入审议。可以改一改再提。"), _PAGE
    ),
}
TOLD_HIDDEN = outbox.kind(
    "topics.hidden", _l("您附议或关注的议题 %(number)s 号被隐藏了，原因：%(reason)s"), _PAGE
)
TOLD_TOOK_IN = outbox.kind(
    "topics.took_in", _l("《%(other)s》并入了您的议题《%(title)s》，附议和关注都带过来了。"), _PAGE
)
