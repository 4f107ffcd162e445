"""What was resolved upon and nobody carries out yet."""

from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from portal.bodies.models import Body
from portal.budget.decision import PROJECT
from portal.core import clock
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.projects import queries
from portal.projects.deciding import BODIES
from portal.projects.models import ProjectDecision
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.queries import in_state
from portal.resolutions.rules import State


def to_found(now: datetime, most: int) -> list[ResolutionItem]:
    """Items with money of resolutions in force that no project took, the oldest first."""
    return list(db.session.scalars(_in_order(_free(now)).limit(most)))


def to_supplement(now: datetime, most: int) -> list[ResolutionItem]:
    """Those that may add to a project: what voters chose in a round is founded on its own."""
    wanted = _free(now).where(ResolutionItem.subject_kind != PROJECT)
    return list(db.session.scalars(_in_order(wanted).limit(most)))


def deciding(now: datetime, most: int) -> list[Resolution]:
    """Resolutions of deciding bodies in force, the newest first: one of them may change or stop a
    project.
    """
    wanted = (
        select(Resolution)
        .join(Resolution.body)
        .options(contains_eager(Resolution.body))
        .where(Body.kind.in_(BODIES), in_state(State.IN_FORCE, now))
        .order_by(Resolution.id.desc())
    )
    return list(db.session.scalars(wanted.limit(most)))


def waiting(now: datetime) -> Waiting:
    """How many items wait to be founded and projects are late, and of them the late ones."""
    late = queries.late_ids(clock.local(now).date())
    free = _free(now).with_only_columns(ResolutionItem.id)
    both = free.union_all(late).subquery()
    counted = select(func.count()).select_from(both)
    return Waiting(counted, select(func.count()).select_from(late.subquery()))


def _free(now: datetime) -> Select[ResolutionItem]:
    taken = exists().where(ProjectDecision.item_id == ResolutionItem.id)
    return (
        select(ResolutionItem)
        .join(ResolutionItem.resolution)
        .outerjoin(Resolution.body)
        .where(
            ResolutionItem.amount_fen > 0,
            or_(Resolution.body_id.is_(None), Body.kind.in_(BODIES)),
            in_state(State.IN_FORCE, now),
            ~taken,
        )
    )


def _in_order(wanted: Select[ResolutionItem]) -> Select[ResolutionItem]:
    """Each with its resolution and the body that decided."""
    whole = contains_eager(ResolutionItem.resolution).contains_eager(Resolution.body)
    return wanted.options(whole).order_by(Resolution.id, ResolutionItem.position)
