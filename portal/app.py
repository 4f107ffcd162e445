"""Puts the house together: create_app() in a few short, named steps."""

import logging
from typing import Any

from flask import Flask, url_for
from flask_login import LoginManager
from flask_migrate import Migrate
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from portal.accounts.idle import init_idle
from portal.config import ROOT, Config, from_environment
from portal.core import clock, words
from portal.core.access import asker_or_none, guard_doors
from portal.core.assets import init_assets
from portal.core.csrf import init_csrf
from portal.core.db import db, init_db
from portal.core.errors import init_errors
from portal.core.headers import init_headers
from portal.core.i18n import init_i18n
from portal.core.limits import init_limits
from portal.core.macros import gather_macros
from portal.core.tick import init_tick
from portal.core.views import looks
from portal.inbox.mailing import stop as unsubscribe
from portal.inbox.queries import unread_count
from portal.navigation import bottom_bar, desk_menu
from portal.rooms import COMMANDS, JOBS, ROOMS, WORDS
from portal.roster.queries import community


def create_app(config: Config | None = None) -> Flask:
    """The whole portal, ready to serve. ConfigError or RuntimeError when it must not start."""
    config = config or from_environment()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = Flask("portal", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.config.from_mapping(config.flask_settings())
    app.url_map.converters["int"] = RowId
    if config.proxies:
        n = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    init_db(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    _dress(app, config)
    _furnish(app)
    _lock_up(app)
    return app


class RowId(IntegerConverter):
    """``<int:…>`` in an address: a number that a table can hold, else there is no such page."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": 2**31 - 1, **options})


def _dress(app: Flask, config: Config) -> None:
    """Words, looks and what every template may use."""
    init_i18n(app, config.instance / "translations")
    init_assets(app, ROOT / "static")
    Htmx(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(words.FILTERS)
    for words_of_room in WORDS:
        app.jinja_env.globals.update(words_of_room)
    app.jinja_env.globals["ui"] = gather_macros(app, ROOT / "templates" / "ui")
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    place, me = community(), asker_or_none()
    unread = unread_count(me.person_id) if me else 0
    return {
        **looks(),
        "community": place,
        "demo": place.is_demo,
        "asker": me,
        "now": clock.now(),
        "unread": unread,
        "nav": bottom_bar(unread),
        "desk_nav": desk_menu(),
        "desk_href": url_for("front.desk"),
    }


def _furnish(app: Flask) -> None:
    for room in ROOMS:
        app.register_blueprint(room)
    for command in COMMANDS:
        app.cli.add_command(command)
    init_tick(app, JOBS)


def _lock_up(app: Flask) -> None:
    """Who asks, what may pass, and what goes wrong."""
    init_limits(app)
    init_csrf(app, unsubscribe)
    init_headers(app)
    init_idle(app, LoginManager(app))
    init_errors(app)
    guard_doors(app)
