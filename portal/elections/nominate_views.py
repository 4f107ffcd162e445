"""Nominating, standing behind a nomination, and the nominee's answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, refused, see_other
from portal.elections import nominating, pages, queries, words
from portal.elections.actions import checks
from portal.elections.actions import nominations as acts
from portal.elections.forms import AnswerForm, LookAgainForm, NominateForm, StatementForm
from portal.elections.models import Election, Nomination
from portal.elections.nominating import State
from portal.elections.rules import Refusal, Refused
from portal.roster.queries import buildings

bp = Blueprint("nominate", __name__, url_prefix="/elections/<int:election_id>")
OPEN = (State.COLLECTING, State.SUPPORTED)
ANSWERED_IN = (*OPEN, State.PUT)


@bp.get("/nominate/")
@needs(Can.USE_OWN_PAGES)
def show(election_id: int) -> Response:
    one = pages.announced(election_id)
    return page("elections/nominate.html", **_nominating(one, _form()))


def _form() -> NominateForm:
    return NominateForm().offer(buildings())


def _nominating(one: Election, form: Form) -> dict[str, Any]:
    """Those that gather supporters are shown to voters on the roll alone."""
    me, today = asker(), clock.today()
    standing = pages.standing(one, me)
    on_roll = standing is not None and standing.on_roll
    shown = queries.nominations(one.id, list(OPEN)) if on_roll else []
    return {
        "election": one,
        "dates": queries.dates(one),
        "form": form,
        "on_roll": on_roll,
        "may_nominate": pages.may_nominate(one, today),
        "nominations": shown,
        "support": queries.support([n.id for n in shown]),
        "own": queries.supported_by(one.id, me.person_id) if shown else set(),
    }


@bp.post("/nominate/")
@needs(Can.USE_OWN_PAGES)
def send(election_id: int) -> Response:
    one, form, me = pages.announced(election_id), _form(), asker()
    if not form.validate():
        return refused("elections/nominate.html", **_nominating(one, form))
    try:
        with writing():
            one = queries.locked(election_id)
            meant = [
                p
                for p in queries.people_named(form.name.data or "", form.building_id)
                if acts.eligible(one, p)
            ]
            if len(meant) != 1:
                raise Refused(Refusal.NOT_TO_BE_ELECTED)
            made = acts.nominate(one, meant[0], me.person_id, clock.now())
            made_id = made.id
    except Refused as no:
        form.fail("name", words.refusal(no))
        return refused("elections/nominate.html", **_nominating(pages.announced(election_id), form))
    flash(_("提名记下了，您是第一位联名人。请告诉邻居们来联名。"), "good")
    return see_other(".nomination", election_id=election_id, nomination_id=made_id)


# ---- One nomination


@bp.get("/nominations/<int:nomination_id>/")
@public
def nomination(election_id: int, nomination_id: int) -> Response:
    return _page(election_id, nomination_id)


def _page(
    election_id: int,
    nomination_id: int,
    status: int = 200,
    form: Form | None = None,
    reword: Form | None = None,
    again: Form | None = None,
) -> Response:
    one, me, today = pages.announced(election_id), asker_or_none(), clock.today()
    found = queries.nomination(election_id, nomination_id) or abort(404)
    standing = pages.standing(one, me)
    on_roll = standing is not None and standing.on_roll
    if not pages.may_read(found, me, on_roll):
        abort(404)
    mine = me is not None and me.person_id == found.nominee_id
    goes_on = not (one.certified_at or one.called_off_at or one.candidates_posted_at)
    state = State(found.state)
    own = me is not None and found.id in queries.supported_by(one.id, me.person_id)
    bound = acts.bound(one, found, me.person_id, clock.now()) if me and own else None
    return page(
        "elections/nomination.html",
        status=status,
        election=one,
        nomination=found,
        statement=pages.statement(found),
        support=queries.support([found.id])[found.id],
        own=own,
        bound=bound,
        mine=mine,
        may={
            "answer": mine and goes_on and state in ANSWERED_IN and today < one.day,
            "accept": state is State.SUPPORTED,
            "reword": mine and goes_on and state in nominating.PUBLIC and today < one.day,
            "support": on_roll
            and state in nominating.SUPPORTABLE
            and pages.may_nominate(one, today),
            "take_back": own and goes_on and bound is None,
            "retract": mine
            and goes_on
            and today < one.day
            and nominating.may_retract(state, found.answered_on_paper),
            "look_again": mine and goes_on and today < one.day and checks.may_look_again(found),
            "withdraw": me is not None and goes_on and acts.may_withdraw(found, me.person_id),
        },
        form=form or AnswerForm(formdata=None),
        reword=reword or StatementForm(formdata=None, statement=found.statement),
        again=again or LookAgainForm(formdata=None),
    )


Step = Callable[[Election, Nomination, int, datetime], object]


def _act(election_id: int, nomination_id: int, step: Step) -> str | None:
    """One step in one transaction; the sentence of its refusal, None where it was taken. Whoever
    may not read the nomination meets none.
    """
    pages.announced(election_id)
    me = asker()
    try:
        with writing():
            one = queries.locked(election_id)
            found = queries.nomination(election_id, nomination_id)
            standing = pages.standing(one, me)
            on_roll = standing is not None and standing.on_roll
            if found is None or not pages.may_read(found, me, on_roll):
                raise LookupError(nomination_id)
            step(one, found, me.person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return words.refusal(no)
    return None


def _done(election_id: int, nomination_id: int, step: Step, said: str) -> Response:
    no = _act(election_id, nomination_id, step)
    flash(no or said, "waiting" if no else "good")
    return see_other(".nomination", election_id=election_id, nomination_id=nomination_id)


@bp.post("/nominations/<int:nomination_id>/support/")
@needs(Can.USE_OWN_PAGES)
def support(election_id: int, nomination_id: int) -> Response:
    return _done(election_id, nomination_id, acts.support, _("已经联名，谢谢您。"))


@bp.post("/nominations/<int:nomination_id>/unsupport/")
@needs(Can.USE_OWN_PAGES)
def unsupport(election_id: int, nomination_id: int) -> Response:
    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        acts.take_back_support(one, found, me, now)

    return _done(election_id, nomination_id, step, _("联名收回了。"))


@bp.post("/nominations/<int:nomination_id>/answer/")
@needs(Can.USE_OWN_PAGES)
def answer(election_id: int, nomination_id: int) -> Response:
    form = AnswerForm()
    if not form.validate():
        return _page(election_id, nomination_id, 422, form=form)
    accepts, statement = form.answer.data == "accept", form.statement.data or ""

    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        _own(found, me)
        acts.answer(one, found, accepts, statement, me, False, now)

    said = _("记下了。您写的话，审核之后公开。") if accepts else _("记下了，您谢绝了提名。")
    no = _act(election_id, nomination_id, step)
    flash(no or said, "waiting" if no else "good")
    if no or accepts:
        return see_other(".nomination", election_id=election_id, nomination_id=nomination_id)
    return see_other("elections.show", election_id=election_id)


@bp.post("/nominations/<int:nomination_id>/retract/")
@needs(Can.USE_OWN_PAGES)
def retract(election_id: int, nomination_id: int) -> Response:
    """What the desk entered is not the nominee's answer."""

    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        _own(found, me)
        acts.retract(one, found, me, now)

    said = _("录入的答复作废了。请您自己答复。")
    return _done(election_id, nomination_id, step, said)


@bp.post("/nominations/<int:nomination_id>/second-look/")
@needs(Can.USE_OWN_PAGES)
def look_again(election_id: int, nomination_id: int) -> Response:
    """A nominee who was refused asks for another to check."""
    form = LookAgainForm()
    if not form.validate():
        return _page(election_id, nomination_id, 422, again=form)
    reason = form.reason.data or ""

    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        _own(found, me)
        checks.look_again(one, found, reason, me, now)

    said = _("记下了，会换一个人再审查一次。")
    return _done(election_id, nomination_id, step, said)


def _own(found: Nomination, person_id: int) -> None:
    """Nobody answers for another. LookupError, as if there were no such page."""
    if found.nominee_id != person_id:
        raise LookupError(found.id)


@bp.post("/nominations/<int:nomination_id>/statement/")
@needs(Can.USE_OWN_PAGES)
def reword(election_id: int, nomination_id: int) -> Response:
    form = StatementForm()
    if not form.validate():
        return _page(election_id, nomination_id, 422, reword=form)
    statement = form.statement.data or ""

    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        _own(found, me)
        acts.reword(one, found, statement, now)

    return _done(election_id, nomination_id, step, _("记下了，审核之后公开。"))


@bp.post("/nominations/<int:nomination_id>/withdraw/")
@needs(Can.USE_OWN_PAGES)
def withdraw(election_id: int, nomination_id: int) -> Response:
    no = _act(election_id, nomination_id, acts.withdraw)
    flash(no or _("提名撤回了。"), "waiting" if no else "good")
    return see_other("elections.show", election_id=election_id)
