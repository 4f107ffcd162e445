"""Programmes as everyone reads them."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.page import page, page_number
from portal.projects.programmes import queries
from portal.story import chain

bp = Blueprint("programmes", __name__, url_prefix="/programmes")
PAGE_SIZE = 10


@bp.get("/")
@public
def index() -> Response:
    found = queries.listed(page_number(), PAGE_SIZE)
    return page("projects/programmes/index.html", found=found, today=clock.today())


@bp.get("/<int:programme_id>/")
@public
def show(programme_id: int) -> Response:
    """What is due each year, what was reached, and every line of it."""
    found = queries.programme(programme_id) or abort(404)
    return page(
        "projects/programmes/show.html",
        programme=found,
        today=clock.today(),
        chain=chain.links(chain.Keys(resolution_id=found.resolution_id), chain.Stage.PROJECT),
    )
