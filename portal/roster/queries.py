"""Reading the roster: the place, its figures, its people, and the sheets handed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from portal.audit.models import AuditFact
from portal.audit.queries import acts_about
from portal.core.age import is_adult
from portal.core.db import db
from portal.core.text import SHORTEST_NAME, match_key, phone_key
from portal.roster import kinds
from portal.roster.models import (
    Building,
    Community,
    Grid,
    Household,
    Person,
    RoleTerm,
    RosterImport,
    RosterRequest,
)
from portal.roster.plan import PairKey
from portal.roster.reading import GRID_HOUSEHOLDS
from portal.roster.rules import Leaving

DOUBLES_SHOWN = 20
REQUESTS_SHOWN = 20
FEWEST_DIGITS = 4  # of a telephone number that is searched for


def community() -> Community:
    """The place this portal serves; a stand-in until it has been named."""
    return db.session.get(Community, 1) or Community(
        id=1,
        name="里仁社区",
        subdistrict="",
        phone="",
        complaint_phone="",
        counter="",
        icp="",
        police_filing="",
        is_demo=False,
    )


def lives_here(on: date) -> ColumnElement[bool]:
    """People who have not moved away or died by that day; a double never did live here."""
    stays = or_(Person.left_on.is_(None), Person.left_on > on)
    return and_(stays, Person.merged_into_id.is_(None))


def borne_by(text: str) -> ColumnElement[bool]:
    """``text.bears_name``, asked of the database: people whose name stands in what was typed."""
    long_enough = func.length(Person.name_key) >= SHORTEST_NAME
    return and_(long_enough, literal(match_key(text)).contains(Person.name_key))


# ---- Figures ----


@dataclass(frozen=True)
class GridCount:
    """A grid's size; ``residents`` live in one of its dwellings, ``adults`` of them are 18+."""

    code: str
    name: str
    households: int
    residents: int
    adults: int

    @property
    def is_fit(self) -> bool:
        """Whether it has 250–500 households."""
        return self.households in GRID_HOUSEHOLDS


def grid_counts(on: date) -> list[GridCount]:
    """Every grid by its code, in three queries."""
    homes = _households()
    residents, adults = _residents(on)
    grids = db.session.scalars(select(Grid).order_by(Grid.code))
    return [GridCount(g.code, g.name, homes[g.id], residents[g.id], adults[g.id]) for g in grids]


def _households() -> Counter[int]:
    counted = select(Household.grid_id, func.count()).group_by(Household.grid_id)
    return Counter(dict(db.session.execute(counted).all()))


def _residents(on: date) -> tuple[Counter[int], Counter[int]]:
    """By grid id: all who live there, and those who are 18."""
    everyone: Counter[int] = Counter()
    adults: Counter[int] = Counter()
    kinds = (Household.grid_id, Person.birth_year, Person.born_on)
    counted = select(*kinds, func.count()).join(Person.household).where(lives_here(on))
    for grid, birth_year, born_on, number in db.session.execute(counted.group_by(*kinds)):
        everyone[grid] += number
        adults[grid] += number * is_adult(birth_year, born_on, on)
    return everyone, adults


@dataclass(frozen=True)
class Doubts:
    """What somebody should look into: how many dwellings have several delegates, and how many
    telephone numbers several people.
    """

    several_delegates: int
    shared_phones: int


def doubts(on: date) -> Doubts:
    return Doubts(
        several_delegates=_repeated(Person.household_id, on, Person.is_delegate.is_(True)),
        shared_phones=_repeated(Person.phone, on),
    )


def _repeated(column: InstrumentedAttribute[Any], on: date, *which: ColumnElement[bool]) -> int:
    """How many values of the column several people who live here have in common."""
    here = select(column).where(column.is_not(None), lives_here(on), *which)
    several = here.group_by(column).having(func.count() > 1)
    return db.session.scalar(select(func.count()).select_from(several.subquery())) or 0


# ---- People ----


_MISSING = select(func.count(Person.missing_since))


def missing_count() -> int:
    """How many people a full sheet did not list, and nobody has asked after yet."""
    return db.session.scalar(_MISSING) or 0


def building_count() -> int:
    return db.session.scalar(select(func.count(Building.id))) or 0


def buildings() -> list[Building]:
    """Every building, 2号楼 before 10号楼."""
    order = (*_natural(Building.estate), *_natural(Building.name))
    return list(db.session.scalars(select(Building).order_by(*order)))


def people(typed: str, building_id: int | None, number: int, size: int) -> Pagination:
    """One page of everyone on record, door by door; officials without a dwelling come first.

    ``typed``: a part of a name, an address or a telephone number; nothing typed means all.
    """
    wanted = (
        select(Person)
        .outerjoin(Person.household)
        .outerjoin(Household.building)
        .outerjoin(Household.grid)
        .options(
            contains_eager(Person.household).contains_eager(Household.building),
            contains_eager(Person.household).contains_eager(Household.grid),
        )
        .where(_is_somebody())
        .order_by(*_by_door(), Person.id)
    )
    if building_id is not None:
        wanted = wanted.where(Building.id == building_id)
    if match_key(typed):
        wanted = wanted.where(_meant(typed))
    return db.paginate(wanted, page=number, per_page=size, error_out=False)


def entry(person_id: int) -> Person | None:
    """Somebody with dwelling, building and grid, in one query."""
    return db.session.scalar(_with_homes().where(Person.id == person_id))


def _with_homes() -> Select[Person]:
    home = joinedload(Person.household)
    homes = home.joinedload(Household.building), home.joinedload(Household.grid)
    return select(Person).options(*homes).where(_is_somebody())


def _is_somebody() -> ColumnElement[bool]:
    """Not an entry that only stands for somebody who was erased (:mod:`portal.roster.nameless`)."""
    return Person.left_why.is_distinct_from(Leaving.NAMELESS.value)


def missing(number: int, size: int) -> Pagination:
    """One page of the people whom a full sheet did not list, the longest missing first."""
    wanted = _with_homes().where(Person.missing_since.is_not(None))
    ordered = wanted.order_by(Person.missing_since, Person.id)
    return db.paginate(ordered, page=number, per_page=size, error_out=False)


def household(household_id: int) -> Household | None:
    wanted = select(Household).where(Household.id == household_id)
    return db.session.scalar(
        wanted.options(joinedload(Household.building), joinedload(Household.grid))
    )


def residents_of(household_id: int, on: date) -> list[Person]:
    """Who lives in a dwelling on that day, the eldest first."""
    here = _with_homes().where(Person.household_id == household_id, lives_here(on))
    return list(db.session.scalars(here.order_by(Person.birth_year, Person.id)))


def dwellings(ids: Sequence[int]) -> list[Household]:
    """These dwellings with building and grid, in the order of the ids."""
    wanted = select(Household).where(Household.id.in_(ids))
    homes = db.session.scalars(
        wanted.options(joinedload(Household.building), joinedload(Household.grid))
    )
    by_id = {home.id: home for home in homes}
    return [by_id[one] for one in ids if one in by_id]


def residents_of_each(household_ids: Sequence[int], on: date) -> dict[int, list[Person]]:
    """``residents_of`` for many dwellings, in one query."""
    here = _with_homes().where(Person.household_id.in_(household_ids), lives_here(on))
    found: dict[int, list[Person]] = {one: [] for one in household_ids}
    for person in db.session.scalars(here.order_by(Person.birth_year, Person.id)):
        found[person.household_id or 0].append(person)
    return found


@dataclass(frozen=True)
class Deed:
    """An act on somebody, and who did it."""

    fact: AuditFact
    by: str | None


def history(person_id: int, limit: int) -> list[Deed]:
    """What was done to an entry, newest first, in two queries."""
    facts = acts_about(person_id, kinds.ABOUT_PEOPLE, limit)
    actors = {fact.actor_id for fact in facts}
    named = select(Person.id, Person.name).where(Person.id.in_(actors))
    names: dict[int | None, str] = dict(db.session.execute(named).all())
    return [Deed(fact, names.get(fact.actor_id)) for fact in facts]


def likely_doubles(person: Person) -> list[Person]:
    """Other entries with the same name and birth year, or the same telephone."""
    same = and_(Person.name_key == person.name_key, Person.birth_year == person.birth_year)
    alike = or_(same, Person.phone == person.phone) if person.phone else same
    others = _with_homes().where(alike, Person.id != person.id, Person.merged_into_id.is_(None))
    return list(db.session.scalars(others.order_by(Person.id).limit(DOUBLES_SHOWN)))


def hold_office(person_ids: Sequence[int], on: date) -> bool:
    """Whether any of the people holds an office on that day or later."""
    held = select(RoleTerm.id).where(
        RoleTerm.person_id.in_(person_ids), or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on)
    )
    return db.session.scalar(held.limit(1)) is not None


# ---- Asked corrections ----


_REQUESTS = select(func.count(RosterRequest.id)).where(RosterRequest.outcome.is_(None))


@dataclass(frozen=True)
class Waiting:
    """What the roster's desk has to do: people to ask after, residents to answer."""

    missing: int
    requests: int


def waiting_for_staff() -> Waiting:
    """Both figures in one query."""
    both = select(_MISSING.scalar_subquery(), _REQUESTS.scalar_subquery())
    return Waiting(*db.session.execute(both).one())


def requests(number: int, size: int) -> Pagination:
    """One page of the requests that wait, the oldest first."""
    wanted = select(RosterRequest).where(RosterRequest.outcome.is_(None))
    wanted = wanted.options(joinedload(RosterRequest.person)).order_by(RosterRequest.id)
    return db.paginate(wanted, page=number, per_page=size, error_out=False)


def requests_of(person_id: int) -> list[RosterRequest]:
    """Newest first."""
    mine = select(RosterRequest).where(RosterRequest.person_id == person_id)
    return list(db.session.scalars(mine.order_by(RosterRequest.id.desc()).limit(REQUESTS_SHOWN)))


def _meant(typed: str) -> ColumnElement[bool]:
    key, digits = match_key(typed), phone_key(typed)
    address = func.replace(Building.key + Household.key, " ", "")
    meant = [part.contains(key, autoescape=True) for part in (Person.name_key, address)]
    if len(digits) >= FEWEST_DIGITS and digits.isdecimal():
        meant.append(Person.phone.contains(digits))
    return or_(*meant)


def _by_door() -> list[ColumnElement[Any]]:
    columns = (Building.estate, Building.name, Household.unit, Household.room)
    return [part for column in columns for part in _natural(column)]


def _natural(column: InstrumentedAttribute[str]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Shorter ones first: 2号楼 before 10号楼."""
    return func.length(column), column.expression


# ---- Sheets handed in ----


@dataclass(frozen=True)
class Upload:
    """A sheet handed in, without its content; ``has_body``: whether any is still kept.
    ``confirmed``: the pairs that somebody says are one person.
    """

    id: int
    file_name: str
    sha256: str
    uploaded_at: datetime
    confirmed_at: datetime | None
    result: dict[str, int] | None
    by: str | None
    has_body: bool
    pairs: list[tuple[int, int]]
    undone_at: datetime | None

    @property
    def confirmed(self) -> frozenset[PairKey]:
        return frozenset((person, row) for person, row in self.pairs)


def upload(import_id: int) -> Upload | None:
    found = db.session.execute(_uploads().where(RosterImport.id == import_id)).one_or_none()
    return Upload(*found) if found else None


def latest_uploads(limit: int) -> list[Upload]:
    """Newest first."""
    wanted = _uploads().order_by(RosterImport.id.desc()).limit(limit)
    return [Upload(*row) for row in db.session.execute(wanted)]


def _uploads() -> Select[*tuple[Any, ...]]:
    return select(
        RosterImport.id, RosterImport.file_name, RosterImport.sha256, RosterImport.uploaded_at,
        RosterImport.confirmed_at, RosterImport.result, Person.name, RosterImport.body.is_not(None),
        RosterImport.pairs, RosterImport.undone_at,
    ).outerjoin(Person, Person.id == RosterImport.uploaded_by)  # fmt: skip


def waiting(import_id: int) -> bytes | None:
    """A sheet that waits for its confirmation, packed; no transaction stays open behind it."""
    return _body(import_id, RosterImport.confirmed_at.is_(None))


def leftover(import_id: int) -> bytes | None:
    """The workbook of rows that a confirmed sheet was refused, until it is cleared away."""
    return _body(import_id, RosterImport.confirmed_at.is_not(None))


def _body(import_id: int, which: ColumnElement[bool]) -> bytes | None:
    found = db.session.scalar(select(RosterImport.body).where(RosterImport.id == import_id, which))
    db.session.rollback()
    return found
