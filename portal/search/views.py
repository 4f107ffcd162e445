"""One search over every room: what was found of each kind, and the way to all of it."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, request, url_for
from flask_babel import LazyString
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.page import page
from portal.core.text import clean_line, match_key
from portal.search import registry
from portal.search.registry import Found, Source

bp = Blueprint("search", __name__, url_prefix="/search")
SHOWN = 5  # of each kind
OF_ONE_KIND = 100
LONGEST = 40
SHORTEST = 2


@dataclass(frozen=True)
class Section:
    """What was found of one kind; ``more``: the list of all of it."""

    code: str
    label: LazyString
    found: Found
    more: str | None


@bp.get("/")
@public
def index() -> Response:
    """Of one kind alone where the address names it."""
    typed = clean_line(request.args.get("q", ""))[:LONGEST]
    key, only = match_key(typed), registry.sources().get(request.args.get("kind", ""))
    sections = _sections(typed, key, request.args.get("kind") if only else None)
    return page(
        "search/index.html",
        typed=typed,
        too_short=0 < len(key) < SHORTEST,
        only=only,
        sections=sections,
        total=sum(one.found.total for one in sections),
        most=OF_ONE_KIND,
    )


def _sections(typed: str, key: str, only: str | None) -> list[Section]:
    """Only kinds of which anything was found."""
    if len(key) < SHORTEST:
        return []
    most = OF_ONE_KIND if only else SHOWN
    asked = [
        (code, source, source.find(key, most))
        for code, source in registry.sources().items()
        if only in (None, code)
    ]
    return [
        Section(code, source.label, found, None if only else _more(code, source, found, typed))
        for code, source, found in asked
        if found.total
    ]


def _more(code: str, source: Source, found: Found, typed: str) -> str | None:
    """Where all of a kind stand; None where they do already."""
    if found.total <= len(found.hits):
        return None
    own = url_for(".index", q=typed, kind=code)
    return source.more % {"q": quote(typed)} if source.more else own
