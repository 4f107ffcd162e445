"""The roll on the supervisors' desk: who stands on it, and addenda with their reasons."""

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.ballots import actions as boxes
from portal.ballots import addenda, practice, queries, roll, words
from portal.ballots.forms import ADD, REMOVE, REPLACE, AmendForm
from portal.ballots.models import Box
from portal.ballots.rules import Refused
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, page_number, see_other
from portal.roster.queries import people

bp = Blueprint("roll_desk", __name__, url_prefix="/desk/rolls")
PAGE_SIZE = 20
CHANGES = {ADD: addenda.add, REMOVE: addenda.remove, REPLACE: addenda.replace}


def _real(box: Box | None) -> Box:
    """A roll that nobody amends is not amended by address neither."""
    if box is None or practice.is_fixed(box.id):
        abort(404)
    return box


@bp.get("/<int:box_id>/")
@needs(Can.AMEND_ROLL)
def show(box_id: int) -> Response:
    return _page(box_id, AmendForm(formdata=None))


def _page(box_id: int, form: AmendForm, status: int = 200) -> Response:
    box = _real(db.session.get(Box, box_id))
    typed = request.args.get("q", "").strip()[:40]
    found = people(typed, None, page_number(), PAGE_SIZE) if typed else None
    return page(
        "ballots/roll.html",
        status=status,
        box=box,
        by_household=box.electorate.by_household,
        typed=typed,
        found=found,
        rows=roll.standings(box, [person.id for person in found or ()]),
        homes=roll.by_household(box, {person.household_id for person in found or ()}),
        turnout=queries.turnout(box.id),
        form=form,
    )


@bp.post("/<int:box_id>/")
@needs(Can.AMEND_ROLL)
def amend(box_id: int) -> Response:
    form, me = AmendForm(), asker()
    if not form.validate():
        return _page(box_id, form, 422)
    try:
        with writing():
            box = _real(boxes.locked(box_id))
            change, why = CHANGES[form.change.data], form.reason.data or ""
            change(box, form.person_id.data or 0, why, me.person_id, clock.now())
    except LookupError:
        abort(404)
    except IntegrityError:
        form.fail("reason", _("这位居民，或者同一户的另一位，已经在名册上"))
        return _page(box_id, form, 422)
    except Refused as no:
        form.fail("reason", words.ROLL_REFUSALS[no.reason])
        return _page(box_id, form, 422)
    return see_other("roll_desk.show", box_id=box_id, q=request.args.get("q"))
