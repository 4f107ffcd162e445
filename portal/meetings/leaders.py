"""Who may chair a meeting of a body or write its record."""

from datetime import date

from sqlalchemy import or_, select

from portal.bodies import queries as bodies
from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Person, RoleTerm

_COMMITTEE = Role.COMMITTEE_MEMBER, Role.DIRECTOR


def of(body: Body, on: date) -> list[Person]:
    """The body's members, the committee's, and who works for it; each once, in that order."""
    committee = bodies.of_kind(Kind.COMMITTEE, on)
    seats = bodies.sitting(body.id, on)
    if committee is not None and committee.id != body.id:
        seats += bodies.sitting(committee.id, on)
    people = [one.person for one in seats] + _in_office(on)
    return list({one.id: one for one in people}.values())


def _in_office(on: date) -> list[Person]:
    still = or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on)
    wanted = select(Person).join(RoleTerm, RoleTerm.person_id == Person.id)
    held = wanted.where(RoleTerm.role.in_(_COMMITTEE), RoleTerm.starts_on <= on, still)
    return list(db.session.scalars(held.order_by(RoleTerm.id)))
