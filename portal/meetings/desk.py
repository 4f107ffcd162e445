"""Meetings on the desk: drafting, the check before calling, calling, changing, cancelling."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import queries as bodies
from portal.bodies.models import Body
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import id_asked, page, page_number, refused, see_other
from portal.meetings import calling, pages, queries, words
from portal.meetings.forms import CallForm, MeetingForm, NoteForm, ReasonForm
from portal.meetings.models import Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import ACTS, State

bp = Blueprint("meetings_desk", __name__, url_prefix="/desk/meetings")
PAGE_SIZE = 20


def _meeting(meeting_id: int) -> Meeting:
    return queries.meeting(meeting_id) or abort(404)


@bp.get("/")
@needs(Can.CONVENE)
def index() -> Response:
    now, today = clock.now(), clock.today()
    return page(
        "meetings/desk/index.html",
        under_way=queries.all_under_way(),
        coming=queries.coming(now),
        drafts=queries.drafts(),
        past=queries.past(now, page_number(), PAGE_SIZE),
        due=queries.assembly_due(today),
        today=today,
    )


@bp.get("/<int:meeting_id>/")
@needs(Can.CONVENE)
def show(meeting_id: int) -> Response:
    return _desk_page(meeting_id)


def _desk_page(meeting_id: int, status: int = 200, trouble: object = None) -> Response:
    meeting, now = _meeting(meeting_id), clock.now()
    return page(
        "meetings/desk/meeting.html",
        status=status,
        trouble=trouble,
        may=ACTS[meeting.state],
        note=NoteForm(formdata=None),
        **pages.view(meeting, asker(), now),
    )


# ---- Drafting and changing ----


@bp.get("/new/")
@needs(Can.CONVENE)
def new() -> Response:
    """First whose meeting, then the rest."""
    body_id = id_asked("body")
    if body_id is None:
        return page("meetings/desk/bodies.html", bodies=bodies.bodies(clock.today()))
    body = _body(body_id)
    return page("meetings/desk/form.html", form=_form(body), body=body, meeting=None)


def _body(body_id: int | None) -> Body:
    found = bodies.body(body_id or 0)
    if found is None or (found.dissolved_on is not None and found.dissolved_on < clock.today()):
        abort(404)
    return found


def _form(body: Body, meeting: Meeting | None = None) -> MeetingForm:
    is_called = meeting is not None and meeting.state is not State.DRAFT
    form = MeetingForm(obj=meeting)
    if "urgent_reason" in form and not form.is_submitted():
        form.urgent_reason.data = ""
    return form.fit(body, clock.today(), is_called)


@bp.post("/new/")
@needs(Can.CONVENE)
def create() -> Response:
    body = _body(id_asked("body"))
    form = _form(body)
    if not form.validate():
        return refused("meetings/desk/form.html", form=form, body=body, meeting=None)
    plan = form.plan(body.id)
    with writing():
        meeting_id = calling.draft(plan, asker().person_id, clock.now()).id
    return see_other(".show", meeting_id=meeting_id)


@bp.get("/<int:meeting_id>/edit/")
@needs(Can.CONVENE)
def edit(meeting_id: int) -> Response:
    meeting = _meeting(meeting_id)
    form = _form(meeting.body, meeting)
    return page("meetings/desk/form.html", form=form, body=meeting.body, meeting=meeting)


@bp.post("/<int:meeting_id>/edit/")
@needs(Can.CONVENE)
def change(meeting_id: int) -> Response:
    meeting = _meeting(meeting_id)
    form, body_id = _form(meeting.body, meeting), meeting.body_id
    if not form.validate():
        return _form_again(meeting_id, form)
    plan, reason = form.plan(body_id), form.reason
    try:
        with writing():
            found = queries.locked(meeting_id)
            calling.change(found, plan, asker().person_id, clock.now(), reason)
    except Refused as no:
        form.fail("urgent_reason" if "urgent_reason" in form else "starts_at", words.refusal(no))
        return _form_again(meeting_id, form)
    return see_other(".show", meeting_id=meeting_id)


def _form_again(meeting_id: int, form: MeetingForm) -> Response:
    meeting = _meeting(meeting_id)
    return refused("meetings/desk/form.html", form=form, body=meeting.body, meeting=meeting)


@bp.post("/<int:meeting_id>/discard/")
@needs(Can.CONVENE)
def discard(meeting_id: int) -> Response:
    answer = _act(meeting_id, calling.discard)
    if answer is not None:
        return answer
    flash(_("草稿已经丢弃。"), "good")
    return see_other(".index")


# ---- Calling and cancelling ----


@bp.get("/<int:meeting_id>/check/")
@needs(Can.CONVENE)
def check(meeting_id: int) -> Response:
    return _check_page(meeting_id, CallForm(formdata=None))


def _check_page(meeting_id: int, form: CallForm, status: int = 200) -> Response:
    meeting, now = _meeting(meeting_id), clock.now()
    if meeting.state is not State.DRAFT:
        return see_other(".show", meeting_id=meeting_id)
    found = calling.check(meeting, now)
    lacks = words.REFUSALS[found.refusal] if found.refusal else None
    return page(
        "meetings/desk/check.html",
        status=status,
        meeting=meeting,
        check=found,
        lacks=lacks,
        form=form,
    )


@bp.post("/<int:meeting_id>/check/")
@needs(Can.CONVENE)
def call(meeting_id: int) -> Response:
    form = CallForm()
    if not form.validate():
        return _check_page(meeting_id, form, 422)
    reason = form.urgent_reason.data or ""
    try:
        with writing():
            calling.call(queries.locked(meeting_id), asker().person_id, clock.now(), reason)
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("urgent_reason", words.refusal(no))
        return _check_page(meeting_id, form, 422)
    flash(_("会议已经通知，名单上的人都收到了消息。"), "good")
    return see_other(".show", meeting_id=meeting_id)


@bp.get("/<int:meeting_id>/cancel/")
@needs(Can.CONVENE)
def ask_cancel(meeting_id: int) -> Response:
    return _cancel_page(meeting_id, ReasonForm(formdata=None))


def _cancel_page(meeting_id: int, form: Form, status: int = 200) -> Response:
    meeting = _meeting(meeting_id)
    if meeting.state is not State.CALLED:
        return see_other(".show", meeting_id=meeting_id)
    return page("meetings/desk/cancel.html", status=status, meeting=meeting, form=form)


@bp.post("/<int:meeting_id>/cancel/")
@needs(Can.CONVENE)
def cancel(meeting_id: int) -> Response:
    form = ReasonForm()
    if not form.validate():
        return _cancel_page(meeting_id, form, 422)
    reason = form.reason.data or ""
    answer = _act(meeting_id, lambda one, me, now: calling.cancel(one, reason, me, now))
    return answer or see_other(".show", meeting_id=meeting_id)


def _act(meeting_id: int, act: Callable[[Meeting, int, datetime], Any]) -> Response | None:
    """One act under the meeting's lock; None where it was done, else the page that says why not."""
    try:
        with writing():
            act(queries.locked(meeting_id), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return _desk_page(meeting_id, 422, words.refusal(no))
    return None
