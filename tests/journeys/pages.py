"""What a journey does on a page, and what every page must be: readable, whole, reachable."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from sqlalchemy.orm import Session

from tests.world import PASSWORD

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MAX_WAIT_MS = 10_000


class Phones:
    """Every phone of a journey has its own cookies; all of them are watched for trouble.

    ``reading`` is the test's own session: it lets go whenever a phone asks for something, because
    a reader that stays would keep the house from writing, and sees what came of it afterwards.
    """

    def __init__(self, browser: Browser, address: str, reading: Session | None = None) -> None:
        self.address = address
        self._browser = browser
        self._reading = reading
        self._contexts: list[BrowserContext] = []
        self.troubles: list[str] = []

    def open(
        self, *, scripts: bool = True, wide: bool = False, cookies: Mapping[str, str] | None = None
    ) -> Page:
        """A fresh visitor: a phone of 360 × 740, or the wide screen of a desk."""
        context = self._browser.new_context(
            base_url=self.address,
            viewport={"width": 1280, "height": 900} if wide else {"width": 360, "height": 740},
            has_touch=not wide,
            is_mobile=not wide,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(MAX_WAIT_MS)
        context.add_cookies(
            [{"name": n, "value": v, "url": self.address} for n, v in (cookies or {}).items()]
        )
        self._contexts.append(context)
        return self.watched(context.new_page())

    def watched(self, page: Page) -> Page:
        page.on("request", self._on_request)
        page.on("console", self._note_complaint)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _on_request(self, request: Request) -> None:
        if self._reading is not None:
            self._reading.rollback()
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.troubles.append(f"asked another host: {request.url}")

    def _note_complaint(self, message: ConsoleMessage) -> None:
        """The content policy's refusals among them; an answer of 4xx is told of there too."""
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.troubles.append(f"console: {message.text}")


def sign_in(page: Page, phone: str, password: str = PASSWORD) -> None:
    """As a person does it: the form, the two fields, the button."""
    page.goto("/login/")
    page.locator("main input[name=phone]").fill(phone)
    page.locator("main input[name=password]").fill(password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/login/" not in address)


def axe(page: Page) -> None:
    """No violation of WCAG 2.2 AA that a machine can find. Needs a phone with scripts."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    violations = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    {node['html'][:160]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert not violations, "\n".join([f"axe on {page.url}:", *violations])


def fits(page: Page) -> None:
    """Nothing is wider than the screen, and no part of the page scrolls sideways by itself."""
    width, wide, scrollers = page.evaluate(
        """() => {
          const all = Array.from(document.body.querySelectorAll('*'));
          const shown = (found) => found.slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
          const scrolls = (e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
            && e.scrollWidth > e.clientWidth + 1;
          return [
            document.documentElement.scrollWidth,
            shown(all.filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)),
            shown(all.filter(scrolls)),
          ];
        }"""
    )
    screen = (page.viewport_size or {"width": 0})["width"]
    assert width <= screen, f"{page.url} is {width} px wide on {screen}: {wide}"
    assert not scrollers, f"{page.url} scrolls sideways inside: {scrollers}"


def hangs_together(page: Page) -> None:
    """No id stands twice, and whatever names another part of the page finds it there."""
    loose = page.evaluate(
        """() => {
          const ids = Array.from(document.querySelectorAll('[id]')).map((e) => e.id);
          const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
          const named = (e) => [
            e.htmlFor, e.getAttribute('form'), e.getAttribute('data-copy'),
            (e.getAttribute('href') || '').startsWith('#') && e.getAttribute('href').slice(1),
            ...['aria-labelledby', 'aria-describedby', 'aria-controls']
              .flatMap((name) => (e.getAttribute(name) || '').split(' ')),
          ].filter(Boolean);
          const lost = Array.from(document.querySelectorAll('*')).flatMap(named)
            .filter((id) => !ids.includes(id));
          return [...twice.map((id) => `twice: ${id}`), ...lost.map((id) => `nowhere: ${id}`)];
        }"""
    )
    assert not loose, f"{page.url}: {loose}"


CONTROLS = (
    "button, .button, .chip, select, textarea, summary, .rooms a, .back, .tel, .change,"
    " .foot-links a, .grid a, .chain a, .desk-nav a, .errors a, .pick-more, .choice, .pick,"
    " td a, th a, input:not([type=hidden]):not([type=checkbox]):not([type=radio])"
)


def reachable(page: Page, least: int = 44) -> None:
    """Every control is large enough for a thumb; a link within a sentence is none, nor is what is
    there for the Enter key alone.
    """
    small = page.evaluate(
        """([controls, least]) => Array.from(document.querySelectorAll(controls))
          .filter((e) => e.checkVisibility() && !e.closest("[aria-hidden=true]"))
          .map((e) => [e.getBoundingClientRect(), e])
          .filter(([box]) => box.width && Math.min(box.width, box.height) < least - 0.5)
          .map(([box, e]) =>
            `${Math.round(box.width)} × ${Math.round(box.height)} ${e.outerHTML.slice(0, 120)}`)""",
        [CONTROLS, least],
    )
    assert not small, "\n".join([f"{page.url}: smaller than {least} px:", *small])
