"""Fixtures of every test: a fresh community in a fresh database, and clients that ask it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.core.db import db
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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(config_in(folder))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return folder / "portal.db"


@pytest.fixture
def app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copy(empty_database, tmp_path / "portal.db")
    app = create_app(config_in(tmp_path))
    app.test_client_class = Browser
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
