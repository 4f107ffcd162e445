"""The vote of a meeting that nobody closed: registered at import."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from portal.ballots import actions as boxes
from portal.ballots import keys
from portal.core.db import db, writing
from portal.meetings import panels
from portal.meetings.motions import kinds, queries
from portal.meetings.motions.actions import closing
from portal.meetings.motions.actions.recording import go, record_of
from portal.meetings.motions.models import Motion, MotionPaper
from portal.meetings.motions.rules import UNDER_VOTE, Move, Refused, State


def _end_vote(meeting_id: int, now: datetime) -> None:
    """A vote that is open is closed as its chair would close it, on the voices that it has; one
    that cannot be counted to its end came to nothing, and lapses with the meeting.
    """
    folder, motion = Path(current_app.config["PORTAL"].keys), queries.under_vote(meeting_id)
    if motion is None:
        return
    motion_id, is_open = motion.id, motion.stage is State.OPEN
    try:
        if is_open:
            closing.close(motion_id, None, folder, now)
        else:
            closing.finish(motion_id, folder, now)
    except Refused:
        db.session.rollback()
    with writing():
        motion = queries.locked(motion_id)
        if motion.stage in UNDER_VOTE:
            _abandon(motion, folder, now)


def _abandon(motion: Motion, folder: Path, now: datetime) -> None:
    if motion.stage is State.OPEN:
        go(motion, Move.STOP)
    go(motion, Move.VOID)
    if motion.box_id is not None:
        box = boxes.locked(motion.box_id)
        boxes.void(box, now)
        keys.erase(folder, box.public_key)
    db.session.execute(delete(MotionPaper).where(MotionPaper.motion_id == motion.id))
    record_of(motion, kinds.ABANDONED, None, now)


panels.register_left_open("motions", _end_vote)
