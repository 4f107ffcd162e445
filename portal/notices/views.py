"""What is posted, as residents meet it: the objections to it, making one, taking it back."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import db, writing
from portal.core.page import page, page_number, refused, see_other
from portal.notices import actions, pages, queries, rules, words
from portal.notices.actions import Changed, Refused
from portal.notices.forms import ObjectionForm
from portal.notices.models import Objection, Posting
from portal.notices.rules import Act, Refusal, State

bp = Blueprint("notices", __name__, url_prefix="/notices/<int:posting_id>")
PAGE_SIZE = 20


def _posting(posting_id: int) -> Posting:
    return queries.posting_by_id(posting_id) or abort(404)


@bp.get("/objections/")
@public
def objections(posting_id: int) -> Response:
    """Every objection with its number, date and state; its words when it is answered."""
    posting, me = _posting(posting_id), asker_or_none()
    mine = queries.own(posting_id, me.person_id) if me else None
    return page(
        "notices/objections.html",
        posting=posting,
        counts=queries.counts(posting_id),
        objections=queries.objections(posting_id, page_number(), PAGE_SIZE),
        mine=mine,
        pending=pages.pending(posting_id),
        may_withdraw=mine is not None and _may_withdraw(mine),
        today=clock.today(),
    )


def _may_withdraw(mine: Objection) -> bool:
    return rules.may(Act.WITHDRAW, State(mine.state), mine.person_id, mine.person_id)


# ---- objecting


@bp.get("/object/")
@needs(Can.OBJECT)
def new(posting_id: int) -> Response:
    posting = _posting(posting_id)
    refusal = _refusal(posting)
    if refusal:
        return page("notices/cannot_object.html", posting=posting, refusal=words.REFUSALS[refusal])
    return page("notices/object.html", posting=posting, form=ObjectionForm())


def _refusal(posting: Posting) -> Refusal | None:
    """Why the asker may not object to it now; asked again when it is sent."""
    me, now = asker(), clock.now()
    taken_back, lives_here = posting.taken_back_at is not None, me.household_id is not None
    refusal = rules.refusal(posting.until, taken_back, lives_here, now)
    mine = None if refusal else queries.own(posting.id, me.person_id)
    waits = mine is not None and mine.state == State.RECEIVED
    return Refusal.ALREADY_OPEN if waits else refusal


@bp.post("/object/")
@needs(Can.OBJECT)
def review(posting_id: int) -> Response:
    """The draft, to be checked before it is sent; it lives in the form alone."""
    posting, form = _posting(posting_id), ObjectionForm()
    if "change" in request.form:
        return page("notices/object.html", posting=posting, form=form)
    if not form.validate():
        return refused("notices/object.html", posting=posting, form=form)
    return page("notices/review.html", posting=posting, form=form)


@bp.post("/object/send/")
@needs(Can.OBJECT)
def send(posting_id: int) -> Response:
    form, me = ObjectionForm(), asker()
    if not form.validate():
        return refused("notices/object.html", posting=_posting(posting_id), form=form)
    try:
        with writing():
            posting = actions.locked(posting_id)
            now = clock.database_now(db.session)
            actions.object_to(posting, me.person_id, form.text.data or "", form.named, now)
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("text", words.REFUSALS[no.reason])
        return refused("notices/object.html", posting=_posting(posting_id), form=form)
    return see_other(".done", posting_id=posting_id)


@bp.get("/object/done/")
@needs(Can.USE_OWN_PAGES)
def done(posting_id: int) -> Response:
    """The number of what was sent, how it stands now, and what comes next."""
    mine = queries.own(posting_id, asker().person_id)
    if mine is None:
        return see_other(".objections", posting_id=_posting(posting_id).id)
    return page("notices/done.html", posting=mine.posting, objection=mine, today=clock.today())


@bp.post("/objections/withdraw/")
@needs(Can.USE_OWN_PAGES)
def withdraw(posting_id: int) -> Response:
    """Takes back one's own objection that waits for its answer."""
    me = asker()
    try:
        with writing():
            mine = queries.own(posting_id, me.person_id) or abort(404)
            actions.withdraw(actions.locked_objection(mine.id), me.person_id, clock.now())
    except Changed:
        flash(_("这条异议已经答复，或者已经撤回，不能再撤回。"), "waiting")
    else:
        flash(_("已经撤回。"), "good")
    return see_other(".objections", posting_id=posting_id)
