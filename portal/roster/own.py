"""What the roster says of whoever asks, and asking that it be corrected."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.roster import asking, queries, words
from portal.roster.forms import WishForm
from portal.roster.rules import Refused

bp = Blueprint("own_entry", __name__, url_prefix="/me/roster")


@bp.get("/")
@needs(Can.USE_OWN_PAGES)
def show() -> Response:
    return _page(WishForm())


@bp.post("/")
@needs(Can.USE_OWN_PAGES)
def ask() -> Response:
    form = WishForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with writing():
            asking.ask(asker().person_id, form.wish.data or "", clock.now())
    except Refused as no:
        form.fail("wish", words.REFUSALS[no.reason])
        return _page(form, 422)
    flash(_("已经收到。有了答复会在“我的”里告诉您。"), "good")
    return see_other(".show")


def _page(form: WishForm, status: int = 200) -> Response:
    person = queries.entry(asker().person_id) or abort(404)
    requests = queries.requests_of(person.id)
    return page(
        "roster/own.html", status=status, form=form, person=person, requests=requests, words=words
    )
