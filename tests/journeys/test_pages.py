"""Every page of the demo on a phone, as each kind of person sees it: in standard, elder and dark
mode it passes axe, scrolls in one direction only, and every control is large enough; the desk on a
wide screen too.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.journeys import (
    acceptance,
    appraisals,
    books,
    disclosing,
    meetings,
    motions,
    ratings,
    works,
)
from tests.journeys.conftest import served
from tests.journeys.demo import (
    Demo,
    end_of_mail,
    loaded,
)
from tests.journeys.pages import Phones, axe, fits, hangs_together, reachable
from tests.journeys.stops import DESK, NO_PAGES, PUBLIC, RESIDENTS, Stop

MODES = {"standard": {}, "elder": {"view": "elder"}, "dark": {"theme": "dark"}, "wide": {}}
LEAST = {"elder": 60}  # px of a control; 44 elsewhere


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with loaded(tmp_path_factory.mktemp("demo")) as app:
        yield app


@pytest.fixture(scope="session")
def demo(house: Flask) -> Iterator[Demo]:
    """The demo, served and with its stage set: once for all pages."""
    with served(house) as address:
        demo = Demo(address)
        works.stage(house)
        demo.set_the_stage()
        demo.things["end_of_mail"] = end_of_mail(house)
        demo.things.update(motions.stage(house))
        demo.things.update(appraisals.stage(house))
        demo.things.update(meetings.things(house))
        demo.things.update(books.stage(house))
        demo.things.update(disclosing.stage(house))
        demo.things.update(acceptance.stage(house))
        demo.things.update(ratings.stage(house))
        yield demo


class Screens:
    """One screen for each mode; whoever looks at it brings the own cookies."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self.phones = Phones(browser, demo.address)
        self._demo = demo
        self._pages: dict[str, Page] = {}

    def show(self, mode: str, stop: Stop) -> Page:
        page = self._page(mode)
        looks = {**MODES[mode], **self._demo.cookies.get(stop.who or "", {})}
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": n, "value": v, "url": self._demo.address} for n, v in looks.items()]
        )
        answer = page.goto(stop.path.format(**self._demo.things))
        if stop.further:
            answer = stop.further(page, self._demo) or answer
        assert answer is not None
        assert answer.status == stop.status
        return page

    def _page(self, mode: str) -> Page:
        if mode not in self._pages:
            page = self.phones.open(wide=mode == "wide")
            page.on("dialog", lambda dialog: dialog.accept())
            self._pages[mode] = page
        return self._pages[mode]


@pytest.fixture(scope="session")
def screens(browser: Browser, demo: Demo) -> Iterator[Screens]:
    screens = Screens(browser, demo)
    yield screens
    screens.phones.close()


@pytest.mark.parametrize("stop", [*PUBLIC, *RESIDENTS, *DESK], ids=str)
@pytest.mark.parametrize("mode", ["standard", "elder", "dark"])
def test_on_a_phone_a_page_is_readable_whole_and_reachable(
    screens: Screens, mode: str, stop: Stop
) -> None:
    _check(screens, mode, stop)


@pytest.mark.parametrize("stop", DESK, ids=str)
def test_on_a_wide_screen_the_desk_is_readable_whole_and_reachable(
    screens: Screens, stop: Stop
) -> None:
    _check(screens, "wide", stop)


@pytest.mark.parametrize(
    "path",
    [
        "/budget/1/result/",
        "/resolutions/{resolution}/",
        "/resolutions/{decided}/",
        "/meetings/{joint_held}/minutes/",
        "/bodies/{supervising}/",
        "/elections/1/notices/2/",
        "/elections/1/notices/5/",
        "/disclosure/{disclosed}/",
        "/disclosure/{disclosed_longest}/",
    ],
)
def test_what_is_posted_prints_on_one_sheet(screens: Screens, demo: Demo, path: str) -> None:
    """居民委员会组织法 art. 34: online posting stands beside the physical board."""
    page = screens.phones.open()
    page.goto(path.format(**demo.things))
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1


def test_no_page_of_the_house_is_left_out(house: Flask, demo: Demo) -> None:
    """A new page is looked at here too, or `NO_PAGES` says what it is instead."""
    urls = house.url_map.bind("house")
    paths = [
        stop.path.format(**demo.things).partition("?")[0] for stop in [*PUBLIC, *RESIDENTS, *DESK]
    ]
    seen = {urls.match(path)[0] for path in paths if path != "/nowhere/"}
    there = {rule.endpoint for rule in house.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert seen | NO_PAGES.keys() == there


def _check(screens: Screens, mode: str, stop: Stop) -> None:
    screens.phones.troubles.clear()
    page = screens.show(mode, stop)
    hangs_together(page)
    fits(page)
    reachable(page, LEAST.get(mode, 44))
    axe(page)
    assert screens.phones.troubles == []
