"""A draft that will not become a round is thrown away, on the desk."""

from pathlib import Path

from flask import Blueprint, abort, current_app, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.budget.actions import discarding
from portal.budget.actions.preparing import Frozen
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.page import see_other

bp = Blueprint("drafts", __name__, url_prefix="/desk/rounds/<int:round_id>")


@bp.post("/discard/")
@needs(Can.PREPARE_ROUND)
def discard(round_id: int) -> Response:
    keys = Path(current_app.config["PORTAL"].keys)
    try:
        discarding.discard_draft(round_id, keys, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Frozen:
        told = _("不能丢弃：这一轮已经公布，或者已经有提案、纸质愿望或演练用到它。")
        flash(told, "bad")
        return see_other("budget_desk.show", round_id=round_id)
    flash(_("草稿已经丢弃。"), "good")
    return see_other("budget_desk.index")
