"""What the record, the postings and people's messages say of months and of money that goes back."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings
from portal.ledger.statements.rules import POSTING_LEAST, Nearing
from portal.notices import registry

POSTING_DAYS = settings.number("ledger.posting_days", _l("月报公示几天"), 15, POSTING_LEAST, 90)
STATEMENT_DAYS = settings.number(
    "ledger.statement_days", _l("月底以后，几天之内做好月报"), 10, 1, 60
)
SWEEP_DAYS = settings.number(
    "ledger.sweep_days", _l("没花完的钱到期收回，提前几天提醒"), 30, 1, 180
)

POSTING = registry.kind("ledger.statement", _l("月报公示"), "/ledger/statements/%(subject)s/")

_PAGE = "/ledger/statements/%(statement)s/"
_DESK = "/desk/ledger/statements/%(statement)s/"
DRAWN_UP = kind("statement.drawn_up", _l("起草了%(fund)s %(month)s 月报"), link=_DESK)
RETURNED = kind("statement.returned", _l("退回了%(fund)s %(month)s 月报，原因：%(reason)s"))
LOCKED = kind(
    "statement.locked",
    _l("%(fund)s %(month)s 月报审核锁定，公示到 %(until)s"),
    public=True,
    link=_PAGE,
)

TELL_TO_REVIEW = outbox.kind(
    "statements.to_review", _l("%(fund)s %(month)s 月报起草好了，请审核。"), _DESK
)
TELL_RETURNED = outbox.kind(
    "statements.returned", _l("%(fund)s %(month)s 月报退回重做：%(reason)s"), _DESK
)
TELL_LOCKED = outbox.kind(
    "statements.locked", _l("%(fund)s %(month)s 月报审核通过，公示到 %(until)s。"), _PAGE
)
TELL_SWEEP = {
    Nearing.NEAR: outbox.kind(
        "statements.sweep_near",
        _l("%(fund)s还有 %(left)s 没花完，%(day)s 到期收回。"),
        "/desk/ledger/sweeps/%(fund_id)s/",
    ),
    Nearing.PASSED: outbox.kind(
        "statements.sweep_passed",
        _l("%(fund)s %(day)s 到期，还有 %(left)s 没花完，请办理收回。"),
        "/desk/ledger/sweeps/%(fund_id)s/",
    ),
}
