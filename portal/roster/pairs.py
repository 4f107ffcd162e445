"""Who may be whom: people missing from a sheet, held against its new rows. Pure rules.

A pair is only proposed; somebody at the desk says whether it is one person. Whoever agrees in more
is paired first, and nobody stands in two pairs. The answer hangs on who is compared, never on the
order in which they come.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from portal.roster.reading import HouseholdKey

Person = TypeVar("Person")
Row = TypeVar("Row")
Keys = Callable[["Traits"], list[tuple[object, ...]]]

YEARS_OFF = (1, -1, 2, -2)  # by which a birth year may have been mistaken, the nearest first


class Clue(StrEnum):
    """What speaks for it, the strongest first. Those with ``home`` are of one dwelling."""

    NAME_YEAR_PHONE = "name_year_phone"
    HOME_NAME = "home_name"  # the birth year is off by one or two
    HOME_YEAR = "home_year"  # one character of the name is another, too many or too few
    NAME_PHONE = "name_phone"
    NAME_YEAR = "name_year"
    HOME_PHONE = "home_phone"


class Traits(NamedTuple):
    """What is compared: the dwelling's key, the name's, the birth year, the telephone."""

    home: HouseholdKey
    name: str
    year: int
    phone: str | None


@dataclass(frozen=True)
class Side(Generic[Person]):
    """``who`` stands for the traits; ``order`` tells equals apart: a row number or an id."""

    who: Person
    order: int
    traits: Traits


@dataclass(frozen=True)
class Pair(Generic[Person, Row]):
    """A missing person and a new row. ``others``: how many more the same clue would fit."""

    person: Person
    row: Row
    clue: Clue
    is_move: bool
    others: int


def propose(missing: Iterable[Side[Person]], new: Iterable[Side[Row]]) -> list[Pair[Person, Row]]:
    """The likely pairs, the surest first."""
    people, rows = sorted(missing, key=_order), sorted(new, key=_order)
    pairs: list[Pair[Person, Row]] = []
    for clue in Clue:
        found = _by_clue(clue, people, rows)
        paired = {(side.order, True) for side, _, _ in found}
        paired |= {(side.order, False) for _, side, _ in found}
        people = [one for one in people if (one.order, True) not in paired]
        rows = [one for one in rows if (one.order, False) not in paired]
        pairs += [
            Pair(a.who, b.who, clue, a.traits.home != b.traits.home, others)
            for a, b, others in found
        ]
    return pairs


def _order(side: Side[Person]) -> int:
    return side.order


def _by_clue(
    clue: Clue, people: Sequence[Side[Person]], rows: Sequence[Side[Row]]
) -> list[tuple[Side[Person], Side[Row], int]]:
    """Each person takes the first free row under one of their keys: no row is looked at twice
    under a key, so that twenty thousand take no longer than their keys.
    """
    sought, offered = KEYS[clue]
    waiting: dict[tuple[object, ...], deque[Side[Row]]] = defaultdict(deque)
    for row in rows:
        for key in offered(row.traits):
            waiting[key].append(row)
    offers = {key: len(queue) for key, queue in waiting.items()}
    seekers = Counter(key for person in people for key in sought(person.traits) if key in offers)
    taken: set[int] = set()
    found = []
    for person in people:
        for key in sought(person.traits):
            row_ = _next_free(waiting.get(key), taken)
            if row_:
                taken.add(row_.order)
                found.append((person, row_, offers[key] + seekers[key] - 2))
                break
    return found


def _next_free(queue: deque[Side[Row]] | None, taken: set[int]) -> Side[Row] | None:
    while queue:
        row = queue.popleft()
        if row.order not in taken:
            return row
    return None


# ---- The keys of each clue: those of a missing person, those of a new row ----


def _alike(*parts: str) -> tuple[Keys, Keys]:
    """Agreement in these traits; nobody agrees in a telephone that is not known."""

    def keys(traits: Traits) -> list[tuple[object, ...]]:
        if "phone" in parts and not traits.phone:
            return []
        return [tuple(getattr(traits, part) for part in parts)]

    return keys, keys


def _years_off(traits: Traits) -> list[tuple[object, ...]]:
    return [(traits.home, traits.name, traits.year + off) for off in YEARS_OFF]


def _year(traits: Traits) -> list[tuple[object, ...]]:
    return [(traits.home, traits.name, traits.year)]


def _nearly_named(traits: Traits) -> list[tuple[object, ...]]:
    """The name with a gap for each of its characters, and between any two: names that share one
    are an edit apart.
    """
    name = traits.name
    gaps = {f"{name[:at]}\0{name[at + 1 :]}" for at in range(len(name))}
    gaps |= {f"{name[:at]}\0{name[at:]}" for at in range(len(name) + 1)}
    return [(traits.home, traits.year, gap) for gap in sorted(gaps)]


KEYS: dict[Clue, tuple[Keys, Keys]] = {
    Clue.NAME_YEAR_PHONE: _alike("name", "year", "phone"),
    Clue.HOME_NAME: (_years_off, _year),
    Clue.HOME_YEAR: (_nearly_named, _nearly_named),
    Clue.NAME_PHONE: _alike("name", "phone"),
    Clue.NAME_YEAR: _alike("name", "year"),
    Clue.HOME_PHONE: _alike("home", "phone"),
}
