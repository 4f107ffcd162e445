"""The table of delegations on the desk: what is older than this site is entered, and confirmed by
a supervisor who saw the original; what ends, ends sooner.
"""

from typing import Any

from flask import Blueprint, abort, current_app, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.bodies.rules import Kind
from portal.core import clock, store
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.topics import queries, words
from portal.topics.actions import delegating
from portal.topics.actions.delegating import Older, Refusal, Refused
from portal.topics.deskforms import ConfirmForm, DelegationForm, EndForm
from portal.topics.handing import Fault
from portal.topics.rules import Matter

bp = Blueprint("delegating", __name__, url_prefix="/desk/topics/delegations")

REFUSALS = {
    Refusal.WRONG_BODY: _l(
        "专属居民会议的事项只能授权给居民代表会议，其他事项只能授权给议事会（居民委员会组织法第三十条）。"
    ),
    Refusal.ENDS_FIRST: _l("最后一天不能在开始之前"),
    Refusal.NO_SCOPE: words.FAULTS[Fault.NO_SCOPE],
    Refusal.NOT_OLDER: _l(
        "这里只登记本站开始记录以前的决议。以后的授权，写在动议里，会议通过了就自动生效。"
    ),
    Refusal.BEFORE_IT: _l("不能早于这个决议作出的那一天"),
    Refusal.OWN_ENTRY: _l("这是您自己登记的，要请另一位看原件。"),
    Refusal.NOTHING_TO_SEE: _l("这项授权不用核对，或者已经核对过了。"),
    Refusal.OVER: _l("这项授权已经结束，不能再改"),
    Refusal.IN_THE_PAST: _l("不能早于今天，也不能在开始之前"),
    Refusal.NOT_SOONER: _l("只能提前结束，不能往后推。要延长，请会议另作决议"),
}
_FIELDS = {
    Refusal.WRONG_BODY: "to",
    Refusal.ENDS_FIRST: "ends_on",
    Refusal.NO_SCOPE: "scope",
    Refusal.NOT_OLDER: "resolved_on",
    Refusal.BEFORE_IT: "starts_on",
}


@bp.get("/")
@needs(Can.DELEGATE)
def index() -> Response:
    return _page(DelegationForm(formdata=None))


def _page(form: Any, status: int = 200) -> Response:
    return page(
        "topics/desk/delegations.html",
        status=status,
        form=form,
        delegations=queries.delegations(),
        today=clock.today(),
    )


@bp.post("/")
@needs(Can.DELEGATE)
def enter() -> Response:
    """One that is older than this site; it counts once a supervisor has seen the original."""
    form = DelegationForm()
    if not form.validate():
        return _page(form, 422)
    document, day = form.scan.data, form.resolved_on.data or clock.today()
    digest = store.keep(current_app.config["PORTAL"].uploads, document.body, document.media)
    older = Older(form.basis.data or "", day, digest, document.media)
    days = form.starts_on.data or day, form.ends_on.data
    what = Matter(form.matter.data), Kind(form.to.data), form.scope.data or ""
    try:
        with writing():
            delegating.enter_older(*what, older, days, asker().person_id, clock.now())
    except Refused as no:
        form.fail(_FIELDS[no.reason], REFUSALS[no.reason])
        return _page(form, 422)
    flash(_("已登记。监督委员看了原件、确认以后才算数。"), "good")
    return see_other(".index")


@bp.get("/originals/")
@needs(Can.CONFIRM_DELEGATIONS)
def originals() -> Response:
    """What waits for a supervisor to see the signed paper itself."""
    return _originals()


def _originals(wrong: int | None = None, form: ConfirmForm | None = None) -> Response:
    waiting = queries.to_confirm(clock.today())
    return page(
        "topics/desk/originals.html",
        status=422 if form else 200,
        forms=[
            (one, form if form and one.id == wrong else _seen(one.id, formdata=None))
            for one in waiting
        ],
        today=clock.today(),
        me=asker().person_id,
    )


def _seen(delegation_id: int, **options: Any) -> ConfirmForm:
    """Several stand on one page."""
    return ConfirmForm(prefix=f"d{delegation_id}", **options)


@bp.post("/<int:delegation_id>/confirm/")
@needs(Can.CONFIRM_DELEGATIONS)
def confirm(delegation_id: int) -> Response:
    form = _seen(delegation_id)
    if not form.validate():
        return _originals(delegation_id, form)
    try:
        with writing():
            delegating.confirm(delegation_id, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("seen", REFUSALS[no.reason])
        return _originals(delegation_id, form)
    flash(_("已确认，从现在起算数。"), "good")
    return see_other(".originals")


@bp.get("/<int:delegation_id>/end/")
@needs(Can.DELEGATE)
def ask_end(delegation_id: int) -> Response:
    return _end(delegation_id, EndForm(formdata=None, ends_on=clock.today()))


def _end(delegation_id: int, form: Any, status: int = 200) -> Response:
    found = queries.delegation(delegation_id) or abort(404)
    return page("topics/desk/end.html", status=status, form=form, delegation=found)


@bp.post("/<int:delegation_id>/end/")
@needs(Can.DELEGATE)
def end(delegation_id: int) -> Response:
    form = EndForm()
    if not form.validate():
        return _end(delegation_id, form, 422)
    day = form.ends_on.data or clock.today()
    try:
        with writing():
            delegating.end(delegation_id, day, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("ends_on", REFUSALS[no.reason])
        return _end(delegation_id, form, 422)
    flash(_("已登记，公开页面上看得到。"), "good")
    return see_other(".index")
