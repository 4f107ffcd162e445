"""Of what is carried out and paid: the public columns."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Date, bindparam, case, func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.ledger.models import Entry, Fund, Statement
from portal.ledger.rules import State
from portal.opendata.tables import Column, Table, Type
from portal.projects.models import Contract, Milestone, Project, ProjectDecision, ProjectStep
from portal.projects.ratings.models import Rating
from portal.projects.ratings.rules import FEWEST, STARS
from portal.roster.models import Grid, Person

_ID = Column("id", Type.NUMBER, _l("编号"))
_PROJECT = Column("project_id", Type.NUMBER, _l("哪个项目"))
_FUND = Column("fund_id", Type.NUMBER, _l("哪笔资金"))

PROJECTS = Table(
    "projects",
    _l("决定了、在实施的项目"),
    [
        _ID,
        Column("year", Type.NUMBER, _l("年")),
        Column("serial", Type.NUMBER, _l("当年第几号")),
        Column("title", Type.TEXT, _l("标题")),
        Column("kind", Type.TEXT, _l("工程、货物还是服务")),
        Column("place", Type.TEXT, _l("地点")),
        Column("grid", Type.TEXT, _l("网格代码，空的是全社区")),
        Column("beneficiaries", Type.TEXT, _l("谁受益")),
        Column("listed_project_id", Type.NUMBER, _l("清单上的哪个项目")),
        Column("decided", Type.YUAN, _l("决定的金额")),
        Column("state", Type.TEXT, _l("状态")),
        Column("start_on", Type.DAY, _l("计划开始")),
        Column("due_on", Type.DAY, _l("应当完成")),
        Column("finished_on", Type.DAY, _l("完工")),
        Column("accepted_on", Type.DAY, _l("验收")),
        Column("stopped_on", Type.DAY, _l("终止")),
    ],
    select(
        Project.id, Project.year, Project.serial, Project.title, Project.kind,
        Project.place, Grid.code, Project.beneficiaries, Project.listed_id, Project.decided_fen,
        Project.state, Project.start_on, Project.due_on, Project.finished_on, Project.accepted_on,
        Project.stopped_on,
    )
    .outerjoin(Grid, Grid.id == Project.grid_id)
    .order_by(Project.id),
)  # fmt: skip

DECISIONS = Table(
    "project_decisions",
    _l("每个项目依据的决议"),
    [
        _ID,
        _PROJECT,
        Column("resolution_id", Type.NUMBER, _l("哪项决议")),
        Column("resolution_item_id", Type.NUMBER, _l("决议的哪一项")),
        Column("deciding", Type.TEXT, _l("立项、追加、变更还是终止")),
        Column("amount", Type.YUAN, _l("金额")),
    ],
    select(
        ProjectDecision.id, ProjectDecision.project_id, ProjectDecision.resolution_id,
        ProjectDecision.item_id, ProjectDecision.deciding, ProjectDecision.fen,
    ).order_by(ProjectDecision.id),
)  # fmt: skip

MILESTONES = Table(
    "milestones",
    _l("项目的各个节点"),
    [
        _PROJECT,
        Column("position", Type.NUMBER, _l("第几个")),
        Column("title", Type.TEXT, _l("标题")),
        Column("due_on", Type.DAY, _l("计划日期")),
        Column("done_on", Type.DAY, _l("完成日期")),
    ],
    select(
        Milestone.project_id, Milestone.position, Milestone.title, Milestone.due_on,
        Milestone.done_on,
    ).order_by(Milestone.project_id, Milestone.position),
)  # fmt: skip

CONTRACTS = Table(
    "contracts",
    _l("承包方和怎样选定"),
    [
        _PROJECT,
        Column("contractor", Type.TEXT, _l("承包方")),
        Column("choice", Type.TEXT, _l("三家报价、抽签还是直接委托")),
        Column("reason", Type.TEXT, _l("理由")),
        Column("amount", Type.YUAN, _l("合同金额")),
        Column("signed_on", Type.DAY, _l("签订日期")),
    ],
    select(
        Contract.project_id, Contract.contractor, Contract.choice, Contract.reason, Contract.fen,
        Contract.signed_on,
    ).order_by(Contract.project_id),
)  # fmt: skip

STEPS = Table(
    "project_steps",
    _l("项目的每一步"),
    [
        _PROJECT,
        Column("position", Type.NUMBER, _l("第几步")),
        Column("act", Type.TEXT, _l("做了什么")),
        Column("text", Type.TEXT, _l("说明")),
        Column("at", Type.TIME, _l("时间")),
    ],
    select(
        ProjectStep.project_id, ProjectStep.version, ProjectStep.act, ProjectStep.text,
        ProjectStep.at,
    ).order_by(ProjectStep.project_id, ProjectStep.version),
)  # fmt: skip

_TODAY = bindparam("rated_before", type_=Date, callable_=clock.today)


def _stars(number: int) -> ColumnElement[int]:
    return func.sum(case((Rating.stars == number, 1), else_=0))


RATINGS = Table(
    "ratings",
    _l("受益居民的评价，评完以后、人数够了才公布"),
    [
        _PROJECT,
        Column("count", Type.NUMBER, _l("几个人评")),
        *(Column(f"stars_{n}", Type.NUMBER, _l("%(n)s 星的人数", n=n)) for n in STARS),
    ],
    select(Rating.project_id, func.count(), *(_stars(n) for n in STARS))
    .join(Project, Project.id == Rating.project_id)
    .where(Project.rate_until < _TODAY)
    .group_by(Rating.project_id)
    .having(func.count() >= FEWEST)
    .order_by(Rating.project_id),
)  # fmt: skip

FUNDS = Table(
    "funds",
    _l("资金"),
    [
        _ID,
        Column("name", Type.TEXT, _l("名称")),
        Column("source", Type.TEXT, _l("来源")),
        Column("opened_on", Type.DAY, _l("开始记账")),
        Column("opening", Type.YUAN, _l("期初余额")),
        Column("balance", Type.YUAN, _l("现有余额")),
        Column("sweep_on", Type.DAY, _l("没用完的钱哪天收回")),
    ],
    select(
        Fund.id, Fund.name, Fund.source, Fund.opened_on, Fund.opening_fen, Fund.balance_fen,
        Fund.sweep_on,
    ).order_by(Fund.id),
)  # fmt: skip

_handler, _approver, _signer = (aliased(Person) for _place in range(3))

ENTRIES = Table(
    "entries",
    _l("入账的每一笔收支"),
    [
        _ID,
        _FUND,
        Column("position", Type.NUMBER, _l("账上第几笔")),
        Column("date", Type.DAY, _l("日期")),
        Column("voucher_no", Type.TEXT, _l("凭证号")),
        Column("summary", Type.TEXT, _l("摘要")),
        Column("nature", Type.TEXT, _l("收入、支出还是收回")),
        Column("category", Type.TEXT, _l("类别")),
        Column("amount", Type.YUAN, _l("金额；更正的是负数")),
        Column("counterparty", Type.TEXT, _l("对方单位")),
        Column("handler", Type.TEXT, _l("经手人")),
        Column("witness", Type.TEXT, _l("证明人")),
        Column("approver", Type.TEXT, _l("审批人")),
        Column("signer", Type.TEXT, _l("签字的监督委员")),
        _PROJECT,
        Column("resolution_item_id", Type.NUMBER, _l("决议的哪一项")),
        Column("grid", Type.TEXT, _l("网格代码，空的是全社区")),
        Column("corrects", Type.NUMBER, _l("更正的是哪一笔")),
        Column("posted_at", Type.TIME, _l("入账时间")),
        Column("chain", Type.TEXT, _l("链上的摘要值")),
    ],
    select(
        Entry.id, Entry.fund_id, Entry.position, Entry.booked_on, Entry.voucher_no, Entry.summary,
        Entry.nature, Entry.category, Entry.amount_fen, Entry.counterparty, _handler.name,
        Entry.witness, _approver.name, _signer.name, Entry.project_id, Entry.item_id, Grid.code,
        Entry.corrects_id, Entry.posted_at, Entry.chain,
    )
    .join(_handler, _handler.id == Entry.prepared_by)
    .join(_approver, _approver.id == Entry.approved_by)
    .join(_signer, _signer.id == Entry.signed_by)
    .outerjoin(Grid, Grid.id == Entry.grid_id)
    .where(Entry.state == State.POSTED)
    .order_by(Entry.fund_id, Entry.position),
)  # fmt: skip

STATEMENTS = Table(
    "statements",
    _l("锁定的月报"),
    [
        _FUND,
        Column("year", Type.NUMBER, _l("年")),
        Column("month", Type.NUMBER, _l("月")),
        Column("opening", Type.YUAN, _l("期初余额")),
        Column("income", Type.YUAN, _l("收入")),
        Column("expense", Type.YUAN, _l("支出")),
        Column("closing", Type.YUAN, _l("期末余额")),
        Column("entries", Type.NUMBER, _l("几笔")),
        Column("locked_at", Type.TIME, _l("锁定时间")),
    ],
    select(
        Statement.fund_id, Statement.year, Statement.month, Statement.opening_fen,
        Statement.income_fen, Statement.expense_fen, Statement.closing_fen, Statement.entries,
        Statement.locked_at,
    )
    .where(Statement.locked_at.is_not(None))
    .order_by(Statement.fund_id, Statement.year, Statement.month),
)  # fmt: skip

TABLES = (
    PROJECTS, DECISIONS, MILESTONES, CONTRACTS, STEPS, RATINGS, FUNDS, ENTRIES, STATEMENTS,
)  # fmt: skip
