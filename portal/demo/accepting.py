"""How the demo's works are accepted: by neighbours whom they benefit, and by the supervisor."""

from datetime import date, timedelta

from sqlalchemy import select

from portal.core.db import db, writing
from portal.demo.days import at
from portal.projects import actions as projects
from portal.projects.acceptance import calling, mending, signing
from portal.projects.acceptance.rules import Part, Verdict
from portal.projects.acceptance.signing import Fault, Signature
from portal.projects.models import Project
from portal.roster.models import Household, Person

SUPERVISOR = "13800000004"
ASKED_BEFORE = timedelta(days=5)
BORN = (1950, 1985)
FAULT, REMEDY, SEEN = (
    "三楼有两处扶手螺丝松动，一拉就晃",
    "两处都换了膨胀螺栓，其余的逐个拉过。",
    "又去看过，不晃了。",
)
FINE = Signature(Verdict.ACCEPTED, declared=True)
NAMELESS = Signature(Verdict.ACCEPTED, declared=True, nameless=True)


def at_once(project_id: int, by: int, on: date) -> None:
    """Two neighbours, one of them nameless, and the supervisor find nothing."""
    _call(project_id, by, on)
    _sign(project_id, on, [FINE, NAMELESS, FINE])


def with_faults(project_id: int, by: int, on: date) -> None:
    """A neighbour finds something; it is mended, looked at, and all sign again."""
    _call(project_id, by, on)
    mend_by = on + timedelta(days=14)
    found = Signature(Verdict.FINDINGS, declared=True, faults=[Fault(FAULT, mend_by)])
    _sign(project_id, on, [found, FINE, FINE])
    mended, looked, again = (on + timedelta(days=days) for days in (8, 10, 16))
    with writing():
        project = projects.held(project_id)
        one = calling.opened(project)
        finding, finder = one.findings[0].id, one.acceptors[0].person_id
        mending.mend(project, finding, REMEDY, by, at(mended))
        mending.check(project, finding, True, SEEN, finder, at(looked))
    with writing():
        calling.call(projects.held(project_id), again, by, at(again - ASKED_BEFORE))
    _sign(project_id, again, [FINE, FINE, FINE])


def begun(project_id: int, by: int, on: date, neighbour: int) -> None:
    """One has signed; ``neighbour`` and the supervisor have still to."""
    _call(project_id, by, on, neighbour)
    _sign(project_id, on, [FINE])


def _call(project_id: int, by: int, on: date, *named: int) -> None:
    """Two neighbours and the supervisor are asked; ``named``: the last of the two."""
    called = on - ASKED_BEFORE
    with writing():
        project = projects.held(project_id)
        others = neighbours(project, called, 2 - len(named))
        for person_id in (*others, *named):
            calling.add(project, person_id, Part.RESIDENT, by, at(called))
        supervisor = db.session.scalars(select(Person.id).where(Person.phone == SUPERVISOR)).one()
        calling.add(project, supervisor, Part.SUPERVISOR, by, at(called))
        calling.call(project, on, by, at(called))


def neighbours(project: Project, on: date, count: int) -> list[int]:
    """Some who may accept it: other ones for each project."""
    grids = [one.id for one in project.grids]
    wanted = select(Person.id).join(Household, Household.id == Person.household_id)
    wanted = wanted.where(Person.birth_year.between(*BORN))
    if grids:
        wanted = wanted.where(Household.grid_id.in_(grids))
    people = db.session.scalars(wanted.order_by(Person.id)).all()
    found: list[int] = []
    for person_id in people[project.id * 37 % 300 :: 41]:
        if len(found) < count and not calling.may_accept(project, person_id, Part.RESIDENT, on):
            found.append(person_id)
    return found


def _sign(project_id: int, on: date, signatures: list[Signature]) -> None:
    """In the order in which they were asked."""
    with writing():
        project = projects.held(project_id)
        asked = [one.person_id for one in calling.opened(project).acceptors]
        for person_id, signature in zip(asked, signatures, strict=False):
            signing.sign(project, person_id, signature, at(on))
