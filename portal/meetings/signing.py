"""Signing in at the door: the code that hangs there, and one button."""

from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.core.text import clean_line
from portal.meetings import attending, door, kinds, queries, rules, words
from portal.meetings.forms import CodeForm
from portal.meetings.models import Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal, Via

bp = Blueprint("meeting_signing", __name__, url_prefix="/meetings/<int:meeting_id>/sign-in")


def _called(meeting_id: int) -> Meeting:
    found = queries.meeting(meeting_id)
    if found is None or found.called_at is None:
        abort(404)
    return found


def _fits(meeting: Meeting, code: str) -> bool:
    return door.fits(code, meeting.door_secret, meeting.id, clock.now(), kinds.DOOR_MINUTES())


def _is_back(meeting: Meeting) -> bool:
    """Whether the asker left a moment ago, and needs no code."""
    row = queries.attendance(meeting.id, asker().person_id)
    return row is not None and rules.may_return(row.left_at, row.signed_out_by, clock.now())


@bp.get("/")
@needs(Can.USE_OWN_PAGES)
def ask(meeting_id: int) -> Response:
    """Who scanned the door sees one button; who did not types the code."""
    meeting, given = _called(meeting_id), clean_line(request.args.get("code", ""))[:20]
    form = CodeForm(formdata=None, code=given)
    good = _is_back(meeting) or (bool(given) and _fits(meeting, given))
    trouble = words.REFUSALS[Refusal.STALE_CODE] if given and not good else None
    return page("meetings/sign_in.html", **_page(meeting, form, good), trouble=trouble)


def _page(meeting: Meeting, form: CodeForm, good: bool) -> dict[str, Any]:
    refusal = rules.signing_refusal(meeting.state, meeting.starts_at, clock.now())
    return {
        "meeting": meeting,
        "form": form,
        "good": good,
        "row": queries.attendance(meeting.id, asker().person_id),
        "closed": words.REFUSALS[refusal] if refusal else None,
    }


@bp.post("/")
@needs(Can.USE_OWN_PAGES)
def sign_in(meeting_id: int) -> Response:
    form, meeting, me = CodeForm(), _called(meeting_id), asker().person_id
    is_back = _is_back(meeting)
    if not is_back and form.validate() and not _fits(meeting, form.code.data):
        form.fail("code", words.REFUSALS[Refusal.STALE_CODE])
    if form.errors:
        return page("meetings/sign_in.html", status=422, **_page(meeting, form, False))
    try:
        with writing():
            queries.locked(meeting_id)
            attending.sign_in(_called(meeting_id), me, Via.DOOR, clock.now())
    except Refused as no:
        shown = _page(_called(meeting_id), form, False)
        return page("meetings/sign_in.html", status=422, **shown, trouble=words.refusal(no))
    return see_other(".done", meeting_id=meeting_id)


@bp.get("/done/")
@needs(Can.USE_OWN_PAGES)
def done(meeting_id: int) -> Response:
    """Who is in the room reads that it is noted, and where the agenda is."""
    meeting = _called(meeting_id)
    row = queries.attendance(meeting_id, asker().person_id)
    if row is None or not row.is_present:
        return see_other(".ask", meeting_id=meeting_id)
    return page("meetings/signed_in.html", meeting=meeting, row=row)
