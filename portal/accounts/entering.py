"""A browser and its session: coming in, and where one goes from there."""

from flask import redirect, request, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from portal.accounts import agents, idle, sessions
from portal.core.page import local_target


def enter(token: str) -> None:
    """Binds this browser to a new session; nothing of the old one stays."""
    session.clear()
    session.permanent = True
    login_user(sessions.load(token))
    idle.stamp()


def former_token() -> str:
    """The token that this browser holds before it signs in anew; empty for none."""
    return str(session.get("_user_id", ""))


def onward(wanted: str | None) -> Response:
    return redirect(local_target(wanted) or url_for("front.me"), code=303)


def address() -> str:
    return request.remote_addr or ""


def device() -> str:
    return agents.short(request.user_agent.string)
