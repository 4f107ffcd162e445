"""A price list from a sheet, inside the caller's ``writing()``."""

from collections.abc import Iterable
from datetime import datetime

from portal.audit.actions import record
from portal.budget import kinds, origins, queries, rules
from portal.budget.actions.preparing import Frozen, lock_list, revise
from portal.budget.models import ListedProject, Round
from portal.budget.price_sheet import Column, Plan, Priced, Standing, plan
from portal.core.db import db
from portal.core.sheets import RawRow


class NotAsSeen(Exception):
    """The price list is no longer the one beside which the sheet was looked at."""

    def __init__(self, now: Plan) -> None:
        super().__init__(now.seal)
        self.plan = now


def plan_of(round_: Round, rows: Iterable[RawRow[Column]]) -> Plan:
    """What the rows would do to the price list. Frozen once the round is sealed."""
    if not rules.may_edit(round_.facts):
        raise Frozen(round_.id)
    projects = queries.listed(round_.id)
    listed = {p.code: None if p.withdrawn_at else _priced(p) for p in projects}
    decided = origins.addresses([p.id for p in projects])
    return plan(rows, listed, frozenset(p.code for p in projects if p.id in decided))


def _priced(project: ListedProject) -> Priced:
    return Priced(
        project.code,
        project.title,
        project.summary,
        project.kind,
        project.place,
        project.cost_fen,
    )


def import_sheet(
    round_: Round, rows: Iterable[RawRow[Column]], seen: str, actor_id: int, now: datetime
) -> Plan:
    """Lists what is new and changes what is there; nothing is taken off the list.

    NotAsSeen where the plan is no longer the one that was confirmed, or was never fit to be.
    """
    lock_list(round_.id)
    found = plan_of(round_, rows)
    if found.seal != seen or not found.may_confirm:
        raise NotAsSeen(found)
    there = {p.code: p for p in queries.listed(round_.id)}
    for row in found.rows:
        if row.project is None:
            continue
        if row.standing is Standing.NEW:
            db.session.add(ListedProject(round_id=round_.id, **vars(row.project)))
        elif row.standing is Standing.CHANGED:
            revise(there[row.project.code], vars(row.project), actor_id, now)
    db.session.flush()
    counts = {"new": found.counts[Standing.NEW], "changed": found.counts[Standing.CHANGED]}
    record(kinds.SHEET_IMPORTED, actor_id, now, round=round_.id, **counts)
    return found
