"""What a member does on a meeting's page, and what its chair or clerk does there."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import local_target, page, see_other
from portal.meetings import (
    attending,
    leading,
    pages,
    papers,
    presence,
    proxies,
    queries,
    rules,
    words,
)
from portal.meetings.forms import ExcuseForm, NoteForm, ProxyForm
from portal.meetings.models import Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import Act

bp = Blueprint("meeting_own", __name__, url_prefix="/meetings/<int:meeting_id>")


def _called(meeting_id: int) -> Meeting:
    found = queries.meeting(meeting_id)
    if found is None or found.called_at is None:
        abort(404)
    return found


def _act(meeting_id: int, act: Callable[[Meeting, int, datetime], object], done: str) -> Response:
    """One act under the meeting's lock, and back to the page that it was done on; a refusal is
    said on the meeting's page: 422.
    """
    me = asker()
    try:
        with writing():
            queries.locked(meeting_id)
            act(_called(meeting_id), me.person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return pages.answer(_called(meeting_id), 422, str(words.refusal(no)))
    flash(done, "good")
    back = local_target(request.form.get("back"))
    return redirect(back or url_for("meetings.show", meeting_id=meeting_id), code=303)


# ---- Members ----


@bp.post("/excuse/")
@needs(Can.USE_OWN_PAGES)
def excuse(meeting_id: int) -> Response:
    form = ExcuseForm()
    if not form.validate():
        return pages.answer(_called(meeting_id), 422, form=form)
    reason = form.reason.data or ""
    return _act(
        meeting_id, lambda one, me, now: attending.excuse(one, me, reason, now), _("已经请假。")
    )


@bp.post("/come/")
@needs(Can.USE_OWN_PAGES)
def come(meeting_id: int) -> Response:
    """They come after all."""
    return _act(
        meeting_id,
        lambda one, me, now: attending.excuse(one, me, "", now),
        _("已经取消请假，到时候见。"),
    )


@bp.post("/proxy/")
@needs(Can.USE_OWN_PAGES)
def give_proxy(meeting_id: int) -> Response:
    meeting, me = _called(meeting_id), asker().person_id
    form = ProxyForm().offer(proxies.possible_holders(meeting.id, me))
    if not form.validate():
        return pages.answer(meeting, 422, form=form)
    holder = int(form.holder_id.data)
    return _act(
        meeting_id,
        lambda one, giver, now: proxies.give(one, giver, holder, now),
        _("委托好了，已经告诉对方。开会以前可以收回。"),
    )


@bp.post("/proxy/back/")
@needs(Can.USE_OWN_PAGES)
def take_back_proxy(meeting_id: int) -> Response:
    return _act(meeting_id, proxies.take_back, _("委托已经收回。"))


@bp.post("/papers/<int:paper_id>/read/")
@needs(Can.USE_OWN_PAGES)
def read(meeting_id: int, paper_id: int) -> Response:
    def act(meeting: Meeting, me: int, now: datetime) -> None:
        found = papers.paper(meeting_id, paper_id)
        row = queries.attendance(meeting_id, me)
        if found is None or not papers.may_see(found, meeting, row, convenes=False):
            raise LookupError(paper_id)
        papers.mark_read(found, me, now)

    return _act(meeting_id, act, _("记下了：您看过这份材料。"))


@bp.get("/leave/")
@needs(Can.USE_OWN_PAGES)
def ask_leave(meeting_id: int) -> Response:
    """Asked before it is done; who leaves hears whether the others can still decide."""
    meeting, me = _called(meeting_id), asker().person_id
    row = queries.attendance(meeting_id, me)
    if row is None or not row.is_present or not rules.may(Act.SIGN_IN, meeting.state):
        return see_other("meetings.show", meeting_id=meeting_id)
    kind = meeting.body.sort
    there, left = presence.of(meeting_id, kind), presence.without(meeting_id, kind, me)
    lost = there.has_quorum and not left.has_quorum
    return page("meetings/leave.html", meeting=meeting, row=row, left=left, quorum_lost=lost)


@bp.post("/leave/")
@needs(Can.USE_OWN_PAGES)
def leave(meeting_id: int) -> Response:
    return _act(
        meeting_id,
        attending.sign_out,
        _("记下了：您离开了会场。10 分钟以内回来，点“签到”就行；再晚请扫门口的码。"),
    )


# ---- Chair and clerk ----


@bp.post("/open/")
@needs(Can.USE_OWN_PAGES)
def open_(meeting_id: int) -> Response:
    return _act(meeting_id, leading.open_, _("开会了。名单已经定下，不再变动。"))


@bp.post("/close/")
@needs(Can.USE_OWN_PAGES)
def close(meeting_id: int) -> Response:
    return _act(meeting_id, leading.close, _("散会了。"))


@bp.post("/items/<int:item_id>/note/")
@needs(Can.USE_OWN_PAGES)
def note(meeting_id: int, item_id: int) -> Response:
    form = NoteForm()
    if not form.validate():
        return pages.answer(_called(meeting_id), 422, str(form.text.errors[0]))

    def act(_meeting: Meeting, me: int, now: datetime) -> None:
        item = queries.item(meeting_id, item_id)
        if item is None:
            raise LookupError(item_id)
        leading.note(item, form.text.data or "", me, now)

    return _act(meeting_id, act, _("记下了。"))
