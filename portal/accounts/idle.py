"""Staff who leave a screen alone are signed out there.

When they last asked for something stands in the signed cookie, beside the token: both are sealed
together, so a stamp serves no other session, and none can be made later than it was. A GET writes
nothing to the database.
"""

from datetime import UTC, datetime

from flask import Flask, Response, g, session
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user

from portal.accounts import rules, sessions
from portal.core import clock, settings
from portal.core.access import Asker, asker_or_none
from portal.core.db import db

STAFF_IDLE_MINUTES = settings.number(
    "accounts.staff_idle_minutes",
    _l("工作人员多少分钟不操作，就自动退出登录"),
    30,
    5,
    480,
    hint=_l("有工作台职务的人才会这样退出；居民一直登录着，不受影响。"),
)

_STAMP = "seen"
_FRESH_SECONDS = 60  # a cookie is not written anew with every page


def init_idle(app: Flask, login: LoginManager) -> None:
    login.user_loader(load)
    app.after_request(_renew)


def stamp() -> None:
    """Notes in the cookie of this request that its bearer is here now."""
    session[_STAMP] = int(clock.now().timestamp())


def load(token: str) -> Asker | None:
    """Who bears this token now: nobody, where it is staff's and was left alone too long."""
    me = sessions.load(token)
    if me is None or not me.is_on_duty:
        return me
    g.idle_staff = _is_idle(_seen(), clock.now())
    return None if g.idle_staff else me


def _is_idle(seen: datetime | None, now: datetime) -> bool:
    """The community's setting is read only where it may make a difference."""
    perhaps = rules.is_idle(seen, now, STAFF_IDLE_MINUTES.low)
    return perhaps and rules.is_idle(seen, now, _minutes())


def _minutes() -> int:
    """No transaction stays open behind it."""
    quiet = not db.session().in_transaction()
    try:
        return STAFF_IDLE_MINUTES()
    finally:
        if quiet:
            db.session.rollback()


def _seen() -> datetime | None:
    seconds = session.get(_STAMP)
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None


def was_idle() -> bool:
    """Whether this browser's bearer would be signed in, had they not been away so long."""
    return asker_or_none() is None and bool(g.get("idle_staff"))


def _renew(response: Response) -> Response:
    """Whoever was looked at as staff in this request is here; a file that says how long it may be
    kept carries no cookie.
    """
    if "_login_user" in g and current_user.is_authenticated and current_user.is_on_duty:
        seen, now = _seen(), clock.now()
        stale = seen is None or (now - seen).total_seconds() >= _FRESH_SECONDS
        if stale and "Cache-Control" not in response.headers:
            stamp()
    return response
