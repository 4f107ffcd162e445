"""What a motion touches (art. 30), and whether it is contested (art. 32): its mover says it,
members in the room may doubt it, who leads names it anew for a reason that is public. Each step
inside the caller's ``writing()``.
"""

from datetime import datetime

from portal.core import outbox
from portal.core.db import insert_once
from portal.core.i18n import official
from portal.meetings.models import Attendance
from portal.meetings.motions import kinds, queries, rules
from portal.meetings.motions.actions.hindering import matter_of, screened_of
from portal.meetings.motions.actions.recording import chairs, record_of
from portal.meetings.motions.models import Challenge, Motion
from portal.meetings.motions.rules import No, Refused
from portal.topics.rules import Matter
from portal.topics.words import MATTERS


def cannot_challenge(motion: Motion, person_id: int) -> No | None:
    """None for a member in the room, up to the opening of the vote."""
    if motion.amends_id is not None:
        return No.ASK_MAIN
    if not rules.may_recuse(motion.stage):
        return No.MOVED_ON
    row = queries.attendance(motion.meeting_id, person_id)
    return None if is_in_the_room(row) else No.NOT_HERE


def is_in_the_room(row: Attendance | None) -> bool:
    """Whether they are there, with a vote."""
    return row is not None and row.votes and row.is_present


def challenge(motion: Motion, person_id: int, reason: str, now: datetime) -> None:
    """Says that it touches something else, or is contested; who leads is told at once. Again
    changes nothing.
    """
    no = cannot_challenge(motion, person_id)
    if no:
        raise Refused(no)
    said = {"motion_id": motion.id, "person_id": person_id, "reason": reason}
    if not insert_once(Challenge, **said, at=now):
        return
    meeting = motion.meeting
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    leaders = sorted({meeting.chair_id, meeting.clerk_id})
    outbox.tell(leaders, kinds.TOLD_CHALLENGED, now, meeting=meeting.title, **about)
    record_of(motion, kinds.CHALLENGED, person_id, now)


def name_anew(motion: Motion, matter: Matter, reason: str, by_id: int, now: datetime) -> None:
    """Before the vote, for a reason that everyone reads; its mover is told."""
    chairs(motion, by_id)
    if motion.amends_id is not None:
        raise Refused(No.ASK_MAIN)
    if not rules.may_recuse(motion.stage):
        raise Refused(No.MOVED_ON)
    if not rules.may_name(screened_of(motion), matter):
        raise Refused(No.SCREENED)
    if matter_of(motion) is matter:
        return
    motion.matter, motion.matter_reason, motion.matter_by = matter, reason, by_id
    motion.version += 1
    with official():
        told = {"matter": str(MATTERS[matter]), "reason": reason}
    about = {"motion": motion.id, "title": motion.title}
    outbox.tell([motion.mover_id], kinds.TOLD_NAMED, now, **about, **told)
    record_of(motion, kinds.RENAMED, by_id, now, **told)
