"""Reading programmes."""

from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.projects.models import Project
from portal.projects.programmes.models import Due, Line, Programme, Target
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution
from portal.resolutions.rules import State

RESOLUTIONS_OFFERED = 100


def _whole() -> Select[Programme]:
    targets = selectinload(Programme.targets)
    return select(Programme).options(
        joinedload(Programme.resolution),
        targets.selectinload(Target.dues).joinedload(Due.resolution),
        targets.selectinload(Target.lines),
    )


def programme(programme_id: int) -> Programme | None:
    """With targets, lines and projects, in five queries."""
    wanted = _whole().options(selectinload(Programme.projects))
    return db.session.scalar(wanted.where(Programme.id == programme_id))


def listed(page: int, size: int) -> Pagination:
    """One page, those that end last first."""
    order = Programme.last_year.desc(), Programme.id.desc()
    return db.paginate(_whole().order_by(*order), page=page, per_page=size, error_out=False)


def line(line_id: int) -> Line | None:
    wanted = select(Line).options(joinedload(Line.target).joinedload(Target.programme))
    return db.session.scalar(wanted.where(Line.id == line_id))


def grounds(now: datetime) -> list[Resolution]:
    """The latest resolutions that are in force: on one of them a programme is founded."""
    found = resolutions.newest(RESOLUTIONS_OFFERED)
    states = resolutions.states(found, now)
    return [one for one in found if states[one.id] is State.IN_FORCE]


def without_programme(limit: int) -> list[Project]:
    """The latest projects that belong to none."""
    wanted = select(Project).where(Project.programme_id.is_(None)).order_by(Project.id.desc())
    return list(db.session.scalars(wanted.limit(limit)))


def of_project(project: Project) -> Programme | None:
    """The programme to which a project belongs."""
    return db.session.get(Programme, project.programme_id) if project.programme_id else None
