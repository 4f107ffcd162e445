"""How much waits behind the doors of the desk: each room says it as two numbers of the database,
and all are asked for in one query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from portal.core.db import db


@dataclass(frozen=True)
class Waiting:
    """``number``: a query of one number, how many wait; ``late``: of how many are past their day,
    None where nothing has a day.
    """

    number: Select[Any]
    late: Select[Any] | None = None


def ask(asked: Sequence[Waiting]) -> list[tuple[int, int]]:
    """(how many wait, how many of them are late) of each, in their order; one query for all."""
    if not asked:
        return []
    numbers = [one.number.scalar_subquery() for one in asked]
    late = [one.late.scalar_subquery() for one in asked if one.late is not None]
    row = list(db.session.execute(select(*numbers, *late)).one())
    counted, overdue = row[: len(numbers)], iter(row[len(numbers) :])
    return [
        (number, 0 if one.late is None else next(overdue))
        for one, number in zip(asked, counted, strict=True)
    ]
