"""Nominations on the desk: those on paper, the answers on paper, and the check of who is fit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import seating
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, refused, see_other
from portal.elections import pages, queries, runners, words
from portal.elections.actions import checks
from portal.elections.actions import nominations as acts
from portal.elections.forms import AnswerForm, CheckForm, PaperForm
from portal.elections.models import Election, Nomination
from portal.elections.nominating import Source, State
from portal.elections.rules import Refusal, Refused
from portal.roster.queries import buildings

bp = Blueprint(
    "nominate_desk", __name__, url_prefix="/desk/elections/<int:election_id>/nominations"
)

_OF_VOTERS = (
    Refusal.NOT_ON_ROLL,
    Refusal.TOO_FEW_SUPPORTERS,
    Refusal.SIGNER_SUPPORTS_ENOUGH,
)


def _election(election_id: int) -> Election:
    return queries.election(election_id) or abort(404)


@bp.get("/")
@needs(Can.RUN_ELECTION)
def index(election_id: int) -> Response:
    one = _election(election_id)
    found = queries.nominations(one.id)
    return page(
        "elections/desk/nominations.html",
        election=one,
        nominations=found,
        support=queries.support([n.id for n in found]),
        may_nominate=pages.may_nominate(one, clock.today()),
        **runners.shown(one, asker().person_id, clock.today()),
    )


@bp.get("/new/")
@needs(Can.RUN_ELECTION)
def new(election_id: int) -> Response:
    return page("elections/desk/paper.html", **_paper(_election(election_id)), form=_paper_form())


def _paper(one: Election) -> dict[str, Any]:
    return {"election": one, **runners.shown(one, asker().person_id, clock.today())}


def _paper_form() -> PaperForm:
    form = PaperForm()
    form.offer(buildings())
    return form


@bp.post("/new/")
@needs(Can.RUN_ELECTION)
def enter(election_id: int) -> Response:
    """A nomination that was handed in on paper."""
    one, form = _election(election_id), _paper_form()
    if not form.validate():
        return refused("elections/desk/paper.html", **_paper(one), form=form)
    source = Source(form.source.data)
    try:
        with writing():
            one = queries.locked(election_id)
            named = queries.people_named(form.name.data or "", form.building_id)
            meant = [person for person in named if acts.eligible(one, person)]
            if len(meant) != 1:
                raise Refused(Refusal.NOT_TO_BE_ELECTED)
            by = asker().person_id
            acts.from_paper(one, meant[0], source, form.signed, by, clock.now())
    except Refused as no:
        of_voters = no.reason in _OF_VOTERS
        form.fail("numbers" if of_voters else "name", words.refusal(no))
        return refused("elections/desk/paper.html", **_paper(_election(election_id)), form=form)
    party = source is Source.PARTY
    flash(
        _("提名记下了，等社区党组织确认。") if party else _("提名记下了，请被提名人答复。"), "good"
    )
    return see_other(".index", election_id=election_id)


# ---- One nomination


@bp.get("/<int:nomination_id>/")
@needs(Can.RUN_ELECTION)
def show(election_id: int, nomination_id: int) -> Response:
    return _page(election_id, nomination_id)


def _page(election_id: int, nomination_id: int, status: int = 200, **forms: Form) -> Response:
    one = _election(election_id)
    found = queries.nomination(election_id, nomination_id) or abort(404)
    state, me = State(found.state), asker().person_id
    goes_on = not (one.certified_at or one.called_off_at or one.candidates_posted_at)
    who = runners.shown(one, me, clock.today())
    concerned = _concerned(found, me)
    goes_on = goes_on and not who["barred"] and me != found.nominee_id
    may = {
        "answer": goes_on and state in (State.COLLECTING, State.PUT, State.SUPPORTED),
        "check": goes_on and state is State.ACCEPTED and not concerned,
    }
    shown: dict[str, Any] = {
        "answer": forms.get("answer") or AnswerForm(formdata=None),
        "check": forms.get("check") or CheckForm(formdata=None),
    }
    return page(
        "elections/desk/nomination.html",
        status=status,
        election=one,
        nomination=found,
        support=queries.support([found.id])[found.id],
        fit=acts.eligible(one, found.nominee),
        may=may,
        concerned=concerned,
        clashes=seating.clashes(one.body, [found.nominee], one.day),
        **who,
        **shown,
    )


def _concerned(found: Nomination, me: int) -> str | None:
    """Why somebody does not check it; None where they may."""
    try:
        checks.check_checker(found, me)
    except Refused as no:
        return words.refusal(no)
    return None


def _act(
    election_id: int,
    nomination_id: int,
    step: Callable[[Election, Nomination, int, datetime], object],
    name: str,
    form: Form,
) -> Response:
    try:
        with writing():
            one = queries.locked(election_id)
            found = queries.nomination(election_id, nomination_id)
            if found is None:
                raise LookupError(nomination_id)
            step(one, found, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("answer" if name == "answer" else "verdict", words.refusal(no))
        return _page(election_id, nomination_id, 422, **{name: form})
    return see_other(".show", election_id=election_id, nomination_id=nomination_id)


@bp.post("/<int:nomination_id>/answer/")
@needs(Can.RUN_ELECTION)
def answer(election_id: int, nomination_id: int) -> Response:
    """The nominee's answer on paper; the paper is kept."""
    form = AnswerForm()
    if not form.validate():
        return _page(election_id, nomination_id, 422, answer=form)
    accepts, said = form.answer.data == "accept", form.statement.data or ""

    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        acts.answer(one, found, accepts, said, me, True, now)

    return _act(election_id, nomination_id, step, "answer", form)


@bp.post("/<int:nomination_id>/check/")
@needs(Can.RUN_ELECTION)
def check(election_id: int, nomination_id: int) -> Response:
    form = CheckForm()
    if not form.validate():
        return _page(election_id, nomination_id, 422, check=form)
    fit, reason = form.verdict.data == "fit", form.reason.data or ""

    def step(one: Election, found: Nomination, me: int, now: datetime) -> None:
        checks.check(one, found, fit, reason, me, now)

    return _act(election_id, nomination_id, step, "check", form)
