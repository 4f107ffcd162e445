"""What a meeting's page shows of its minutes, and of what it carries on: registered at import."""

from typing import Any

from flask import url_for

from portal.core import clock
from portal.core.access import Asker, Can
from portal.meetings import panels
from portal.meetings.minutes import carried, pages, queries, rules
from portal.meetings.minutes.rules import Act, State
from portal.meetings.models import Attendance, Meeting
from portal.resolutions.followups import queries as followups


def _panel(meeting: Meeting, asker: Asker | None, _row: Attendance | None) -> dict[str, Any]:
    """Of minutes that are not approved, only who may read them is told that they are there. Before
    a meeting is opened there is nothing but what it will carry on.
    """
    today = clock.today()
    told = {
        "minutes_state": State.MISSING,
        "may_draft": False,
        "waiting_minutes": _waiting(meeting, asker),
        "carried": carried.of(meeting, today),
        "followups": [],
        "today": today,
        "promise": None,
    }
    if meeting.opened_at is not None:
        told |= _minutes(meeting, asker) if meeting.closed_at is not None else {}
        told["followups"] = followups.of_source(carried.SOURCE, meeting.id, today)
        told["promise"] = _promise(meeting, asker)
    return told


def _minutes(meeting: Meeting, asker: Asker | None) -> dict[str, Any]:
    hand, state = pages.hand_of(meeting, asker), queries.state_of(meeting.id)
    seen = state if rules.may_read(state, hand) else State.MISSING
    return {"minutes_state": seen, "may_draft": rules.may(Act.DRAFT, state, hand)}


def _waiting(meeting: Meeting, asker: Asker | None) -> list[Any]:
    """Minutes that this meeting is to approve, for who leads it while it is open."""
    is_open = meeting.opened_at is not None and meeting.closed_at is None
    leads = asker is not None and asker.person_id in (meeting.chair_id, meeting.clerk_id)
    return queries.unapproved_before(meeting) if is_open and leads else []


def _promise(meeting: Meeting, asker: Asker | None) -> str | None:
    """Where the committee writes down what was promised there."""
    if asker is None or not asker.can(Can.CONVENE):
        return None
    return url_for("followups_desk.new", kind=carried.SOURCE, id=meeting.id)


panels.register("minutes", _panel)
