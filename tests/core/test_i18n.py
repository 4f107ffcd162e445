"""Chinese is the house's language, English is one cookie away."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import get_locale

from portal.core.i18n import compile_catalogue, language

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "首页"\nmsgstr "{}"\n'


@pytest.mark.parametrize(
    ("cookie", "spoken", "tag"),
    [
        (None, "zh", "zh_Hans_CN"),
        ("zh", "zh", "zh_Hans_CN"),
        ("en", "en", "en"),
        ("xx", "zh", "zh_Hans_CN"),
    ],
)
def test_the_cookie_chooses_the_language(
    app: Flask, cookie: str | None, spoken: str, tag: str
) -> None:
    headers = {"Cookie": f"lang={cookie}"} if cookie else {}
    with app.test_request_context("/", headers=headers):
        assert (language(), str(get_locale())) == (spoken, tag)


def test_the_browsers_wish_does_not_change_the_language(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert language() == "zh"


def test_a_catalogue_is_compiled_anew_when_it_changed(tmp_path: Path) -> None:
    source, target = tmp_path / "messages.po", tmp_path / "en" / "messages.mo"
    source.write_text(PO.format("Home"))
    compile_catalogue(source, target)
    first = target.read_bytes()
    assert b"Home" in first
    compile_catalogue(source, target)
    assert target.read_bytes() == first
    source.write_text(PO.format("Start"))
    os.utime(source, (target.stat().st_mtime + 10,) * 2)
    compile_catalogue(source, target)
    assert b"Start" in target.read_bytes()
    assert [path.name for path in target.parent.iterdir()] == ["messages.mo"]
