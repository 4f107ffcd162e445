"""A meeting's minutes: read by everyone once they are approved; before, written and corrected."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, current_app, flash
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, documents, store
from portal.core.access import Can, asker, needs, public
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.meetings.minutes import actions, pages, queries, rules, words
from portal.meetings.minutes.actions import Changed, NoQuorum, NotYours, TooMany
from portal.meetings.minutes.forms import (
    ApproveForm,
    CorrectionForm,
    PaperForm,
    ReturnForm,
    TextForm,
)
from portal.meetings.minutes.models import Minutes, MinutesPaper
from portal.meetings.minutes.rules import Act, Hand, State

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<int:meeting_id>/minutes")


@bp.get("/")
@public
def show(meeting_id: int) -> Response:
    return pages.show(meeting_id)


@bp.get("/versions/<int:number>/")
@needs(Can.USE_OWN_PAGES)
def version(meeting_id: int, number: int) -> Response:
    """An earlier text, for who may read a draft."""
    meeting, minutes, hand = pages.read(meeting_id)
    if minutes is None or not rules.may_read(State.DRAFT, hand):
        abort(404)
    found = next((one for one in minutes.versions if one.number == number), None) or abort(404)
    return page("meetings/minutes/version.html", meeting=meeting, version=found)


# ---- writing


@bp.post("/draft/")
@needs(Can.USE_OWN_PAGES)
def draft(meeting_id: int) -> Response:
    me = asker()
    try:
        with writing():
            meeting = pages.meeting_of(meeting_id)
            hand = pages.hand_of(meeting, me)
            actions.draft(meeting, hand, me.person_id, clock.now())
    except NotYours:
        abort(403)
    except Changed:
        return pages.show(meeting_id, 409, trouble=words.CHANGED)
    flash(_("起草好了，请看一遍，改好以后送主持人。"), "good")
    return see_other(".edit", meeting_id=meeting_id)


def _to_write(meeting_id: int, *acts: Act) -> Minutes:
    """Minutes that the asker may change now: 403 to others, 404 where there are none."""
    _meeting, minutes, hand = pages.read(meeting_id)
    if minutes is None:
        abort(404)
    if not any(rules.may(act, minutes.state, hand) for act in acts):
        abort(403)
    return minutes


def _text_form(minutes: Minutes) -> type[TextForm]:
    return CorrectionForm if minutes.state is State.SUBMITTED else TextForm


@bp.get("/edit/")
@needs(Can.USE_OWN_PAGES)
def edit(meeting_id: int) -> Response:
    minutes = _to_write(meeting_id, Act.EDIT, Act.CORRECT)
    form = _text_form(minutes)(formdata=None, text=minutes.text, version=minutes.version)
    return _edit_page(minutes, form)


def _edit_page(minutes: Minutes, form: TextForm, status: int = 200) -> Response:
    return page(
        "meetings/minutes/edit.html",
        status=status,
        minutes=minutes,
        meeting=minutes.meeting,
        form=form,
        papers=PaperForm(formdata=None),
    )


@bp.post("/edit/")
@needs(Can.USE_OWN_PAGES)
def save(meeting_id: int) -> Response:
    minutes = _to_write(meeting_id, Act.EDIT, Act.CORRECT)
    form = _text_form(minutes)()
    if not form.validate():
        return _edit_page(minutes, form, 422)
    note = form.note.data if isinstance(form, CorrectionForm) else ""
    text, seen = form.text.data or "", form.seen
    try:
        _act(
            meeting_id,
            lambda one, hand, me, now: actions.edit(one, text, note, seen, hand, me, now),
        )
    except Changed:
        form.fail("text", words.CHANGED)
        return _edit_page(_to_write(meeting_id, Act.EDIT, Act.CORRECT), form, 409)
    flash(_("改好了。"), "good")
    return see_other(".show", meeting_id=meeting_id)


Step = Callable[[Minutes, Hand, int, datetime], None]


def _act(meeting_id: int, step: Step) -> None:
    """One step in one transaction, under the minutes' lock."""
    me = asker()
    try:
        with writing():
            meeting = pages.meeting_of(meeting_id)
            hand = pages.hand_of(meeting, me)
            step(actions.locked(meeting_id), hand, me.person_id, clock.now())
    except LookupError:
        abort(404)
    except NotYours:
        abort(403)


@bp.post("/submit/")
@needs(Can.USE_OWN_PAGES)
def submit(meeting_id: int) -> Response:
    return _step(meeting_id, actions.submit, _("送给主持人了。下次会议上确认以后公开。"))


@bp.post("/return/")
@needs(Can.USE_OWN_PAGES)
def send_back(meeting_id: int) -> Response:
    form = ReturnForm()
    if not form.validate():
        return pages.show(meeting_id, 422, send_back=form, form=form)
    reason = form.reason.data or ""
    return _step(
        meeting_id,
        lambda one, hand, me, now: actions.send_back(one, reason, hand, me, now),
        _("退给记录人了。"),
    )


@bp.post("/approve/")
@needs(Can.USE_OWN_PAGES)
def approve(meeting_id: int) -> Response:
    seen = ApproveForm().seen
    return _step(
        meeting_id,
        lambda one, hand, me, now: actions.approve(one, seen, hand, me, now),
        _("确认了。会议记录从现在起公开，不再改动。"),
    )


def _step(meeting_id: int, step: Step, done: str) -> Response:
    try:
        _act(meeting_id, step)
    except Changed:
        return pages.show(meeting_id, 409, trouble=words.CHANGED)
    except NoQuorum:
        return pages.show(meeting_id, 409, trouble=words.NO_QUORUM)
    flash(done, "good")
    return see_other(".show", meeting_id=meeting_id)


# ---- attachments


@bp.post("/papers/")
@needs(Can.USE_OWN_PAGES)
def attach(meeting_id: int) -> Response:
    minutes, form = _to_write(meeting_id, Act.ATTACH), PaperForm()
    if not form.validate():
        return _papers_refused(minutes, form)
    document = form.file.data
    folder = current_app.config["PORTAL"].uploads
    digest = store.keep(folder, document.body, document.media)
    paper = MinutesPaper(
        title=form.title.data, digest=digest, media=document.media, size=len(document.body)
    )
    try:
        _act(meeting_id, lambda one, hand, me, now: actions.attach(one, paper, hand, me, now))
    except TooMany:
        form.fail("file", words.TOO_MANY)
        return _papers_refused(_to_write(meeting_id, Act.ATTACH), form)
    except Changed:
        return pages.show(meeting_id, 409, trouble=words.CHANGED)
    flash(_("附件加好了。"), "good")
    return see_other(".edit", meeting_id=meeting_id)


def _papers_refused(minutes: Minutes, wrong: PaperForm) -> Response:
    text = _text_form(minutes)(formdata=None, text=minutes.text, version=minutes.version)
    return page(
        "meetings/minutes/edit.html",
        status=422,
        minutes=minutes,
        meeting=minutes.meeting,
        form=text,
        papers=wrong,
    )


@bp.post("/papers/<int:paper_id>/remove/")
@needs(Can.USE_OWN_PAGES)
def detach(meeting_id: int, paper_id: int) -> Response:
    try:
        _act(meeting_id, lambda one, hand, me, now: actions.detach(one, paper_id, hand, me, now))
    except Changed:
        return pages.show(meeting_id, 409, trouble=words.CHANGED)
    flash(_("附件拿掉了。"), "good")
    return see_other(".edit", meeting_id=meeting_id)


@bp.get("/papers/<int:paper_id>/")
@public
def paper(meeting_id: int, paper_id: int) -> FlaskResponse:
    pages.read(meeting_id)
    found = queries.paper(meeting_id, paper_id) or abort(404)
    try:
        body = store.read(current_app.config["PORTAL"].uploads, found.digest, found.media)
    except LookupError:
        abort(404)
    return documents.download(body, found.media, found.digest, found.title)
