"""Of whom a sheet speaks: nobody else can be missing from it. Pure rules.

A sheet covers the buildings that it lists. A refused row still speaks of somebody, as far as it
can be read: whoever it may mean is not missing, but waits until the row is mended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.core.text import match_key
from portal.roster.cells import CellError, Field, parsers, text_of
from portal.roster.reading import BuildingKey, HouseholdKey, PersonKey, RawRow, Report

_PLACE = (Field.ESTATE, Field.BUILDING, Field.UNIT, Field.ROOM)
_LATEST_YEAR = 9999  # a year plays no part here


@dataclass(frozen=True)
class Coverage:
    """``homes``, ``names`` and ``blurred`` (buildings) are what refused rows may mean."""

    buildings: frozenset[BuildingKey]
    homes: frozenset[HouseholdKey]
    names: frozenset[str]
    blurred: frozenset[BuildingKey]

    def misses(self, person: PersonKey) -> bool:
        """Whether the sheet should have listed this person, and does not speak of them."""
        home, building, name = person[:4], person[:2], person[4]
        spoken_of = home in self.homes or name in self.names or building in self.blurred
        return building in self.buildings and not spoken_of


def coverage(report: Report) -> Coverage:
    refused = [_readable(raw) for raw in report.refused]
    return Coverage(
        buildings=frozenset(key[:2] for key in report.households),
        homes=frozenset(_homes(refused)),
        names=frozenset(_names_without_home(refused)),
        blurred=frozenset(_nameless(refused)),
    )


def _readable(raw: RawRow) -> dict[Field, str]:
    """The matching keys of those parts of a refused row that can be read."""
    parse, read = parsers(_LATEST_YEAR), {}
    for field in (*_PLACE, Field.NAME):
        try:
            read[field] = match_key(str(parse[field](text_of(field, raw.values.get(field)))))
        except CellError:
            continue
    return read


def _has(read: dict[Field, str], *fields: Field) -> bool:
    return all(field in read for field in fields)


def _homes(refused: Iterable[dict[Field, str]]) -> Iterator[HouseholdKey]:
    for read in refused:
        if _has(read, *_PLACE):
            estate, building, unit, room = (read[field] for field in _PLACE)
            yield estate, building, unit, room


def _names_without_home(refused: Iterable[dict[Field, str]]) -> Iterator[str]:
    return (r[Field.NAME] for r in refused if _has(r, Field.NAME) and not _has(r, *_PLACE))


def _nameless(refused: Iterable[dict[Field, str]]) -> Iterator[BuildingKey]:
    """Buildings of rows that tell neither the dwelling nor the name."""
    for read in refused:
        told = _has(read, *_PLACE) or _has(read, Field.NAME)
        if _has(read, Field.ESTATE, Field.BUILDING) and not told:
            yield read[Field.ESTATE], read[Field.BUILDING]
