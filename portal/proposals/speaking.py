"""Questions, answers and points about a proposal: one field a page, read before they appear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, refused, see_other
from portal.moderation.rules import State as Reading
from portal.proposals import queries, rules, talk, words
from portal.proposals.actions import talking
from portal.proposals.actions.talking import OnePointEach
from portal.proposals.forms import AnswerForm, PointForm, QuestionForm
from portal.proposals.models import Answer, Point, Proposal, Question
from portal.proposals.rules import MoveRefused, Side, State

bp = Blueprint("speaking", __name__, url_prefix="/proposals/<int:proposal_id>")


def _open(proposal_id: int) -> Proposal:
    """A proposal that may be talked about; 404 for others."""
    proposal = queries.proposal(proposal_id)
    if proposal is None or State(proposal.state) not in rules.OPEN or queries.hidden(proposal):
        abort(404)
    return proposal


def _say(proposal_id: int, act: Callable[[Proposal, int, datetime], object]) -> Response:
    try:
        with writing():
            act(queries.locked(proposal_id), asker().person_id, clock.now())
    except MoveRefused:
        abort(404)
    flash(_("已经收到，审核之后公开。"), "good")
    return see_other("proposals.show", proposal_id=proposal_id)


# ---- Questions


@bp.get("/ask/")
@needs(Can.PROPOSE)
def ask(proposal_id: int) -> Response:
    proposal = _open(proposal_id)
    form = QuestionForm(obj=talk.question_to_mend(proposal_id, asker().person_id))
    return page("proposals/say.html", **_asking(proposal, form))


@bp.post("/ask/")
@needs(Can.PROPOSE)
def send_question(proposal_id: int) -> Response:
    form, proposal = QuestionForm(), _open(proposal_id)
    if not form.validate():
        return refused("proposals/say.html", **_asking(proposal, form))
    text = form.text.data
    return _say(proposal_id, lambda one, me, now: talking.ask(one, me, text, now))


def _asking(proposal: Proposal, form: Form) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "form": form,
        "title": _("提一个问题"),
        "hint": _("问题和回答都会公开，审核之后出现。请不要写别人的姓名、电话。"),
        "asked": _asked(talk.question_to_mend(proposal.id, asker().person_id)),
    }


def _asked(said: Question | Answer | Point | None) -> str:
    """What a moderator asks to change of it; nothing where none did."""
    item = said.item if said is not None else None
    return item.reason if item is not None and item.state == Reading.CHANGES_ASKED else ""


# ---- Answers


def _answerable(proposal_id: int, question_id: int) -> Question:
    """A question that everyone reads, for whom it asks: its authors, and the committee in its own
    name.
    """
    proposal, question = queries.proposal(proposal_id), talk.question(question_id)
    if proposal is None or proposal.published_at is None or queries.hidden(proposal):
        abort(404)
    if question is None or question.proposal_id != proposal_id:
        abort(404)
    if question.item.state != Reading.APPROVED:
        abort(404)
    me = asker()
    if not me.can(Can.SCREEN_PROPOSALS) and me.person_id not in queries.authors_of(proposal_id):
        abort(403)
    return question


@bp.get("/questions/<int:question_id>/answer/")
@needs(Can.USE_OWN_PAGES)
def answer(proposal_id: int, question_id: int) -> Response:
    question = _answerable(proposal_id, question_id)
    form = AnswerForm(obj=talk.answer_to_mend(question_id, asker().person_id))
    return page("proposals/say.html", **_answering(proposal_id, question, form))


@bp.post("/questions/<int:question_id>/answer/")
@needs(Can.USE_OWN_PAGES)
def send_answer(proposal_id: int, question_id: int) -> Response:
    form, question = AnswerForm(), _answerable(proposal_id, question_id)
    if not form.validate():
        return refused("proposals/say.html", **_answering(proposal_id, question, form))
    me = asker()
    by_committee = me.person_id not in queries.authors_of(proposal_id)
    with writing():
        queries.locked(proposal_id)
        question = _answerable(proposal_id, question_id)
        talking.answer(question, me.person_id, by_committee, form.text.data, clock.now())
    told = _("回答已经公开。") if by_committee else _("已经收到，审核之后公开。")
    flash(told, "good")
    return see_other("proposals.show", proposal_id=proposal_id)


def _answering(proposal_id: int, question: Question, form: Form) -> dict[str, Any]:
    return {
        "proposal": queries.proposal(proposal_id),
        "form": form,
        "title": _("回答问题"),
        "hint": question.text,
        "asked": _asked(talk.answer_to_mend(question.id, asker().person_id)),
    }


# ---- Points


@bp.get("/points/<any(for, against):side>/")
@needs(Can.PROPOSE)
def point(proposal_id: int, side: str) -> Response:
    proposal, mine = _open(proposal_id), talk.own_point(proposal_id, asker().person_id)
    form = PointForm(obj=mine if _asked(mine) else None)
    barred = _why_no_second(proposal_id) if mine is not None and not _asked(mine) else ""
    return page("proposals/say.html", **_pointing(proposal, side, form), barred=barred)


@bp.post("/points/<any(for, against):side>/")
@needs(Can.PROPOSE)
def send_point(proposal_id: int, side: str) -> Response:
    form, proposal = PointForm(), _open(proposal_id)
    if not form.validate():
        return refused("proposals/say.html", **_pointing(proposal, side, form))
    text = form.text.data
    try:
        return _say(
            proposal_id,
            lambda one, me, now: talking.make_point(one, me, Side(side), text, now),
        )
    except OnePointEach:
        form.fail("text", _why_no_second(proposal_id))
        return refused("proposals/say.html", **_pointing(_open(proposal_id), side, form))


def _why_no_second(proposal_id: int) -> str:
    mine = talk.own_point(proposal_id, asker().person_id)
    if mine is not None and mine.item.state == Reading.HIDDEN:
        return _(
            "每人对一份提案只写一条，您写的那条被隐藏了：%(why)s。觉得不该隐藏，可以请另一位委员再看一遍。",
            why=mine.item.reason,
        )
    return _("每人对一份提案只写一条，您已经写过了。")


def _pointing(proposal: Proposal, side: str, form: PointForm) -> dict[str, Any]:
    if side == Side.AGAINST:
        form.text.label.text = words.SIDES[Side.AGAINST]
    hint = _("一条理由，不超过 200 字；每人写一条，不设回帖，不争吵。审核之后公开。")
    return {
        "proposal": proposal,
        "form": form,
        "title": words.SIDES[Side(side)],
        "hint": hint,
        "asked": _asked(talk.own_point(proposal.id, asker().person_id)),
    }
