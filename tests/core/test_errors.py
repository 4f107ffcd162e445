"""When something goes wrong, a page says what, why, and what to do next."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from portal.core.access import public
from portal.core.db import db
from portal.core.errors import SIGNED_OUT, WORDS
from portal.roster.models import Grid
from tests.world import token


@public
def breaks() -> None:
    db.session.add(Grid(code="1", name="第一网格"))
    raise ZeroDivisionError("手机号 13800000001")


@public
def waits_in_vain() -> None:
    raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))


@pytest.fixture
def faulty(app: Flask) -> FlaskClient:
    """A passer-by in a house with two faulty doors."""
    app.add_url_rule("/breaks/", view_func=breaks)
    app.add_url_rule("/waits/", view_func=waits_in_vain)
    return app.test_client()


def says(page: str, code: int) -> bool:
    words = WORDS[code]
    return all(str(sentence) in page for sentence in words)


def test_every_page_of_trouble_says_what_why_and_what_next() -> None:
    assert all(all(str(sentence) for sentence in words) for words in WORDS.values())
    assert set(WORDS) >= {400, 403, 404, 405, 413, 429, 500, 503}


def test_a_page_that_is_not_there(client: FlaskClient) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert says(answer.text, 404)


def test_a_door_that_opens_another_way(client: FlaskClient) -> None:
    answer = client.get("/view/")
    assert answer.status_code == 405
    assert says(answer.text, 405)


def test_too_much_at_once(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    answer = app.test_client().post("/view/", data={"view": "x" * 200})
    assert answer.status_code == 413
    assert says(answer.text, 413)
    assert "16 MB" in answer.text
    assert "您写的字还在" in answer.text


def test_a_form_without_its_token(client: FlaskClient) -> None:
    answer = client.post("/login/")
    assert answer.status_code == 400
    assert says(answer.text, 400)


def test_whoever_is_signed_out_meanwhile_is_told_so_and_what_becomes_of_their_words(
    client: FlaskClient,
) -> None:
    """Their window stays as it is: the log-in opens beside it, and leads back to the form."""
    page = {"Referer": "http://localhost/proposals/new/"}
    answer = client.post("/proposals/new/", data={"need": "缺扶手"}, headers=page)
    assert answer.status_code == 400
    assert all(str(sentence) in answer.text for sentence in SIGNED_OUT)
    assert 'href="/login/?next=/proposals/new/" target="_blank"' in answer.text
    away = client.post("/proposals/new/", headers={"Referer": "https://other.test/me/"})
    assert 'href="/login/" target="_blank"' in away.text


def test_a_form_with_its_token_from_someone_signed_out_leads_to_the_log_in_and_back(
    client: FlaskClient,
) -> None:
    its = token(client, "/login/")
    page = {"Referer": "http://localhost/proposals/new/"}
    answer = client.post("/proposals/new/", data={"csrf_token": its}, headers=page)
    assert (answer.status_code, answer.location) == (303, "/login/?next=/proposals/new/")


def test_our_own_mistake_is_noted_and_nothing_half_is_kept(
    faulty: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = faulty.get("/breaks/")
    assert answer.status_code == 500
    assert says(answer.text, 500)
    assert [(r.levelno, r.message) for r in caplog.records] == [(logging.ERROR, "unhandled error")]
    assert db.session.query(Grid).count() == 0


def test_no_page_of_trouble_shows_the_cause(faulty: FlaskClient) -> None:
    text = faulty.get("/breaks/").text + faulty.get("/waits/").text
    assert [
        w for w in ("ZeroDivision", "13800000001", "BEGIN", "locked", "Traceback") if w in text
    ] == []


def test_a_busy_database_asks_to_come_back(faulty: FlaskClient) -> None:
    answer = faulty.get("/waits/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert says(answer.text, 503)


def test_without_any_database_the_words_remain(app: Flask, client: FlaskClient) -> None:
    db.drop_all()
    answer = client.get("/nowhere/")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert says(answer.text, 404)


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/healthz"])
def test_a_host_that_is_not_ours_gets_bare_words_and_no_line_in_the_log(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    app.config["TRUSTED_HOSTS"] = ["liren.test"]
    answer = client.get(address, headers={"Host": "scanner.test"})
    assert (answer.status_code, answer.mimetype, caplog.records) == (400, "text/plain", [])
    assert says(answer.text, 400)
    assert client.get("/", headers={"Host": "liren.test"}).status_code == 200


def test_a_part_of_a_page_that_fails_is_answered_with_the_whole_page(faulty: FlaskClient) -> None:
    answer = faulty.get("/breaks/", headers={"HX-Request": "true"})
    assert answer.status_code == 500
    assert answer.text.startswith("<!doctype html>")


def test_trouble_speaks_the_visitors_language(client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    assert '<html lang="en"' in client.get("/nowhere/").text
