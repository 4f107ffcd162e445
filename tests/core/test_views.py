"""How the house looks to a visitor, who may ask it to, and whether it is well."""

import pytest
from flask import Flask
from flask.testing import FlaskClient


def cookies(client: FlaskClient) -> dict[str, str]:
    found = {name: client.get_cookie(name) for name in ("view", "theme", "lang")}
    return {name: cookie.value for name, cookie in found.items() if cookie}


def test_the_house_is_well(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_a_visitor_chooses_how_the_house_looks(client: FlaskClient) -> None:
    answer = client.post(
        "/view/", data={"view": "elder", "theme": "dark", "next": "/budget/?page=2"}
    )
    assert (answer.status_code, answer.location) == (303, "/budget/?page=2")
    assert cookies(client) == {"view": "elder", "theme": "dark"}


def test_the_page_follows_the_choice(client: FlaskClient) -> None:
    client.post("/view/", data={"view": "elder", "theme": "dark", "lang": "en"})
    assert '<html lang="en" data-view="elder" data-theme="dark">' in client.get("/").text


def test_only_what_is_on_offer_can_be_chosen(client: FlaskClient) -> None:
    client.post("/view/", data={"view": "huge", "theme": "<script>", "lang": "fr", "other": "x"})
    assert cookies(client) == {}


def test_a_forged_cookie_means_the_usual_look(client: FlaskClient) -> None:
    client.set_cookie("view", '"><script>')
    client.set_cookie("lang", "xx")
    assert '<html lang="zh-CN" data-view="standard" data-theme="auto">' in client.get("/").text


def test_choosing_a_look_needs_no_token_and_leaves_no_session(client: FlaskClient) -> None:
    client.post("/view/", data={"view": "elder"})
    assert client.get_cookie("liren") is None


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "/\\evil.test", ""])
def test_the_way_back_stays_on_this_site(client: FlaskClient, target: str) -> None:
    answer = client.post("/view/", data={"view": "elder", "next": target})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_may_not_post_here(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/view/", data={"view": "elder"}, headers=headers)
    assert (answer.status_code, cookies(client)) == (400, {})


def test_this_site_may(client: FlaskClient) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/view/", data={"view": "elder"}, headers=headers).status_code == 303


def test_every_other_form_needs_its_token(app: Flask, client: FlaskClient) -> None:
    doors = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and not rule.arguments
        and rule.endpoint != "core.set_view"
    }
    urls = app.url_map.bind("localhost")
    answers = {door: client.post(urls.build(door, method="POST")).status_code for door in doors}
    assert answers == dict.fromkeys(doors, 400)
    assert doors
