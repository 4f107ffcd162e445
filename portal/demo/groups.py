"""The demo's residents' groups: whole staircases, 26 to 50 households each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from portal.bodies.models import ResidentsGroup
from portal.core.db import db
from portal.demo import people
from portal.demo.people import Estate
from portal.roster.models import Building, Grid, Household, Person

TALL = 13  # floors: a staircase that goes higher is two groups' worth


class Plan(NamedTuple):
    """How a grid is divided: doors a group, how many doors are passed over, how many groups."""

    doors: int
    first: int
    groups: int


# In the estate that was built last, only two groups have been formed.
PLANS = (Plan(4, 0, 8), Plan(4, 0, 8), Plan(2, 0, 9), Plan(3, 0, 10), Plan(5, 0, 7), Plan(1, 8, 2))


class Door(NamedTuple):
    """A staircase, or the upper half of a tall one."""

    estate: str
    building: str
    unit: str
    upper: bool


@dataclass
class Group:
    """A residents' group, and who lives there that may represent it, door by door."""

    row: ResidentsGroup
    neighbours: list[int] = field(default_factory=list)


def form() -> list[Group]:
    """All groups in the order of the grids, each with its neighbours."""
    sizes = _sizes()
    formed: list[Group] = []
    by_door: dict[Door, Group] = {}
    for grid, estate, plan in zip(_grids(), people.ESTATES, PLANS, strict=True):
        for number, doors in enumerate(_divided(estate, plan, list(sizes)), 1):
            row = ResidentsGroup(
                grid=grid,
                name=f"{estate.grid}第{number}居民小组",
                extent=_extent(estate, doors),
                households=sum(sizes[door] for door in doors),
            )
            db.session.add(row)
            formed.append(Group(row))
            by_door |= dict.fromkeys(doors, formed[-1])
    for door, person_id in _delegates():
        if door in by_door:
            by_door[door].neighbours.append(person_id)
    return formed


def _divided(estate: Estate, plan: Plan, doors: list[Door]) -> list[list[Door]]:
    """The doors of each group of a grid; two grids share the name of their estate."""
    buildings = {f"{number}号楼" for number in range(estate.first, estate.first + estate.buildings)}
    own = [one for one in doors if one.estate == estate.name and one.building in buildings]
    starts = range(plan.first, plan.first + plan.groups * plan.doors, plan.doors)
    return [own[start : start + plan.doors] for start in starts]


def _grids() -> list[Grid]:
    return list(db.session.scalars(select(Grid).order_by(Grid.code)))


def _sizes() -> Counter[Door]:
    """Every door, in order, and how many households live behind it."""
    return Counter(
        _door(home.estate, home.building, home.unit, home.room) for home in people.homes()
    )


def _door(estate: str, building: str, unit: str, room: str) -> Door:
    tall = any(one.name == estate and one.floors > TALL for one in people.ESTATES)
    return Door(estate, building, unit, tall and int(room[:-2]) > TALL)


def _extent(estate: Estate, doors: list[Door]) -> str:
    """和风苑1号楼3单元、2号楼1单元."""
    parts = []
    for building, some in groupby(doors, key=lambda door: door.building):
        units = list(some)
        numbers = "、".join(door.unit.removesuffix("单元") for door in units)
        whole = len(units) == estate.units and estate.floors <= TALL
        parts.append(building if whole else f"{building}{numbers}单元")
    half = ""
    if estate.floors > TALL:
        half = f"{TALL + 1}—{estate.floors}层" if doors[0].upper else f"1—{TALL}层"
    return f"{estate.name}{'、'.join(parts)}{half}"


def _delegates() -> Iterator[tuple[Door, int]]:
    """Of working and of ripe age, whom neighbours would choose; with their doors, door by door."""
    wanted = (
        select(Building.estate, Building.name, Household.unit, Household.room, Person.id)
        .join(Household, Household.building_id == Building.id)
        .join(Person, Person.household_id == Household.id)
        .where(Person.is_delegate, Person.birth_year.between(1948, 1992), Person.phone.is_not(None))
    )
    for *home, person_id in db.session.execute(wanted.order_by(Household.id)):
        yield _door(*home), person_id
