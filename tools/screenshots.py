"""Takes the pictures of README anew, on a phone of 360 × 740: ``make screenshots``.

The demo is loaded into a temporary folder and served from there; the browser is the system's
Chromium.
"""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

from portal.app import create_app
from portal.config import ROOT, from_environment
from portal.core import clock
from portal.demo.load import PASSWORD, load

FOLDER = ROOT / "docs" / "screenshots"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PHONE = ViewportSize(width=360, height=740)
RESIDENT, COMMITTEE = "13800000001", "13800000003"
LAST_YEAR, THIS_YEAR = "/budget/1/", "/budget/2/"


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo community, for as long as it is looked at."""
    logging.disable(logging.INFO)  # neither each migration nor each request
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(from_environment({"PORTAL_INSTANCE": folder}))
        with app.app_context():
            upgrade()
            load(app.config["PORTAL"].keys, clock.now())
        with served(app) as address:
            yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser. SystemExit where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SystemExit(f"No browser on this machine: none of {', '.join(PROGRAMS)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def phone(browser: Browser, address: str) -> Page:
    return browser.new_page(
        base_url=address,
        viewport=PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )


def walk(page: Page) -> Iterator[str]:
    """From page to page; each name is a picture to be taken."""
    page.goto("/")
    yield "home"
    page.goto(LAST_YEAR + "result/")
    to_top(page.get_by_role("heading", name="入选项目", exact=True))
    yield "result"
    sign_in(page, RESIDENT)
    page.goto(THIS_YEAR + "vote/")
    for place in range(2):
        page.locator("input[name=choice]").nth(place).check()
    to_top(page.locator("main h1"))
    yield "ballot"
    page.get_by_role("button", name="下一步").click()
    to_top(page.locator("main ul"))
    yield "review"
    page.goto(THIS_YEAR)
    page.get_by_role("button", name="长辈版").click()
    yield "elder"
    page.get_by_role("button", name="标准版").click()
    page.context.clear_cookies(name="liren")
    sign_in(page, COMMITTEE)
    page.goto("/desk/roster/")
    yield "desk"


def to_top(place: Locator) -> None:
    """As if thumbed up to the top of the screen."""
    place.evaluate("element => element.scrollIntoView()")


def sign_in(page: Page, telephone: str) -> None:
    page.goto("/login/")
    page.locator("main input[name=phone]").fill(telephone)
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/me/")


def take() -> list[Path]:
    """Every picture of the walk, newly taken."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = []
    with demo() as address, chromium() as browser:
        page = phone(browser, address)
        page.on("dialog", lambda dialog: dialog.accept())
        for name in walk(page):
            path = FOLDER / f"{name}.png"
            page.screenshot(path=path)
            taken.append(path)
    return taken


if __name__ == "__main__":
    for picture in take():
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size:,} bytes")
