"""What was decided and signed for, and what was paid of it: no two entries spend the same last
fen.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core.db import db, insert_once
from portal.ledger import rules
from portal.ledger.models import Entry, SpendingLimit
from portal.ledger.refusing import Refused
from portal.ledger.rules import Bounds, Refusal
from portal.projects import queries as projects
from portal.projects.models import Project, ProjectDecision
from portal.projects.rules import State as Standing
from portal.resolutions import actions as resolving
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.rules import State


def spend(entry: Entry, now: datetime) -> None:
    """Counts an entry that is being posted against what it may pay, under the limit's lock.
    Refused, with what is left, where it would pay more. A correction gives back, whatever has
    become of the decision meanwhile.
    """
    if entry.project_id is None and entry.item_id is None:
        return
    takes_back = entry.corrects_id is not None
    bounds = Bounds(0) if takes_back else _bounds_now(entry, now)
    limit = _locked(entry, bounds.most_fen)
    if not takes_back:
        if refused := _refused(bounds, limit.spent_fen, entry.amount_fen):
            raise refused
        limit.decided_fen = bounds.most_fen
    limit.spent_fen += entry.amount_fen
    db.session.flush()


def _refused(bounds: Bounds, spent_fen: int, fen: int) -> Refused | None:
    spent = spent_fen + fen
    reason = rules.over_refusal(bounds, spent)
    if reason is None:
        return None
    return Refused(reason, bounds.left(spent_fen), spent - bounds.most_fen)


def room(entry: Entry) -> tuple[int, Refused | None] | None:
    """For an entry that is on its way: what may still be paid, in fen, and why it may not be
    posted; None where nothing binds it.
    """
    if entry.corrects_id is not None or (entry.project is None and entry.item is None):
        return None
    if entry.project is not None:
        bounds, own = _of_project(entry.project), SpendingLimit.project_id == entry.project_id
    else:
        bounds, own = Bounds(entry.item.amount_fen), SpendingLimit.item_id == entry.item_id  # type: ignore[union-attr]
    spent = db.session.scalar(select(SpendingLimit.spent_fen).where(own)) or 0
    return bounds.left(spent), _refused(bounds, spent, entry.amount_fen)


def _bounds_now(entry: Entry, now: datetime) -> Bounds:
    """What an expense's project or item may cost by what is decided and signed now; under its
    lock, which whoever decides or signs more takes too.
    """
    if entry.project_id is None:
        return Bounds(_of_item(entry.item_id or 0, now))
    return _of_project(
        db.session.get_one(Project, entry.project_id, with_for_update=True, populate_existing=True)
    )


def _of_project(project: Project) -> Bounds:
    """What was decided is less what was paid for one of its items before it was the project's."""
    own = select(ProjectDecision.item_id).where(ProjectDecision.project_id == project.id)
    before = select(func.sum(SpendingLimit.spent_fen)).where(SpendingLimit.item_id.in_(own))
    return Bounds(
        max(project.decided_fen - int(db.session.scalar(before) or 0), 0),
        projects.contracted_fen([project.id]).get(project.id, 0),
        project.state == Standing.STOPPED,
    )


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
