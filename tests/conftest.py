"""Fixtures of every test: a fresh community in a fresh database, and clients that ask it."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Config
from portal.core import clock
from portal.core.db import db
from tests import postgres
from tests.settings import config_in
from tests.world import World


class Browser(FlaskClient):
    """Sends each request in an application context of its own, as a server does: neither the
    asker nor the database session of the test, or of another request, shows in it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():  # a test that still reads must not keep the request from writing
            db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


class Compiled(BytecodeCache):
    """The templates, compiled once a run and not once a test: each test has an app of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Compiled()


class Spoken:
    """SQLAlchemy writes the SQL of a query once an engine: a quarter of a run, as each test has an
    engine of its own. What the first engine's dialect wrote, the others say after it.
    """

    first: Engine | None = None

    def shared_with(self, engine: Engine) -> None:
        if self.first is None:
            engine.connect().close()  # the dialect asks the database what it can
            self.first = engine
        engine.dialect = engine.pool._dialect = self.first.dialect
        engine._compiled_cache = self.first._compiled_cache


SPOKEN = Spoken()


def _addresses_read_once() -> None:
    """Werkzeug reads each address and writes two little programs for it: nine tenths of the time in
    which an app is made. They depend on the address alone: once will do for a run.
    """
    read, known = Rule.compile, dict[object, Rule]()

    def read_once(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes)
        first = known.get(key)
        if first is None:
            read(rule)
            known[key] = rule
            return
        rule._parts, rule._trace = first._parts, first._trace
        rule._converters, rule.arguments = first._converters, first.arguments
        rule._build = first._build.__func__.__get__(rule)  # type: ignore[attr-defined]
        rule._build_unknown = first._build_unknown.__func__.__get__(rule)  # type: ignore[attr-defined]

    Rule.compile = read_once  # type: ignore[method-assign,assignment]


def pytest_configure(config: pytest.Config) -> None:
    """Starts the one server of a run on PostgreSQL, before the workers that share it."""
    _addresses_read_once()
    if postgres.wanted():
        serving = postgres.served()
        os.environ[postgres.URL_SETTING] = serving.__enter__()
        config.add_cleanup(lambda: _stop(serving))


def _stop(serving: AbstractContextManager[str]) -> None:
    del os.environ[postgres.URL_SETTING]
    serving.__exit__(None, None, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out, on PostgreSQL, what is only about SQLite's files."""
    if postgres.server_url():
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="about SQLite's files"))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """The settings of a portal whose database has all tables and no rows."""
    config = config_in(tmp_path_factory.mktemp("empty"))
    with postgres.database_for(config) as config:
        app = create_app(config)
        with app.app_context():
            db.create_all()
            db.engine.dispose()
        yield config


@pytest.fixture
def app(empty_database: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A portal of the test's own, its database copied from the empty one."""
    with postgres.database_for(config_in(tmp_path), empty_database) as config:
        app = create_app(config)
        app.test_client_class = Browser
        app.jinja_env.bytecode_cache = TEMPLATES
        if postgres.server_url():  # a test that travels in time takes the database along
            monkeypatch.setattr(clock, "database_now", lambda _session: clock.now())
        with app.app_context():
            SPOKEN.shared_with(db.engine)
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """Builders of people and things, in a named community."""
    return World(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A passer-by."""
    return app.test_client()
