"""Complaints as the supervisors and the subdistrict's observer read and answer them."""

from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_number, see_other
from portal.disclosure.complaints import actions, queries, rules
from portal.disclosure.complaints.actions import Answer
from portal.disclosure.complaints.forms import AnswerForm
from portal.disclosure.complaints.models import Complaint
from portal.disclosure.complaints.rules import Changed, Refused, State

bp = Blueprint("complaints_desk", __name__, url_prefix="/desk/complaints")
PAGE_SIZE = 30


def _reader() -> int:
    """403 for whoever posts for the committee, whatever else they are."""
    me = asker()
    if not rules.may_read(True, me.can(Can.DISCLOSE), False):
        abort(403)
    return me.person_id


@bp.get("/")
@needs(Can.READ_COMPLAINTS)
def index() -> Response:
    found = queries.queue(_reader(), page_number(), PAGE_SIZE)
    return page("disclosure/complaints/desk.html", found=found, today=clock.today())


def _readable(complaint_id: int) -> Complaint:
    """404 to the accused, as to anybody to whom there is no such complaint."""
    return queries.for_reader(complaint_id, _reader()) or abort(404)


@bp.get("/<int:complaint_id>/")
@needs(Can.READ_COMPLAINTS)
def show(complaint_id: int) -> Response:
    return _page(_readable(complaint_id))


def _page(
    one: Complaint, status: int = 200, form: AnswerForm | None = None, trouble: Any = None
) -> Response:
    return page(
        "disclosure/complaints/answer.html",
        status=status,
        one=one,
        form=form or AnswerForm(formdata=None, version=one.version),
        may=rules.may_answer(State(one.state), one.person_id, asker().person_id),
        trouble=trouble,
        today=clock.today(),
    )


@bp.post("/<int:complaint_id>/answer/")
@needs(Can.READ_COMPLAINTS)
def answer(complaint_id: int) -> Response:
    one, form = _readable(complaint_id), AnswerForm()
    if not form.validate():
        return _page(one, 422, form)
    given = Answer(State(form.outcome.data), form.answer.data or "", bool(form.withheld.data))
    seen, me = form.version.data or 0, asker().person_id
    try:
        with writing():
            actions.answer(actions.locked(complaint_id), given, seen, me, clock.now())
    except Refused:
        abort(403)
    except Changed:
        trouble = _("这份投诉刚才已经由别人答复了。")
        return _page(_readable(complaint_id), 409, form, trouble)
    flash(_("答复好了，已经告诉投诉人。"), "good")
    return see_other(".show", complaint_id=complaint_id)
