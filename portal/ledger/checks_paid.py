"""The proof of what was paid: no more than was decided, than was signed for, or after a stop."""

from typing import Any

from sqlalchemy import and_, func, select

from portal.core.db import db
from portal.core.money import yuan
from portal.ledger.checked import Checked, Checks, Code
from portal.ledger.models import Entry, SpendingLimit
from portal.ledger.queries import IS_POSTED
from portal.projects.models import ProjectDecision
from portal.projects.queries import contracted_fen, signed_until_stopped
from portal.resolutions.models import ResolutionItem


def check(checks: Checks) -> None:
    """As many queries whatever there is."""
    projects, items = _paid(Entry.project_id), _paid(Entry.item_id)
    _check_contracts(checks[Code.CONTRACTS], projects)
    _check_stopped(checks[Code.STOPPED], projects)
    _check_limits(checks[Code.LIMITS], projects, items)


def _check_contracts(check: Checked, paid: dict[int, int]) -> None:
    """No project was paid more than all its contracts come to."""
    signed = contracted_fen()
    for key, fen in paid.items():
        check.looked_at += 1
        if fen > signed.get(key, 0):
            check.fault(f"project {key}: {yuan(fen)} / {yuan(signed.get(key, 0))}")


def _check_stopped(check: Checked, paid: dict[int, int]) -> None:
    """Of a project that was stopped, no more than was signed for by then."""
    for key, signed in signed_until_stopped().items():
        check.looked_at += 1
        if paid.get(key, 0) > signed:
            check.fault(f"project {key}: {yuan(paid[key])} / {yuan(signed)}")


def _check_limits(check: Checked, *paid: dict[int, int]) -> None:
    """Each limit says what was paid by the posted entries, and no more was paid than was ever
    decided; nothing was paid past a limit.
    """
    decided = _decided_of_projects()
    items = dict(
        db.session.execute(
            select(ResolutionItem.id, ResolutionItem.amount_fen).join(
                SpendingLimit, SpendingLimit.item_id == ResolutionItem.id
            )
        ).all()
    )
    for limit in db.session.scalars(select(SpendingLimit).order_by(SpendingLimit.id)):
        check.looked_at += 1
        is_project = limit.project_id is not None
        key = limit.project_id or limit.item_id or 0
        spent = paid[0 if is_project else 1].pop(key, 0)
        most = decided.get(key, 0) if is_project else items.get(key, 0)
        if spent != limit.spent_fen or spent > most or limit.decided_fen > most:
            kind = "project" if is_project else "item"
            told_as = f"{yuan(limit.spent_fen)} / {yuan(spent)} / {yuan(most)}"
            check.fault(f"{kind} {key}: {told_as}")
    for kind, rest in zip(("project", "item"), paid, strict=True):
        for key, fen in rest.items():
            check.fault(f"{kind} {key}: {yuan(fen)}")


def _paid(by: Any) -> dict[int, int]:
    wanted = select(by, func.sum(Entry.amount_fen)).where(and_(IS_POSTED, by.is_not(None)))
    return {key: int(fen) for key, fen in db.session.execute(wanted.group_by(by))}


def _decided_of_projects() -> dict[int, int]:
    decided = select(ProjectDecision.project_id, func.sum(ProjectDecision.fen))
    rows = db.session.execute(decided.group_by(ProjectDecision.project_id))
    return {key: int(fen) for key, fen in rows}
