"""Meetings for everyone: which ones come, one of them, its papers, its calendar file."""

from flask import Blueprint, abort, current_app, make_response
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from portal.core import clock, documents, store
from portal.core.access import Can, asker_or_none, public
from portal.core.page import page, page_number, public_url
from portal.meetings import calendar, pages, papers, queries
from portal.meetings.models import Meeting, Paper
from portal.meetings.pages import Own

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
PAGE_SIZE = 20


def public_meeting(meeting_id: int) -> Meeting:
    """One that was called; 404 for drafts."""
    found = queries.meeting(meeting_id)
    if found is None or found.called_at is None:
        abort(404)
    return found


@bp.get("/")
@public
def index() -> Response:
    now = clock.now()
    return page(
        "meetings/index.html",
        under_way=queries.all_under_way(),
        coming=queries.coming(now),
        past=queries.past(now, page_number(), PAGE_SIZE),
        due=queries.assembly_due(clock.today()),
        today=clock.today(),
    )


@bp.get("/<int:meeting_id>/")
@public
def show(meeting_id: int) -> Response:
    return pages.answer(public_meeting(meeting_id))


@bp.get("/<int:meeting_id>/meeting.ics")
@public
def entry(meeting_id: int) -> Response:
    meeting = public_meeting(meeting_id)
    body = calendar.file_of(meeting, public_url(".show", meeting_id=meeting_id))
    response = make_response(body)
    response.mimetype = "text/calendar"
    response.headers.set("Content-Disposition", "attachment", filename=f"meeting-{meeting_id}.ics")
    return response


# ---- Papers ----


def _paper(meeting_id: int, paper_id: int) -> tuple[Meeting, Paper]:
    """A paper that this visitor may read, with its meeting; to the desk in a draft too."""
    me, meeting = asker_or_none(), queries.meeting(meeting_id) or abort(404)
    convenes = me is not None and me.can(Can.CONVENE)
    if meeting.called_at is None and not convenes:
        abort(404)
    found = papers.paper(meeting_id, paper_id) or abort(404)
    row = queries.attendance(meeting_id, me.person_id) if me else None
    if not papers.may_see(found, meeting, row, convenes):
        abort(404)
    return meeting, found


@bp.get("/<int:meeting_id>/papers/<int:paper_id>/")
@public
def paper(meeting_id: int, paper_id: int) -> Response:
    meeting, found = _paper(meeting_id, paper_id)
    me = asker_or_none()
    return page(
        "meetings/paper.html",
        meeting=meeting,
        paper=found,
        own=_own(meeting, me.person_id) if me else None,
    )


def _own(meeting: Meeting, person_id: int) -> Own | None:
    _counts, read = papers.readers(meeting.id, person_id)
    return pages.own(meeting, person_id, read)


@bp.get("/<int:meeting_id>/papers/<int:paper_id>/file")
@public
def paper_file(meeting_id: int, paper_id: int) -> FlaskResponse:
    _meeting, found = _paper(meeting_id, paper_id)
    if found.digest is None or found.media is None:
        abort(404)
    try:
        body = store.read(current_app.config["PORTAL"].uploads, found.digest, found.media)
    except LookupError:
        abort(404)
    return documents.download(body, found.media, found.digest, found.title)
