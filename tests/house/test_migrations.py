"""The migrations lead to the very tables that the models describe, and back to nothing."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select

from portal.app import create_app
from portal.config import ROOT
from portal.core.db import db
from portal.notices.models import Posting
from portal.resolutions.models import Resolution
from tests import postgres
from tests.settings import config_in
from tests.world import utc

VERSIONS = ROOT / "migrations" / "versions"

WRITTEN_DOWN = {
    "sqlite": "SELECT name, sql FROM sqlite_master"
    " WHERE sql IS NOT NULL AND name <> 'alembic_version'",
    "postgresql": """
        SELECT table_name || '.' || column_name,
               concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
          FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> 'alembic_version'
        UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
           AND conrelid::regclass::text NOT IN ('alembic_version', '-')
        UNION ALL SELECT indexname, indexdef FROM pg_indexes
         WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    """,
}


@pytest.fixture
def blank(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The portal over a database without any table."""
    folder = tmp_path / "blank"
    folder.mkdir()
    with postgres.database_for(config_in(folder)) as config:
        blank = create_app(config)
        with blank.app_context():
            yield blank
            db.session.remove()
            db.engine.dispose()


def scripts(app: Flask, directory: Path | None = None) -> AlembicConfig:
    migrate = app.extensions["migrate"].migrate
    config: AlembicConfig = migrate.get_config(str(directory) if directory else None)
    return config


def schema() -> dict[str, list[str]]:
    """Every table, check and index as the database wrote it down, the order of columns apart, and
    the quotes that a rebuilt table has around its name.
    """
    engine = db.session.get_bind().dialect.name
    rows = db.session.connection().exec_driver_sql(WRITTEN_DOWN[engine]).all()
    db.session.remove()
    return {name: _parts(sql.replace('"', "")) for name, sql in rows}


def _parts(sql: str) -> list[str]:
    """``CREATE TABLE t (a, b)`` → its column and constraint clauses, sorted, and what follows."""
    head, _, rest = re.sub(r"\s+", " ", sql).partition("(")
    body, _, tail = rest.rpartition(")")
    clauses = re.split(r",(?![^(]*\))", body)
    return [head.strip(), *sorted(part.strip() for part in clauses), tail.strip()]


def test_there_is_one_head_and_it_is_the_last_number() -> None:
    numbers = sorted(path.name[:3] for path in VERSIONS.glob("*.py"))
    assert numbers, "no migration: flask db revision --autogenerate --rev-id 001 -m '…'"
    assert numbers == [f"{n:03d}" for n in range(1, len(numbers) + 1)]
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    assert heads == [numbers[-1]]


def test_versions_do_not_import_the_app() -> None:
    importing = [
        path.name
        for path in VERSIONS.glob("*.py")
        if re.search(r"^\s*(from|import) portal", path.read_text(), re.M)
    ]
    assert importing == []


def test_head_equals_the_models(blank: Flask) -> None:
    command.upgrade(scripts(blank), "head")
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_head_equals_the_models_to_the_last_check(app: Flask, blank: Flask) -> None:
    """Checks and tables without row ids too, which Alembic does not compare."""
    command.upgrade(scripts(blank), "head")
    migrated = schema()
    with app.app_context():
        assert migrated == schema()


def test_down_to_nothing_and_up_again(blank: Flask) -> None:
    command.upgrade(scripts(blank), "head")
    full = schema()
    command.downgrade(scripts(blank), "base")
    assert schema() == {}
    command.upgrade(scripts(blank), "head")
    assert schema() == full


def test_each_step_goes_down_and_up_again(blank: Flask) -> None:
    command.upgrade(scripts(blank), "head")
    steps = list(VERSIONS.glob("*.py"))
    for _ in steps:
        before = schema()
        command.downgrade(scripts(blank), "-1")
        command.upgrade(scripts(blank), "+1")
        assert schema() == before
        command.downgrade(scripts(blank), "-1")
    assert steps


def one_more(blank: Flask, tmp_path: Path, upgrade: str) -> AlembicConfig:
    """The migrations, and after the last a version whose upgrade() does ``upgrade``."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder)
    head = ScriptDirectory(str(folder)).get_current_head()
    body = f"""\
        import sqlalchemy as sa
        from alembic import op

        revision, down_revision = "next", {head!r}

        def upgrade():
            {upgrade}
    """
    (folder / "versions" / "next_one.py").write_text(dedent(body))
    return scripts(blank, folder)


def test_a_migration_that_fails_leaves_nothing_behind(blank: Flask, tmp_path: Path) -> None:
    command.upgrade(scripts(blank), "head")
    before = schema()
    failing = one_more(
        blank, tmp_path, 'op.create_table("half", sa.Column("id", sa.Integer())); 1 / 0'
    )
    with pytest.raises(ZeroDivisionError):
        command.upgrade(failing, "head")
    assert schema() == before


def _one_building() -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO grid VALUES (1, '110101001001001', '第一网格')")
        connection.exec_driver_sql("INSERT INTO building VALUES (1, 1, '里仁里', '1号楼', 'k')")


@pytest.mark.sqlite
def test_rebuilding_a_table_keeps_what_points_at_it(blank: Flask, tmp_path: Path) -> None:
    command.upgrade(scripts(blank), "head")
    _one_building()
    rebuild = 'with op.batch_alter_table("grid", recreate="always"): pass'
    command.upgrade(one_more(blank, tmp_path, rebuild), "head")
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT g.name FROM building b JOIN grid g ON 1").all()
        assert rows == [("第一网格",)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.sqlite
def test_a_migration_may_not_leave_rows_that_point_nowhere(blank: Flask, tmp_path: Path) -> None:
    command.upgrade(scripts(blank), "head")
    _one_building()
    with pytest.raises(RuntimeError, match="point nowhere"):
        command.upgrade(one_more(blank, tmp_path, 'op.execute("DELETE FROM grid")'), "head")
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM grid").scalar() == 1


ROUND = (
    "INSERT INTO budget_round (id, title, purpose, fund, amount_fen, form, max_choices, rule,"
    " completion, min_support, receipts, endorsements_needed, screening_days, voting_from,"
    " voting_until, posting_days, posted_at, voided_at) VALUES ({id}, '第{id}轮', '', '资金', 1,"
    " 'knapsack', 1, 'most-votes', 'none', 0, 'listed', 10, 10, '2026-02-01 01:00:00',"
    " '2026-02-15 10:00:00', 15, {posted}, {voided})"
)


def test_a_resolution_from_before_keeps_the_name_that_its_adopter_has(blank: Flask) -> None:
    command.upgrade(scripts(blank), "013")
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO person (id, name, name_key, is_delegate) VALUES (7, '刘文静', 'k', false)"
        )
        connection.exec_driver_sql(
            "INSERT INTO resolution (id, year, serial, number, title, match_key, source_kind,"
            " source_id, adopted_on, adopted_by, rule, basis, head_line, head_hash, facts)"
            " VALUES (1, 2026, 1, '1号', '决议', 'k', 'budget.round', 1, '2026-05-01', 7, '', '',"
            " 1, 'h', '{}')"
        )
    command.upgrade(scripts(blank), "head")
    (resolution,) = db.session.scalars(select(Resolution)).all()
    assert (resolution.adopted_by, resolution.adopted_by_name) == (7, "刘文静")


def test_results_posted_before_there_were_objections_get_their_posting(blank: Flask) -> None:
    command.upgrade(scripts(blank), "002")
    at = "'2026-02-15 10:00:00.000000'"
    with db.engine.begin() as connection:
        for row_id, posted, voided in ((1, at, "NULL"), (2, "NULL", "NULL"), (3, at, at)):
            connection.exec_driver_sql(ROUND.format(id=row_id, posted=posted, voided=voided))
    command.upgrade(scripts(blank), "head")
    (posting,) = db.session.scalars(select(Posting)).all()
    assert (posting.kind, posting.subject_id, posting.title) == ("budget.round", 1, "第1轮")
    assert posting.until == utc(2026, 3, 2, 10)
