"""Follow-ups of a meeting: registered at import."""

from flask_babel import lazy_gettext as _l

from portal.core.db import db
from portal.meetings.minutes.carried import SOURCE
from portal.meetings.models import Meeting
from portal.resolutions.followups import sources
from portal.resolutions.followups.sources import Found


def find(meeting_id: int) -> Found | None:
    """A meeting that was opened: before, nothing is promised there."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.opened_at is None:
        return None
    return Found(meeting.title, meeting.body_id)


sources.source(SOURCE, _l("会议"), "/meetings/%(source)s/", find)
