"""One entry for everyone to read, its vouchers, and the proof of the books."""

from flask import Blueprint, abort, current_app, make_response, request
from werkzeug.wrappers import Response

from portal.core import clock, store
from portal.core.access import asker_or_none, public
from portal.core.page import page
from portal.ledger import pages, proof, queries, story, vouchers
from portal.ledger.rules import State

bp = Blueprint("ledger_entries", __name__, url_prefix="/ledger")


@bp.get("/entries/<int:entry_id>/")
@public
def show(entry_id: int) -> Response:
    """A row of the books: what, by whom, by which decision; what took it back. Rows that are on
    their way are read on the desk alone.
    """
    entry = queries.by_id(entry_id)
    if entry is None or entry.state != State.POSTED:
        abort(404)
    me = asker_or_none()
    return page(
        "ledger/entry.html",
        entry=entry,
        chain=story.of(entry),
        shown=[one for one in entry.vouchers if one.open_digest],
        reads_desk=me is not None and any(me.can(one) for one in pages.READERS),
    )


@bp.get("/vouchers/<int:voucher_id>.jpg")
@public
def voucher(voucher_id: int) -> Response:
    """The blacked-out picture of a posted entry, once somebody has looked at it."""
    found = queries.voucher(voucher_id)
    if found is None or found.open_digest is None or not vouchers.is_public(found):
        abort(404)
    try:
        body = store.read(current_app.config["PORTAL"].uploads, found.open_digest)
    except LookupError:
        abort(404)
    response = make_response(body)
    response.mimetype = "image/jpeg"
    response.set_etag(found.open_digest)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request)
    return response


@bp.get("/check/")
@public
def check() -> Response:
    return page("ledger/check.html", proof=proof.lately(clock.now()))
