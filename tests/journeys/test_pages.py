"""Every page of the demo on a phone, as each kind of person sees it: in standard, elder and dark
mode it passes axe, scrolls in one direction only, and every control is large enough; the desk on a
wide screen too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from tests.journeys.conftest import served
from tests.journeys.demo import (
    ADMINISTRATOR,
    COMMITTEE,
    DIRECTOR,
    HOUSEMATE,
    RESIDENT,
    SUPERVISOR,
    Demo,
    loaded,
)
from tests.journeys.pages import Phones, axe, fits, hangs_together, reachable

MODES = {"standard": {}, "elder": {"view": "elder"}, "dark": {"theme": "dark"}, "wide": {}}
LEAST = {"elder": 60}  # px of a control; 44 elsewhere

Further = Callable[[Page, Demo], Response | None]
"""What is done on a page before it is looked at; the answer, where a form was sent."""


def press(page: Page, name: str) -> Response:
    """Presses a button in the main part, and waits for the page that answers."""
    with page.expect_navigation() as answered:
        page.locator("main").get_by_role("button", name=name).click()
    answer = answered.value
    assert answer is not None
    return answer


def pressing(name: str) -> Further:
    return lambda page, _demo: press(page, name)


def ticking(count: int | None) -> Further:
    """Ticks so many projects, or all of them, and goes on."""

    def tick(page: Page, _demo: Demo) -> Response:
        for box in page.locator("input[name=choice]").all()[:count]:
            box.check()
        return press(page, "下一步：检查")

    return tick


def open_settings(page: Page, _demo: Demo) -> None:
    page.get_by_text("设置").click()


def open_all(page: Page, _demo: Demo) -> None:
    for part in page.locator("main summary").all():
        part.click()


def open_desk_menu(page: Page, _demo: Demo) -> None:
    if page.get_by_role("link", name="工作台菜单").is_visible():
        page.get_by_role("link", name="工作台菜单").click()


def type_the_code(page: Page, demo: Demo) -> Response:
    page.get_by_label("纸条上的激活码").fill(demo.things["code"])
    return press(page, "下一步")


def open_account_too_soon(page: Page, demo: Demo) -> Response:
    type_the_code(page, demo)
    return press(page, "开通账号")


def print_for_one(page: Page, _demo: Demo) -> Response:
    page.locator("input[name=person]").first.check()
    return press(page, "给勾选的人重新打印")


def extend_without_a_reason(page: Page, _demo: Demo) -> Response:
    page.get_by_text("故障之后延长一次").click()
    return press(page, "延长投票")


def amend_without_a_reason(page: Page, _demo: Demo) -> Response:
    page.get_by_text("移出名册").first.click()
    return press(page, "移出名册")


def grant_from_no_day(page: Page, _demo: Demo) -> Response:
    page.get_by_label("第一天").fill("")
    return press(page, "授予职务")


@dataclass(frozen=True)
class Stop:
    """A page, who looks at it, its address, and what is done there before it is looked at."""

    name: str
    who: str | None
    path: str
    further: Further | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name


PUBLIC = [
    Stop("home", None, "/"),
    Stop("settings", None, "/", open_settings),
    Stop("rounds", None, "/budget/"),
    Stop("round-open", None, "/budget/2/"),
    Stop("round-finished", None, "/budget/1/", open_all),
    Stop("project", None, "/budget/2/projects/{project}/"),
    Stop("project-with-its-fate", None, "/budget/1/projects/{winner}/"),
    Stop("result", None, "/budget/1/result/", open_all),
    Stop("record", None, "/audit/"),
    Stop("privacy", None, "/privacy/"),
    Stop("login", None, "/login/"),
    Stop("login-refused", None, "/login/", pressing("登录"), 422),
    Stop("activate", None, "/activate/"),
    Stop("activate-refused", None, "/activate/", pressing("下一步"), 422),
    Stop("activate-account", None, "/activate/", type_the_code),
    Stop("activate-account-refused", None, "/activate/", open_account_too_soon, 422),
    Stop("not-found", None, "/nowhere/", status=404),
]
RESIDENTS = [
    Stop("home-of-a-resident", RESIDENT, "/"),
    Stop("settings-of-a-resident", RESIDENT, "/", open_settings),
    Stop("me", RESIDENT, "/me/"),
    Stop("own-entry", RESIDENT, "/me/roster/"),
    Stop("own-entry-refused", RESIDENT, "/me/roster/", pressing("请求更正"), 422),
    Stop("own-entry-waiting", HOUSEMATE, "/me/roster/"),
    Stop("activated", RESIDENT, "/activate/done/"),
    Stop("round-to-vote-in", RESIDENT, "/budget/2/", open_all),
    Stop("round-not-voted-in", RESIDENT, "/budget/1/"),
    Stop("ballot", RESIDENT, "/budget/2/vote/"),
    Stop("ballot-over-budget", RESIDENT, "/budget/2/vote/", ticking(None), 422),
    Stop("review", RESIDENT, "/budget/2/vote/", ticking(2)),
    Stop("review-of-a-blank-ballot", RESIDENT, "/budget/2/vote/", ticking(0)),
    Stop("done", HOUSEMATE, "/budget/2/vote/done/"),
    Stop("home-after-voting", HOUSEMATE, "/"),
    Stop("ballot-after-voting", HOUSEMATE, "/budget/2/vote/"),
    Stop("forbidden", RESIDENT, "/desk/", status=403),
]
DESK = [
    Stop("desk", COMMITTEE, "/desk/"),
    Stop("desk-menu", COMMITTEE, "/desk/", open_desk_menu),
    Stop("desk-rounds", COMMITTEE, "/desk/rounds/"),
    Stop("desk-round-finished", DIRECTOR, "/desk/rounds/1/"),
    Stop("desk-round-open", COMMITTEE, "/desk/rounds/2/"),
    Stop("desk-round-to-extend", SUPERVISOR, "/desk/rounds/2/", open_all),
    Stop("desk-round-not-extended", SUPERVISOR, "/desk/rounds/2/", extend_without_a_reason, 422),
    Stop("desk-round-draft", COMMITTEE, "/desk/rounds/{draft}/"),
    Stop("desk-round-new", COMMITTEE, "/desk/rounds/new/"),
    Stop("desk-round-refused", COMMITTEE, "/desk/rounds/new/", pressing("保存"), 422),
    Stop("desk-round-edit", COMMITTEE, "/desk/rounds/{draft}/edit/"),
    Stop("desk-project-new", COMMITTEE, "/desk/rounds/{draft}/projects/new/"),
    Stop("desk-project", COMMITTEE, "/desk/rounds/{draft}/projects/{own_project}/"),
    Stop(
        "desk-project-not-withdrawn",
        COMMITTEE,
        "/desk/rounds/{draft}/projects/{own_project}/",
        pressing("撤下"),
        422,
    ),
    Stop("desk-roll", SUPERVISOR, "/desk/rolls/2/"),
    Stop("desk-roll-found", SUPERVISOR, "/desk/rolls/2/?q=王秀", open_all),
    Stop("desk-roll-refused", SUPERVISOR, "/desk/rolls/2/?q=王秀英", amend_without_a_reason, 422),
    Stop("desk-roster", COMMITTEE, "/desk/roster/"),
    Stop("desk-roster-of-the-administrator", ADMINISTRATOR, "/desk/roster/"),
    Stop("desk-roster-preview", COMMITTEE, "/desk/roster/imports/{waiting}/"),
    Stop("desk-roster-new-people", COMMITTEE, "/desk/roster/imports/{waiting}/new/"),
    Stop("desk-roster-pairs", COMMITTEE, "/desk/roster/imports/{waiting}/pairs/"),
    Stop("desk-roster-imported", COMMITTEE, "/desk/roster/imports/{imported}/"),
    Stop("desk-roster-undo", COMMITTEE, "/desk/roster/imports/{undoable}/undo/"),
    Stop("desk-roster-not-undone", COMMITTEE, "/desk/roster/imports/{blocked}/undo/"),
    Stop("desk-people", COMMITTEE, "/desk/roster/people/"),
    Stop("desk-people-none", COMMITTEE, "/desk/roster/people/?q=nobody"),
    Stop("desk-person", COMMITTEE, "/desk/roster/people/{resident}/"),
    Stop("desk-person-new", COMMITTEE, "/desk/roster/people/new/"),
    Stop("desk-person-not-entered", COMMITTEE, "/desk/roster/people/new/", pressing("登记"), 422),
    Stop("desk-person-correct", COMMITTEE, "/desk/roster/people/{resident}/correct/"),
    Stop("desk-person-whereabouts", COMMITTEE, "/desk/roster/people/{lost}/whereabouts/"),
    Stop("desk-person-missing", COMMITTEE, "/desk/roster/people/{lost}/"),
    Stop("desk-household", COMMITTEE, "/desk/roster/households/1/"),
    Stop("desk-person-doubles", COMMITTEE, "/desk/roster/people/{resident}/merge/?q=王"),
    Stop("desk-person-merge", COMMITTEE, "/desk/roster/people/{resident}/merge/{lost}/"),
    Stop("desk-requests", COMMITTEE, "/desk/roster/requests/"),
    Stop("desk-request", COMMITTEE, "/desk/roster/requests/1/"),
    Stop("desk-request-refused", COMMITTEE, "/desk/roster/requests/1/", pressing("答复"), 422),
    Stop("desk-missing", COMMITTEE, "/desk/roster/missing/"),
    Stop("desk-slips", COMMITTEE, "/desk/slips/"),
    Stop("desk-slips-of-a-building", COMMITTEE, "/desk/slips/{building}/"),
    Stop("desk-slips-printed", COMMITTEE, "/desk/slips/50/", print_for_one),
    Stop("desk-slip-revoke", COMMITTEE, "/desk/slips/slip/{slip}/revoke/"),
    Stop("desk-offices", ADMINISTRATOR, "/desk/roles/"),
    Stop("desk-offices-found", ADMINISTRATOR, "/desk/roles/?q=王秀英"),
    Stop("desk-office-grant", ADMINISTRATOR, "/desk/roles/grant/{person}/"),
    Stop(
        "desk-office-refused", ADMINISTRATOR, "/desk/roles/grant/{person}/", grant_from_no_day, 422
    ),
    Stop("desk-office-end", ADMINISTRATOR, "/desk/roles/{term}/end/"),
]
NO_PAGES = {
    "accounts.restart": "leads on to the code",
    "assets.serve": "styles, scripts, icons",
    "budget.file": "a posted file",
    "core.healthz": "asked by machines",
    "roster.refused_rows": "a workbook",
    "roster.template": "a workbook",
}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with loaded(tmp_path_factory.mktemp("demo")) as app:
        yield app


@pytest.fixture(scope="session")
def demo(house: Flask) -> Iterator[Demo]:
    """The demo, served and with its stage set: once for all pages."""
    with served(house) as address:
        demo = Demo(address)
        demo.set_the_stage()
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
