"""Rounds as residents see them: the list, a round, the ballot, the result."""

from flask import Blueprint, abort, current_app, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ballots import actions as box_actions
from portal.ballots import queries as boxes
from portal.ballots.actions import ReceiptOffer
from portal.ballots.rules import Refused
from portal.budget import pages, queries, words
from portal.budget.actions import voting
from portal.budget.actions.voting import Draft
from portal.budget.models import Round
from portal.budget.rules import BallotForm
from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import db, writing
from portal.core.page import page, public_url, refused, see_other
from portal.core.text import match_key
from portal.story import chain

bp = Blueprint("budget", __name__, url_prefix="/budget")

POINTS_FIELD = "points-"
"""Before a project's id: the field of its points."""


def announced(round_id: int) -> Round:
    """The round, if the public may know of it; 404 otherwise."""
    round_ = queries.round_by_id(round_id)
    if round_ is None or round_.announced_at is None:
        abort(404)
    return round_


@bp.get("/")
@public
def index() -> Response:
    rounds = queries.announced_rounds()
    turnouts = boxes.turnouts([r.box_id for r in rounds if r.box_id])
    return page("budget/index.html", rows=pages.rows(rounds, turnouts, clock.now()))


@bp.get("/<int:round_id>/")
@public
def show(round_id: int) -> Response:
    round_ = announced(round_id)
    me = asker_or_none()
    return page(
        "budget/round.html",
        round=round_,
        **pages.overview(round_, clock.now()),
        standing=pages.standing(round_, me.person_id) if me else None,
    )


@bp.get("/<int:round_id>/projects/<int:project_id>/")
@public
def project(round_id: int, project_id: int) -> Response:
    round_ = announced(round_id)
    found = queries.project_of(round_id, project_id) or abort(404)
    return page(
        "budget/project.html",
        round=round_,
        project=found,
        fate=pages.fate(round_, found),
        chain=chain.links(chain.Keys(round_id, listed_id=found.id), chain.Stage.BALLOT),
    )


@bp.get("/<int:round_id>/result/")
@public
def result(round_id: int) -> Response:
    """Winners, every project's sentence, turnout, and the other rule's outcome beside it."""
    round_ = announced(round_id)
    if round_.posted_at is None:
        abort(404)
    url = public_url("budget.result", round_id=round_id)
    return page("budget/result.html", round=round_, **pages.result(round_, url, clock.now()))


@bp.get("/<int:round_id>/files/<name>")
@public
def file(round_id: int, name: str) -> Response:
    """A posted file, byte for byte as its digest covers it."""
    round_ = announced(round_id)
    found = boxes.file(round_.box_id or 0, name) or abort(404)
    response = make_response(found.body)
    response.mimetype = "text/plain"
    response.set_etag(found.digest)
    return response.make_conditional(request)


# ---- the ballot


@bp.get("/<int:round_id>/vote/")
@needs(Can.CAST_BALLOT)
def vote(round_id: int) -> Response:
    round_ = announced(round_id)
    try:
        voting.own_row(round_, asker().person_id, clock.database_now(db.session))
    except Refused as no:
        return _cannot(round_, no, 200)
    return _ballot(round_, Draft((), ""))


@bp.post("/<int:round_id>/vote/")
@needs(Can.CAST_BALLOT)
def review(round_id: int) -> Response:
    """The draft, to be checked before casting; it lives in the form alone."""
    round_, draft = announced(round_id), _draft()
    try:
        row = voting.own_row(round_, asker().person_id, clock.database_now(db.session))
    except Refused as no:
        return _cannot(round_, no, 422)
    if "recount" in request.form or "change" in request.form:
        return _ballot(round_, draft)
    try:
        picks = voting.chosen(round_, draft)
    except Refused as no:
        return _ballot(round_, draft, no)
    offer = box_actions.offer_receipt(_secret(), row)
    return page("budget/review.html", round=round_, picks=picks, draft=draft, offer=offer)


@bp.post("/<int:round_id>/vote/cast/")
@needs(Can.CAST_BALLOT)
def cast(round_id: int) -> Response:
    me, draft = asker(), _draft()
    if not draft.digits_make_sense:
        return _review_again(announced(round_id), draft)
    try:
        with writing():
            round_ = announced(round_id)
            voting.lock(round_)
            now = clock.database_now(db.session)
            voting.cast(round_, me.person_id, draft, _secret(), now)
    except Refused as no:
        return _cannot(announced(round_id), no, 422)
    return see_other("budget.done", round_id=round_id)


@bp.get("/<int:round_id>/vote/done/")
@needs(Can.CAST_BALLOT)
def done(round_id: int) -> Response:
    """What the roll says, after casting."""
    round_ = announced(round_id)
    standing = pages.standing(round_, asker().person_id)
    if standing is None or not standing.voted:
        return see_other("budget.show", round_id=round_id)
    return page("budget/done.html", round=round_, turnout=queries.turnout(round_))


def _review_again(round_: Round, draft: Draft) -> Response:
    """The review with the four digits to mend; the draft and its receipt stay."""
    try:
        picks = voting.chosen(round_, draft)
    except Refused as no:
        return _ballot(round_, draft, no)
    offer = ReceiptOffer(draft.receipt, draft.mark)
    wrong = _("请填四位数字，或者留空")
    return refused(
        "budget/review.html",
        round=round_,
        picks=picks,
        draft=draft,
        offer=offer,
        wrong_digits=wrong,
    )


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _draft() -> Draft:
    return Draft(
        choices=tuple(request.form.getlist("choice")),
        version=request.form.get("version", ""),
        receipt=request.form.get("receipt", ""),
        mark=request.form.get("mark", ""),
        digits=match_key(request.form.get("digits", "")),
        shares=_shares(),
    )


def _shares() -> tuple[tuple[str, str], ...]:
    """What was typed beside which project; an empty field gives nothing."""
    typed = [
        (name.removeprefix(POINTS_FIELD), match_key(value))
        for name, value in request.form.items(multi=True)
        if name.startswith(POINTS_FIELD)
    ]
    return tuple((project_id, value) for project_id, value in typed if value)


def _ballot(round_: Round, draft: Draft, refused: Refused | None = None) -> Response:
    shares_points = round_.form == BallotForm.POINTS
    return page(
        "budget/ballot_points.html" if shares_points else "budget/ballot.html",
        status=422 if refused else 200,
        round=round_,
        **(pages.shares(round_, draft) if shares_points else pages.ballot(round_, draft.choices)),
        refusal=words.REFUSALS[refused.reason] if refused else None,
    )


def _cannot(round_: Round, refused: Refused, status: int) -> Response:
    """Why no ballot can be cast, exactly, and what to do; nothing about anyone else."""
    return page(
        "budget/cannot_vote.html",
        status=status,
        round=round_,
        reason=refused.reason,
        refusal=words.REFUSALS[refused.reason],
    )
