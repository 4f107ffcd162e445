"""What an import would change: a report held against the roster as it stands. Pure rules.

A sheet adds and updates. It never deletes anyone, never clears a telephone number that it leaves
empty, and never brings back somebody who is on record as gone: those rows are reported instead.
Who lives in a building that it covers and is not in it is *missing*: named, and marked only if the
sheet is said to be full. Who may be whom is proposed (:mod:`portal.roster.pairs`), and done only
where somebody has confirmed it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from portal.roster import pairs
from portal.roster.coverage import Coverage, coverage
from portal.roster.pairs import Side, Traits
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
PairKey = tuple[int, int]
"""A pair by the person's id and the number of the row."""


@dataclass(frozen=True)
class Facts:
    """What may change of a person: not the key, by which a row finds them."""

    phone: str | None
    residence_kind: str | None
    is_delegate: bool


@dataclass(frozen=True)
class Known:
    """A person on the roster; ``has_left``: on record as moved away or dead; ``is_missing``: not
    found in a full sheet; ``born_on``: a date that was proven.
    """

    id: int
    facts: Facts
    has_left: bool
    name: str
    address: str
    is_missing: bool = False
    born_on: date | None = None


Pair = pairs.Pair[Known, RosterRow]


@dataclass(frozen=True)
class Standing:
    """The roster as it stands: grid codes, and by matching key the grid code of each building
    and dwelling, and each person. ``doubles``: for the key of an entry that was merged into
    another, the key of that one.
    """

    grids: frozenset[str]
    buildings: Mapping[BuildingKey, str]
    households: Mapping[HouseholdKey, str]
    people: Mapping[PersonKey, Known]
    doubles: Mapping[PersonKey, PersonKey] = field(default_factory=dict)


NOTHING = Standing(frozenset(), {}, {}, {})


@dataclass(frozen=True)
class Edit:
    person: Known
    new: Facts

    @property
    def old(self) -> Facts:
        return self.person.facts

    @property
    def changed(self) -> dict[str, tuple[object, object]]:
        """By the name of each fact that changes, what it was and what it will be."""
        old, new = asdict(self.old), asdict(self.new)
        return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


@dataclass(frozen=True)
class Changes:
    """What an import does, in figures.

    People of the sheet are added, changed, unchanged, or ``returned``: on record as gone, and
    left so; of confirmed pairs, moved or corrected. People who live here and are not in the sheet
    are ``not_listed``, and stay; those of a building that it covers are ``missing``. A full sheet
    marks them; whoever is found again loses the mark.
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
    people_missing: int
    people_moved: int
    people_corrected: int
    people_marked: int
    people_unmarked: int

    @property
    def is_empty(self) -> bool:
        """Whether the roster stays as it is."""
        doing = ("_added", "_changed", "_moved", "_corrected", "_marked", "_unmarked")
        return not any(count for name, count in asdict(self).items() if name.endswith(doing))


@dataclass(frozen=True)
class Plan:
    """The steps of an import, each in the sheet's order.

    ``confirmed``: the pairs that somebody says are one person. ``is_full``: whether the sheet is
    said to hold everyone who lives in its buildings.
    """

    report: Report
    standing: Standing
    confirmed: frozenset[PairKey] = frozenset()
    is_full: bool = False

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
    def _listed(self) -> dict[PersonKey, RosterRow]:
        """The row of each person. That of a merged entry means whoever stands for it, unless the
        sheet lists them as well.
        """
        rows, doubles = self.report.people, self.standing.doubles
        meant = {doubles[key]: row for key, row in rows.items() if key in doubles}
        return meant | {key: row for key, row in rows.items() if key not in doubles}

    @cached_property
    def _met(self) -> list[tuple[RosterRow, Known]]:
        """The rows of people who are on the roster, gone or not."""
        known = self.standing.people
        return [(row, known[key]) for key, row in self._listed.items() if key in known]

    @cached_property
    def _unknown(self) -> dict[PersonKey, RosterRow]:
        known = self.standing.people
        return {key: row for key, row in self._listed.items() if key not in known}

    @cached_property
    def new_people(self) -> dict[PersonKey, RosterRow]:
        """Whom the roster does not know, and nobody says to be somebody else."""
        kept = {pair.row.row for pair in self.kept}
        return {key: row for key, row in self._unknown.items() if row.row not in kept}

    @cached_property
    def edits(self) -> list[Edit]:
        met = [(known, new_facts(row, known)) for row, known in self._met if not known.has_left]
        return [Edit(known, new) for known, new in met if new != known.facts]

    @cached_property
    def returned(self) -> list[RosterRow]:
        """Rows of people who are on record as gone."""
        return [row for row, known in self._met if known.has_left]

    @cached_property
    def _absent(self) -> dict[PersonKey, Known]:
        """People who live here and are not in the sheet, wherever."""
        here = (item for item in self.standing.people.items() if not item[1].has_left)
        return {key: known for key, known in here if key not in self._listed}

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(self.report)

    @cached_property
    def _unfound(self) -> dict[PersonKey, Known]:
        misses = self.coverage.misses
        return {key: known for key, known in self._absent.items() if misses(key)}

    @cached_property
    def missing(self) -> list[Known]:
        """People of the sheet's buildings who are not in it, and nobody says to be in it under
        another name or address.
        """
        kept = {pair.person.id for pair in self.kept}
        return [known for known in self._unfound.values() if known.id not in kept]

    @cached_property
    def marked(self) -> list[Known]:
        """Who is missing from now on."""
        return [known for known in self.missing if self.is_full and not known.is_missing]

    @cached_property
    def unmarked(self) -> list[Known]:
        """Who was missing, and is in the sheet."""
        return [known for _, known in self._met if known.is_missing and not known.has_left]

    # Pairs: a missing person and a new row that may be one

    @cached_property
    def proposed(self) -> list[Pair]:
        missing = [Side(k, k.id, _traits(key, k.facts.phone)) for key, k in self._unfound.items()]
        new = [Side(r, r.row, _traits(key, r.phone)) for key, r in self._unknown.items()]
        return pairs.propose(missing, new)

    @cached_property
    def kept(self) -> list[Pair]:
        """The pairs that somebody has confirmed: the person stays, with what the row says."""
        if not self.confirmed:
            return []
        return [pair for pair in self.proposed if pair_key(pair) in self.confirmed]

    @property
    def is_as_confirmed(self) -> bool:
        """Whether every pair that was confirmed is proposed still."""
        return len(self.kept) == len(self.confirmed)

    @property
    def passed_over(self) -> list[BuildingKey]:
        """Buildings of the sheet's grids of which it lists nobody: nobody there is missing."""
        grids = {*self.report.household_grids.values()}
        ours = (key for key, grid in self.standing.buildings.items() if grid in grids)
        return [key for key in ours if key not in self.coverage.buildings]

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
            people_not_listed=len(self._absent),
            phones_changed=sum(old.phone != new.phone for old, new in pairs),
            kinds_changed=sum(old.residence_kind != new.residence_kind for old, new in pairs),
            delegates_changed=sum(old.is_delegate != new.is_delegate for old, new in pairs),
            households_added=len(self.new_households),
            households_moved=len(self.moved_households),
            buildings_added=len(self.new_buildings),
            buildings_moved=len(self.moved_buildings),
            grids_added=len(self.new_grids),
            people_missing=len(self.missing),
            people_moved=sum(pair.is_move for pair in self.kept),
            people_corrected=sum(not pair.is_move for pair in self.kept),
            people_marked=len(self.marked),
            people_unmarked=len(self.unmarked),
        )


def new_facts(row: RosterRow, known: Known) -> Facts:
    """What the row says; a telephone that it leaves empty stays."""
    return Facts(row.phone or known.facts.phone, row.residence_kind.value, row.is_delegate)


def pair_key(pair: Pair) -> PairKey:
    return pair.person.id, pair.row.row


def row_address(row: RosterRow) -> str:
    return f"{row.estate}{row.building}{row.unit}{row.room}"


def _traits(key: PersonKey, phone: str | None) -> Traits:
    return Traits(key[:4], key[4], key[5], phone)


def _most(grids: Counter[str], current: str | None) -> str:
    """The grid of most dwellings; between equals the current one, else the first."""
    most = max(grids.values())
    return current if current and grids[current] == most else grids.most_common(1)[0][0]


def _moved(before: Mapping[Key, str], after: Mapping[Key, str]) -> dict[Key, str]:
    """Where the grid code is another than before."""
    return {key: grid for key, grid in after.items() if before.get(key, grid) != grid}
