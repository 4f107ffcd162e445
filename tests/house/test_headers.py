"""What every answer carries, and what no page may contain."""

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.config import ROOT
from tests.world import World, post

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def asset_of(client: FlaskClient, name: str) -> str:
    """The address under which pages name one of our files."""
    found = re.search(rf"/assets/\w+/{re.escape(name)}", client.get("/").text)
    assert found, name
    return found[0]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/me/", 303),
        ("POST", "/view/", 303),
        ("POST", "/login/", 400),
        ("GET", "/nowhere/", 404),
        ("GET", "/view/", 405),
        ("HEAD", "/", 200),
    ],
)
def test_every_kind_of_answer_is_guarded(
    client: FlaskClient, method: str, address: str, status: int
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert {name: answer.headers.getlist(name) for name in SECURITY} == {
        name: [value] for name, value in SECURITY.items()
    }


def test_our_files_and_refused_forms_are_guarded_too(client: FlaskClient) -> None:
    answers = [client.get(asset_of(client, "app.css")), post(client, "/login/", phone="")]
    assert [answer.status_code for answer in answers] == [200, 422]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY


def test_only_a_secure_visit_is_told_to_stay_secure(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


# ---- Caching ----


def test_a_public_page_is_asked_for_again_and_sets_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers.getlist("Set-Cookie") == []


def test_what_a_signed_in_person_sees_is_kept_nowhere(world: World) -> None:
    client = world.client(world.account())
    assert [client.get(page).headers["Cache-Control"] for page in ("/", "/me/", "/budget/")] == [
        "no-store"
    ] * 3


def test_a_form_with_a_token_is_kept_nowhere(client: FlaskClient) -> None:
    assert client.get("/login/").headers["Cache-Control"] == "no-store"
    assert post(client, "/login/", phone="").headers["Cache-Control"] == "no-store"


def test_our_files_are_kept_for_good_under_a_name_that_changes_with_them(
    client: FlaskClient,
) -> None:
    address = asset_of(client, "app.css")
    assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/assets/000000000000/app.css").status_code == 404


# ---- Compression ----


def encoding(client: FlaskClient, address: str, accepts: str = "br, gzip") -> str | None:
    return client.get(address, headers={"Accept-Encoding": accepts}).headers.get("Content-Encoding")


@pytest.mark.parametrize(("accepts", "given"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_pages_and_files_travel_small(client: FlaskClient, accepts: str, given: str | None) -> None:
    addresses = ["/", asset_of(client, "app.css"), asset_of(client, "htmx.js")]
    assert [encoding(client, address, accepts) for address in addresses] == [given] * 3


def test_a_token_beside_words_that_a_visitor_chose_is_not_compressed(client: FlaskClient) -> None:
    assert encoding(client, "/login/") == "br"
    assert encoding(client, "/login/?next=/me/") is None


# ---- What pages contain ----

FORBIDDEN = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)|javascript:", re.I),
    "an inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.I),
    "another host": re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.I),
}


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_holds(fault: str) -> None:
    assert TEMPLATES
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in TEMPLATES
        if (match := FORBIDDEN[fault].search(path.read_text()))
    }
    assert found == {}


def test_the_stylesheet_and_the_script_ask_nobody_else() -> None:
    ours = [ROOT / "static" / name for name in ("app.css", "app.js")]
    assert [path.name for path in ours if re.search(r"https?://|@import", path.read_text())] == []


def test_htmx_is_told_to_be_careful(client: FlaskClient) -> None:
    meta = re.search(r"<meta name=\"htmx-config\" content='([^']+)'", client.get("/").text)
    assert meta
    config = json.loads(unescape(meta[1]))
    swaps = [(rule["code"], rule["swap"]) for rule in config.pop("responseHandling")]
    assert config == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }
    assert swaps == [("204", False), ("[23]..", True), ("422", True), ("[45]..", False)]


def test_a_page_names_only_our_own_files(app: Flask, client: FlaskClient) -> None:
    named = re.findall(r'(?:src|href)="([^"#]+)', client.get("/").text)
    assert [address for address in named if not address.startswith(("/", "tel:"))] == []
    files = {address for address in named if address.startswith("/assets/")}
    assert {client.get(address).status_code for address in files} == {200}
