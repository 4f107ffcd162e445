"""One visitor cannot keep the others out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.core import limits
from portal.core.db import db


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Flask]:
    monkeypatch.setattr(limits, "PER_ADDRESS", "5 per minute")
    app = create_app(replace(app.config["PORTAL"], testing=False, instance=tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_beyond_the_limit_a_visitor_is_told_to_wait_and_others_are_served(limited: Flask) -> None:
    client = limited.test_client()
    answers = [client.get("/login/").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    told = client.get("/login/").get_data(as_text=True)
    assert "请求太频繁了" in told
    other = client.get("/login/", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200


def test_files_and_the_health_check_are_free(limited: Flask) -> None:
    client = limited.test_client()
    assert {client.get("/healthz").status_code for _ in range(9)} == {200}
