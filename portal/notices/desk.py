"""The supervisors' desk: objections that wait for an answer, overdue first."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock, waiting
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, page_number, see_other
from portal.notices import actions, queries, rules
from portal.notices.actions import Changed, Refused
from portal.notices.forms import AnswerForm, SettleForm, WithholdForm
from portal.notices.models import Objection
from portal.notices.rules import Act, State

bp = Blueprint("objections_desk", __name__, url_prefix="/desk/objections")
PAGE_SIZE = 30


@bp.get("/")
@needs(Can.ANSWER_OBJECTIONS)
def index() -> Response:
    today = clock.today()
    return page(
        "notices/desk/index.html",
        objections=queries.queue(page_number(), PAGE_SIZE),
        waiting=waiting.ask([queries.waiting(today)])[0],
        today=today,
    )


def _objection(objection_id: int) -> Objection:
    return queries.objection(objection_id) or abort(404)


@bp.get("/<int:objection_id>/")
@needs(Can.ANSWER_OBJECTIONS)
def show(objection_id: int) -> Response:
    return _page(objection_id)


def _page(objection_id: int, wrong: Form | None = None) -> Response:
    """An objection with the steps that its state and the asker allow; ``wrong``: to be mended."""
    objection = _objection(objection_id)
    kinds: tuple[type[Form], ...] = (AnswerForm, SettleForm, WithholdForm)
    forms = {kind: kind(formdata=None) for kind in kinds}
    if wrong is not None:
        forms[type(wrong)] = wrong
    return page(
        "notices/desk/objection.html",
        status=422 if wrong else 200,
        objection=objection,
        may=_possible(objection, asker().person_id),
        today=clock.today(),
        answer=forms[AnswerForm],
        settle=forms[SettleForm],
        withhold=forms[WithholdForm],
        form=wrong,
    )


def _possible(objection: Objection, person_id: int) -> dict[str, bool]:
    """Which forms are drawn, from the predicates that the actions ask too."""
    state, author = State(objection.state), objection.person_id
    withheld = objection.withheld_reason is not None
    return {
        "answer": rules.may(Act.UPHOLD, state, author, person_id),
        "settle": rules.may(Act.SETTLE, state, author, person_id),
        "withhold": rules.may_withhold(state, withheld, author, person_id),
    }


@bp.post("/<int:objection_id>/answer/")
@needs(Can.ANSWER_OBJECTIONS)
def answer(objection_id: int) -> Response:
    form = AnswerForm()
    if not form.validate():
        return _page(objection_id, form)
    act, text, seen = form.act, form.answer.data or "", form.seen
    return _step(
        objection_id, text, lambda one, me, now: actions.answer(one, act, text, seen, me, now)
    )


@bp.post("/<int:objection_id>/settle/")
@needs(Can.ANSWER_OBJECTIONS)
def settle(objection_id: int) -> Response:
    form = SettleForm()
    if not form.validate():
        return _page(objection_id, form)
    remedy, seen = form.remedy.data or "", form.seen
    return _step(
        objection_id, remedy, lambda one, me, now: actions.settle(one, remedy, seen, me, now)
    )


@bp.post("/<int:objection_id>/withhold/")
@needs(Can.ANSWER_OBJECTIONS)
def withhold(objection_id: int) -> Response:
    form = WithholdForm()
    if not form.validate():
        return _page(objection_id, form)
    reason, seen = form.reason.data or "", form.seen
    return _step(
        objection_id, reason, lambda one, me, now: actions.withhold(one, reason, seen, me, now)
    )


def _step(
    objection_id: int, typed: str, act: Callable[[Objection, int, datetime], None]
) -> Response:
    """One step in one transaction. Whoever comes second reads what the other did: 409."""
    me = asker()
    try:
        with writing():
            act(actions.locked_objection(objection_id), me.person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused:
        abort(403)
    except Changed:
        objection, today = _objection(objection_id), clock.today()
        return page(
            "notices/desk/conflict.html",
            status=409,
            objection=objection,
            typed=typed,
            today=today,
        )
    return see_other(".show", objection_id=objection_id)
