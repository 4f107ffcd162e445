"""What a table of the bundle is: its columns, and the rows that everyone may read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from sqlalchemy import Select, func, select

from portal.core import money
from portal.core.db import db

AT_ONCE = 1000  # rows held in memory


class Type(StrEnum):
    """As Table Schema (Frictionless) names them; an amount is a decimal number of yuan."""

    TEXT = "string"
    NUMBER = "integer"
    YUAN = "number"
    DAY = "date"
    TIME = "datetime"
    YES = "boolean"


@dataclass(frozen=True)
class Column:
    name: str
    type: Type
    about: LazyString


@dataclass(frozen=True)
class Table:
    """``wanted`` selects the columns in their order, one row each, always in the same order."""

    name: str
    about: LazyString
    columns: Sequence[Column]
    wanted: Select[*tuple[Any, ...]]

    def count(self) -> int:
        return db.session.scalar(select(func.count()).select_from(self.wanted.subquery())) or 0

    def rows(self) -> Iterator[list[object]]:
        """Each row as ``core.csvs`` writes it."""
        types = [one.type for one in self.columns]
        found = db.session.execute(self.wanted.execution_options(yield_per=AT_ONCE))
        for row in found:
            yield [_cell(type_, value) for type_, value in zip(types, row, strict=True)]


def _cell(type_: Type, value: Any) -> object:
    """Amounts are decimal numbers of yuan, times are UTC; None is an empty cell."""
    if value is None:
        return None
    if type_ is Type.YUAN:
        return Decimal(money.decimal_yuan(value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if type_ is Type.YES:
        return "true" if value else "false"
    return value
