"""The roster as it stands, read whole and by its matching keys: one query a table, at any size."""

from datetime import date

from sqlalchemy import select, text

from portal.core.db import db
from portal.roster.models import Building, Grid, Household, Person
from portal.roster.plan import Facts, Known, Standing
from portal.roster.queries import lives_here
from portal.roster.reading import BuildingKey, HouseholdKey, PersonKey


def standing(on: date) -> Standing:
    """What an import is held against on that day, in five queries."""
    people = _people(on)
    return Standing(
        grids=frozenset(db.session.scalars(select(Grid.code))),
        buildings=_building_grids(),
        households=_household_grids(),
        people=people,
        doubles=_doubles(people),
    )


def hold_still() -> None:
    """Nobody else writes of people until this transaction ends: PostgreSQL lets many write at
    once; on SQLite one writes anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))


def grid_ids() -> dict[str, int]:
    """The id of each grid by its code."""
    return dict(db.session.execute(select(Grid.code, Grid.id)).all())


def building_ids() -> dict[BuildingKey, int]:
    return {_pair(key): id_ for key, id_ in db.session.execute(select(Building.key, Building.id))}


def household_ids() -> dict[HouseholdKey, int]:
    rows = db.session.execute(
        select(Building.key, Household.key, Household.id).join(Household.building)
    )
    return {(*_pair(building), *_pair(dwelling)): id_ for building, dwelling, id_ in rows}


def _building_grids() -> dict[BuildingKey, str]:
    rows = db.session.execute(select(Building.key, Grid.code).join(Building.grid))
    return {_pair(key): code for key, code in rows}


def _household_grids() -> dict[HouseholdKey, str]:
    rows = db.session.execute(
        select(Building.key, Household.key, Grid.code)
        .join(Household.building)
        .join(Household.grid)
        .order_by(Household.id)
    )
    return {(*_pair(building), *_pair(dwelling)): code for building, dwelling, code in rows}


def _people(on: date) -> dict[PersonKey, Known]:
    """Of two with one key, whoever lives here comes last and stands; else the later entry."""
    here = lives_here(on)
    rows = db.session.execute(
        select(
            Building.key, Household.key, Person.name_key, Person.birth_year, Person.id,
            Person.phone, Person.residence_kind, Person.is_delegate, here, Person.name,
            Building.estate + Building.name + Household.unit + Household.room,
            Person.missing_since.is_not(None), Person.born_on,
        )
        .join(Household, Household.id == Person.household_id)
        .join(Household.building)
        .where(Person.birth_year.is_not(None))
        .order_by(here, Person.id)
    )  # fmt: skip
    return {
        (*_pair(building), *_pair(dwelling), name, year or 0): Known(
            id_, Facts(phone, kind, is_delegate), not is_here, *others
        )
        for building, dwelling, name, year, id_, phone, kind, is_delegate, is_here, *others in rows
    }


def _doubles(people: dict[PersonKey, Known]) -> dict[PersonKey, PersonKey]:
    """From the key of each merged entry to that of whoever stands for it, where it is nobody
    else's key as well.
    """
    merged = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    into: dict[int, int | None] = dict(db.session.execute(merged).all())
    kept = {*into.values()}
    keys: dict[int | None, PersonKey] = {
        known.id: key for key, known in people.items() if into and known.id in kept
    }
    return {
        key: keys[into[known.id]]
        for key, known in people.items()
        if into and known.id in into and into[known.id] in keys
    }


def _pair(key: str) -> tuple[str, str]:
    """The two parts of a stored key (reading.key_text)."""
    first, _, second = key.partition(" ")
    return first, second
