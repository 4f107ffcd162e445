"""Of what was wished, voted on and decided: the public columns."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, func, or_, select

from portal.bodies.models import Body, Membership, Seat, Term
from portal.budget.models import ListedProject, Outcome, Round
from portal.meetings.models import Meeting
from portal.meetings.motions.models import Motion
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.notices.models import Objection, Posting
from portal.notices.rules import ANSWERED
from portal.opendata.tables import Column, Table, Type
from portal.proposals import queries as proposals
from portal.proposals.models import Endorsement, Proposal
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.models import Resolution, ResolutionItem
from portal.roster.models import Grid, Person
from portal.topics.models import Topic

_ID = Column("id", Type.NUMBER, _l("编号"))
_TITLE = Column("title", Type.TEXT, _l("标题"))
_STATE = Column("state", Type.TEXT, _l("状态"))
_ROUND = Column("round_id", Type.NUMBER, _l("哪一轮"))
_BODY = Column("body_id", Type.NUMBER, _l("哪个组织"))

_shown = or_(Item.id.is_(None), Item.state != Reading.HIDDEN)

PROPOSALS = Table(
    "proposals",
    _l("居民提案；被隐藏的不在内"),
    [
        _ID,
        _ROUND,
        Column("number", Type.NUMBER, _l("本轮第几号")),
        _TITLE,
        Column("need", Type.TEXT, _l("说的是什么事")),
        Column("kind", Type.TEXT, _l("工程、货物还是服务")),
        Column("place", Type.TEXT, _l("地点")),
        Column("grid", Type.TEXT, _l("网格代码，空的是全社区")),
        _STATE,
        Column("published_at", Type.TIME, _l("公开时间")),
        Column("endorsements", Type.NUMBER, _l("联名人数")),
        Column("estimate", Type.YUAN, _l("估算金额")),
        Column("merged_into", Type.NUMBER, _l("并入哪一条提案")),
        Column("listed_project_id", Type.NUMBER, _l("成了清单上的哪个项目")),
    ],
    select(
        Proposal.id,
        Proposal.round_id,
        Proposal.number,
        Proposal.title,
        Proposal.need,
        Proposal.kind,
        Proposal.place,
        Grid.code,
        Proposal.state,
        Proposal.published_at,
        select(func.count())
        .where(Endorsement.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery(),
        Proposal.estimate_fen,
        Proposal.merged_into_id,
        Proposal.listed_id,
    )
    .outerjoin(Proposal.item)
    .outerjoin(Grid, Grid.id == Proposal.grid_id)
    .where(proposals.was_published(), _shown)
    .order_by(Proposal.id),
)

_announced = and_(Round.announced_at.is_not(None), Round.rehearsal_of.is_(None))

ROUNDS = Table(
    "rounds",
    _l("民生项目的各轮投票"),
    [
        _ID,
        _TITLE,
        Column("fund", Type.TEXT, _l("资金来源")),
        Column("amount", Type.YUAN, _l("可用金额")),
        Column("voters", Type.TEXT, _l("居民投票还是每户一票")),
        Column("form", Type.TEXT, _l("选票的形式")),
        Column("rule", Type.TEXT, _l("计票规则")),
        Column("completion", Type.TEXT, _l("剩余的钱怎么用")),
        Column("voting_from", Type.TIME, _l("投票开始")),
        Column("voting_until", Type.TIME, _l("投票截止")),
        Column("posted_at", Type.TIME, _l("结果公布")),
        Column("certified_at", Type.TIME, _l("结果确认")),
        Column("voided_at", Type.TIME, _l("作废")),
    ],
    select(
        Round.id, Round.title, Round.fund, Round.amount_fen, Round.voters, Round.form, Round.rule,
        Round.completion, Round.voting_from, Round.voting_until, Round.posted_at,
        Round.certified_at, Round.voided_at,
    )
    .where(_announced)
    .order_by(Round.id),
)  # fmt: skip

LISTED = Table(
    "listed_projects",
    _l("各轮清单上的项目"),
    [
        _ID,
        _ROUND,
        Column("number", Type.NUMBER, _l("票上的号")),
        Column("code", Type.TEXT, _l("清单代码")),
        _TITLE,
        Column("kind", Type.TEXT, _l("工程、货物还是服务")),
        Column("place", Type.TEXT, _l("地点")),
        Column("cost", Type.YUAN, _l("金额")),
        Column("withdrawn_at", Type.TIME, _l("撤下时间")),
        Column("withdrawn_reason", Type.TEXT, _l("撤下原因")),
    ],
    select(
        ListedProject.id, ListedProject.round_id, ListedProject.number, ListedProject.code,
        ListedProject.title, ListedProject.kind, ListedProject.place, ListedProject.cost_fen,
        ListedProject.withdrawn_at, ListedProject.withdrawn_reason,
    )
    .join(ListedProject.round)
    .where(_announced)
    .order_by(ListedProject.id),
)  # fmt: skip

OUTCOMES = Table(
    "outcomes",
    _l("每一轮按每种规则算出的结果"),
    [
        _ROUND,
        Column("rule", Type.TEXT, _l("计票规则")),
        Column("in_force", Type.YES, _l("是不是本轮采用的规则")),
        Column("posted_at", Type.TIME, _l("结果公布")),
    ],
    select(Outcome.round_id, Outcome.rule, Outcome.in_force, Round.posted_at)
    .join(Round, Round.id == Outcome.round_id)
    .where(_announced, Round.posted_at.is_not(None))
    .order_by(Outcome.round_id, Outcome.rule),
)

TOPICS = Table(
    "topics",
    _l("居民议题；被隐藏的不在内"),
    [
        _ID,
        Column("year", Type.NUMBER, _l("年")),
        Column("serial", Type.NUMBER, _l("当年第几号")),
        _TITLE,
        _STATE,
        Column("published_at", Type.TIME, _l("公开时间")),
        _BODY,
        Column("merged_into", Type.NUMBER, _l("并入哪个议题")),
    ],
    select(
        Topic.id, Topic.year, Topic.serial, Topic.title, Topic.state,
        Topic.published_at, Topic.body_id, Topic.merged_into_id,
    )
    .outerjoin(Topic.item)
    .where(Topic.published_at.is_not(None), _shown)
    .order_by(Topic.id),
)  # fmt: skip

BODIES = Table(
    "bodies",
    _l("居民代表会议、议事会等组织"),
    [
        _ID,
        Column("kind", Type.TEXT, _l("哪一种")),
        Column("name", Type.TEXT, _l("名称")),
        Column("founded_on", Type.DAY, _l("成立")),
        Column("dissolved_on", Type.DAY, _l("撤销")),
    ],
    select(Body.id, Body.kind, Body.name, Body.founded_on, Body.dissolved_on).order_by(Body.id),
)

MEMBERS = Table(
    "members",
    _l("各组织的席位和任职的人，与公开页面一样"),
    [
        _ID,
        _BODY,
        Column("term", Type.NUMBER, _l("第几届")),
        Column("seat", Type.NUMBER, _l("第几席")),
        Column("votes", Type.YES, _l("有没有表决权")),
        Column("name", Type.TEXT, _l("姓名")),
        Column("post", Type.TEXT, _l("职务")),
        Column("how", Type.TEXT, _l("怎样产生")),
        Column("starts_on", Type.DAY, _l("开始")),
        Column("ends_on", Type.DAY, _l("结束")),
    ],
    select(
        Membership.id, Term.body_id, Term.number, Seat.number, Seat.votes, Person.name,
        Membership.post, Membership.how, Membership.starts_on, Membership.ends_on,
    )
    .join(Membership.seat)
    .join(Seat.term)
    .join(Person, Person.id == Membership.person_id)
    .order_by(Membership.id),
)  # fmt: skip

MEETINGS = Table(
    "meetings",
    _l("通知过的会议"),
    [
        _ID,
        _BODY,
        _TITLE,
        Column("place", Type.TEXT, _l("地点")),
        Column("starts_at", Type.TIME, _l("开始")),
        Column("called_at", Type.TIME, _l("通知时间")),
        Column("urgent_reason", Type.TEXT, _l("紧急召集的原因")),
        Column("opened_at", Type.TIME, _l("开会时间")),
        Column("closed_at", Type.TIME, _l("散会时间")),
        Column("left_open", Type.YES, _l("没有宣布结束")),
        Column("cancelled_at", Type.TIME, _l("取消时间")),
        Column("lacked_quorum", Type.YES, _l("人数不够，不算开过")),
    ],
    select(
        Meeting.id, Meeting.body_id, Meeting.title, Meeting.place, Meeting.starts_at,
        Meeting.called_at, Meeting.urgent_reason, Meeting.opened_at, Meeting.closed_at,
        Meeting.left_open, Meeting.cancelled_at, Meeting.lacked_quorum,
    )
    .where(Meeting.called_at.is_not(None))
    .order_by(Meeting.id),
)  # fmt: skip

MOTIONS = Table(
    "motions",
    _l("表决过的动议和票数"),
    [
        _ID,
        Column("meeting_id", Type.NUMBER, _l("哪次会议")),
        Column("number", Type.NUMBER, _l("第几号动议")),
        _TITLE,
        Column("text", Type.TEXT, _l("正文")),
        Column("form", Type.TEXT, _l("无记名还是记名")),
        _STATE,
        Column("amount", Type.YUAN, _l("金额")),
        Column("entitled", Type.NUMBER, _l("应到")),
        Column("present", Type.NUMBER, _l("到会")),
        Column("in_favour", Type.NUMBER, _l("同意")),
        Column("against", Type.NUMBER, _l("反对")),
        Column("abstain", Type.NUMBER, _l("弃权")),
        Column("recused", Type.NUMBER, _l("回避")),
        Column("closed_at", Type.TIME, _l("表决结束")),
    ],
    select(
        Motion.id, Motion.meeting_id, Motion.number, Motion.title, Motion.text, Motion.form,
        Motion.state, Motion.amount_fen, Motion.entitled, Motion.present, Motion.in_favour,
        Motion.against, Motion.abstain, Motion.recused, Motion.closed_at,
    )
    .outerjoin(Motion.post)
    .where(Motion.closed_at.is_not(None), _shown)
    .order_by(Motion.id),
)  # fmt: skip

RESOLUTIONS = Table(
    "resolutions",
    _l("决议"),
    [
        _ID,
        Column("number", Type.TEXT, _l("文号")),
        _TITLE,
        _BODY,
        Column("adopted_on", Type.DAY, _l("通过日期")),
        Column("rule", Type.TEXT, _l("规则")),
        Column("basis", Type.TEXT, _l("依据")),
        Column("text", Type.TEXT, _l("正文")),
        Column("source_kind", Type.TEXT, _l("从哪里来")),
        Column("source_id", Type.NUMBER, _l("来处的编号")),
        Column("annulled_by", Type.NUMBER, _l("被哪项决议废止")),
    ],
    select(
        Resolution.id, Resolution.number, Resolution.title, Resolution.body_id,
        Resolution.adopted_on, Resolution.rule, Resolution.basis, Resolution.text,
        Resolution.source_kind, Resolution.source_id, Resolution.annulled_by,
    ).order_by(Resolution.id),
)  # fmt: skip

ITEMS = Table(
    "resolution_items",
    _l("决议定下的每一项和金额"),
    [
        _ID,
        Column("resolution_id", Type.NUMBER, _l("哪项决议")),
        _TITLE,
        Column("amount", Type.YUAN, _l("金额")),
    ],
    select(
        ResolutionItem.id,
        ResolutionItem.resolution_id,
        ResolutionItem.title,
        ResolutionItem.amount_fen,
    ).order_by(ResolutionItem.id),
)

FOLLOWUPS = Table(
    "followups",
    _l("决议的跟进事项"),
    [
        _ID,
        Column("source_kind", Type.TEXT, _l("从哪里来")),
        Column("source_id", Type.NUMBER, _l("来处的编号")),
        Column("what", Type.TEXT, _l("答应了什么")),
        Column("due_on", Type.DAY, _l("期限")),
        _STATE,
    ],
    select(
        FollowUp.id, FollowUp.source_kind, FollowUp.source_id, FollowUp.what, FollowUp.due_on,
        FollowUp.state,
    ).order_by(FollowUp.id),
)  # fmt: skip

POSTINGS = Table(
    "postings",
    _l("公示"),
    [
        _ID,
        Column("kind", Type.TEXT, _l("哪一种")),
        Column("subject_id", Type.NUMBER, _l("公示的是哪一件")),
        _TITLE,
        Column("posted_at", Type.TIME, _l("开始公示")),
        Column("until", Type.TIME, _l("公示截止")),
        Column("taken_back_at", Type.TIME, _l("撤回时间")),
        Column("taken_back_reason", Type.TEXT, _l("撤回原因")),
    ],
    select(
        Posting.id, Posting.kind, Posting.subject_id, Posting.title, Posting.posted_at,
        Posting.until, Posting.taken_back_at, Posting.taken_back_reason,
    ).order_by(Posting.id),
)  # fmt: skip

_text_public = and_(Objection.state.in_(sorted(ANSWERED)), Objection.withheld_reason.is_(None))

OBJECTIONS = Table(
    "objections",
    _l("对公示的异议；答复以后才公开原文，不公开姓名"),
    [
        Column("posting_id", Type.NUMBER, _l("哪份公示")),
        Column("number", Type.NUMBER, _l("第几号异议")),
        _STATE,
        Column("made_at", Type.TIME, _l("提出时间")),
        Column("due_on", Type.DAY, _l("答复期限")),
        Column("answered_at", Type.TIME, _l("答复时间")),
        Column("text", Type.TEXT, _l("原文")),
        Column("answer", Type.TEXT, _l("答复")),
        Column("remedy", Type.TEXT, _l("怎样改正")),
    ],
    select(
        Objection.posting_id, Objection.number, Objection.state, Objection.made_at,
        Objection.due_on, Objection.answered_at, case((_text_public, Objection.text)),
        Objection.answer, Objection.remedy,
    ).order_by(Objection.posting_id, Objection.number),
)  # fmt: skip

TABLES = (
    PROPOSALS, ROUNDS, LISTED, OUTCOMES, TOPICS, BODIES, MEMBERS, MEETINGS, MOTIONS, RESOLUTIONS,
    ITEMS, FOLLOWUPS, POSTINGS, OBJECTIONS,
)  # fmt: skip
