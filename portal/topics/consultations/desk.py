"""A consultation on the desk: planned, parties invited, and each step of its way."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.forms import Form
from portal.core.page import page, page_number, refused, row_id, see_other
from portal.topics import queries as topics
from portal.topics.consultations import actions, forms, pages, queries, rules, words
from portal.topics.consultations.actions import By
from portal.topics.consultations.models import Consultation
from portal.topics.consultations.rules import Move, Refusal, Refused, State
from portal.topics.models import Topic
from portal.topics.rules import State as TopicState

bp = Blueprint("consultations_desk", __name__, url_prefix="/desk/consultations")
PAGE_SIZE = 30


@bp.get("/")
@needs(Can.CONVENE)
def index() -> Response:
    found = queries.everything(page_number(), PAGE_SIZE)
    return page("topics/desk/consultations.html", found=found, today=clock.today())


# ---- Planning ----


def _routed(topic_id: int) -> Topic:
    found = topics.topic(topic_id)
    if found is None or found.state != TopicState.ROUTED:
        abort(404)
    return found


@bp.get("/new/<int:topic_id>/")
@needs(Can.CONVENE)
def new(topic_id: int) -> Response:
    topic = _routed(topic_id)
    return page("topics/desk/convene.html", form=forms.PlanForm(), topic=topic)


@bp.post("/new/<int:topic_id>/")
@needs(Can.CONVENE)
def convene(topic_id: int) -> Response:
    topic, form = _routed(topic_id), forms.PlanForm()
    if not form.validate():
        return refused("topics/desk/convene.html", form=form, topic=topic)
    try:
        with writing():
            made = actions.convene(topic_id, form.plan, asker().person_id, clock.now())
            consultation_id = made.id
    except Refused as no:
        form.form_errors.append(words.REFUSALS[no.reason])
        return refused("topics/desk/convene.html", form=form, topic=topic)
    return see_other(".show", consultation_id=consultation_id)


def _known(consultation_id: int) -> Consultation:
    return queries.consultation(consultation_id) or abort(404)


@bp.get("/<int:consultation_id>/")
@needs(Can.CONVENE)
def show(consultation_id: int) -> Response:
    return _page(_known(consultation_id))


def _page(found: Consultation, status: int = 200, trouble: Any = None, **given: Form) -> Response:
    reserved = queries.is_reserved(found.topic)
    state, blank = State(found.state), {"formdata": None, "version": found.version}
    return page(
        "topics/desk/consultation.html",
        status=status,
        **pages.shown(found, clock.now()),
        trouble=trouble,
        may={
            move: (state, move) in rules.MOVES and not (reserved and move is Move.CARRY_OUT)
            for move in Move
        },
        reserved=words.REFUSALS[Refusal.RESERVED] if reserved else None,
        plan=given.get("plan") or forms.PlanForm(obj=found, formdata=None),
        invite=given.get("invite") or forms.InviteForm(**blank),
        positions=given.get("positions") or _positions(found, **blank),
        outcome=given.get("outcome") or forms.OutcomeForm(**blank),
        carry=given.get("carry") or forms.CarryOutForm(**blank),
        report=given.get("report") or forms.ReportForm(**blank),
        refer=given.get("refer") or forms.ReferForm(**blank),
        cancel=given.get("cancel") or forms.CancelForm(**blank),
    )


def _positions(found: Consultation, **given: Any) -> Form:
    kept = {f"position_{one.id}": one.position for one in found.parties}
    named = [(one.id, f"{one.name}（{one.capacity}）") for one in found.parties]
    return forms.positions_form(named, **{**kept, **given})


def _act(
    consultation_id: int, name: str, form: Any, act: Callable[[By], object], told: str = ""
) -> Response:
    """One step on the version that was read; every refusal on the page, nothing typed is lost."""
    if not form.validate():
        return _page(_known(consultation_id), 422, **{name: form})
    by = By(asker().person_id, form.version.data or 0, clock.now())
    try:
        with writing():
            act(by)
    except LookupError:
        abort(404)
    except Refused as no:
        db.session.rollback()
        found = _known(consultation_id)
        status = 409 if no.reason is Refusal.MOVED_ON else 422
        form.version.data, form.version.raw_data = found.version, None
        return _page(found, status, words.REFUSALS[no.reason], **{name: form})
    if told:
        flash(told, "good")
    return see_other(".show", consultation_id=consultation_id)


@bp.post("/<int:consultation_id>/plan/")
@needs(Can.CONVENE)
def plan(consultation_id: int) -> Response:
    form = forms.PlanForm()
    return _act(
        consultation_id,
        "plan",
        form,
        lambda by: actions.plan_anew(consultation_id, form.plan, by),
        _("改好了。"),
    )


@bp.post("/<int:consultation_id>/invite/")
@needs(Can.CONVENE)
def invite(consultation_id: int) -> Response:
    """One party more; with an account of the portal, they are told there."""
    form = forms.InviteForm()
    typed = form.phone.data
    found = [one.person_id for one in accounts.accounts_by(typed)] if typed else []
    if typed and len(found) != 1:
        form.validate()
        form.fail("phone", _("没有找到这个号码的账号；可以留空，只记名字。"))
        return _page(_known(consultation_id), 422, invite=form)
    return _act(
        consultation_id,
        "invite",
        form,
        lambda by: actions.invite(
            consultation_id,
            form.name.data or "",
            form.capacity.data or "",
            found[0] if found else None,
            by,
        ),
    )


@bp.post("/<int:consultation_id>/uninvite/")
@needs(Can.CONVENE)
def uninvite(consultation_id: int) -> Response:
    party_id = row_id(request.form.get("party"))
    return _act(
        consultation_id,
        "press",
        forms.PressForm(),
        lambda by: actions.uninvite(consultation_id, party_id, by),
    )


# ---- Its way ----


@bp.post("/<int:consultation_id>/notice/")
@needs(Can.CONVENE)
def notice(consultation_id: int) -> Response:
    told = _("通知已经发出，公开页面上看得到。")
    act = actions.give_notice
    return _act(
        consultation_id, "press", forms.PressForm(), lambda by: act(consultation_id, by), told
    )


@bp.post("/<int:consultation_id>/hold/")
@needs(Can.CONVENE)
def hold(consultation_id: int) -> Response:
    act = actions.hold
    return _act(consultation_id, "press", forms.PressForm(), lambda by: act(consultation_id, by))


@bp.post("/<int:consultation_id>/positions/")
@needs(Can.CONVENE)
def write_down(consultation_id: int) -> Response:
    found = _known(consultation_id)
    form: Any = _positions(found)
    ids = [one.id for one in found.parties]
    return _act(
        consultation_id,
        "positions",
        form,
        lambda by: actions.write_down(
            consultation_id, {one: form[f"position_{one}"].data or "" for one in ids}, by
        ),
        _("各方的意见记下了。"),
    )


@bp.post("/<int:consultation_id>/post/")
@needs(Can.CONVENE)
def post(consultation_id: int) -> Response:
    form = forms.OutcomeForm()
    return _act(
        consultation_id,
        "outcome",
        form,
        lambda by: actions.post(consultation_id, form.outcome.data or "", by),
        _("结果开始公示。"),
    )


@bp.post("/<int:consultation_id>/carry-out/")
@needs(Can.CONVENE)
def carry_out(consultation_id: int) -> Response:
    form = forms.CarryOutForm()
    return _act(
        consultation_id,
        "carry",
        form,
        lambda by: actions.carry_out(
            consultation_id,
            form.responsible.data or "",
            form.promised_on.data or clock.today(),
            by,
        ),
        _("已记下：开始落实。"),
    )


@bp.post("/<int:consultation_id>/report/")
@needs(Can.CONVENE)
def report(consultation_id: int) -> Response:
    form = forms.ReportForm()
    return _act(
        consultation_id,
        "report",
        form,
        lambda by: actions.report(consultation_id, form.report.data or "", by),
        _("报告已经公开。"),
    )


@bp.post("/<int:consultation_id>/refer/")
@needs(Can.CONVENE)
def refer(consultation_id: int) -> Response:
    form: Any = forms.ReferForm()
    return _act(
        consultation_id,
        "refer",
        form,
        lambda by: actions.refer(consultation_id, form.reason.data or "", by),
        _("已提交上一级。"),
    )


@bp.post("/<int:consultation_id>/cancel/")
@needs(Can.CONVENE)
def cancel(consultation_id: int) -> Response:
    form: Any = forms.CancelForm()
    return _act(
        consultation_id,
        "cancel",
        form,
        lambda by: actions.cancel(consultation_id, form.reason.data or "", by),
        _("已取消，议题重新等待上会。"),
    )
