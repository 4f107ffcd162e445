"""The supervisors' desk: drafts, announcing, words to sum up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.appraisals import forms, pages, queries, sheets, standing, words
from portal.appraisals.actions import closing, following, preparing
from portal.appraisals.actions.preparing import By
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Kind, No, Refused, State
from portal.bodies.queries import grids
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.forms import Form
from portal.core.page import page, page_number, refused, row_id, see_other

bp = Blueprint("appraisals_desk", __name__, url_prefix="/desk/appraisals")
PAGE_SIZE = 30
_FIELDS = {
    No.TITLE_TAKEN: "title",
    No.DAYS_ORDER: "closes_on",
    No.DAYS_LONG: "closes_on",
    No.DAYS_PAST: "opens_on",
    No.NO_GRIDS: "grid_codes",
    No.NO_COMMITTEE: "kind",
    No.SUBJECT_TWICE: "name",
    No.QUESTION_TWICE: "text",
}


def _keys() -> Path:
    return Path(current_app.config["PORTAL"].keys)


@bp.get("/")
@needs(Can.RUN_APPRAISALS)
def index() -> Response:
    found = queries.everything(page_number(), PAGE_SIZE)
    return page("appraisals/desk/index.html", found=found, today=clock.today())


@bp.get("/new/")
@needs(Can.RUN_APPRAISALS)
def new() -> Response:
    form = forms.NewForm(formdata=None, year=clock.today().year).offer(grids())
    return page("appraisals/desk/new.html", form=form)


@bp.post("/new/")
@needs(Can.RUN_APPRAISALS)
def begin() -> Response:
    form: Any = forms.NewForm().offer(grids())
    if not form.validate():
        return refused("appraisals/desk/new.html", form=form)
    try:
        made = _begun(form)
    except Refused as no:
        _put(form, no.reason)
        return refused("appraisals/desk/new.html", form=form)
    return see_other(".show", appraisal_id=made)


def _begun(form: Any) -> int:
    """Pressed twice in one moment, the second finds what the first has made."""
    kind, year, me = Kind(form.kind.data), form.year.data, asker().person_id
    for last_try in (False, True):
        try:
            with writing():
                return preparing.begin(year, kind, form.plan, me, clock.now()).id
        except Refused as no:
            if last_try or no.reason is not No.TITLE_TAKEN:
                raise
    raise AssertionError("the last try answers or raises")


def _put(form: Form, no: No) -> bool:
    """A refusal at its field where the form has it, else above the form."""
    name, message = _FIELDS.get(no), words.REFUSALS[no]
    if name is not None and name in form:
        form.fail(name, message)
        return True
    form.form_errors.append(message)
    return False


def _known(appraisal_id: int) -> Appraisal:
    return queries.appraisal(appraisal_id) or abort(404)


@bp.get("/<int:appraisal_id>/")
@needs(Can.RUN_APPRAISALS)
def show(appraisal_id: int) -> Response:
    return _page(_known(appraisal_id))


def _page(found: Appraisal, status: int = 200, trouble: Any = None, **given: Form) -> Response:
    blank = {"formdata": None, "version": found.version}
    me, now = asker(), clock.now()
    stands_back = standing.may_not_run(found, me.person_id, clock.local(now).date())
    may_read = not stands_back and following.has_words(found)
    return page(
        "appraisals/desk/show.html",
        status=status,
        appraisal=found,
        trouble=trouble,
        stands_back=words.REFUSALS[stands_back] if stands_back else None,
        life=pages.life(found) if found.stage is not State.DRAFT else [],
        turnout=closing.turnout(found),
        key_lost=closing.key_is_lost(found, _keys()),
        words=sheets.words_in(queries.words(found)) if may_read else None,
        grid_names=pages.grid_names(found),
        plan=given.get("plan") or forms.filled(found, grids()),
        subject=given.get("subject") or forms.SubjectForm(**blank),
        question=given.get("question") or forms.QuestionForm(**blank),
        withdrawing=given.get("withdrawing") or forms.WithdrawForm(**blank),
        summary=given.get("summary") or forms.SummaryForm(**blank),
        today=clock.local(now).date(),
    )


def _act(
    appraisal_id: int,
    name: str,
    form: Any,
    act: Callable[[By], object],
    told: str = "",
    alone: bool = False,
) -> Response:
    """One step on the version that was read; every refusal on the page, nothing typed is lost.
    ``alone``: the act holds its own transactions.
    """
    if not form.validate():
        return _page(_known(appraisal_id), 422, **{name: form})
    by = By(asker().person_id, form.version.data or 0, clock.now())
    try:
        if alone:
            act(by)
        else:
            with writing():
                act(by)
    except LookupError:
        abort(404)
    except Refused as no:
        return _no(appraisal_id, name, form, no.reason)
    if told:
        flash(told, "good")
    return see_other(".show", appraisal_id=appraisal_id)


def _no(appraisal_id: int, name: str, form: Any, no: No) -> Response:
    db.session.rollback()
    found = _known(appraisal_id)
    form.version.data, form.version.raw_data = found.version, None
    if no in (No.APPRAISED, No.NEAR_RELATIVE):
        return _page(found, 403, words.REFUSALS[no], **{name: form})
    status = 409 if no is No.MOVED_ON else 422
    at_field = _put(form, no)
    return _page(found, status, None if at_field else words.REFUSALS[no], **{name: form})


@bp.post("/<int:appraisal_id>/plan/")
@needs(Can.RUN_APPRAISALS)
def plan(appraisal_id: int) -> Response:
    form: Any = forms.EditForm().offer(grids())
    act = preparing.plan_anew
    told = _("改好了。")
    return _act(appraisal_id, "plan", form, lambda by: act(appraisal_id, form.plan, by), told)


@bp.post("/<int:appraisal_id>/subjects/")
@needs(Can.RUN_APPRAISALS)
def add_subject(appraisal_id: int) -> Response:
    form = forms.SubjectForm()
    return _act(
        appraisal_id,
        "subject",
        form,
        lambda by: preparing.add_subject(
            appraisal_id,
            form.name.data or "",
            form.capacity.data or "",
            bool(form.for_elders.data),
            by,
        ),
    )


@bp.post("/<int:appraisal_id>/subjects/drop/")
@needs(Can.RUN_APPRAISALS)
def drop_subject(appraisal_id: int) -> Response:
    row, act = row_id(request.form.get("row")), preparing.drop_subject
    return _act(appraisal_id, "press", forms.PressForm(), lambda by: act(appraisal_id, row, by))


@bp.post("/<int:appraisal_id>/questions/")
@needs(Can.RUN_APPRAISALS)
def add_question(appraisal_id: int) -> Response:
    form, act = forms.QuestionForm(), preparing.add_question
    return _act(
        appraisal_id, "question", form, lambda by: act(appraisal_id, form.text.data or "", by)
    )


@bp.post("/<int:appraisal_id>/questions/drop/")
@needs(Can.RUN_APPRAISALS)
def drop_question(appraisal_id: int) -> Response:
    row, act = row_id(request.form.get("row")), preparing.drop_question
    return _act(appraisal_id, "press", forms.PressForm(), lambda by: act(appraisal_id, row, by))


@bp.post("/<int:appraisal_id>/announce/")
@needs(Can.RUN_APPRAISALS)
def announce(appraisal_id: int) -> Response:
    act, told = preparing.announce, _("预告已经公开，到开始日自动开始。")
    return _act(appraisal_id, "press", forms.PressForm(), lambda by: act(appraisal_id, by), told)


@bp.post("/<int:appraisal_id>/discard/")
@needs(Can.RUN_APPRAISALS)
def discard(appraisal_id: int) -> Response:
    form, me = forms.PressForm(), asker()
    if not form.validate():
        return _page(_known(appraisal_id), 422)
    try:
        with writing():
            by = By(me.person_id, form.version.data or 0, clock.now())
            preparing.discard(appraisal_id, by)
    except LookupError:
        abort(404)
    except Refused as no:
        return _no(appraisal_id, "press", form, no.reason)
    flash(_("草稿已删除。"), "good")
    return see_other(".index")


@bp.post("/<int:appraisal_id>/copy/")
@needs(Can.RUN_APPRAISALS)
def copy(appraisal_id: int) -> Response:
    """A draft that asks the same again."""
    form, me = forms.PressForm(), asker()
    if not form.validate():
        return _page(_known(appraisal_id), 422)
    try:
        with writing():
            made = preparing.copy(appraisal_id, me.person_id, clock.now()).id
    except LookupError:
        abort(404)
    except Refused as no:
        return _no(appraisal_id, "press", form, no.reason)
    return see_other(".show", appraisal_id=made)


@bp.post("/<int:appraisal_id>/withdraw/")
@needs(Can.RUN_APPRAISALS)
def withdraw(appraisal_id: int) -> Response:
    form: Any = forms.WithdrawForm()
    return _act(
        appraisal_id,
        "withdrawing",
        form,
        lambda by: closing.withdraw(appraisal_id, form.reason.data or "", by, _keys()),
        _("已取消，原因已公开。"),
        alone=True,
    )


@bp.post("/<int:appraisal_id>/void/")
@needs(Can.RUN_APPRAISALS)
def void(appraisal_id: int) -> Response:
    act, told = closing.void, _("已作废。请照原样再做一次。")
    return _act(
        appraisal_id, "press", forms.PressForm(), lambda by: act(appraisal_id, by, _keys()), told
    )


@bp.post("/<int:appraisal_id>/summary/")
@needs(Can.RUN_APPRAISALS)
def summarize(appraisal_id: int) -> Response:
    form: Any = forms.SummaryForm()
    return _act(
        appraisal_id,
        "summary",
        form,
        lambda by: following.summarize(appraisal_id, form.summary.data or "", by),
        _("归纳已经公开，原文已删除。"),
    )
