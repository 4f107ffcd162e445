"""Who is appraised, who may run it, and who is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from portal.appraisals import rules
from portal.appraisals.models import Appraisal, Subject
from portal.appraisals.rules import Asked, Kind, Near, No
from portal.ballots import roll
from portal.ballots.actions import Entitled
from portal.ballots.rules import Electorate
from portal.bodies import queries as bodies
from portal.bodies.rules import Kind as BodyKind
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Person, RoleTerm
from portal.roster.queries import lives_here

WORK_THERE: dict[Kind, frozenset[Role]] = {
    Kind.COMMITTEE: frozenset({Role.COMMITTEE_MEMBER, Role.DIRECTOR}),
    Kind.STATION: frozenset({Role.STATION_STAFF}),
    Kind.SUBDISTRICT: frozenset({Role.SUBDISTRICT_OBSERVER}),
    Kind.PROPERTY: frozenset(),
}
_NOT_ASKED = frozenset({Kind.STATION, Kind.SUBDISTRICT})
"""Whoever works there would appraise themselves with every line."""


def office_holders(roles: Iterable[Role], on: date) -> set[int]:
    """The persons who hold one of these offices on that day."""
    held = select(RoleTerm.person_id).where(
        RoleTerm.role.in_([str(one) for one in roles]),
        RoleTerm.starts_on <= on,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on),
    )
    return set(db.session.scalars(held))


def members(subject: Subject, on: date) -> set[int]:
    """Whom a line is about: a person, or who sits on a body."""
    if subject.person_id is not None:
        return {subject.person_id}
    if subject.body_id is None:
        return set()
    return {one.person_id for one in bodies.sitting(subject.body_id, on)}


def appraised(found: Appraisal, on: date) -> list[Near]:
    """Everyone whom it appraises, and where they live."""
    people = office_holders(WORK_THERE[found.sort], on)
    for subject in found.subjects:
        people |= members(subject, on)
    homes = select(Person.id, Person.household_id).where(Person.id.in_(people))
    return [Near(person, home) for person, home in db.session.execute(homes)]


def may_not_run(found: Appraisal, person_id: int, on: date) -> No | None:
    """Why this supervisor stands back from it; None where they need not."""
    me = db.session.get(Person, person_id)
    near = Near(person_id, me.household_id if me else None)
    return rules.may_not_run(near, appraised(found, on))


@dataclass(frozen=True)
class AskedPeople:
    """Who may answer, as the roster has them; how many of them are elders."""

    people: list[Entitled]
    elders: int


def asked(found: Appraisal, elder_age: int, on: date) -> AskedPeople:
    """Whoever is asked on that day, without those who would appraise themselves in every line."""
    codes = frozenset(found.grid_codes) if found.asks == Asked.GRIDS else None
    taken = roll.take(Electorate(grids=codes), on).voters
    chosen = _chosen(found, elder_age, on)
    out = _left_out(found, on)
    people = [one for one in taken if one.person_id not in out]
    if chosen is not None:
        people = [one for one in people if one.person_id in chosen]
    elders = sum(rules.is_elder(one.birth_year, elder_age, on) for one in people)
    return AskedPeople(people, elders)


def _chosen(found: Appraisal, elder_age: int, on: date) -> set[int] | None:
    """Of the residents, those who are asked; None for all."""
    if found.asks == Asked.REPRESENTATIVES:
        assembly = bodies.of_kind(BodyKind.ASSEMBLY, on)
        sit = bodies.sitting(assembly.id, on) if assembly else []
        return {one.person_id for one in sit if one.seat.represents}
    if found.asks == Asked.ELDERS:
        elder = Person.birth_year <= on.year - elder_age, Person.household_id.is_not(None)
        homes = select(Person.household_id).where(*elder, lives_here(on))
        return set(db.session.scalars(select(Person.id).where(Person.household_id.in_(homes))))
    return None


def _left_out(found: Appraisal, on: date) -> set[int]:
    own = [members(one, on) for one in found.subjects]
    every_line = set.intersection(*own) if own else set()
    if found.sort in _NOT_ASKED:
        every_line |= office_holders(WORK_THERE[found.sort], on)
    return every_line


def own_lines(found: Appraisal, person_id: int, on: date) -> set[int]:
    """The places of the lines in which this person would appraise themselves, on the day on which
    it was opened.
    """
    places, questions = set(), len(found.questions)
    for at, subject in enumerate(found.subjects):
        if person_id in members(subject, on):
            places |= set(range(at * questions, (at + 1) * questions))
    return places
