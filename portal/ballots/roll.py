"""The roll: who may vote, taken from the roster at sealing, and why someone is not on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from portal.ballots import queries, rules
from portal.ballots.actions import Entitled, Taken
from portal.ballots.models import Box, RollRow
from portal.ballots.rules import Electorate, Refusal, Refused, Voter
from portal.core import clock
from portal.core.db import db
from portal.roster.models import Building, Grid, Household, Person

_HOME = joinedload(Person.household)


def take(electorate: Electorate, on: date) -> Taken:
    """Everyone of the electorate on that day, with or without an account, by where they live: each
    resident, or for each household its one delegate.
    """
    people = db.session.scalars(
        select(Person)
        .join(Household)
        .join(Household.grid)
        .options(
            _HOME.joinedload(Household.building).joinedload(Building.grid),
            _HOME.joinedload(Household.grid),
        )
        .where(*_within(electorate, on))
    )
    entitled = [p for p in people if rules.entitled(voter(p), on, electorate) is None]
    if not electorate.by_household:
        return Taken([_entry(p, electorate) for p in entitled])
    homes = _homes((p.household_id, p.id, p.is_delegate) for p in entitled)
    sole = {rules.sole_delegate(marked) for marked in homes.values()}
    chosen = [_entry(p, electorate) for p in entitled if p.id in sole]
    return Taken(chosen, left_out=len(homes) - len(chosen))


def _within(electorate: Electorate, on: date) -> list[ColumnElement[bool]]:
    """What the database can leave out by itself; the rule says the rest."""
    here = or_(Person.left_on.is_(None), Person.left_on > on)
    grids = electorate.grids
    return [here] if grids is None else [here, Grid.code.in_(sorted(grids))]


def _homes(members: Iterable[tuple[int | None, int, bool]]) -> dict[int, dict[int, bool]]:
    """Household → its entitled members → whether the roster marks them as its delegate."""
    homes: dict[int, dict[int, bool]] = defaultdict(dict)
    for household_id, person_id, is_delegate in members:
        if household_id is not None:
            homes[household_id][person_id] = is_delegate
    return homes


def households_without_delegate(electorate: Electorate, on: date) -> list[int]:
    """The households of the electorate that have not exactly one delegate, building by building;
    those without any entitled member are none of it. One query, of a few columns a person.
    """
    facts = select(
        Person.id, Person.household_id, Person.is_delegate, Person.birth_year, Person.born_on,
        Person.left_on, Person.missing_since, Grid.code,
    ).join(Person.household).join(Household.grid)  # fmt: skip
    order = Household.building_id, Household.id, Person.id
    rows = db.session.execute(facts.where(*_within(electorate, on)).order_by(*order))
    homes = _homes(
        (home, person, is_delegate)
        for person, home, is_delegate, birth, born, left, missing, grid in rows
        if rules.entitled(Voter(birth, born, left, True, missing is not None, grid), on, electorate)
        is None
    )
    return [home for home, marked in homes.items() if rules.sole_delegate(marked) is None]


def entitled_members(
    household_id: int, electorate: Electorate, on: date
) -> tuple[dict[int, Person], int | None]:
    """Those of a household who may cast its ballot, by id, and which of them is its delegate."""
    wanted = select(Person).where(Person.household_id == household_id)
    people = db.session.scalars(wanted.options(_HOME.joinedload(Household.grid)))
    found = {p.id: p for p in people if rules.entitled(voter(p), on, electorate) is None}
    return found, rules.sole_delegate({id_: p.is_delegate for id_, p in found.items()})


def voter(person: Person) -> Voter:
    home = person.household
    return Voter(
        birth_year=person.birth_year,
        born_on=person.born_on,
        left_on=person.left_on,
        has_home_here=home is not None,
        is_missing=person.missing_since is not None,
        grid_code=home.grid.code if home else None,
    )


def _entry(person: Person, electorate: Electorate) -> Entitled:
    home = person.household
    if home is None:
        raise LookupError(person.id)
    return Entitled(
        person.id,
        person.name,
        person.birth_year,
        home.address,
        home.grid.code,
        home.id if electorate.by_household else None,
    )


def opening_day(box: Box) -> date:
    """The day on which age and residence count: the first of voting."""
    return day_of(box.opens_at)


def day_of(opens_at: datetime) -> date:
    return clock.local(opens_at).date()


def own_row(box: Box, person_id: int) -> RollRow:
    """The person's row. Refused with the exact reason where there is none, and nothing more."""
    row = queries.roll_row(box.id, person_id)
    if row is None or row.removed:
        raise Refused(_why_not(box, person_id, struck=row is not None))
    return row


def _why_not(box: Box, person_id: int, struck: bool) -> Refusal:
    person = db.session.get(Person, person_id)
    if person is None:
        return Refusal.NOT_ON_ROLL
    reason = rules.entitled(voter(person), opening_day(box), box.electorate)
    if reason and not struck:
        return reason
    if not reason and box.electorate.by_household:
        if queries.household_row(box.id, person.household_id) is not None:
            return Refusal.NOT_DELEGATE
        return Refusal.REMOVED if struck else Refusal.NO_DELEGATE
    return Refusal.REMOVED if struck else Refusal.NOT_ON_ROLL


def entitled_person(box: Box, person_id: int) -> Entitled:
    """Somebody whom the roster entitles today; Refused with the reason else."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise Refused(Refusal.NOT_ON_ROLL)
    reason = rules.entitled(voter(person), opening_day(box), box.electorate)
    if reason:
        raise Refused(reason)
    return _entry(person, box.electorate)


@dataclass(frozen=True)
class HouseholdBallot:
    """What a member of a household may know of its one ballot: who casts it, and whether it is
    cast; never anything of another household.
    """

    delegate: str
    voted: bool


def household_ballot(box: Box, person_id: int) -> HouseholdBallot | None:
    """The ballot of the household in which this person lives; None where it is not on the roll."""
    person = db.session.get(Person, person_id)
    row = queries.household_row(box.id, person.household_id if person else None)
    return HouseholdBallot(row.person.name, row.marked is not None) if row else None


def standings(box: Box, person_ids: Sequence[int]) -> dict[int, RollRow]:
    """The rows of these people, by person, in one query."""
    wanted = select(RollRow).where(RollRow.box_id == box.id, RollRow.person_id.in_(person_ids))
    return {row.person_id: row for row in db.session.scalars(wanted)}


def by_household(box: Box, household_ids: Iterable[int | None]) -> dict[int, RollRow]:
    """The rows of these households, by household, in one query."""
    wanted = select(RollRow).options(joinedload(RollRow.person))
    here = RollRow.box_id == box.id, RollRow.household_id.in_(list(household_ids))
    return {row.household_id or 0: row for row in db.session.scalars(wanted.where(*here))}
