"""Consultations as everyone reads them."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.page import page, page_number
from portal.topics.consultations import pages, queries
from portal.topics.consultations.rules import PUBLIC

bp = Blueprint("consultations", __name__, url_prefix="/topics/consultations")
PAGE_SIZE = 20


@bp.get("/")
@public
def index() -> Response:
    found = queries.public(page_number(), PAGE_SIZE)
    return page("topics/consultations/index.html", found=found, today=clock.today())


@bp.get("/<int:consultation_id>/")
@public
def show(consultation_id: int) -> Response:
    """From the notice to the report, with who took part and what they said."""
    found = queries.consultation(consultation_id)
    if found is None or found.state not in PUBLIC:
        abort(404)
    return page("topics/consultations/show.html", **pages.shown(found, clock.now()))
