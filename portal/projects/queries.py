"""Reading projects."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.budget.models import ListedProject
from portal.core import clock
from portal.core.db import db
from portal.core.text import match_key
from portal.projects.models import (
    Contract,
    ContractSupplement,
    Milestone,
    Project,
    ProjectDecision,
    ProjectFollow,
    ProjectPhoto,
    ProjectStep,
    project_grid,
)
from portal.projects.rules import WORKING
from portal.proposals.models import Proposal
from portal.proposals.queries import hidden
from portal.resolutions.models import Resolution, ResolutionItem
from portal.roster.models import Grid, Person

LATE = "late"
"""What a list is asked for beside the states."""

_SIGNED = (
    select(Contract.project_id, Contract.fen, Contract.at)
    .union_all(select(ContractSupplement.project_id, ContractSupplement.fen, ContractSupplement.at))
    .subquery()
)
"""Every contract, the first of a project and what was signed later."""


def by_id(project_id: int) -> Project | None:
    return db.session.get(Project, project_id)


def decided_fen(project_id: int) -> int:
    """What a project may cost in all, in fen; 0 for an unknown one. To spend by it, hold the
    project first (``actions.locked``).
    """
    found = by_id(project_id)
    return found.decided_fen if found else 0


def with_decisions(project_id: int) -> Project | None:
    """With all that its page shows of people, places, offers and decisions; two queries: a project
    has few grids and few offers.
    """
    wanted = select(Project).where(Project.id == project_id).options(*_whole())
    return db.session.scalars(wanted).unique().one_or_none()


def as_seen_by(project_id: int, person_id: int) -> tuple[Project, bool] | None:
    """The same, and whether somebody follows it; two queries."""
    follows = exists().where(
        ProjectFollow.project_id == Project.id, ProjectFollow.person_id == person_id
    )
    wanted = select(Project, follows).where(Project.id == project_id).options(*_whole())
    found = db.session.execute(wanted).unique().one_or_none()
    return (found[0], bool(found[1])) if found else None


def _whole() -> tuple[Any, ...]:
    resolution = selectinload(Project.decisions).joinedload(ProjectDecision.resolution)
    return (
        resolution.options(joinedload(Resolution.annulment), joinedload(Resolution.body)),
        joinedload(Project.manager),
        joinedload(Project.grid),
        joinedload(Project.listed),
        joinedload(Project.grids),
        joinedload(Project.contract).joinedload(Contract.supplements),
        joinedload(Project.quotes),
    )


# ---- The list


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. ``state`` may be ``LATE``; a grid is where it is, or whom it
    benefits.
    """

    typed: str = ""
    year: int | None = None
    grid_id: int | None = None
    kind: str = ""
    state: str = ""

    @property
    def narrows(self) -> bool:
        return any((self.typed, self.year, self.grid_id, self.kind, self.state))


def listed(wanted: Wanted, today: date, page: int, size: int) -> Pagination:
    """One page, newest first."""
    return db.paginate(_found(wanted, today), page=page, per_page=size, error_out=False)


def everything(wanted: Wanted, today: date) -> list[Project]:
    """The whole of a list, for a file; each with what the project ledger tells."""
    resolution = selectinload(Project.decisions).joinedload(ProjectDecision.resolution)
    whole = joinedload(Project.manager), joinedload(Project.grid), selectinload(Project.grids)
    return list(db.session.scalars(_found(wanted, today).options(resolution, *whole)))


def matching(key: str, limit: int) -> list[Project]:
    """The newest whose number, title, place or summary holds this matching form."""
    return list(db.session.scalars(_newest_first().where(_holds(key)).limit(limit)))


def matching_count(key: str) -> int:
    """How many hold it."""
    counted = select(func.count()).select_from(Project).where(_holds(key))
    return db.session.scalar(counted) or 0


def _found(wanted: Wanted, today: date) -> Select[Project]:
    found, key = _newest_first(), match_key(wanted.typed)
    if key:
        found = found.where(_holds(key))
    if wanted.year is not None:
        found = found.where(Project.year == wanted.year)
    if wanted.kind:
        found = found.where(Project.kind == wanted.kind)
    if wanted.grid_id is not None:
        found = found.where(_touches(wanted.grid_id))
    if wanted.state == LATE:
        found = found.where(_late(today))
    elif wanted.state:
        found = found.where(Project.state == wanted.state)
    return found


def _newest_first() -> Select[Project]:
    return select(Project).order_by(Project.year.desc(), Project.serial.desc())


def _holds(key: str) -> ColumnElement[bool]:
    return Project.match_key.contains(key, autoescape=True)


def _touches(grid_id: int) -> ColumnElement[bool]:
    benefits = exists().where(
        project_grid.c.project_id == Project.id, project_grid.c.grid_id == grid_id
    )
    return or_(Project.grid_id == grid_id, benefits)


def _late(today: date) -> ColumnElement[bool]:
    """``rules.is_late``, asked of the database."""
    return and_(Project.state.in_(WORKING), Project.due_on < today)


def late_ids(today: date) -> Select[int]:
    """The rows of those that are late."""
    return select(Project.id).where(_late(today))


def years() -> list[int]:
    """Those in which any was founded, newest first."""
    return list(db.session.scalars(select(Project.year).distinct().order_by(Project.year.desc())))


def grids() -> list[Grid]:
    return list(db.session.scalars(select(Grid).order_by(Grid.code)))


# ---- What belongs to one


def stages(project_id: int) -> list[Milestone]:
    """By their days."""
    wanted = select(Milestone).where(Milestone.project_id == project_id)
    return list(db.session.scalars(wanted.order_by(Milestone.due_on, Milestone.position)))


def stage(stage_id: int) -> Milestone | None:
    return db.session.get(Milestone, stage_id)


def contracts(project_ids: Iterable[int]) -> dict[int, Contract]:
    """Of many, by their projects; two queries."""
    wanted = select(Contract).options(selectinload(Contract.supplements))
    wanted = wanted.where(Contract.project_id.in_(list(project_ids)))
    return {one.project_id: one for one in db.session.scalars(wanted)}


def contracted_fen(project_ids: Collection[int] | None = None) -> dict[int, int]:
    """What all contracts of each of these projects come to, None for every project; those without
    one are left out. One query, past what the session knows: whoever pays by it holds the project.
    """
    signed = _SIGNED
    wanted = select(signed.c.project_id, func.sum(signed.c.fen)).group_by(signed.c.project_id)
    if project_ids is not None:
        wanted = wanted.where(signed.c.project_id.in_(project_ids))
    return {key: int(fen) for key, fen in db.session.execute(wanted)}


def signed_until_stopped() -> dict[int, int]:
    """What all contracts come to, in fen, that were kept by the day on which their project was
    stopped, for each that is; one query.
    """
    wanted = select(Project.id, Project.stopped_on, _SIGNED.c.fen, _SIGNED.c.at)
    joined = wanted.outerjoin(_SIGNED, _SIGNED.c.project_id == Project.id)
    found: dict[int, int] = {}
    for key, stopped_on, fen, at in db.session.execute(
        joined.where(Project.stopped_on.is_not(None)).order_by(Project.id)
    ):
        in_time = at is not None and clock.local(at).date() <= stopped_on
        found[key] = found.get(key, 0) + (fen if in_time else 0)
    return found


def supplement(project_id: int, supplement_id: int) -> ContractSupplement | None:
    found = db.session.get(ContractSupplement, supplement_id)
    return found if found is not None and found.project_id == project_id else None


def pictures(project_id: int) -> list[ProjectPhoto]:
    """In the order in which they were taken; those that were taken away too."""
    wanted = select(ProjectPhoto).where(ProjectPhoto.project_id == project_id)
    return list(db.session.scalars(wanted.order_by(ProjectPhoto.taken_on, ProjectPhoto.id)))


def picture(photo_id: int) -> ProjectPhoto | None:
    return db.session.get(ProjectPhoto, photo_id)


def steps(project_id: int) -> list[ProjectStep]:
    """The newest first, each with who took it."""
    wanted = select(ProjectStep).options(joinedload(ProjectStep.person))
    mine = wanted.where(ProjectStep.project_id == project_id)
    return list(db.session.scalars(mine.order_by(ProjectStep.version.desc())))


# ---- What waits to be founded


def taken_items(item_ids: Sequence[int]) -> dict[int, Project]:
    """The projects that carry these items out, by item; one query."""
    wanted = (
        select(ProjectDecision)
        .options(joinedload(ProjectDecision.project))
        .where(ProjectDecision.item_id.in_(item_ids))
    )
    found = db.session.scalars(wanted)
    return {one.item_id: one.project for one in found if one.item_id is not None}


def item(item_id: int) -> ResolutionItem | None:
    return db.session.get(ResolutionItem, item_id)


def listed_of(found: ResolutionItem) -> ListedProject | None:
    """The project of a round's price list that an item resolves upon, with its round."""
    whole = joinedload(ListedProject.round)
    return db.session.get(ListedProject, found.subject_id, options=[whole])


def person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def proposals_of(listed_ids: Sequence[int]) -> dict[int, str]:
    """The title of the proposal behind each project of a price list, where everyone may read it;
    one query.
    """
    wanted = select(Proposal).where(
        Proposal.listed_id.in_(listed_ids), Proposal.published_at.is_not(None)
    )
    found = db.session.scalars(wanted.options(joinedload(Proposal.item)))
    return {one.listed_id: one.title for one in found if one.listed_id and not hidden(one)}


def photo_counts(project_ids: Sequence[int]) -> dict[int, int]:
    """How many pictures each of them shows; one query."""
    wanted = (
        select(ProjectPhoto.project_id, func.count())
        .where(ProjectPhoto.project_id.in_(project_ids), ProjectPhoto.removed_reason.is_(None))
        .group_by(ProjectPhoto.project_id)
    )
    return dict(db.session.execute(wanted).all())
