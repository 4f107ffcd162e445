"""One line on record of what happened to a motion."""

from datetime import datetime
from typing import Any

from portal.audit.actions import record
from portal.core.db import db
from portal.meetings.motions import rules
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import Move, No, Refused


def record_of(motion: Motion, kind: str, actor_id: int | None, now: datetime, **told: Any) -> None:
    about = {"motion": motion.id, "number": motion.number, "meeting": motion.meeting.title}
    record(kind, actor_id, now, **about, **told)


def go(motion: Motion, move: Move) -> None:
    """Moves it along the table, and counts the change. Refused where the table has no such move."""
    motion.state = rules.after(motion.stage, move)
    motion.version += 1
    db.session.flush()


def leads(motion: Motion, person_id: int) -> None:
    """Refused for anybody but who chairs the meeting, also instead, or keeps its minutes."""
    if person_id not in motion.meeting.leaders:
        raise Refused(No.NOT_LEADING)


def chairs(motion: Motion, person_id: int) -> None:
    """Refused for anybody but who is in the chair: the clerk opens and closes nothing."""
    if not rules.chairs(person_id, motion.meeting.chair_id, motion.meeting.stand_in_id):
        raise Refused(No.NOT_CHAIRING)


def clerks(motion: Motion, person_id: int) -> None:
    """Refused for anybody but who keeps the minutes: hands and slips are theirs to put down."""
    if person_id != motion.meeting.clerk_id:
        raise Refused(No.NOT_CLERK)
