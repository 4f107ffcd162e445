"""What was decided, and what was paid of it: no two entries spend the same last fen."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core.db import db, insert_once
from portal.ledger import rules
from portal.ledger.models import Entry, SpendingLimit
from portal.ledger.refusing import Refused
from portal.ledger.rules import Refusal
from portal.projects.models import Project, ProjectDecision
from portal.resolutions import actions as resolving
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.rules import State


def spend(entry: Entry, now: datetime) -> None:
    """Counts an entry that is being posted against what was decided, under the limit's lock.
    Refused, with what is left, where it would pay more. A correction gives back, whatever has
    become of the decision meanwhile.
    """
    if entry.project_id is None and entry.item_id is None:
        return
    takes_back = entry.corrects_id is not None
    decided = 0 if takes_back else decided_now(entry, now)
    limit = _locked(entry, decided)
    spent = limit.spent_fen + entry.amount_fen
    if not takes_back:
        if spent > decided:
            raise Refused(Refusal.OVER_LIMIT, rules.left(decided, limit.spent_fen))
        limit.decided_fen = decided
    limit.spent_fen = spent
    db.session.flush()


def decided_now(entry: Entry, now: datetime) -> int:
    """What an expense's project or item may cost by what is decided now, in fen; under its lock."""
    if entry.project_id is not None:
        return _of_project(entry.project_id)
    return _of_item(entry.item_id or 0, now)


def _of_project(project_id: int) -> int:
    """The sum of its decisions that nobody annulled, less what was paid for one of their items
    before it was the project's.
    """
    db.session.get_one(Project, project_id, with_for_update=True, populate_existing=True)
    own = select(ProjectDecision.item_id).where(ProjectDecision.project_id == project_id)
    decided = (
        select(func.sum(ProjectDecision.fen))
        .join(Resolution, Resolution.id == ProjectDecision.resolution_id)
        .where(ProjectDecision.project_id == project_id, Resolution.annulled_by.is_(None))
    )
    before = select(func.sum(SpendingLimit.spent_fen)).where(SpendingLimit.item_id.in_(own))
    return max(int(db.session.scalar(decided) or 0) - int(db.session.scalar(before) or 0), 0)


def _of_item(item_id: int, now: datetime) -> int:
    item = db.session.get_one(ResolutionItem, item_id, with_for_update=True, populate_existing=True)
    taken = select(ProjectDecision.id).where(ProjectDecision.item_id == item_id)
    if db.session.scalar(taken.limit(1)) is not None:
        raise Refused(Refusal.ITEM_OF_PROJECT)
    resolution = resolving.locked(item.resolution_id)
    if resolution is None or resolutions.state(resolution, now) is not State.IN_FORCE:
        raise Refused(Refusal.NOT_IN_FORCE)
    return item.amount_fen


def _locked(entry: Entry, decided_fen: int) -> SpendingLimit:
    """The limit under its lock, made where it is the first payment."""
    key = {"project_id": entry.project_id} if entry.project_id else {"item_id": entry.item_id}
    insert_once(SpendingLimit, **key, decided_fen=decided_fen, spent_fen=0)
    wanted = select(SpendingLimit).filter_by(**key).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def standing_items(now: datetime) -> list[ResolutionItem]:
    """Items of resolutions in force that no project carries out and that are not paid in full,
    newest first. Four queries.
    """
    taken = select(ProjectDecision.item_id).where(ProjectDecision.item_id.is_not(None))
    paid = select(SpendingLimit.spent_fen).where(SpendingLimit.item_id == ResolutionItem.id)
    wanted = (
        select(ResolutionItem)
        .join(ResolutionItem.resolution)
        .options(joinedload(ResolutionItem.resolution))
        .where(
            ResolutionItem.id.not_in(taken),
            ResolutionItem.amount_fen > func.coalesce(paid.scalar_subquery(), 0),
            Resolution.annulled_by.is_(None),
        )
        .order_by(ResolutionItem.resolution_id.desc(), ResolutionItem.position)
    )
    found = list(db.session.scalars(wanted))
    states = resolutions.states({one.resolution for one in found}, now)
    return [one for one in found if states[one.resolution_id] is State.IN_FORCE]
