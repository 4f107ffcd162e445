"""Reading acceptances."""

from collections.abc import Collection, Sequence
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.age import is_adult
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.projects import acts
from portal.projects.acceptance.models import COUNTING, Acceptance, Acceptor, Finding, State
from portal.projects.acceptance.rules import Candidate, Interests, Part, Stage
from portal.projects.models import Project, ProjectStep
from portal.projects.rules import Move
from portal.resolutions.followups.queries import SUPERVISORS, in_office, is_in_office
from portal.roster.models import Person
from portal.roster.queries import borne_by, entry, lives_here

OF_THE_WORK = (
    acts.FOUND, acts.CONTRACT_MORE, acts.STAGE_DONE, Move.CONTRACT, Move.BEGIN, Move.FINISH,
)  # fmt: skip
"""Steps that only whoever is responsible for the work takes."""


def _whole() -> Select[Acceptance]:
    return select(Acceptance).options(
        selectinload(Acceptance.acceptors).joinedload(Acceptor.person),
        selectinload(Acceptance.findings),
    )


def rounds(project_id: int) -> list[Acceptance]:
    """Every round of a project, the first first; with people and findings, in one query: a round
    has few of either.
    """
    people = joinedload(Acceptance.acceptors).joinedload(Acceptor.person)
    wanted = select(Acceptance).options(people, joinedload(Acceptance.findings))
    mine = wanted.where(Acceptance.project_id == project_id).order_by(Acceptance.round)
    return list(db.session.scalars(mine).unique())


def latest(project_id: int) -> Acceptance | None:
    """The last round, fresh from the database: whoever decides by it holds the project."""
    wanted = _whole().where(Acceptance.project_id == project_id)
    newest = wanted.order_by(Acceptance.round.desc()).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def under_way(page: int, size: int) -> Pagination:
    """One page of those that are called, the earliest first."""
    wanted = _whole().options(joinedload(Acceptance.project)).where(Acceptance.state == State.OPEN)
    ordered = wanted.order_by(Acceptance.on, Acceptance.id)
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


# ---- who may accept


def candidate(person_id: int, on: date) -> Candidate | None:
    """What is asked of somebody on that day; None for an unknown one."""
    who = entry(person_id)
    if who is None:
        return None
    here = select(Person.id).where(Person.id == person_id, lives_here(on))
    return Candidate(
        person_id=who.id,
        household_id=who.household_id,
        grid_id=who.household.grid_id if who.household else None,
        is_adult=is_adult(who.birth_year, who.born_on, on),
        lives_here=db.session.scalar(here) is not None,
        in_office=is_in_office(who.id, SUPERVISORS, on),
    )


def interests(project: Project) -> Interests:
    """Whose work it is: the contractor is whoever's name stands in the contractor's."""
    rows = []
    if project.contract is not None:
        named = borne_by(project.contract.contractor)
        rows = list(db.session.execute(select(Person.id, Person.household_id).where(named)))
    managers = _managers(project)
    return Interests(
        managers=frozenset(managers),
        managers_homes=frozenset(home for home in managers.values() if home is not None),
        contractors_homes=frozenset(home for _who, home in rows if home is not None),
        grids=frozenset(one.id for one in project.grids),
        contractors=frozenset(who for who, _home in rows),
    )


def _managers(project: Project) -> dict[int, int | None]:
    """Whoever is or was responsible for it or took a step of the work, and their household."""
    steps = select(ProjectStep.by_id).where(
        ProjectStep.project_id == project.id, ProjectStep.act.in_(OF_THE_WORK)
    )
    them = or_(Person.id.in_([project.manager_id, project.founded_by]), Person.id.in_(steps))
    return dict(db.session.execute(select(Person.id, Person.household_id).where(them)).all())


def gone(them: Collection[Acceptor], on: date) -> set[int]:
    """Who of these, by their rows, no longer lives here, or holds the office in which they were
    asked; two queries at most.
    """
    residents = {one.id: one.person_id for one in them if one.part == Part.RESIDENT}
    supervisors = {one.id: one.person_id for one in them if one.part == Part.SUPERVISOR}
    here: set[int] = set()
    if residents:
        lives = select(Person.id).where(Person.id.in_(residents.values()), lives_here(on))
        here |= set(db.session.scalars(lives))
    if supervisors:
        here |= in_office(supervisors.values(), SUPERVISORS, on)
    return {row for row, who in {**residents, **supervisors}.items() if who not in here}


# ---- what waits


def _unsigned(today: date) -> ColumnElement[bool]:
    return (
        (Acceptance.state == State.OPEN)
        & (Acceptance.on <= today)
        & (Acceptor.part == Part.SUPERVISOR)
        & Acceptor.answer.in_(COUNTING)
        & Acceptor.verdict.is_(None)
    )


def waiting_for_supervisors(today: date) -> Waiting:
    """How many acceptances wait for a supervisor to sign."""
    acceptances = select(func.count(Acceptance.id.distinct())).join(Acceptance.acceptors)
    return Waiting(acceptances.where(_unsigned(today)))


def findings_waiting(today: date) -> Waiting:
    """How many findings are still to be mended, and how many of them are late."""
    wanted = select(func.count(Finding.id)).where(Finding.stage == Stage.OPEN)
    return Waiting(wanted, wanted.where(Finding.mend_by < today))


# ---- the project ledger


def accepted_by(project_ids: Sequence[int]) -> dict[int, list[Acceptor]]:
    """Who signed in the last round of each project; one query."""
    last = (
        select(Acceptance.project_id, func.max(Acceptance.round).label("round"))
        .where(Acceptance.project_id.in_(project_ids), Acceptance.state == State.ENDED)
        .group_by(Acceptance.project_id)
        .subquery()
    )
    wanted = (
        select(Acceptance.project_id, Acceptor)
        .join(Acceptor, Acceptor.acceptance_id == Acceptance.id)
        .join(
            last,
            (last.c.project_id == Acceptance.project_id) & (last.c.round == Acceptance.round),
        )
        .options(joinedload(Acceptor.person))
        .where(Acceptor.verdict.is_not(None))
        .order_by(Acceptor.id)
    )
    found: dict[int, list[Acceptor]] = {}
    for project_id, one in db.session.execute(wanted):
        found.setdefault(project_id, []).append(one)
    return found
