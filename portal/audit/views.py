from flask import Blueprint
from werkzeug.wrappers import Response

from portal.audit import queries
from portal.core.access import public
from portal.core.page import page, page_number

bp = Blueprint("audit", __name__, url_prefix="/audit")
PAGE_SIZE = 50


@bp.get("/")
@public
def index() -> Response:
    """The public acts, newest first, and where the chain ends."""
    acts = queries.public_acts(page_number(), PAGE_SIZE)
    return page("audit/index.html", acts=acts, head=queries.head())
