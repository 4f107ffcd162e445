"""Reading follow-ups: overdue ones first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.bodies.models import Body, Membership
from portal.core.access import Role
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.resolutions.followups.models import FollowUp, FollowUpStep
from portal.resolutions.followups.rules import UNDER_WAY, State
from portal.roster.models import Person, RoleTerm

OVERDUE = "overdue"
COMMITTEE = (Role.COMMITTEE_MEMBER, Role.DIRECTOR)
SUPERVISORS = (Role.SUPERVISOR,)


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; ``state`` is one of State, or OVERDUE."""

    body_id: int | None = None
    state: str = ""


@dataclass(frozen=True)
class Counts:
    """``open`` ones that are not late, and so on: each follow-up counts once."""

    overdue: int
    open: int
    done: int
    finished: int


def followup(followup_id: int) -> FollowUp | None:
    """With its history and who wrote it, in two queries."""
    whole = (
        joinedload(FollowUp.checker),
        joinedload(FollowUp.body),
        selectinload(FollowUp.steps).joinedload(FollowUpStep.person),
    )
    return db.session.scalar(select(FollowUp).where(FollowUp.id == followup_id).options(*whole))


def listed(wanted: Wanted, today: date, page: int, size: int) -> Pagination:
    """Overdue ones first, then by their day, then what waits to be checked, then what is over."""
    found = _in_order(today).where(*_narrowed(wanted, today))
    return db.paginate(found, page=page, per_page=size, error_out=False)


def _narrowed(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.body_id is not None:
        chosen.append(FollowUp.body_id == wanted.body_id)
    if wanted.state == OVERDUE:
        chosen.append(_late(today))
    elif wanted.state == State.OPEN:
        chosen.append(and_(FollowUp.state == State.OPEN, FollowUp.due_on >= today))
    elif wanted.state:
        chosen.append(FollowUp.state == wanted.state)
    return chosen


def _late(today: date) -> ColumnElement[bool]:
    return and_(FollowUp.state == State.OPEN, FollowUp.due_on < today)


def _in_order(today: date) -> Select[FollowUp]:
    rank = case(
        (_late(today), 0),
        (FollowUp.state == State.OPEN, 1),
        (FollowUp.state == State.DONE, 2),
        else_=3,
    )
    day = case((FollowUp.state.in_(UNDER_WAY), FollowUp.due_on))
    return (
        select(FollowUp)
        .options(joinedload(FollowUp.body))
        .order_by(rank, day, FollowUp.due_on.desc(), FollowUp.id)
    )


def counts(today: date, body_id: int | None = None) -> Counts:
    """Everywhere, or of one body."""
    late = _late(today)
    kinds = (
        late,
        and_(FollowUp.state == State.OPEN, FollowUp.due_on >= today),
        FollowUp.state == State.DONE,
        FollowUp.state == State.FINISHED,
    )
    wanted = select(*(func.count(case((kind, 1))) for kind in kinds))
    if body_id is not None:
        wanted = wanted.where(FollowUp.body_id == body_id)
    overdue, under_way, done, finished = tuple(db.session.execute(wanted).one())
    return Counts(overdue, under_way, done, finished)


def of_source(kind: str, source_id: int, today: date) -> list[FollowUp]:
    """What was promised when one thing was decided, overdue first."""
    one = FollowUp.source_kind == kind, FollowUp.source_id == source_id
    return list(db.session.scalars(_in_order(today).where(*one)))


def of_sources(kind: str, source_ids: Iterable[int]) -> dict[int, list[FollowUp]]:
    """The same of many things, in the order in which they were promised. One query."""
    found: dict[int, list[FollowUp]] = {one: [] for one in source_ids}
    wanted = select(FollowUp).where(FollowUp.source_kind == kind)
    for one in db.session.scalars(wanted.order_by(FollowUp.id)):
        if one.source_id in found:
            found[one.source_id].append(one)
    return found


def under_way_of(body_id: int, today: date) -> list[FollowUp]:
    """What a body still waits for, overdue first."""
    wanted = _in_order(today).where(FollowUp.body_id == body_id, FollowUp.state.in_(UNDER_WAY))
    return list(db.session.scalars(wanted))


def of_person(person_id: int, today: date, page: int, size: int) -> Pagination:
    """What one person is responsible for, overdue first."""
    own = _in_order(today).where(FollowUp.responsible_id == person_id)
    return db.paginate(own, page=page, per_page=size, error_out=False)


def open_of_person(person_id: int) -> int:
    """How many things one person still has to do."""
    own = FollowUp.responsible_id == person_id, FollowUp.state == State.OPEN
    return db.session.scalar(select(func.count()).select_from(FollowUp).where(*own)) or 0


def waiting(today: date, convenes: bool, checks: bool) -> Waiting:
    """How many wait for the committee or the supervisors; late ones are the committee's."""
    late = _late(today)
    mine: ColumnElement[bool] = false()
    if convenes:
        mine = or_(mine, late)
    if checks:
        mine = or_(mine, FollowUp.state == State.DONE)
    counted = select(func.count()).select_from(FollowUp)
    return Waiting(counted.where(mine), counted.where(late) if convenes else None)


def bodies_named() -> list[Body]:
    """The bodies that anything was promised to, by name."""
    with_any = select(FollowUp.body_id).where(FollowUp.body_id.is_not(None))
    return list(db.session.scalars(select(Body).where(Body.id.in_(with_any)).order_by(Body.name)))


# ---- people


def holders(roles: Iterable[Role], on: date) -> list[Person]:
    """The persons who hold one of these offices on that day, by name."""
    wanted = select(Person).where(Person.id.in_(_in_office(roles, on)))
    return list(db.session.scalars(wanted.order_by(Person.name, Person.id)))


def is_in_office(person_id: int, roles: Iterable[Role], on: date) -> bool:
    held = _in_office(roles, on).where(RoleTerm.person_id == person_id)
    return db.session.scalar(held.limit(1)) is not None


def in_office(person_ids: Iterable[int], roles: Iterable[Role], on: date) -> set[int]:
    """Which of these hold one of the offices on that day; one query."""
    held = _in_office(roles, on).where(RoleTerm.person_id.in_(list(person_ids)))
    return set(db.session.scalars(held))


def _in_office(roles: Iterable[Role], on: date) -> Select[int]:
    return select(RoleTerm.person_id).where(
        RoleTerm.role.in_(list(roles)),
        RoleTerm.starts_on <= on,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on),
    )


def nameable(on: date) -> list[Person]:
    """Who can be made responsible by name: office holders, and who sits on a body."""
    sits = select(Membership.person_id).where(
        Membership.starts_on <= on, or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    )
    every = or_(Person.id.in_(_in_office(Role, on)), Person.id.in_(sits))
    return list(db.session.scalars(select(Person).where(every).order_by(Person.name, Person.id)))
