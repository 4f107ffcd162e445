"""What becomes of the other amendments when one gives their motion new words. An amendment is
pinned to the words that it was written against. Each step inside the caller's ``writing()``.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal.core import outbox
from portal.core.db import db
from portal.meetings.motions import kinds, queries
from portal.meetings.motions.actions import moving, reading
from portal.meetings.motions.actions.hindering import check_handed
from portal.meetings.motions.actions.recording import go, leads, record_of
from portal.meetings.motions.models import Motion, MotionSponsor
from portal.meetings.motions.rules import Move, No, Refused


def words_changed(main: Motion, by_id: int, now: datetime) -> None:
    """Those that were written against the words before wait for their movers. A resident's, which
    a moderator has read as it is, is set aside: it is handed in and read anew.
    """
    for one in queries.pending_amendments(main.id):
        if not one.is_stale or one.number is None:
            continue
        if one.post_id is not None:
            _set_aside(one, by_id, now)
        else:
            _tell(one, kinds.TOLD_STALE, [one.mover_id], now)
            record_of(one, kinds.STALE, by_id, now)


def may_rewrite(motion: Motion, person_id: int) -> bool:
    """Whether its mover may write it anew, against the words as they are now."""
    own = motion.mover_id == person_id and motion.number is not None
    return own and motion.is_stale and motion.post_id is None


def rewrite(
    motion: Motion, values: Mapping[str, Any], by_id: int, version: int, now: datetime
) -> None:
    """Written anew: nobody's name stands under words that they did not read, so it gathers."""
    if not may_rewrite(motion, by_id):
        raise Refused(No.MOVED_ON)
    if motion.version != version:
        raise Refused(No.CHANGED_SINCE)
    moving.write(motion, values)
    check_handed(motion)
    go(motion, Move.REWRITE)
    motion.put_reason = None
    signed = [one.person_id for one in queries.sponsors(motion.id)]
    db.session.execute(delete(MotionSponsor).where(MotionSponsor.motion_id == motion.id))
    _tell(motion, kinds.TOLD_SIGN_AGAIN, signed, now)
    record_of(motion, kinds.REWRITTEN, by_id, now)
    moving.admit_if_enough(motion, now)


def set_aside(motion: Motion, by_id: int, now: datetime) -> None:
    """Who leads ends the wait for a mover who does not write it anew; never one whose words still
    fit.
    """
    leads(motion, by_id)
    if not motion.is_stale:
        raise Refused(No.NOT_STALE)
    _set_aside(motion, by_id, now)


def _set_aside(motion: Motion, by_id: int, now: datetime) -> None:
    go(motion, Move.LAPSE)
    reading.take_back(motion, now)
    _tell(motion, kinds.TOLD_SET_ASIDE, [motion.mover_id], now)
    record_of(motion, kinds.SET_ASIDE, by_id, now)


def _tell(motion: Motion, kind: str, people: list[int], now: datetime) -> None:
    outbox.tell(people, kind, now, motion=motion.id, title=motion.title)
