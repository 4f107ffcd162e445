"""No other site may act in a visitor's name: a token in every form, and the sender's origin."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, request
from flask_wtf import CSRFProtect

from portal.core.views import set_view

_SAFE = {"GET", "HEAD", "OPTIONS"}


def _same_origin() -> None:
    if request.method in _SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(400)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(400)


def init_csrf(app: Flask, *sealed: Callable[..., Any]) -> None:
    """The token lives as long as the session. How a page looks is no act in anyone's name, so
    that form goes without a token (its origin is checked), and public pages need no cookie.

    ``sealed``: views whose address is itself a signed secret, pressed from outside our pages.
    """
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.before_request(_same_origin)
    protect = CSRFProtect(app)
    for view in (set_view, *sealed):
        protect.exempt(view)
