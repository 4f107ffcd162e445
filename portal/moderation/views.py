"""What everybody may read of moderation: what was hidden, when and why."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.page import page, page_number
from portal.moderation import queries, registry

bp = Blueprint("moderation", __name__, url_prefix="/moderation")
PAGE_SIZE = 20


@bp.get("/")
@public
def index() -> Response:
    """No content and no names: the kind, the number, the day and the reason."""
    return page(
        "moderation/index.html",
        hidden=queries.hidden(page_number(), PAGE_SIZE),
        labels=registry.labels(),
        hours=queries.HOURS(),
    )
