"""A running house and real phones to visit it with: the system's Chromium through Playwright.

Where a machine has no browser the journeys are skipped and say so; with CI set they fail.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from portal.core.db import db
from tests.journeys.pages import Phones

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        _do_without(f"no browser on this machine: none of {', '.join(NAMES)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


def _do_without(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; CI may not skip the journeys", pytrace=False)
    pytest.skip(reason)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which a house is open to visitors."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # closing waits for every answer that is under way
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the house of this test is served, over its own database."""
    with served(app) as address:
        yield address


@pytest.fixture
def phones(browser: Browser, address: str) -> Iterator[Phones]:
    """Opens phones; afterwards each must have met no error and asked nobody but the house."""
    phones = Phones(browser, address, db.session())
    yield phones
    phones.close()
    assert phones.troubles == []


@pytest.fixture
def phone(phones: Phones) -> Page:
    """A small telephone, 360 px wide."""
    return phones.open()


@pytest.fixture
def plain_phone(phones: Phones) -> Page:
    """The same with scripts off."""
    return phones.open(scripts=False)


@pytest.fixture
def desk(phones: Phones) -> Page:
    """The wide screen of somebody on duty."""
    return phones.open(wide=True)
