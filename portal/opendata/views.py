"""Open data: the bundle, what is in it, and the feeds; staff ask for a new one."""

from flask import Blueprint, abort, flash, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.opendata import actions, queries
from portal.opendata.writing import TABLES

bp = Blueprint("opendata", __name__, url_prefix="/open-data")
NAME = "liren-open-data.zip"


@bp.get("/")
@public
def index() -> Response:
    me, ready = asker_or_none(), queries.ready(1)
    return page(
        "opendata/index.html",
        bundle=ready[0] if ready else None,
        under_way=queries.open_one(),
        tables=TABLES,
        may_ask=me is not None and me.can(Can.DISCLOSE),
    )


@bp.get("/" + NAME)
@public
def fetch() -> Response:
    """The newest bundle; a reader that has it already is told so."""
    ready = queries.ready(1)
    if not ready or ready[0].digest is None:
        abort(404)
    digest = ready[0].digest
    path = actions.path(digest)
    if not path.exists():
        abort(404)
    answer = send_file(path, "application/zip", as_attachment=True, download_name=NAME, etag=False)
    answer.set_etag(digest)
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer.make_conditional(request)


@bp.post("/")
@needs(Can.DISCLOSE)
def ask() -> Response:
    with writing():
        actions.ask(asker().person_id, clock.now())
    flash(_("已经排上，过一会儿就好。"), "good")
    return see_other(".index")
