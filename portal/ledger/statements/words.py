"""What people read of months: refusals, states, names."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ledger.models import Statement
from portal.ledger.statements.rules import Month, Refusal

REFUSALS: dict[StrEnum, LazyString] = {
    Refusal.BEFORE_FUND: _l("这个月还没有开始记账。"),
    Refusal.AFTER_FUND: _l("这笔资金已经结束，以后的月份不再做月报。"),
    Refusal.NOT_OVER: _l("这个月还没有过完，过完了才能做月报。"),
    Refusal.LOCKED: _l("这个月的月报已经锁定。"),
    Refusal.EARLIER_OPEN: _l("前面还有月份没有锁定，请一个月一个月按顺序做，不能跳过。"),
    Refusal.ENTRIES_WAIT: _l("这个月还有账目没有入账，请先办完或者撤掉。"),
    Refusal.BELOW_NOUGHT: _l("月底余额是负数，账目一定有错，请先更正。"),
    Refusal.OWN_DRAFT: _l("月报是您起草的，要由另一个人审核。"),
    Refusal.OWN_ENTRIES: _l("这个月有您经手或者审批的账目，要由另一个人审核。"),
    Refusal.FIGURES_MOVED: _l("起草以后又有账目入账，数字不一样了。请退回，重新起草。"),
    Refusal.NO_SWEEP_DAY: _l("这笔资金没有定收回的日子。"),
    Refusal.NOT_YET: _l("还没有到收回的日子。"),
    Refusal.NOTHING_LEFT: _l("没有剩下的钱要收回。"),
    Refusal.SWEEP_WAITS: _l("已经有一笔收回在办，还没有入账。"),
}


def month_name(month: Month) -> str:
    """2026年3月."""
    return _("%(year)s年%(month)s月", year=month.year, month=month.month)


def state(statement: Statement) -> tuple[str, str]:
    """(how it stands, its tone)."""
    if statement.locked_at is not None:
        return _("已锁定"), "good"
    if statement.returned_at is not None:
        return _("退回重做"), "bad"
    return _("等待审核"), "waiting"


IN_TEMPLATES = {
    "month_name": month_name,
    "statement_state": state,
}
