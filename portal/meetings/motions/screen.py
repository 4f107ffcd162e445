"""The screen for the room: agenda, quorum, the motion under vote, its result; no personal data.
The chair says on a page beside it what the room is at.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public, to_login
from portal.core.db import writing
from portal.core.page import page, row_id, see_other
from portal.meetings import presence
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.motions import entered, pages, queries, words
from portal.meetings.motions.actions import chairing
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import UNDER_VOTE, Refused
from portal.meetings.rules import State, admits

bp = Blueprint("meeting_screen", __name__, url_prefix="/meetings")
SHOWN_FOR = timedelta(minutes=3)
"""How long a result stays on the screen before the agenda comes back."""


@bp.get("/<int:meeting_id>/screen/")
@public
def show(meeting_id: int) -> Response:
    """For everyone where observers are allowed, else for the people of the meeting."""
    meeting = queries.meeting(meeting_id)
    if meeting is None or meeting.called_at is None:
        abort(404)
    if not admits(meeting.body.sort, meeting.observers):
        me = asker_or_none()
        if me is None:
            return to_login()
        if not _takes_part(meeting, me.person_id):
            abort(403)
    return page("meetings/motions/screen.html", "screen", **_shown(meeting, clock.now()))


def _takes_part(meeting: Meeting, person_id: int) -> bool:
    row = queries.attendance(meeting.id, person_id)
    return row is not None or person_id in meeting.leaders


def _shown(meeting: Meeting, now: datetime) -> dict[str, Any]:
    motion = queries.under_vote(meeting.id) or _just_decided(meeting.id, now)
    items = queries.agenda(meeting.id)
    open_ = motion is not None and motion.stage in UNDER_VOTE
    denied = queries.answers(motion.id).values() if motion and open_ else ()
    return {
        "objected": sum(not one.meant for one in denied) if motion and not motion.is_secret else 0,
        "result": entered.result(motion, now) if motion and motion.is_decided else None,
        "meeting": meeting,
        "presence": presence.of(meeting.id, meeting.body.sort),
        "items": items,
        "current": _current(items),
        "motion": motion,
        "progress": queries.progress(motion) if motion else None,
        "rule": pages.rule(motion) if motion else None,
    }


def _just_decided(meeting_id: int, now: datetime) -> Motion | None:
    last = queries.last_decided(meeting_id)
    recent = last is not None and last.closed_at is not None and now - last.closed_at < SHOWN_FOR
    return last if recent else None


def _current(items: Sequence[AgendaItem]) -> AgendaItem | None:
    """What the room is at: what was called last."""
    called = [(one.taken_up_at, one) for one in items if one.taken_up_at is not None]
    return max(called, key=lambda pair: pair[0])[1] if called else None


@bp.get("/<int:meeting_id>/screen/lead/")
@needs(Can.USE_OWN_PAGES)
def lead(meeting_id: int) -> Response:
    return _lead(_led(meeting_id))


def _lead(meeting: Meeting, refused: Refused | None = None) -> Response:
    items, me = queries.agenda(meeting.id), asker().person_id
    open_ = meeting.state is State.OPEN
    seated = queries.members(meeting.id) if open_ else []
    return page(
        "meetings/motions/screen_lead.html",
        status=422 if refused else 200,
        meeting=meeting,
        items=items,
        current=_current(items),
        seated=[one for one in seated if one.is_present and one.person_id != meeting.clerk_id],
        may_name=me == meeting.clerk_id or chairing.in_chair(meeting, me),
        refusal=words.refusal(refused) if refused else None,
    )


@bp.post("/<int:meeting_id>/screen/chair/")
@needs(Can.USE_OWN_PAGES)
def chair(meeting_id: int) -> Response:
    """A member in the room chairs instead, or the meeting's own chair goes on."""
    _led(meeting_id)
    me, person_id = asker().person_id, row_id(request.form.get("person"))
    try:
        with writing():
            meeting = queries.locked_meeting(meeting_id)
            if "back" in request.form:
                chairing.take_back(meeting, me, clock.now())
            else:
                chairing.hand_over(meeting, person_id, me, clock.now())
    except Refused as no:
        return _lead(_led(meeting_id), no)
    return see_other("meeting_screen.lead", meeting_id=meeting_id)


def _led(meeting_id: int) -> Meeting:
    """The meeting, for who chairs it or keeps its minutes; 403 else."""
    meeting = queries.meeting(meeting_id)
    if meeting is None or meeting.called_at is None:
        abort(404)
    if asker().person_id not in meeting.leaders:
        abort(403)
    return meeting


@bp.post("/<int:meeting_id>/screen/items/<int:item_id>/")
@needs(Can.USE_OWN_PAGES)
def take_up(meeting_id: int, item_id: int) -> Response:
    """The chair calls an item of the meeting that is open; nothing else follows from it."""
    _led(meeting_id)
    with writing():
        item = queries.item(meeting_id, item_id) or abort(404)
        if item.meeting.state is not State.OPEN:
            abort(409)
        item.taken_up_at = clock.now()
    return see_other("meeting_screen.lead", meeting_id=meeting_id)
