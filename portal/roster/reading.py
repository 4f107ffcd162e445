"""What a roster sheet says: its rows checked and grouped. Pure rules, no files.

A row is one resident. A row with a fault is refused whole and says why; the other rows stand.
Nothing here decides what is stored: a :class:`Report` is shown first, applied on confirmation.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from portal.core import sheets
from portal.core.marker import N_
from portal.core.sheets import Progress, counted
from portal.core.text import match_key
from portal.roster.cells import (
    MESSAGES,
    TITLES,
    CellError,
    Field,
    Problem,
    ResidenceKind,
    parsers,
    text_of,
)

GRID_HOUSEHOLDS = range(250, 501)  # a residential grid has 250–500 households

BuildingKey = tuple[str, str]
HouseholdKey = tuple[str, str, str, str]
PersonKey = tuple[str, str, str, str, str, int]
RawRow = sheets.RawRow[Field]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class RosterRow:
    """A resident as the sheet says, cleaned. ``row`` is the sheet's row number.

    ``unit`` is empty in a building without units; ``phone`` is None or 11 digits.
    """

    row: int
    grid_code: str
    estate: str
    building: str
    unit: str
    room: str
    name: str
    birth_year: int
    phone: str | None
    residence_kind: ResidenceKind
    is_delegate: bool


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell; ``details`` are the figures in its message."""

    field: Field
    problem: Problem
    details: Mapping[str, int]

    @property
    def message(self) -> str:
        return MESSAGES[self.problem] % {"title": TITLES[self.field], **self.details}


@dataclass(frozen=True)
class RowError:
    """A refused row with all its faults (at least one), in the order of the columns."""

    row: int
    faults: tuple[Fault, ...]

    @property
    def field(self) -> Field:
        return self.faults[0].field

    @property
    def problem(self) -> Problem:
        return self.faults[0].problem

    @property
    def message(self) -> str:
        return "".join(fault.message for fault in self.faults)


@dataclass(frozen=True)
class DuplicateRow:
    """A row that says again what ``first_row`` says; it is passed over."""

    row: int
    first_row: int


class WarningKind(StrEnum):
    """What is applied all the same, but should be looked at."""

    TWO_DELEGATES = "two_delegates"
    TWO_GRIDS = "two_grids"
    SHARED_PHONE = "shared_phone"
    GRID_SIZE = "grid_size"


WARNING_MESSAGES = {
    WarningKind.TWO_DELEGATES: N_("第%(rows)s行：同一户有不止一位户代表，请确认由谁代表。"),
    WarningKind.TWO_GRIDS: N_(
        "第%(rows)s行：同一户写了不同的网格编号，先按第%(first)s行的算，请核对。"
    ),
    WarningKind.SHARED_PHONE: N_("第%(rows)s行：手机号相同，请核对是否本人的号码。"),
    WarningKind.GRID_SIZE: N_(
        "网格%(grid)s有%(households)s户，不在250到500户之间，请核对网格划分。"
    ),
}


@dataclass(frozen=True)
class RosterWarning:
    """``rows`` are the sheet's rows it concerns; a grid's size has a grid code instead."""

    kind: WarningKind
    rows: tuple[int, ...] = ()
    grid_code: str = ""
    households: int = 0

    @property
    def message(self) -> str:
        return WARNING_MESSAGES[self.kind] % self.details

    @property
    def details(self) -> dict[str, object]:
        """The figures in its message."""
        return {
            "rows": "、".join(map(str, self.rows)),
            "first": self.rows[0] if self.rows else "",
            "grid": self.grid_code,
            "households": self.households,
        }


@dataclass(frozen=True)
class Report:
    """What an import would do. ``rows`` are the residents to apply, each person once.

    ``refused`` are the rows of ``errors`` as they came, in the same order.
    ``dropped_columns`` are the titles in the sheet that the roster does not keep.
    """

    rows: tuple[RosterRow, ...]
    errors: tuple[RowError, ...]
    refused: tuple[RawRow, ...]
    duplicates: tuple[DuplicateRow, ...]
    blank_rows: int
    dropped_columns: tuple[str, ...]

    @property
    def rows_with_data(self) -> int:
        return len(self.rows) + len(self.errors) + len(self.duplicates)

    @cached_property
    def people(self) -> dict[PersonKey, RosterRow]:
        """The row of each person, in the sheet's order."""
        return {person_key(row): row for row in self.rows}

    @cached_property
    def households(self) -> dict[HouseholdKey, list[RosterRow]]:
        """The residents of each dwelling, in the sheet's order."""
        return _grouped(self.rows, household_key)

    @cached_property
    def household_grids(self) -> dict[HouseholdKey, str]:
        """The grid code of each dwelling: the one on its first row."""
        return {key: rows[0].grid_code for key, rows in self.households.items()}

    @cached_property
    def warnings(self) -> tuple[RosterWarning, ...]:
        """Delegates, then grids, then telephones; each in the sheet's order.

        The size of a grid is no matter of one sheet, which may hold a part of it.
        """
        return (
            *self._households_with(WarningKind.TWO_DELEGATES, _delegates),
            *self._households_with(WarningKind.TWO_GRIDS, _rows_of_two_grids),
            *_shared_phones(self.rows),
        )

    def reasons(self) -> dict[int, str]:
        """For each refused row number, the reason in words."""
        return {error.row: error.message for error in self.errors}

    def summary(self) -> dict[str, object]:
        """The report in figures, as ``flask roster import --json`` prints it."""
        return {
            "rows_with_data": self.rows_with_data,
            "blank_rows": self.blank_rows,
            "households": len(self.households),
            "residents_importable": len(self.rows),
            "error_rows": [[error.row, error.field.value] for error in self.errors],
            "exact_duplicate_rows": len(self.duplicates),
            "shared_phone_rows": sorted(
                row for warning in self._of(WarningKind.SHARED_PHONE) for row in warning.rows
            ),
            "households_with_two_delegates": len(self._of(WarningKind.TWO_DELEGATES)),
            "grids": len({row.grid_code for row in self.rows}),
            "buildings": len({key[:2] for key in self.households}),
        }

    def _of(self, kind: WarningKind) -> list[RosterWarning]:
        return [warning for warning in self.warnings if warning.kind is kind]

    def _households_with(
        self, kind: WarningKind, concerned: Callable[[list[RosterRow]], list[RosterRow]]
    ) -> list[RosterWarning]:
        found = map(concerned, self.households.values())
        return [_warning(kind, rows) for rows in found if len(rows) > 1]


def read_rows(
    raw_rows: Iterable[RawRow],
    *,
    this_year: int,
    dropped_columns: Sequence[str] = (),
    progress: Progress | None = None,
) -> Report:
    """Clean, check and group the rows of a sheet, given in the sheet's order.

    ``this_year`` is the latest birth year believed. ``progress`` hears the number of rows
    read, every 500 rows and at the end. Never raises for what a cell contains.
    """
    parse = parsers(this_year)
    people: dict[PersonKey, RosterRow] = {}
    errors: list[RowError] = []
    refused: list[RawRow] = []
    duplicates: list[DuplicateRow] = []
    blank_rows = 0
    for raw in counted(raw_rows, progress):
        if raw.is_blank:
            blank_rows += 1
            continue
        match _known(_read_row(raw, parse), people):
            case RowError() as error:
                errors.append(error)
                refused.append(raw)
            case DuplicateRow() as duplicate:
                duplicates.append(duplicate)
            case RosterRow() as row:
                people[person_key(row)] = row
    return Report(
        rows=tuple(people.values()),
        errors=tuple(errors),
        refused=tuple(refused),
        duplicates=tuple(duplicates),
        blank_rows=blank_rows,
        dropped_columns=tuple(dropped_columns),
    )


# Keys: under which a row finds the building, the dwelling, the person that it means.


def building_key(row: RosterRow) -> BuildingKey:
    return match_key(row.estate), match_key(row.building)


def household_key(row: RosterRow) -> HouseholdKey:
    """Estate, building, unit, room; not the grid, whose bounds are redrawn."""
    return *building_key(row), match_key(row.unit), match_key(row.room)


def person_key(row: RosterRow) -> PersonKey:
    """The dwelling, the name and the birth year: two rows with one key mean one person."""
    return *household_key(row), match_key(row.name), row.birth_year


def key_text(parts: Iterable[str]) -> str:
    """A key's parts as one text to store: no part has white space, so a space tells them apart."""
    return " ".join(parts)


# Rows


def _read_row(raw: RawRow, parse: Mapping[Field, Callable[[str], object]]) -> RosterRow | RowError:
    read: dict[Field, Any] = {}
    faults: list[Fault] = []
    for field, parser in parse.items():
        try:
            read[field] = parser(text_of(field, raw.values.get(field)))
        except CellError as error:
            faults.append(Fault(field, error.problem, error.details))
    if faults:
        return RowError(raw.row, tuple(faults))
    return RosterRow(
        row=raw.row,
        grid_code=read[Field.GRID],
        estate=read[Field.ESTATE],
        building=read[Field.BUILDING],
        unit=read[Field.UNIT],
        room=read[Field.ROOM],
        name=read[Field.NAME],
        birth_year=read[Field.BIRTH_YEAR],
        phone=read[Field.PHONE],
        residence_kind=read[Field.RESIDENCE_KIND],
        is_delegate=read[Field.DELEGATE],
    )


def _known(
    row: RosterRow | RowError, people: Mapping[PersonKey, RosterRow]
) -> RosterRow | RowError | DuplicateRow:
    """The row itself; or what it is if an earlier row names the same person."""
    if isinstance(row, RowError):
        return row
    first = people.get(person_key(row))
    if first is None:
        return row
    faults = tuple(
        Fault(field, Problem.CONTRADICTION, {"row": first.row})
        for field, said, says in _facts(first, row)
        if said != says
    )
    return RowError(row.row, faults) if faults else DuplicateRow(row.row, first.row)


def _facts(first: RosterRow, row: RosterRow) -> tuple[tuple[Field, object, object], ...]:
    """What is known of a person besides the key, as two rows say it."""
    return (
        (Field.GRID, first.grid_code, row.grid_code),
        (Field.PHONE, first.phone, row.phone),
        (Field.RESIDENCE_KIND, first.residence_kind, row.residence_kind),
        (Field.DELEGATE, first.is_delegate, row.is_delegate),
    )


# Groups


def grid_size_warnings(grid_of_each_household: Iterable[str]) -> list[RosterWarning]:
    """Grids outside 250–500 households, given the grid code of every household."""
    return [
        RosterWarning(WarningKind.GRID_SIZE, grid_code=grid, households=households)
        for grid, households in sorted(Counter(grid_of_each_household).items())
        if households not in GRID_HOUSEHOLDS
    ]


def _shared_phones(rows: Iterable[RosterRow]) -> list[RosterWarning]:
    owners = _grouped((row for row in rows if row.phone), lambda row: row.phone)
    return [_warning(WarningKind.SHARED_PHONE, of) for of in owners.values() if len(of) > 1]


def _delegates(household: list[RosterRow]) -> list[RosterRow]:
    return [row for row in household if row.is_delegate]


def _rows_of_two_grids(household: list[RosterRow]) -> list[RosterRow]:
    return household if len({row.grid_code for row in household}) > 1 else []


def _warning(kind: WarningKind, rows: Iterable[RosterRow]) -> RosterWarning:
    return RosterWarning(kind, tuple(row.row for row in rows))


def _grouped(
    rows: Iterable[RosterRow], key: Callable[[RosterRow], Key]
) -> dict[Key, list[RosterRow]]:
    groups: dict[Key, list[RosterRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)
