"""Asking the database for the first hits and their number, in one query."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func

from portal.core.db import db
from portal.search.registry import Found, Hit


def first(wanted: Select[*tuple[Any, ...]], most: int, told: Callable[[Any], Hit]) -> Found:
    """``wanted``: one thing a row, in the order of the list, narrowed to what is public."""
    counted = wanted.add_columns(func.count().over()).limit(most)
    rows = db.session.execute(counted).all()
    return Found([told(row[0]) for row in rows], rows[0][1] if rows else 0)
