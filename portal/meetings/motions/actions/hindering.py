"""What else keeps a vote from being opened: the body is gone, or too few are left to vote."""

from collections.abc import Mapping
from datetime import datetime

from portal.core import clock
from portal.meetings import quorum
from portal.meetings.motions import queries, rules
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import No, Refused


def hindrance(motion: Motion, voices: Mapping[int, int], now: datetime) -> Refused | None:
    """None where nothing is in the way. ``voices``: those in the room, and who speaks for each."""
    body = motion.meeting.body
    if rules.is_dissolved(body.dissolved_on, clock.local(now).date()):
        return Refused(No.BODY_GONE)
    return _too_few_left(motion, voices)


def _too_few_left(motion: Motion, voices: Mapping[int, int]) -> Refused | None:
    """Whom a leader put down as stepping back may not leave fewer voters than a quorum."""
    recusals = queries.recusals(motion.id)
    if all(one.by_id == one.person_id for one in recusals):
        return None
    away = {one.person_id for one in recusals}
    able = sum(not {who, holder} & away for who, holder in voices.items())
    needed = quorum.quorum_needed(motion.meeting.body.sort, queries.entitled(motion.meeting_id))
    return Refused(No.TOO_FEW_LEFT, able=able, needed=needed) if able < needed else None
