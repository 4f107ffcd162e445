"""What everyone reads of wishes on paper: how many households were heard, and what became of it."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.budget import queries as rounds
from portal.core.access import public
from portal.core.page import page, page_number
from portal.proposals import heard, queries

bp = Blueprint("heard", __name__, url_prefix="/proposals/wishes")
PAGE_SIZE = 20


@bp.get("/<int:round_id>/")
@public
def show(round_id: int) -> Response:
    """By grid, and by proposal; no household is named."""
    round_ = rounds.round_by_id(round_id)
    if round_ is None or round_.announced_at is None or round_.proposing_from is None:
        abort(404)
    found = heard.carriers(round_id, page_number(), PAGE_SIZE)
    return page(
        "proposals/wishes.html",
        round=round_,
        coverage=heard.coverage(round_),
        fates=heard.fates(round_id),
        found=found,
        households=heard.households_of([one.id for one in found.items]),
        hidden={one.id for one in found.items if queries.hidden(one)},
    )
