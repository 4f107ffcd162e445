"""What a motion touches (art. 30), and whether it is contested (art. 32): its mover says it,
members in the room may doubt it, who leads names it anew for a reason that is public. Each step
inside the caller's ``writing()``.
"""

from datetime import datetime

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, insert_once
from portal.core.i18n import official
from portal.meetings.models import Attendance
from portal.meetings.motions import kinds, queries, rules
from portal.meetings.motions.actions.hindering import check_handed, delegated, matter_of, rank
from portal.meetings.motions.actions.recording import chairs, record_of
from portal.meetings.motions.models import Challenge, Motion
from portal.meetings.motions.rules import No, Refused, State
from portal.topics import queries as topic_queries
from portal.topics.rules import Matter
from portal.topics.words import MATTERS


def cannot_challenge(motion: Motion, person_id: int) -> No | None:
    """None for a member in the room, up to the opening of the vote."""
    if motion.amends_id is not None:
        return No.ASK_MAIN
    if not rules.may_recuse(motion.stage):
        return No.MOVED_ON
    if not motion.is_read:
        return No.UNREAD
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
    asked = [one for one in _supervisors(now) if _is_aside(motion, one) and one != person_id]
    outbox.tell(asked, kinds.TOLD_ASKED, now, meeting=meeting.title, **about)
    record_of(motion, kinds.CHALLENGED, person_id, now)


def _supervisors(now: datetime) -> list[int]:
    return topic_queries.holders([Role.SUPERVISOR], clock.local(now).date())


def _is_aside(motion: Motion, person_id: int) -> bool:
    """Whether they neither moved it nor lead its meeting."""
    return person_id != motion.mover_id and person_id not in motion.meeting.leaders


def _is_open(motion: Motion, one: Challenge) -> bool:
    """Whether nobody has settled it, and it still stands in the way of a vote."""
    return one.stands and (rules.may_recuse(motion.stage) or motion.stage is State.WITHDRAWN)


def may_answer(motion: Motion, one: Challenge, person_id: int) -> bool:
    """Whether somebody, who holds a supervisor's key, may answer a challenge: who stands aside."""
    return _is_open(motion, one) and one.person_id != person_id and _is_aside(motion, person_id)


def answer(motion: Motion, who: int, said: str, by_id: int, now: datetime) -> None:
    """Settles a challenge in words that everyone reads; who made it is told. Refused."""
    found = db.session.get(Challenge, (motion.id, who))
    if found is None or not _is_open(motion, found):
        raise Refused(No.MOVED_ON)
    if not may_answer(motion, found, by_id):
        raise Refused(No.NOT_ASIDE)
    found.answer, found.answered_by, found.answered_at = said, by_id, now
    outbox.tell([who], kinds.TOLD_ANSWERED, now, motion=motion.id, title=motion.title)
    record_of(motion, kinds.ANSWERED, by_id, now)


def name_anew(
    motion: Motion,
    matter: Matter,
    reason: str,
    by_id: int,
    now: datetime,
    delegation_id: int | None = None,
) -> None:
    """Before the vote, for a reason that everyone reads, with what it rests on where its body
    decides by what was handed down to it; its mover is told. Only to a matter that needs at least
    as high a body; to a higher one, it meets the challenges.
    """
    chairs(motion, by_id)
    if motion.amends_id is not None:
        raise Refused(No.ASK_MAIN)
    if not rules.may_recuse(motion.stage):
        raise Refused(No.MOVED_ON)
    if not rules.may_name(matter_of(motion), matter):
        raise Refused(No.SCREENED)
    before = matter_of(motion)
    if before is matter and motion.delegation_id == delegation_id:
        return
    given = delegated(now)
    rise = rank(matter, given) - rank(before, given)
    if rise < 0:
        raise Refused(No.LOWER)
    if rise > 0:
        for one in queries.challenges(motion.id):
            one.met = one.met or one.stands
    motion.delegation_id = delegation_id
    motion.matter, motion.matter_reason, motion.matter_by = matter, reason, by_id
    motion.version += 1
    check_handed(motion)
    with official():
        told = {"matter": str(MATTERS[matter]), "reason": reason}
    about = {"motion": motion.id, "title": motion.title}
    outbox.tell([motion.mover_id], kinds.TOLD_NAMED, now, **about, **told)
    record_of(motion, kinds.RENAMED, by_id, now, **told)
