"""Instants keep their zone, and a write happens whole or not at all."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from portal.core.clock import SHANGHAI
from portal.core.db import db, writing
from portal.core.tick import TickRun
from portal.roster.models import Grid
from tests.world import utc


@pytest.fixture
def rival(app: Flask, tmp_path: Path) -> sqlite3.Connection:
    """Another process at the same database, which does not wait."""
    return sqlite3.connect(tmp_path / "portal.db", timeout=0, isolation_level=None)


def grids() -> list[str]:
    return list(db.session.scalars(select(Grid.name).order_by(Grid.name)))


def test_an_instant_comes_back_aware_and_in_utc(app: Flask) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
    with writing():
        db.session.add(TickRun(id=1, finished_at=noon))
    found = db.session.scalar(select(TickRun.finished_at))
    assert (found, found and found.tzinfo) == (utc(2026, 5, 1, 4), UTC)
    stored = db.session.scalar(text("SELECT CAST(finished_at AS varchar) FROM tick_run"))
    assert stored.startswith("2026-05-01 04:00")


def test_a_naive_instant_does_not_reach_the_database(app: Flask) -> None:
    with pytest.raises(StatementError, match="naive datetime"), writing():
        db.session.add(TickRun(id=1, finished_at=datetime(2026, 5, 1)))  # noqa: DTZ001
    assert db.session.get(TickRun, 1) is None


def test_an_instant_that_is_not_known_stays_unknown(app: Flask) -> None:
    assert db.session.scalar(select(db.func.max(TickRun.finished_at))) is None


@pytest.mark.sqlite
def test_writing_commits(app: Flask, rival: sqlite3.Connection) -> None:
    with writing():
        db.session.add(Grid(code="1", name="第一网格"))
    assert rival.execute("SELECT name FROM grid").fetchall() == [("第一网格",)]
    rival.close()


def fail_half_way() -> None:
    with writing():
        db.session.add(Grid(code="1", name="第一网格"))
        db.session.flush()
        raise ZeroDivisionError


def test_what_fails_half_way_never_happened(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert grids() == []


def test_what_the_database_refuses_never_happened(app: Flask) -> None:
    with pytest.raises(IntegrityError), writing():
        db.session.add_all([Grid(code="1", name="第一网格"), Grid(code="1", name="第二网格")])
    assert grids() == []


@pytest.mark.sqlite
def test_writing_forgets_what_was_read_before(app: Flask, rival: sqlite3.Connection) -> None:
    with writing():
        db.session.add(Grid(id=1, code="1", name="旧名"))
    grid = db.session.get_one(Grid, 1)
    assert grid.name == "旧名"
    db.session.rollback()
    rival.execute("UPDATE grid SET name = '新名'")
    with writing():
        assert grid.name == "新名"
    rival.close()


@pytest.mark.sqlite
def test_writers_queue_from_their_first_read_and_readers_do_not(
    app: Flask, rival: sqlite3.Connection
) -> None:
    assert grids() == []
    rival.execute("BEGIN IMMEDIATE")
    rival.execute("ROLLBACK")
    with writing():
        assert grids() == []
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            rival.execute("BEGIN IMMEDIATE")
    rival.execute("BEGIN IMMEDIATE")
    rival.close()


@pytest.mark.sqlite
def test_a_lock_that_cannot_be_had_is_said(app: Flask, rival: sqlite3.Connection) -> None:
    db.session.execute(text("PRAGMA busy_timeout=10"))
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), writing():
        pytest.fail("two writers at once")
    rival.close()


def write_within_a_write() -> None:
    with writing():
        db.session.add(Grid(code="1", name="第一网格"))
        with writing():
            pytest.fail("what stood before would have been lost")


def test_a_transaction_does_not_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="nest"):
        write_within_a_write()
    assert grids() == []
    with writing():
        db.session.add(Grid(code="2", name="第二网格"))
    assert grids() == ["第二网格"]


@pytest.mark.sqlite
def test_the_database_is_tuned_for_safety(app: Flask) -> None:
    def pragma(name: str) -> object:
        return db.session.scalar(text(f"PRAGMA {name}"))

    assert (pragma("foreign_keys"), pragma("secure_delete"), pragma("journal_mode")) == (
        1,
        1,
        "delete",
    )
