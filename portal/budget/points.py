"""A ballot that shares out points (分点数): whether what was typed makes one, and how long the
longest is, and what an opened ballot gives.
"""

import json
from collections.abc import Sequence

from portal.budget.rules import Fault, PriceList, stranger

MIN_POINTS, MAX_POINTS = 2, 100

Typed = tuple[str, str]
"""A project id and the points beside it, raw as the form sent them."""


def read(typed: str) -> int | Fault:
    """The points in one field; an empty one gives none."""
    if not typed:
        return 0
    if not (typed.isascii() and typed.removeprefix("-").isdigit() and len(typed) <= 9):
        return Fault.NOT_WHOLE
    return Fault.NEGATIVE if typed.startswith("-") and int(typed) else int(typed)


def fault_in(shares: Sequence[Typed], prices: PriceList, elsewhere: frozenset[int]) -> Fault | None:
    """None if these fields make a ballot of at most ``prices.points``; without any it is blank.

    ``elsewhere`` are ids, among those asked for, that exist in other rounds.
    """
    for project_id, _typed in shares:
        fault = stranger(project_id, prices, elsewhere)
        if fault:
            return fault
    if len(shares) > len(dict(shares)):
        return Fault.DUPLICATE
    given = [read(typed) for _project_id, typed in shares]
    for points in given:
        if isinstance(points, Fault):
            return points
    return Fault.OVER_POINTS if total(shares) > prices.points else None


def total(shares: Sequence[Typed]) -> int:
    """The points of every field that can be read."""
    return sum(points for _id, typed in shares if not isinstance(points := read(typed), Fault))


def longest(projects: int, points: int) -> list[int]:
    """The points that make the longest ballot of so many projects, most first.

    A further project is longer than any further digit, so as many as there are points for get
    one; what is left goes into second digits, nine apiece, and then into third ones.
    """
    shares = [1] * min(projects, points)
    left = points - len(shares)
    for more in (9, 90):
        for place in range(min(len(shares), left // more)):
            shares[place] += more
            left -= more
    return shares


def shares_in(content: str) -> dict[str, int]:
    """Points by project code of an opened ballot; a project that was ticked has one."""
    chosen = json.loads(content)
    pairs = (one if isinstance(one, list) else [one, 1] for one in chosen)
    return {str(code): int(given) for code, given in pairs}
