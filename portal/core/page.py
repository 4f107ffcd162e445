"""How a view answers: a whole page, or one named block of it for htmx.

One view, one template, one block. A good POST answers 303, a bad form 422.
"""

from collections.abc import Sequence
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_sqlalchemy.pagination import Pagination
from htmx_flask import request as htmx_request
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response

_BLOCK_MAY_ANSWER = "HX-Request"
LONGEST_TARGET = 2000


def wants_block() -> bool:
    """True for an htmx request that swaps part of a page; a boosted or history one wants it all."""
    htmx = htmx_request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page(template: str, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """The rendered page, or only ``block`` of it where htmx asks for a part."""
    if block and wants_block():
        html = render_block(template, block, **context)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    if block:
        response.vary.add(_BLOCK_MAY_ANSWER)
    return response


def refused(template: str, block: str | None = None, **context: Any) -> Response:
    """The form again, with what was typed and what is wrong with it: 422."""
    return page(template, block, status=422, **context)


def see_other(endpoint: str, **values: Any) -> Response:
    """After a good POST: 303 to the page that shows what came of it."""
    return redirect(url_for(endpoint, **values), code=303)


def public_url(endpoint: str, **values: Any) -> str:
    """A page's address as it is printed: nothing that a visitor added to it."""
    base = current_app.config["PORTAL"].base_url or request.url_root.rstrip("/")
    return f"{base}{url_for(endpoint, **values)}"


def local_target(wanted: str | None) -> str | None:
    """``wanted`` if it is a path on this site, else None: no open redirects, no endless ones."""
    if not wanted or len(wanted) > LONGEST_TARGET:
        return None
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return None
    if any(ord(char) < 0x21 for char in wanted):
        return None
    return wanted


def page_number() -> int:
    """The page asked for in a paged list, from 1; nonsense means the first."""
    wanted = request.args.get("page", "1")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= 6
    return max(int(wanted), 1) if is_number else 1


def row_id(given: str | None) -> int:
    """A row's number out of an address or a hidden field; nonsense is 0, which no row has."""
    is_number = given is not None and given.isascii() and given.isdigit() and len(given) < 10
    return int(given) if given and is_number else 0


def id_asked(name: str) -> int | None:
    """The row that an address asks for (``?round=3``); None where it asks for none."""
    wanted = request.args.get(name)
    return row_id(wanted) if wanted else None


class _Listed(Pagination):
    def _query_items(self) -> list[Any]:
        items: Sequence[Any] = self._query_args["items"]
        return list(items[self._query_offset : self._query_offset + self.per_page])

    def _query_count(self) -> int:
        return len(self._query_args["items"])


def page_of(items: Sequence[Any], size: int) -> Pagination:
    """The page asked for of a list in memory; beyond its end, nothing."""
    return _Listed(page=page_number(), per_page=size, error_out=False, items=items)
