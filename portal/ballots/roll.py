"""The roll: who may vote, taken from the roster at sealing, and why someone is not on it."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.ballots import queries, rules
from portal.ballots.actions import Entitled
from portal.ballots.models import Box, RollRow
from portal.ballots.rules import Refusal, Refused, Voter
from portal.core import clock
from portal.core.db import db
from portal.roster.models import Building, Household, Person

_HOME = joinedload(Person.household)


def residents(on: date) -> Iterator[Entitled]:
    """Every resident 18+ on that day, with or without an account, by where they live."""
    people = db.session.scalars(
        select(Person)
        .join(Household)
        .options(
            _HOME.joinedload(Household.building).joinedload(Building.grid),
            _HOME.joinedload(Household.grid),
        )
        .where(Person.left_on.is_(None) | (Person.left_on > on))
    )
    return (_entry(p) for p in people if rules.entitled(voter(p), on) is None)


def voter(person: Person) -> Voter:
    return Voter(person.birth_year, person.born_on, person.left_on, person.household_id is not None)


def _entry(person: Person) -> Entitled:
    home = person.household
    if home is None:
        raise LookupError(person.id)
    return Entitled(person.id, person.name, person.birth_year, home.address, home.grid.code)


def opening_day(box: Box) -> date:
    """The day on which age and residence count: the first of voting."""
    return clock.local(box.opens_at).date()


def own_row(box: Box, person_id: int) -> RollRow:
    """The person's row. Refused with the exact reason where there is none, and nothing more."""
    row = queries.roll_row(box.id, person_id)
    if row is not None:
        return row
    person = db.session.get(Person, person_id)
    reason = rules.entitled(voter(person), opening_day(box)) if person else None
    raise Refused(reason or Refusal.NOT_ON_ROLL)
