"""What the record and people's messages say of a proposal. Public lines name no person."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox

_PAGE = "/proposals/%(proposal)s/"

SUBMITTED = kind("proposal.submitted", _l("提交了提案《%(title)s》"))
CHANGED = kind("proposal.changed", _l("提交了提案《%(title)s》的修改稿"))
PUBLISHED = kind("proposal.published", _l("公开提案 %(number)s 号"), public=True, link=_PAGE)
REVISED = kind("proposal.revised", _l("提案 %(number)s 号公开了修改稿"), public=True, link=_PAGE)
REACHED = kind(
    "proposal.reached", _l("提案 %(number)s 号联名够数，进入筛选"), public=True, link=_PAGE
)
WITHDRAWN = kind("proposal.withdrawn", _l("提案《%(title)s》由提案人撤回，原因：%(reason)s"))
TAKEN_BACK = kind(
    "proposal.taken_back", _l("提案 %(number)s 号由提案人撤回"), public=True, link=_PAGE
)
REWORDED = kind("proposal.reworded", _l("改写了撤回提案 %(number)s 号的原因，交审核"))
LAPSED = kind(
    "proposal.lapsed", _l("提案 %(number)s 号到期联名不够，没有进入筛选"), public=True, link=_PAGE
)
ASKED = kind(
    "screening.asked",
    _l("筛选：请提案 %(number)s 号的提案人修改，理由：%(reason)s"),
    public=True,
    link=_PAGE,
)
ACCEPTED = kind(
    "screening.accepted",
    _l("筛选：提案 %(number)s 号可行，核定 %(cost)s，理由：%(reason)s"),
    public=True,
    link=_PAGE,
)
REFUSED = kind(
    "screening.refused",
    _l("筛选：提案 %(number)s 号不予列入，依据：%(ground)s，理由：%(reason)s"),
    public=True,
    link=_PAGE,
)
MERGED = kind(
    "screening.merged",
    _l("筛选：提案 %(number)s 号并入提案 %(into)s 号，理由：%(reason)s"),
    public=True,
    link=_PAGE,
)
REOPENED = kind(
    "screening.reopened",
    _l("筛选：重新审议提案 %(number)s 号，理由：%(reason)s"),
    public=True,
    link=_PAGE,
)
WISHES_ENTERED = kind("wishes.entered", _l("录入了一份民意征集表，共 %(count)s 个愿望"))
WISHES_WITHDRAWN = kind("wishes.withdrawn", _l("作废了一份民意征集表，原因：%(reason)s"))
WISH_CARRIED = kind("wishes.carried", _l("把一个纸质愿望归入提案《%(title)s》"))
WISH_TAKEN_OUT = kind("wishes.taken_out", _l("把一个纸质愿望从提案《%(title)s》里拿出来"))
SHEET_APPLIED = kind("screening.sheet", _l("从会议结果表录入了 %(count)s 条筛选结论"))

TOLD_PUBLISHED = outbox.kind(
    "proposals.published", _l("您的提案《%(title)s》已经公开，邻居可以联名了。"), _PAGE
)
TOLD_REACHED = outbox.kind(
    "proposals.reached", _l("提案《%(title)s》联名够数了，居委会将在 %(due)s 前给出结论。"), _PAGE
)
TOLD_HIDDEN = outbox.kind(
    "proposals.hidden",
    _l("您联名或关注的提案 %(number)s 号被隐藏了，原因：%(reason)s"),
    _PAGE,
)
TOLD_CHANGE_LAPSED = outbox.kind(
    "proposals.change_lapsed",
    _l("提案《%(title)s》的修改稿作废了：交上来以后，已经有邻居为原来的文字签了名。"),
    _PAGE,
)
TOLD_REVISED = outbox.kind(
    "proposals.revised",
    _l("您联名或关注的提案《%(title)s》改过内容了，请看一看；不再赞成的，可以收回联名。"),
    _PAGE,
)
TOLD_ASKED = outbox.kind(
    "proposals.asked", _l("居委会请您修改提案《%(title)s》：%(reason)s"), _PAGE
)
TOLD_ACCEPTED = outbox.kind(
    "proposals.accepted", _l("提案《%(title)s》通过了筛选，核定 %(cost)s，将列入项目清单。"), _PAGE
)
TOLD_REFUSED = outbox.kind(
    "proposals.refused", _l("提案《%(title)s》没有通过筛选，理由：%(reason)s"), _PAGE
)
TOLD_MERGED = outbox.kind(
    "proposals.merged",
    _l("提案《%(title)s》并入了《%(into)s》，提案人和联名都一起带过去了。"),
    _PAGE,
)
TOLD_TOOK_IN = outbox.kind(
    "proposals.took_in",
    _l("《%(other)s》并入了您的提案《%(title)s》，那边的提案人现在和您共同发起。"),
    _PAGE,
)
TOLD_REOPENED = outbox.kind(
    "proposals.reopened", _l("提案《%(title)s》重新回到筛选，理由：%(reason)s"), _PAGE
)
TOLD_WITHDRAWN = outbox.kind("proposals.withdrawn", _l("提案《%(title)s》由提案人撤回了。"), _PAGE)
TOLD_LAPSED = outbox.kind(
    "proposals.lapsed", _l("提案《%(title)s》到期没有进入筛选。下一轮可以再提。"), _PAGE
)
TOLD_WON = outbox.kind("proposals.won", _l("提案《%(title)s》在投票中入选了！"), _PAGE)
TOLD_LOST = outbox.kind(
    "proposals.lost", _l("提案《%(title)s》这次没有入选。结果页上写着原因。"), _PAGE
)
TOLD_DECIDED = outbox.kind(
    "proposals.decided", _l("提案《%(title)s》所在轮次的结果已经确认，形成了决议。"), _PAGE
)
TOLD_VOIDED = outbox.kind("proposals.voided", _l("提案《%(title)s》所在的轮次作废了。"), _PAGE)
TOLD_INVITED = outbox.kind(
    "proposals.invited",
    _l("有邻居请您做提案《%(title)s》的共同发起人。"),
    "/proposals/%(proposal)s/authors/",
)
TOLD_JOINED = outbox.kind(
    "proposals.joined", _l("您邀请的%(name)s成为提案《%(title)s》的共同发起人了。"), _PAGE
)
TOLD_ASKED_QUESTION = outbox.kind(
    "proposals.question", _l("有邻居对提案《%(title)s》提了问题，请您回答。"), _PAGE
)
TOLD_ANSWERED = outbox.kind(
    "proposals.answered", _l("您对提案《%(title)s》的提问有回答了。"), _PAGE
)
TOLD_ENTERED = outbox.kind(
    "proposals.entered",
    _l("社区按您家的纸质征集表，替您录入了提案《%(title)s》。"),
    _PAGE,
)
TOLD_HEIR = outbox.kind(
    "proposals.heir",
    _l("提案《%(title)s》原来的提案人注销了账号，现在由您接着办。"),
    _PAGE,
)
