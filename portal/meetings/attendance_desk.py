"""At the door of a meeting: the code that hangs there, and the list for who has no phone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_number, public_url, see_other
from portal.core.qr import qr_svg
from portal.core.text import clean_line, match_key
from portal.meetings import attending, door, kinds, presence, queries, rules, words
from portal.meetings.models import Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import Act, Via
from portal.roster.models import Person

bp = Blueprint("meeting_door", __name__, url_prefix="/desk/meetings/<int:meeting_id>")
PAGE_SIZE = 60


def _called(meeting_id: int) -> Meeting:
    found = queries.meeting(meeting_id)
    if found is None or found.called_at is None:
        abort(404)
    return found


@bp.get("/door/")
@needs(Can.CONVENE)
def show(meeting_id: int) -> Response:
    """Large, for a screen or a tablet by the door; it turns to the next code by itself."""
    meeting, now, minutes = _called(meeting_id), clock.now(), kinds.DOOR_MINUTES()
    code = door.code(meeting.door_secret, meeting.id, now, minutes)
    address = public_url("meeting_signing.ask", meeting_id=meeting.id, code=code)
    return page(
        "meetings/desk/door.html",
        "code",
        meeting=meeting,
        code=code,
        qr=qr_svg(address),
        seconds=door.seconds_left(now, minutes),
        presence=presence.of(meeting.id, meeting.body.sort),
        open=rules.may(Act.SIGN_IN, meeting.state),
    )


@bp.get("/attendance/")
@needs(Can.CONVENE)
def attendance(meeting_id: int) -> Response:
    return _list(meeting_id)


def _list(meeting_id: int, status: int = 200, trouble: object = None) -> Response:
    """Who is called and who sits in; by name, residents too who could sit in."""
    meeting, now = _called(meeting_id), clock.now()
    wanted = clean_line(request.args.get("q", ""))[:60]
    return page(
        "meetings/desk/attendance.html",
        "list",
        status=status,
        trouble=trouble,
        meeting=meeting,
        rows=queries.attended(meeting.id, match_key(wanted), page_number(), PAGE_SIZE),
        q=wanted,
        others=_others(meeting, wanted),
        presence=presence.of(meeting.id, meeting.body.sort),
        closed=rules.signing_refusal(meeting.state, meeting.starts_at, now),
        refusals=words.REFUSALS,
    )


def _others(meeting: Meeting, wanted: str) -> list[Person]:
    """Residents of that name or telephone who are not on the list, where they may sit in."""
    if not wanted or not rules.admits(meeting.body.sort, meeting.observers):
        return []
    found = accounts.people_named(wanted, clock.today())
    have = queries.among(meeting.id, [one.id for one in found])
    return [one for one in found if one.id not in have and one.household_id is not None]


@bp.post("/attendance/<int:person_id>/in/")
@needs(Can.CONVENE)
def sign_in(meeting_id: int, person_id: int) -> Response:
    return _act(
        meeting_id,
        lambda one, me, now: attending.sign_in(one, person_id, Via.DESK, now, by=me),
    )


@bp.post("/attendance/<int:person_id>/out/")
@needs(Can.CONVENE)
def sign_out(meeting_id: int, person_id: int) -> Response:
    return _act(meeting_id, lambda one, me, now: attending.sign_out(one, person_id, now, by=me))


def _act(meeting_id: int, act: Callable[[Meeting, int, datetime], Any]) -> Response:
    try:
        with writing():
            queries.locked(meeting_id)
            act(_called(meeting_id), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return _list(meeting_id, 422, words.refusal(no))
    return see_other(".attendance", meeting_id=meeting_id, **_here())


def _here() -> dict[str, str]:
    """The search and the page that the list was on."""
    return {name: request.args[name] for name in ("q", "page") if request.args.get(name)}
