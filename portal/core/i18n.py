"""The interface is Chinese; English comes from the catalogue, compiled at start."""

import os
import tempfile
from contextlib import AbstractContextManager
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, request
from flask_babel import Babel, force_locale

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
CATALOGUE = Path(__file__).parent.parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def language() -> str:
    """``zh`` or ``en``, as the visitor's cookie says."""
    wanted = request.cookies.get("lang", "zh")
    return wanted if wanted in LANGUAGES else "zh"


def _locale() -> str:
    return LANGUAGES[language()] if request else LANGUAGES["zh"]


def official() -> AbstractContextManager[None]:
    """Words said inside are Chinese, whatever the reader's language: what is kept in documents."""
    return force_locale(LANGUAGES["zh"])


def init_i18n(app: Flask, folder: Path) -> None:
    """Compiles the catalogue into ``folder`` (the instance's) and starts Babel on it."""
    compile_catalogue(CATALOGUE, folder / "en" / "LC_MESSAGES" / "messages.mo")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES["zh"]
    Babel(app, locale_selector=_locale)


def compile_catalogue(source: Path, target: Path) -> None:
    """Writes the .mo beside its final place and renames it: two workers may start at once."""
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as out:
        out.write(_compiled(source, source.stat().st_mtime_ns))
    os.replace(out.name, target)


@lru_cache(maxsize=1)
def _compiled(source: Path, _written_at: int) -> bytes:
    """The bytes of the .mo: a process that builds many apps, as the tests do, reads it once."""
    out = BytesIO()
    with source.open("rb") as file:
        write_mo(out, read_po(file, locale="en"))
    return out.getvalue()
