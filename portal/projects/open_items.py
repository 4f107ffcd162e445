"""What was resolved upon and nobody carries out yet."""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import contains_eager

from portal.bodies.models import Body
from portal.budget.decision import PROJECT
from portal.core.db import db
from portal.projects.deciding import BODIES
from portal.projects.models import ProjectDecision
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.rules import State


def to_found(now: datetime, most: int) -> list[ResolutionItem]:
    """Items with money of resolutions in force that no project took, the oldest first. Three
    queries.
    """
    return _in_force(list(db.session.scalars(_free().limit(most))), now)


def to_supplement(now: datetime, most: int) -> list[ResolutionItem]:
    """Those that may add to a project: what voters chose in a round is founded on its own."""
    wanted = _free().where(ResolutionItem.subject_kind != PROJECT)
    return _in_force(list(db.session.scalars(wanted.limit(most))), now)


def deciding(now: datetime, most: int) -> list[Resolution]:
    """Resolutions of deciding bodies in force, the newest first: one of them may change or stop a
    project.
    """
    wanted = (
        select(Resolution)
        .join(Resolution.body)
        .options(contains_eager(Resolution.body))
        .where(Body.kind.in_(BODIES), Resolution.annulled_by.is_(None))
        .order_by(Resolution.id.desc())
    )
    found = list(db.session.scalars(wanted.limit(most)))
    states = resolutions.states(found, now)
    return [one for one in found if states[one.id] is State.IN_FORCE]


def _free() -> Select[ResolutionItem]:
    taken = exists().where(ProjectDecision.item_id == ResolutionItem.id)
    return (
        select(ResolutionItem)
        .join(ResolutionItem.resolution)
        .outerjoin(Resolution.body)
        .options(contains_eager(ResolutionItem.resolution).joinedload(Resolution.body))
        .where(
            ResolutionItem.amount_fen > 0,
            Resolution.annulled_by.is_(None),
            or_(Resolution.body_id.is_(None), Body.kind.in_(BODIES)),
            ~taken,
        )
        .order_by(Resolution.id, ResolutionItem.position)
    )


def _in_force(items: list[ResolutionItem], now: datetime) -> list[ResolutionItem]:
    states = resolutions.states({one.resolution for one in items}, now)
    return [one for one in items if states[one.resolution_id] is State.IN_FORCE]
