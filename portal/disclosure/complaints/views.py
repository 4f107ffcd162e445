"""Complaining, and reading one's own complaints and their answers."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_number, refused, see_other
from portal.disclosure.complaints import actions, queries, words
from portal.disclosure.complaints.actions import Said, Target
from portal.disclosure.complaints.forms import ComplaintForm
from portal.disclosure.complaints.rules import Ground, Refused

bp = Blueprint("complaints", __name__, url_prefix="/disclosure/complaints")
PAGE_SIZE = 20


def _target() -> Target:
    """What the address names: 404 for nonsense, Refused for a duty that is not late."""
    return actions.target(request.args.get("about", "")[:100], clock.now()) or abort(404)


@bp.get("/new/")
@needs(Can.OBJECT)
def new() -> Response:
    try:
        about = _target()
    except Refused as no:
        return page("disclosure/complaints/cannot.html", refusal=words.REFUSALS[no.reason])
    return page("disclosure/complaints/new.html", form=ComplaintForm(formdata=None), about=about)


@bp.post("/new/")
@needs(Can.OBJECT)
def send() -> Response:
    """Shown to be checked first (``send`` comes from that page)."""
    form = ComplaintForm()
    try:
        about = _target()
        if not form.validate():
            return refused("disclosure/complaints/new.html", form=form, about=about)
        if "change" in request.form:
            return page("disclosure/complaints/new.html", form=form, about=about)
        if "send" not in request.form:
            return page("disclosure/complaints/review.html", form=form, about=about)
        said = Said(Ground(form.ground.data), form.text.data or "", bool(form.agreed.data))
        with writing():
            about = _target()
            made = actions.complain(about, said, asker().person_id, clock.now()).id
    except Refused as no:
        return page(
            "disclosure/complaints/cannot.html", status=422, refusal=words.REFUSALS[no.reason]
        )
    return see_other(".show", complaint_id=made)


@bp.get("/mine/")
@needs(Can.USE_OWN_PAGES)
def mine() -> Response:
    found = queries.own(asker().person_id, page_number(), PAGE_SIZE)
    return page("disclosure/complaints/mine.html", found=found)


@bp.get("/<int:complaint_id>/")
@needs(Can.USE_OWN_PAGES)
def show(complaint_id: int) -> Response:
    """To its author alone."""
    one = queries.own_one(complaint_id, asker().person_id) or abort(404)
    return page("disclosure/complaints/show.html", one=one)
