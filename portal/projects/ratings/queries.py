"""Reading ratings."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.db import db
from portal.core.waiting import Waiting
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.projects import queries as projects
from portal.projects.models import Project, ProjectStep
from portal.projects.ratings import kinds, rules
from portal.projects.ratings.models import SHOWN, Rating
from portal.projects.ratings.rules import Figures


def rated(project_id: int) -> Project | None:
    """A project that was accepted; None for others."""
    found = projects.by_id(project_id)
    return found if found is not None and found.rate_until is not None else None


def figures(project_id: int) -> tuple[Figures, bool]:
    """What the stars say, and whether the committee has answered them as a whole; one query."""
    steps = ProjectStep.project_id == project_id, ProjectStep.act == kinds.ANSWERED
    answered = select(func.count(ProjectStep.id)).where(*steps).scalar_subquery()
    wanted = select(Rating.stars, func.count(), answered).where(Rating.project_id == project_id)
    rows = db.session.execute(wanted.group_by(Rating.stars)).all()
    counts = {stars: number for stars, number, _answered in rows}
    return Figures(counts), any(one for _stars, _number, one in rows)


def figures_of(project_ids: Sequence[int]) -> dict[int, Figures]:
    """One query."""
    wanted = (
        select(Rating.project_id, Rating.stars, func.count())
        .where(Rating.project_id.in_(project_ids))
        .group_by(Rating.project_id, Rating.stars)
    )
    counts: dict[int, dict[int, int]] = {one: {} for one in project_ids}
    for project_id, stars, number in db.session.execute(wanted):
        counts[project_id][stars] = number
    return {one: Figures(found) for one, found in counts.items()}


def of_person(project_id: int, person_id: int) -> Rating | None:
    its = Rating.project_id == project_id, Rating.person_id == person_id
    return db.session.scalar(select(Rating).options(joinedload(Rating.item)).where(*its))


def said(project_id: int, page: int, size: int) -> Pagination:
    """Words that everybody reads, the newest first."""
    wanted = select(Rating).join(Rating.item).options(contains_eager(Rating.item))
    its = wanted.where(Rating.project_id == project_id, Item.state.in_(SHOWN))
    ordered = its.order_by(Item.submitted_at.desc(), Rating.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def to_answer(project_id: int, page: int, size: int) -> Pagination:
    """Public words, those without an answer before the others, the oldest first."""
    wanted = select(Rating).join(Rating.item).options(contains_eager(Rating.item))
    its = wanted.where(Rating.project_id == project_id, Item.state == Reading.APPROVED)
    ordered = its.order_by(Rating.replied_at.is_not(None), Rating.id)
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


# ---- what waits


def _unanswered(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = Rating.item_id == Item.id, Rating.project_id == Project.id
    return exists().where(*mine, Item.state == Reading.APPROVED, Rating.reply == "", *more)


def _owes(today: date) -> ColumnElement[bool]:
    """Low stars that nobody has answered as a whole since they were shown."""
    low = (
        select(Rating.project_id)
        .group_by(Rating.project_id)
        .having(func.count() >= rules.FEWEST)
        .having(10 * func.sum(Rating.stars) < rules.LOW_TENTHS * func.count())
    )
    return (
        Project.rate_until.is_not(None)
        & (Project.rate_until < today)
        & Project.id.in_(low)
        & ~_answered()
    )


def _answered() -> ColumnElement[bool]:
    return exists().where(ProjectStep.project_id == Project.id, ProjectStep.act == kinds.ANSWERED)


def waiting(now: datetime, today: date) -> Waiting:
    """How many projects have words or low stars to answer; of how many the day is past."""
    days = timedelta(days=rules.ANSWER_DAYS)
    asked = select(func.count(Project.id)).where(or_(_unanswered(), _owes(today)))
    old = _unanswered(Item.decided_at < now - days)
    late = select(func.count(Project.id)).where(or_(old, _owes(today - days)))
    return Waiting(asked, late)


def desk(today: date, page: int, size: int) -> Pagination:
    """Projects that are or were rated: those with something to answer before the others."""
    asked = or_(_unanswered(), _owes(today))
    wanted = select(Project).where(Project.rate_until.is_not(None))
    ordered = wanted.order_by(asked.desc(), Project.rate_until.desc(), Project.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def asking(project_ids: Sequence[int], today: date) -> set[int]:
    """Which of these have something to answer; one query."""
    asked = select(Project.id).where(Project.id.in_(project_ids))
    return set(db.session.scalars(asked.where(or_(_unanswered(), _owes(today)))))
