"""Who somebody is to a meeting's minutes, and the page that shows them."""

from typing import Any

from flask import abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Asker, Can, asker_or_none
from portal.core.db import db
from portal.core.page import page, public_url
from portal.core.qr import qr_svg
from portal.meetings.minutes import queries, rules
from portal.meetings.minutes.forms import ReturnForm
from portal.meetings.minutes.models import Minutes
from portal.meetings.minutes.rules import Act, Hand, State
from portal.meetings.models import Meeting


def hand_of(meeting: Meeting, me: Asker | None) -> Hand:
    if me is None:
        return Hand()
    return Hand(
        is_clerk=me.person_id == meeting.clerk_id,
        is_chair=me.person_id == meeting.chair_id,
        convenes=me.can(Can.CONVENE),
        chairs_next=queries.next_open(meeting, me.person_id) is not None,
        belongs=me.is_staff or queries.belongs(meeting, me.person_id, clock.today()),
        is_staff=me.is_staff,
    )


def meeting_of(meeting_id: int) -> Meeting:
    """One that took place; 404 for all others."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.opened_at is None:
        abort(404)
    return meeting


def read(meeting_id: int) -> tuple[Meeting, Minutes | None, Hand]:
    """What the asker may read; 404 where that is nothing yet."""
    meeting = meeting_of(meeting_id)
    hand, minutes = hand_of(meeting, asker_or_none()), queries.of_meeting(meeting_id)
    state = minutes.state if minutes else State.MISSING
    if not rules.may_read(state, hand):
        abort(404)
    return meeting, minutes, hand


def show(meeting_id: int, status: int = 200, **more: Any) -> Response:
    meeting, minutes, hand = read(meeting_id)
    state = minutes.state if minutes else State.MISSING
    url = public_url("minutes.show", meeting_id=meeting_id)
    given: dict[str, Any] = {
        "meeting": meeting,
        "minutes": minutes,
        "state": state,
        "may": {act.value: rules.may(act, state, hand) for act in Act},
        "send_back": ReturnForm(formdata=None),
        "trouble": None,
        "form": None,
        "qr": qr_svg(url),
        "page_url": url,
    }
    return page("meetings/minutes/show.html", status=status, **(given | more))
