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


def _addresses_written_once() -> None:
    """Werkzeug writes and compiles a little program for each address, twice: nine tenths of the
    time in which an app is made. The program depends on the address alone: one will do for a run.
    """
    write, written = Rule._compile_builder, {}

    def written_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
        if key not in written:
            written[key] = write(rule, append_unknown)
        return written[key]

    Rule._compile_builder = written_once  # type: ignore[method-assign]


def pytest_configure(config: pytest.Config) -> None:
    """Starts the one server of a run on PostgreSQL, before the workers that share it."""
    _addresses_written_once()
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
