"""Runs the migrations (``flask db …``): all of them in one transaction, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from portal.core.db import UTCDateTime, db


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """Versions outlive the app: they name no type of ours."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def migrating() -> Iterator[Connection]:
    """A connection that holds the write lock, so that two upgrades queue."""
    with db.engine.connect().execution_options(writing=True) as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        with without_foreign_keys(connection), connection.begin():
            yield connection
            assert_whole(connection)


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table by dropping the old one, which must not touch its children.

    The switch has no effect inside a transaction, and SQLAlchemy would begin one.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def assert_whole(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"the migration would leave rows that point nowhere: {orphans[:5]}")


with migrating() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    context.run_migrations()
