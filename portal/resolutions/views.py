"""Resolutions in public: the list by year, and each on one sheet of paper."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.page import page, page_number, public_url, see_other
from portal.core.qr import qr_svg
from portal.core.text import clean_line
from portal.resolutions import queries

bp = Blueprint("resolutions", __name__, url_prefix="/resolutions")
PAGE_SIZE = 20
LONGEST_SEARCH = 40


@bp.get("/")
@public
def index() -> Response:
    typed = clean_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    return page(
        "resolutions/index.html",
        typed=typed,
        found=queries.search(typed, page_number(), PAGE_SIZE),
    )


@bp.get("/id/<int:resolution_id>/")
@public
def by_id(resolution_id: int) -> Response:
    """Where messages and postings, which know a resolution by its row, find its page."""
    found = queries.by_id(resolution_id) or abort(404)
    return see_other(".show", year=found.year, serial=found.serial)


@bp.get("/<int:year>/<int:serial>/")
@public
def show(year: int, serial: int) -> Response:
    resolution = queries.by_number(year, serial) or abort(404)
    url = public_url("resolutions.show", year=year, serial=serial)
    return page("resolutions/show.html", resolution=resolution, qr=qr_svg(url), page_url=url)
