"""Who acts upon an entry: their offices of the day, and the names that must not be paid by them."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from portal.core.access import Can, Role, granted
from portal.core.db import db
from portal.ledger.rules import Hand
from portal.roster.models import Person, RoleTerm


def hand(person_id: int, on: date) -> Hand:
    """Three queries, whatever the offices and however large the household."""
    person = db.session.get_one(Person, person_id)
    cans = granted(frozenset(map(Role, _offices(person_id, on))))
    return Hand(
        person_id,
        keeps=Can.KEEP_BOOKS in cans,
        approves=Can.APPROVE_ENTRIES in cans,
        signs=Can.SIGN_ENTRIES in cans,
        names=frozenset({person.name_key, *_household(person)}),
        own_name=person.name_key,
    )


def _offices(person_id: int, on: date) -> list[str]:
    held = select(RoleTerm.role).where(RoleTerm.person_id == person_id, _on(on))
    return list(db.session.scalars(held))


def _household(person: Person) -> list[str]:
    if person.household_id is None:
        return []
    wanted = select(Person.name_key).where(
        Person.household_id == person.household_id, Person.left_on.is_(None)
    )
    return list(db.session.scalars(wanted))


def holders(can: Can, on: date) -> list[int]:
    """Who has this key on that day."""
    roles = [role for role in Role if can in granted(frozenset({role}))]
    wanted = select(RoleTerm.person_id).where(RoleTerm.role.in_(roles), _on(on)).distinct()
    return list(db.session.scalars(wanted.order_by(RoleTerm.person_id)))


def _on(day: date) -> ColumnElement[bool]:
    still = or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= day)
    return and_(RoleTerm.starts_on <= day, still)
