"""Reading accounts, slips and offices."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts import passwords, rules
from portal.accounts.models import Account, Slip
from portal.accounts.rules import SlipState
from portal.accounts.seals import keyed
from portal.core import codes, text
from portal.core.age import is_adult
from portal.core.db import db
from portal.roster.models import Building, Household, Person, RoleTerm
from portal.roster.rules import Leaving

# ---- Signing in ----


@dataclass(frozen=True)
class Credentials:
    """What a typed password is held against; without an account nothing ever matches."""

    account_id: int | None
    password_hash: str


NOBODY = Credentials(None, passwords.NOBODYS_HASH)


def credentials(identity: str, name_key: str) -> Credentials:
    """The account meant by a telephone or a slip's number, and a name or none.

    Where people share a telephone no name means the first account. The first one's holder may
    give the own name as well; a second one's name goes before it.
    """
    by_name = or_(
        Account.name_key == name_key,
        and_(Account.name_key == "", Person.name_key == name_key),
    )
    found = db.session.execute(
        select(Account.id, Account.password_hash)
        .join(Person, Person.id == Account.person_id)
        .where(Account.disabled_at.is_(None), alive())
        .where(or_(Account.login_number == identity, and_(Account.phone == identity, by_name)))
        .order_by(Account.name_key.desc())
        .limit(1)
    ).one_or_none()
    return Credentials(*found) if found else NOBODY


def account_of(person_id: int) -> Account | None:
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def alive() -> ColumnElement[bool]:
    """Of a Person: nobody signs in as one who died."""
    return or_(Person.left_why.is_(None), Person.left_why != Leaving.DIED)


def credentials_of(account: Account) -> Credentials:
    """What the password of somebody signed in is held against."""
    return Credentials(account.id, account.password_hash)


def accounts_by(identity: str) -> list[Account]:
    """Every account with this telephone, or the one with this number; disabled ones too."""
    meant = or_(Account.phone == identity, Account.login_number == identity)
    wanted = select(Account).options(joinedload(Account.person)).where(meant)
    return list(db.session.scalars(wanted.order_by(Account.id)))


def housemates(person: Person) -> list[int]:
    """The persons who live with ``person``, with or without an account."""
    if person.household_id is None:
        return []
    return list(
        db.session.scalars(
            select(Person.id)
            .where(Person.household_id == person.household_id)
            .where(Person.left_on.is_(None), Person.id != person.id)
            .order_by(Person.id)
        )
    )


# ---- Slips ----


def slip_by_code(typed: str, on: date) -> Slip | None:
    """The slip that opens an account with this code on that day."""
    code = codes.normal(typed)
    return _usable(Slip.code_hash == keyed("slip", code), on) if code else None


def usable_slip(slip_id: int, on: date) -> Slip | None:
    """The slip with its person and address, if it still opens an account on that day."""
    return _usable(Slip.id == slip_id, on)


def _usable(which: ColumnElement[bool], on: date) -> Slip | None:
    """Whoever moved away opens no account any more."""
    return db.session.scalar(
        select(Slip)
        .join(Slip.person)
        .outerjoin(Person.household)
        .outerjoin(Household.building)
        .options(contains_eager(Slip.person, Person.household, Household.building))
        .where(which, Slip.used_at.is_(None), Slip.revoked_at.is_(None), _lives_here(on))
    )


def _lives_here(on: date) -> ColumnElement[bool]:
    return or_(Person.left_on.is_(None), Person.left_on > on)


def numbers_taken(numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that stand on a slip already."""
    return set(db.session.scalars(select(Slip.number).where(Slip.number.in_(numbers))))


@dataclass(frozen=True)
class Adult:
    """An adult who lives here, and how far they have come towards an account."""

    person_id: int
    name: str
    building_id: int
    building: str
    unit: str
    room: str
    activated_at: datetime | None
    slip_id: int | None
    printed_at: datetime | None
    revoked_at: datetime | None
    birth_year: int | None
    born_on: date | None

    @property
    def address(self) -> str:
        return f"{self.building}{self.door}"

    @property
    def door(self) -> str:
        return f"{self.unit}{self.room}"

    @property
    def state(self) -> SlipState:
        return rules.slip_state(
            self.activated_at is not None, self.printed_at is not None, self.revoked_at is not None
        )

    @property
    def since(self) -> datetime | None:
        """When the state began."""
        return self.activated_at or self.revoked_at or self.printed_at

    @property
    def needs_slip(self) -> bool:
        return self.state in (SlipState.NONE, SlipState.REVOKED)


def adults(on: date, building_id: int | None = None) -> list[Adult]:
    """The adults of one building or of all, door by door, in one query."""
    latest = (
        select(Slip.person_id, func.max(Slip.id).label("id")).group_by(Slip.person_id).subquery()
    )
    wanted = (
        select(
            Person.id.label("person_id"),
            Person.name,
            Household.building_id,
            (Building.estate + Building.name).label("building"),
            Household.unit,
            Household.room,
            Account.activated_at,
            Slip.id.label("slip_id"),
            Slip.printed_at,
            Slip.revoked_at,
            Person.birth_year,
            Person.born_on,
        )
        .join(Household, Household.id == Person.household_id)
        .join(Building, Building.id == Household.building_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(latest, latest.c.person_id == Person.id)
        .outerjoin(Slip, Slip.id == latest.c.id)
        .where(_lives_here(on))
    )
    if building_id is not None:
        wanted = wanted.where(Household.building_id == building_id)
    people = [Adult(**row) for row in db.session.execute(wanted).mappings()]
    found = [one for one in people if is_adult(one.birth_year, one.born_on, on)]
    return sorted(found, key=lambda one: (_natural(one.address), one.person_id))


def _natural(text: str) -> list[tuple[int, str]]:
    """2号楼 before 10号楼."""
    parts = re.findall(r"\d+|\D+", text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


@dataclass(frozen=True)
class BuildingCount:
    """How far a building has come: its adults, and how many of them have what."""

    id: int
    address: str
    grid: str
    adults: int
    activated: int
    outstanding: int
    without: int


def building_counts(on: date) -> list[BuildingCount]:
    """Every building by grid, in two queries."""
    states = Counter((adult.building_id, adult.state) for adult in adults(on))
    wanted = select(Building).join(Building.grid).options(contains_eager(Building.grid))
    buildings = sorted(
        db.session.scalars(wanted), key=lambda one: (one.grid.code, _natural(one.address))
    )
    return [_building_count(one, states) for one in buildings]


def _building_count(building: Building, states: Counter[tuple[int, SlipState]]) -> BuildingCount:
    activated, outstanding, none, revoked = (
        states[building.id, state]
        for state in (SlipState.USED, SlipState.PRINTED, SlipState.NONE, SlipState.REVOKED)
    )
    return BuildingCount(
        id=building.id,
        address=building.address,
        grid=building.grid.name,
        adults=activated + outstanding + none + revoked,
        activated=activated,
        outstanding=outstanding,
        without=none + revoked,
    )


# ---- Offices ----


@dataclass(frozen=True)
class Officer:
    """Someone with an office."""

    term_id: int
    person_id: int
    name: str
    role: str
    starts_on: date
    ends_on: date | None


_OFFICERS = select(
    RoleTerm.id, Person.id, Person.name, RoleTerm.role, RoleTerm.starts_on, RoleTerm.ends_on
).join(Person, Person.id == RoleTerm.person_id)


def officers(on: date) -> list[Officer]:
    """Offices held on that day or later, by office and first day."""
    wanted = _OFFICERS.where(_not_over(on))
    rows = db.session.execute(wanted.order_by(RoleTerm.role, RoleTerm.starts_on, RoleTerm.id))
    return [Officer(*row) for row in rows]


def officer(term_id: int) -> Officer | None:
    row = db.session.execute(_OFFICERS.where(RoleTerm.id == term_id)).one_or_none()
    return Officer(*row) if row else None


def _not_over(on: date) -> ColumnElement[bool]:
    return or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on)


def running_terms(person_id: int, role: str, on: date) -> list[RoleTerm]:
    """A person's terms of one office that are in force on that day or begin later."""
    mine = select(RoleTerm).where(RoleTerm.person_id == person_id, RoleTerm.role == role)
    return list(db.session.scalars(mine.where(_not_over(on)).order_by(RoleTerm.id)))


def terms_of(person_id: int) -> list[RoleTerm]:
    wanted = select(RoleTerm).where(RoleTerm.person_id == person_id)
    return list(db.session.scalars(wanted.order_by(RoleTerm.starts_on, RoleTerm.id)))


def people_named(typed: str, on: date, limit: int = 20) -> list[Person]:
    """Those who live or work here with this name, or with this telephone in either record."""
    phone, name = text.phone_key(typed), text.match_key(typed)
    if not name:
        return []
    return list(
        db.session.scalars(
            select(Person)
            .outerjoin(Account, Account.person_id == Person.id)
            .options(joinedload(Person.household).joinedload(Household.building))
            .where(
                _lives_here(on),
                or_(
                    Person.name_key == name,
                    Person.phone == phone,
                    Account.phone == phone,
                    Account.login_number == phone,
                ),
            )
            .order_by(Person.id)
            .limit(limit)
        )
    )


def official(name_key: str, phone: str) -> Person | None:
    """Someone with an office but no dwelling here, by name and telephone."""
    return db.session.scalar(
        select(Person).where(
            Person.household_id.is_(None), Person.name_key == name_key, Person.phone == phone
        )
    )
