"""Somebody who visits over HTTP with nothing but a cookie jar: reads forms, fills in, sends."""

import html
import re
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urldefrag, urlencode, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

MAX_WAIT_SECONDS = 60
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """A form on a page: where it goes, what it carries unseen, and how it is written."""

    action: str
    hidden: list[tuple[str, str]]
    markup: str

    def values(self, typed: dict[str, object]) -> list[tuple[str, object]]:
        """What a browser sends when the fields named in ``typed`` are filled in."""
        for name in typed:
            assert f'name="{name}"' in self.markup, f"no field {name} in the form to {self.action}"
        filled = [
            (name, one)
            for name, value in typed.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return [*self.hidden, *filled]


@dataclass(frozen=True)
class Answer:
    status: int
    path: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def form(self, ending: str = "") -> Form:
        """The form in the main part whose action ends so."""
        main = self.text.partition("<main")[2]
        for attributes, markup in re.findall(r"<form\b([^>]*)>(.*?)</form>", main, re.DOTALL):
            action = html.unescape(_attribute("action", attributes) or self.path)
            if urlsplit(action).path.endswith(ending):
                return Form(action, list(_hidden(markup)), markup)
        raise AssertionError(f"no form to …{ending} on {self.path} ({self.status})")


def _hidden(markup: str) -> list[tuple[str, str]]:
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', markup)
    found = [(_attribute("name", tag), _attribute("value", tag)) for tag in tags]
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def _attribute(name: str, tag: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


class Visitor:
    """One person's browser without scripts. Redirections are followed, as browsers do."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def send(self, form: Form, /, **typed: object) -> Answer:
        """Fills in the form and sends it; a list is several fields of one name."""
        values = form.values(typed)
        if any(isinstance(value, FileStorage) for _name, value in values):
            boundary, body = encode_multipart(dict(values))
            return self._ask(
                "POST", form.action, body, f'multipart/form-data; boundary="{boundary}"'
            )
        return self._ask("POST", form.action, urlencode(values).encode(), URLENCODED)

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        connection = HTTPConnection(self._host, timeout=MAX_WAIT_SECONDS)
        connection.request(method, path, body, self._headers(kind))
        response = connection.getresponse()
        sent = response.read()
        connection.close()
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({n: one.value for n, one in SimpleCookie(header).items()})
        if response.status == 303:
            return self._ask("GET", urldefrag(response.headers["Location"]).url)
        return Answer(response.status, path, sent)

    def _headers(self, kind: str) -> dict[str, str]:
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        return {**headers, "Content-Type": kind} if kind else headers
