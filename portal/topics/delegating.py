"""The table of delegations on the desk: what was handed down to whom, from when to when."""

from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.resolutions import queries as resolutions
from portal.topics import queries
from portal.topics.actions import delegating
from portal.topics.actions.delegating import Basis, Refusal, Refused
from portal.topics.deskforms import DelegationForm, EndForm
from portal.topics.rules import Matter

bp = Blueprint("delegating", __name__, url_prefix="/desk/topics/delegations")

REFUSALS = {
    Refusal.WRONG_BODY: _l(
        "专属居民会议的事项只能授权给居民代表会议，其他事项只能授权给议事会（居民委员会组织法第三十条）。"
    ),
    Refusal.ENDS_FIRST: _l("最后一天不能在开始之前"),
    Refusal.NO_BASIS: _l("请选一个决议；早于本站的决定，请写明哪次会议的哪个决定，至少十个字"),
    Refusal.NO_RESOLUTION: _l(
        "本站开始记录以后的授权，都要选一份决议作依据；只有更早的决定才可以写文字。"
    ),
    Refusal.HANDS_DOWN_NOTHING: _l("这份决议的标题和正文里没有写授权或委托，不能作为依据。"),
    Refusal.NOT_THEIRS: _l(
        "授权给居民代表会议，要依据居民会议的有效决议；授权给议事会，要依据居民代表会议的有效决议。"
    ),
    Refusal.BEFORE_IT: _l("不能早于这个决议作出的那一天"),
}
_FIELDS = {
    Refusal.WRONG_BODY: "to",
    Refusal.ENDS_FIRST: "ends_on",
    Refusal.NO_BASIS: "basis",
    Refusal.NO_RESOLUTION: "starts_on",
    Refusal.HANDS_DOWN_NOTHING: "resolution",
    Refusal.NOT_THEIRS: "resolution",
    Refusal.BEFORE_IT: "starts_on",
}
GIVERS = (Kind.ASSEMBLY, Kind.RESIDENTS_MEETING)
MOST_OFFERED = 50


@bp.get("/")
@needs(Can.DELEGATE)
def index() -> Response:
    form = DelegationForm(formdata=None, starts_on=clock.today())
    form.offer(resolutions.standing_of(GIVERS, MOST_OFFERED))
    return _page(form)


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
    form = DelegationForm()
    form.offer(resolutions.standing_of(GIVERS, MOST_OFFERED))
    if not form.validate():
        return _page(form, 422)
    days = form.starts_on.data or clock.today(), form.ends_on.data
    matter, to = Matter(form.matter.data), Kind(form.to.data)
    basis = Basis(form.basis.data or "", form.resolution.data or None)
    try:
        with writing():
            delegating.delegate(matter, to, basis, days, asker().person_id, clock.now())
    except Refused as no:
        form.fail(_FIELDS[no.reason], REFUSALS[no.reason])
        return _page(form, 422)
    flash(_("已登记，公开页面上看得到。"), "good")
    return see_other(".index")


@bp.get("/<int:delegation_id>/end/")
@needs(Can.DELEGATE)
def ask_end(delegation_id: int) -> Response:
    return _end(delegation_id, EndForm(formdata=None, ends_on=clock.today()))


def _end(delegation_id: int, form: Any, status: int = 200) -> Response:
    found = [one for one in queries.delegations() if one.id == delegation_id]
    if not found:
        abort(404)
    return page("topics/desk/end.html", status=status, form=form, delegation=found[0])


@bp.post("/<int:delegation_id>/end/")
@needs(Can.DELEGATE)
def end(delegation_id: int) -> Response:
    form = EndForm()
    if not form.validate():
        return _end(delegation_id, form, 422)
    try:
        with writing():
            delegating.end(
                delegation_id, form.ends_on.data or clock.today(), asker().person_id, clock.now()
            )
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("ends_on", REFUSALS[no.reason])
        return _end(delegation_id, form, 422)
    flash(_("已登记，公开页面上看得到。"), "good")
    return see_other(".index")
