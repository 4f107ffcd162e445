"""Demands to convene as residents meet them: the list, one, starting, signing, taking back."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Asker, Can, asker, asker_or_none, needs, public
from portal.core.db import db, writing
from portal.core.page import page, page_number, refused, see_other
from portal.core.text import tells_where_to_find
from portal.topics import habits
from portal.topics.demands import actions, pages, queries, roll, words
from portal.topics.demands.forms import DemandForm, RewriteForm
from portal.topics.demands.models import Demand
from portal.topics.demands.rules import OLD_TEMPLATE, Kind, Refusal, Refused

bp = Blueprint("demands", __name__, url_prefix="/topics/demands")
PAGE_SIZE = 20


@bp.get("/")
@public
def index() -> Response:
    found, today, me = queries.listing(page_number(), PAGE_SIZE), clock.today(), asker_or_none()
    own = queries.mine(me.person_id) if me else []
    return page(
        "topics/demands/index.html",
        found=found,
        cards=pages.cards(found.items, today),
        waiting=[one for one in own if one.opened_at is None],
        call_days=habits.CALL_DAYS(),
    )


def readable(demand_id: int, me: Asker | None) -> Demand:
    found = queries.demand(demand_id)
    if found is None or not pages.may_read(found, me):
        abort(404)
    return found


@bp.get("/<int:demand_id>/")
@public
def show(demand_id: int) -> Response:
    me = asker_or_none()
    demand = readable(demand_id, me)
    return page("topics/demands/show.html", **pages.shown(demand, me, clock.now()))


# ---- Starting one ----


def _form() -> DemandForm:
    """With the kinds that the asker could sign today."""
    form, me, today = DemandForm(), asker().person_id, clock.today()
    form.offer(kind for kind in Kind if roll.may_start(kind, me, today))
    return form


@bp.get("/new/")
@needs(Can.RAISE_TOPIC)
def new() -> Response:
    return page("topics/demands/write.html", form=_form())


@bp.post("/new/")
@needs(Can.RAISE_TOPIC)
def check() -> Response:
    """The words, to be looked at before they are sent; they live in the form alone."""
    form = _form()
    if "change" in request.form:
        return page("topics/demands/write.html", form=form)
    if not form.validate():
        return refused("topics/demands/write.html", form=form)
    if form.kind.data == OLD_TEMPLATE:
        return _refused(form, Refusal.OLD_TEMPLATE)
    kind, typed = words.KINDS[Kind(form.kind.data)], f"{form.subject.data}\n{form.text.data}"
    tells = tells_where_to_find(typed)
    return page("topics/demands/check.html", form=form, kind=kind, tells_where=tells)


def _refused(form: DemandForm, reason: Refusal) -> Response:
    form.fail("kind", words.REFUSALS[reason])
    return refused("topics/demands/write.html", form=form)


@bp.post("/new/send/")
@needs(Can.RAISE_TOPIC)
def send() -> Response:
    """Sent twice, it is one."""
    form = _form()
    if not form.validate():
        return refused("topics/demands/write.html", form=form)
    typed = form.kind.data, form.subject.data or "", form.text.data or ""
    try:
        with writing():
            demand_id = actions.start(asker().person_id, *typed, clock.now()).id
    except Refused as no:
        return _refused(form, no.reason)
    flash(_("已提交。审核通过以后公开，签名从那天开始。"), "good")
    return see_other(".show", demand_id=demand_id)


def _to_mend(demand_id: int) -> Demand:
    """One that a moderator sent back to the asker; 404 for any other."""
    found = queries.demand(demand_id)
    if found is None or not pages.may_rewrite(found, asker()):
        abort(404)
    return found


@bp.get("/<int:demand_id>/edit/")
@needs(Can.RAISE_TOPIC)
def edit(demand_id: int) -> Response:
    demand = _to_mend(demand_id)
    return page("topics/demands/mend.html", form=RewriteForm(obj=demand), demand=demand)


@bp.post("/<int:demand_id>/edit/")
@needs(Can.RAISE_TOPIC)
def resend(demand_id: int) -> Response:
    demand, form = _to_mend(demand_id), RewriteForm()
    if not form.validate():
        return refused("topics/demands/mend.html", form=form, demand=demand)
    typed = form.subject.data or "", form.text.data or ""
    return _act(demand_id, lambda one, me, now: actions.rewrite(one, me, *typed, now))


# ---- Signing ----


def _act(demand_id: int, act: Callable[[Demand, int, datetime], object]) -> Response:
    """One act under the demand's lock, and back to its page; a refusal is said there."""
    me = asker()
    readable(demand_id, me)
    try:
        with writing():
            act(queries.locked(demand_id), me.person_id, clock.now())
    except Refused as no:
        db.session.rollback()
        context = pages.shown(readable(demand_id, me), me, clock.now())
        trouble = words.REFUSALS[no.reason]
        return refused("topics/demands/show.html", **context, trouble=trouble)
    return see_other(".show", demand_id=demand_id)


@bp.post("/<int:demand_id>/sign/")
@needs(Can.USE_OWN_PAGES)
def sign(demand_id: int) -> Response:
    return _act(demand_id, actions.sign)


@bp.post("/<int:demand_id>/take-back/")
@needs(Can.USE_OWN_PAGES)
def take_back(demand_id: int) -> Response:
    return _act(demand_id, lambda one, me, _now: actions.take_back(one, me))


@bp.post("/<int:demand_id>/withdraw/")
@needs(Can.RAISE_TOPIC)
def withdraw(demand_id: int) -> Response:
    return _act(demand_id, actions.withdraw)


@bp.post("/<int:demand_id>/contradict/")
@needs(Can.USE_OWN_PAGES)
def contradict(demand_id: int) -> Response:
    return _act(demand_id, actions.contradict)
