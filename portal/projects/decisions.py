"""What resolutions decide on projects, read for the rules."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, select

from portal.bodies.rules import Kind
from portal.core.db import db
from portal.projects import deciding
from portal.projects.deciding import Decided, Offer, Target
from portal.projects.models import Project, ProjectDecision
from portal.projects.rules import Deciding, State
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution, ResolutionItem


def decided(made: Iterable[ProjectDecision]) -> list[Decided]:
    return [Decided(Deciding(one.deciding), one.fen, one.stands) for one in made]


def stands(project: Project) -> bool:
    """Whether the decision that founded it was not annulled."""
    return deciding.stands(decided(project.decisions))


def founding(project: Project) -> ProjectDecision:
    """The decision that it was born of."""
    return next(one for one in project.decisions if one.deciding == Deciding.FOUND)


def target_of(project: Project) -> Target:
    founder = _kind(founding(project).resolution)
    return Target(State(project.state), founder, stands(project))


def offer_of_item(item: ResolutionItem, now: datetime) -> Offer:
    """Under the resolution's lock it is as it will be kept."""
    resolution = item.resolution
    standing = resolutions.state(resolution, now)
    return Offer(standing, _kind(resolution), item.amount_fen, is_taken(item.id))


def offer_of_words(resolution: Resolution, project_id: int, what: Deciding, now: datetime) -> Offer:
    """A resolution that changes or stops a project, which it does once."""
    known = exists().where(
        ProjectDecision.project_id == project_id,
        ProjectDecision.resolution_id == resolution.id,
        ProjectDecision.deciding == what,
    )
    is_taken = bool(db.session.scalar(select(known)))
    return Offer(resolutions.state(resolution, now), _kind(resolution), is_taken=is_taken)


def is_taken(item_id: int) -> bool:
    """Whether a project spends the money of this item."""
    return bool(db.session.scalar(select(exists().where(ProjectDecision.item_id == item_id))))


def _kind(resolution: Resolution) -> Kind | None:
    return resolution.body.sort if resolution.body else None
