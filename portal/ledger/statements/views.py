"""A locked month in public, on sheets of A4."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.page import page
from portal.ledger.statements import pages, queries

bp = Blueprint("statements", __name__, url_prefix="/ledger/statements")


@bp.get("/<int:statement_id>/")
@public
def show(statement_id: int) -> Response:
    """The account with its columns, who reviewed it, until when it is posted (art. 34)."""
    found = queries.statement_by_id(statement_id)
    if found is None or found.locked_at is None:
        abort(404)
    return page("ledger/statements/show.html", **pages.shown(found, clock.now()))
