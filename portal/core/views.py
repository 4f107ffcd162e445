"""Doors of the house itself: its health, and how it looks to this visitor."""

from flask import Blueprint, current_app, redirect, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.db import db
from portal.core.page import local_target

bp = Blueprint("core", __name__)

CHOICES = {
    "view": ("standard", "elder"),
    "theme": ("auto", "light", "dark"),
    "lang": ("zh", "en"),
}
_YEAR = 365 * 24 * 3600


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers."""
    db.session.execute(text("SELECT 1"))
    return current_app.response_class("ok\n", mimetype="text/plain")


@bp.post("/view/")
@public
def set_view() -> Response:
    """Remembers standard or elder view, theme and language; nothing but cookies change."""
    answer = redirect(local_target(request.form.get("next")) or "/", code=303)
    for name, allowed in CHOICES.items():
        if request.form.get(name) in allowed:
            answer.set_cookie(
                name,
                request.form[name],
                max_age=_YEAR,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
    return answer


def looks() -> dict[str, str]:
    """The visitor's chosen view, theme and language, each one of CHOICES."""
    wanted = {name: request.cookies.get(name, "") for name in CHOICES}
    return {n: v if v in CHOICES[n] else CHOICES[n][0] for n, v in wanted.items()}
