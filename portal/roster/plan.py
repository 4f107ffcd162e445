"""What an import would change: a report held against the roster as it stands. Pure rules.

A sheet adds and updates. It never deletes anyone, never clears a telephone number that it leaves
empty, and never brings back somebody who is on record as gone: those rows are reported instead.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TypeVar

from portal.roster.reading import (
    BuildingKey,
    HouseholdKey,
    PersonKey,
    Report,
    RosterRow,
    RosterWarning,
    grid_size_warnings,
)

Key = TypeVar("Key")


@dataclass(frozen=True)
class Facts:
    """What may change of a person: not the key, by which a row finds them."""

    phone: str | None
    residence_kind: str | None
    is_delegate: bool


@dataclass(frozen=True)
class Known:
    """A person on the roster; ``has_left``: on record as moved away or dead."""

    id: int
    facts: Facts
    has_left: bool


@dataclass(frozen=True)
class Standing:
    """The roster as it stands: grid codes, and by matching key the grid code of each building
    and dwelling, and each person.
    """

    grids: frozenset[str]
    buildings: Mapping[BuildingKey, str]
    households: Mapping[HouseholdKey, str]
    people: Mapping[PersonKey, Known]


NOTHING = Standing(frozenset(), {}, {}, {})


@dataclass(frozen=True)
class Edit:
    person_id: int
    old: Facts
    new: Facts


@dataclass(frozen=True)
class Changes:
    """What an import does, in figures.

    People of the sheet are added, changed, unchanged, or ``returned``: on record as gone, and
    left so. People who live here and are not in the sheet are ``not_listed``, and stay.
    """

    people_added: int
    people_changed: int
    people_unchanged: int
    people_returned: int
    people_not_listed: int
    phones_changed: int
    kinds_changed: int
    delegates_changed: int
    households_added: int
    households_moved: int
    buildings_added: int
    buildings_moved: int
    grids_added: int

    @property
    def is_empty(self) -> bool:
        """Whether the roster stays as it is."""
        doing = ("_added", "_changed", "_moved")
        return not any(count for name, count in asdict(self).items() if name.endswith(doing))


@dataclass(frozen=True)
class Plan:
    """The steps of an import, each in the sheet's order."""

    report: Report
    standing: Standing

    # Places

    @cached_property
    def household_grids(self) -> dict[HouseholdKey, str]:
        """The grid code of every dwelling, the sheet's and the others, afterwards."""
        return {**self.standing.households, **self.report.household_grids}

    @cached_property
    def building_grids(self) -> dict[BuildingKey, str]:
        """The grid code of the sheet's buildings afterwards: that of most of their dwellings."""
        dwellings: dict[BuildingKey, Counter[str]] = defaultdict(Counter)
        for key, grid in self.household_grids.items():
            dwellings[key[:2]][grid] += 1
        listed = dict.fromkeys(key[:2] for key in self.report.households)
        return {key: _most(dwellings[key], self.standing.buildings.get(key)) for key in listed}

    @property
    def new_grids(self) -> list[str]:
        return sorted({*self.report.household_grids.values()} - self.standing.grids)

    @property
    def new_buildings(self) -> dict[BuildingKey, RosterRow]:
        """A row that names each building that is not on the roster."""
        rows = {key[:2]: rows[0] for key, rows in reversed(self.report.households.items())}
        return {key: rows[key] for key in self.building_grids if key not in self.standing.buildings}

    @property
    def moved_buildings(self) -> dict[BuildingKey, str]:
        return _moved(self.standing.buildings, self.building_grids)

    @property
    def new_households(self) -> dict[HouseholdKey, RosterRow]:
        """A row that names each dwelling that is not on the roster."""
        known = self.standing.households
        return {key: rows[0] for key, rows in self.report.households.items() if key not in known}

    @property
    def moved_households(self) -> dict[HouseholdKey, str]:
        return _moved(self.standing.households, self.report.household_grids)

    # People

    @cached_property
    def _met(self) -> list[tuple[RosterRow, Known]]:
        """The rows of people who are on the roster, gone or not."""
        known = self.standing.people
        return [(row, known[key]) for key, row in self.report.people.items() if key in known]

    @cached_property
    def new_people(self) -> dict[PersonKey, RosterRow]:
        known = self.standing.people
        return {key: row for key, row in self.report.people.items() if key not in known}

    @cached_property
    def edits(self) -> list[Edit]:
        met = [(known, _facts(row, known.facts)) for row, known in self._met if not known.has_left]
        return [Edit(known.id, known.facts, new) for known, new in met if new != known.facts]

    @cached_property
    def returned(self) -> list[RosterRow]:
        """Rows of people who are on record as gone."""
        return [row for row, known in self._met if known.has_left]

    @property
    def not_listed(self) -> int:
        here = (key for key, known in self.standing.people.items() if not known.has_left)
        return sum(key not in self.report.people for key in here)

    # In words and figures

    @cached_property
    def warnings(self) -> tuple[RosterWarning, ...]:
        """The sheet's, and the sizes that its grids will have with what is on the roster."""
        listed = {*self.report.household_grids.values()}
        grids = [grid for grid in self.household_grids.values() if grid in listed]
        return (*self.report.warnings, *grid_size_warnings(grids))

    @cached_property
    def changes(self) -> Changes:
        pairs = [(edit.old, edit.new) for edit in self.edits]
        return Changes(
            people_added=len(self.new_people),
            people_changed=len(self.edits),
            people_unchanged=len(self._met) - len(self.edits) - len(self.returned),
            people_returned=len(self.returned),
            people_not_listed=self.not_listed,
            phones_changed=sum(old.phone != new.phone for old, new in pairs),
            kinds_changed=sum(old.residence_kind != new.residence_kind for old, new in pairs),
            delegates_changed=sum(old.is_delegate != new.is_delegate for old, new in pairs),
            households_added=len(self.new_households),
            households_moved=len(self.moved_households),
            buildings_added=len(self.new_buildings),
            buildings_moved=len(self.moved_buildings),
            grids_added=len(self.new_grids),
        )


def _facts(row: RosterRow, old: Facts) -> Facts:
    """What the row says; a telephone that it leaves empty stays."""
    return Facts(row.phone or old.phone, row.residence_kind.value, row.is_delegate)


def _most(grids: Counter[str], current: str | None) -> str:
    """The grid of most dwellings; between equals the current one, else the first."""
    most = max(grids.values())
    return current if current and grids[current] == most else grids.most_common(1)[0][0]


def _moved(before: Mapping[Key, str], after: Mapping[Key, str]) -> dict[Key, str]:
    """Where the grid code is another than before."""
    return {key: grid for key, grid in after.items() if before.get(key, grid) != grid}
