"""What was entered for a voice, and what its owner says to it. Each step inside the caller's
``writing()``.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from portal.core import outbox
from portal.core.db import db, insert_once
from portal.meetings.motions import rules
from portal.meetings.motions.models import Motion, MotionAnswer, MotionEntry, MotionVoter
from portal.meetings.motions.rules import Entry, No, Refused


def own(motion: Motion, voice: int, person_id: int) -> MotionVoter:
    """The row of a voice of this person's: their own, or one that they speak for. Refused."""
    row = db.session.get(MotionVoter, voice)
    if row is None or row.motion_id != motion.id or person_id not in (row.person_id, row.holder_id):
        raise Refused(No.NO_VOICE)
    return row


def entered(
    row: MotionVoter, what: Entry, by_id: int, now: datetime, choice: str | None = None
) -> None:
    """On the log, for good."""
    about = {"motion_id": row.motion_id, "person_id": row.person_id, "by_id": by_id}
    db.session.add(MotionEntry(**about, what=what, choice=choice, at=now))


def said(row: MotionVoter) -> bool | None:
    """Whether its owner meant what was entered; None while they have not said."""
    found = db.session.get(MotionAnswer, (row.motion_id, row.person_id))
    return found.meant if found is not None else None


def answer(row: MotionVoter, meant: bool, by_id: int, now: datetime) -> bool:
    """Keeps it. While the vote is open a yes may still become a no; else what was said first
    stays. False where it stayed otherwise.
    """
    about = {"motion_id": row.motion_id, "person_id": row.person_id, "by_id": by_id}
    if insert_once(MotionAnswer, **about, meant=meant, at=now):
        return True
    found = db.session.get_one(MotionAnswer, (row.motion_id, row.person_id))
    if found.meant == meant:
        return True
    motion = db.session.get_one(Motion, row.motion_id)
    if meant or motion.stage not in rules.UNDER_VOTE:
        return False
    found.meant, found.by_id, found.at = meant, by_id, now
    return True


def forget(motion: Motion, rows: Iterable[MotionVoter]) -> None:
    """Something else was entered: what was said to the one before is no answer to it."""
    people = [one.person_id for one in rows]
    of_them = MotionAnswer.motion_id == motion.id, MotionAnswer.person_id.in_(people)
    db.session.execute(delete(MotionAnswer).where(*of_them))


def tell_chair(motion: Motion, kind: str, now: datetime, **more: str) -> None:
    """Whoever chairs, also instead."""
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    meeting = motion.meeting
    people = {meeting.chair_id, meeting.stand_in_id or meeting.chair_id}
    outbox.tell(sorted(people), kind, now, meeting=meeting.title, **about, **more)


def tell(motion: Motion, kind: str, voices: Iterable[MotionVoter], now: datetime) -> None:
    """Whose voice it is, and who speaks for them; never what was entered."""
    people = {person for one in voices for person in (one.person_id, one.holder_id)}
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    outbox.tell(sorted(people), kind, now, meeting=motion.meeting.title, **about)
