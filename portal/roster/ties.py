"""What refers to somebody, all over the house: known from the tables themselves, so that no room
has to be asked and none can be forgotten.
"""

from sqlalchemy import Column

from portal.core.db import Model, db


def columns_to(model: type[Model]) -> list[Column[int]]:
    """Every column of the house that points at a row of this table, in one order."""
    return [
        key.parent
        for table in sorted(db.metadata.tables.values(), key=lambda one: one.name)
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if key.column.table is model.__table__
    ]
