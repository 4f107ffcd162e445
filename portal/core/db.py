"""The database: one handle, one naming convention, one way to write.

SQLite is embedded with a rollback journal and ``synchronous=EXTRA``; PostgreSQL serves more
than one machine. The same code and the same migrations run on both.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, MetaData, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


Fen = Annotated[int, mapped_column(BigInteger)]
"""An amount of money in a table: integer fen, 64 bits on every engine."""


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes in and out, UTC in the table, on engines that know no zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must not reach the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def init_db(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tune_sqlite(db.engine, app.config["SQLITE_SYNCHRONOUS"])


def _tune_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late
        for pragma in (
            "busy_timeout=8000",
            "foreign_keys=ON",
            "journal_mode=DELETE",
            f"synchronous={synchronous}",
            "secure_delete=ON",  # erased envelopes leave no bytes behind
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writing_now = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing_now else "BEGIN")


def changed(row: Base) -> set[str]:
    """The columns in which a row differs from what was kept."""
    state = inspect(row)
    columns = [one.key for one in state.mapper.column_attrs]
    return {key for key in columns if state.attrs[key].history.has_changes()}


def was_set(row: Base, column: str) -> bool:
    """Whether a column held something when the row was last kept."""
    history = inspect(row).attrs[column].history
    return any((*history.unchanged, *history.deleted))


def insert_once(table: type[Base], **values: object) -> bool:
    """Inserts a row unless one with its key is there: two presses, or two machines, make one.
    True if it is new.
    """
    on_postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = (postgresql if on_postgres else sqlite).insert
    done = db.session.execute(insert(table).values(**values).on_conflict_do_nothing())
    return bool(done.rowcount)  # type: ignore[attr-defined]


@contextmanager
def writing() -> Iterator[None]:
    """One short write transaction: load, ask, act inside; it commits, or nothing happened.

    Whatever was read before is forgotten first, so that a decision rests on rows read under
    the lock. Raises OperationalError when the lock cannot be had (answered as 503). It does not
    nest: the inner one would forget what the outer one had done.
    """
    notes = db.session().info
    if notes.get("writing"):
        raise RuntimeError("writing() does not nest")
    db.session.rollback()
    _begin_with_one_retry()
    notes["writing"] = True
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        notes["writing"] = False


def _begin_with_one_retry() -> None:
    for last_try in (False, True):
        try:
            db.session.connection(execution_options={"writing": True})
        except OperationalError:
            db.session.rollback()
            if last_try:
                raise
            time.sleep(0.05)
        else:
            return
