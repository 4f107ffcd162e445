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
from portal.config import Config
from portal.core.db import db
from tests.world import World


def _config(folder: Path) -> Config:
    return Config(
        instance=folder,
        database_url=f"sqlite:///{folder / 'portal.db'}",
        secret_key="a secret for tests, long enough to be one",
        production=False,
        hosts=None,
        base_url=None,
        testing=True,
    )


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
    app = create_app(_config(folder))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return folder / "portal.db"


@pytest.fixture
def app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copy(empty_database, tmp_path / "portal.db")
    app = create_app(_config(tmp_path))
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
