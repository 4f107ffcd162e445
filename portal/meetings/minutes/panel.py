"""What a meeting's page shows of its minutes, and of what it carries on: registered at import."""

from typing import Any

from flask import url_for

from portal.core import clock
from portal.core.access import Asker, Can
from portal.meetings import panels
from portal.meetings.minutes import carried, pages, queries, rules
from portal.meetings.minutes.rules import Act, State
from portal.meetings.models import Meeting
from portal.resolutions.followups import queries as followups


def _panel(meeting: Meeting, asker: Asker | None) -> dict[str, Any]:
    """Of minutes that are not approved, only who may read them is told that they are there."""
    hand, today = pages.hand_of(meeting, asker), clock.today()
    state = queries.state_of(meeting.id)
    convenes = asker is not None and asker.can(Can.CONVENE)
    return {
        "minutes_state": state if rules.may_read(state, hand) else State.MISSING,
        "may_draft": meeting.closed_at is not None and rules.may(Act.DRAFT, state, hand),
        "waiting_minutes": _waiting(meeting, asker),
        "carried": carried.of(meeting, today),
        "followups": followups.of_source(carried.SOURCE, meeting.id, today),
        "today": today,
        "promise": _promise(meeting) if convenes else None,
    }


def _waiting(meeting: Meeting, asker: Asker | None) -> list[Any]:
    """Minutes that this meeting is to approve, for who leads it while it is open."""
    is_open = meeting.opened_at is not None and meeting.closed_at is None
    leads = asker is not None and asker.person_id in (meeting.chair_id, meeting.clerk_id)
    return queries.unapproved_before(meeting) if is_open and leads else []


def _promise(meeting: Meeting) -> str | None:
    if meeting.opened_at is None:
        return None
    return url_for("followups_desk.new", kind=carried.SOURCE, id=meeting.id)


panels.register("minutes", _panel)
