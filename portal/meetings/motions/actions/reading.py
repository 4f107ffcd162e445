"""A resident's motion is read by a moderator before anyone but its mover and the chair sees it.
Each function acts inside the caller's ``writing()``.
"""

from datetime import datetime

from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import No, Refused, State
from portal.moderation import actions as moderation
from portal.moderation.rules import State as ReadingState

KIND = "motion"


def hand_in(motion: Motion, now: datetime) -> None:
    """A motion of somebody without a vote of their own, who does not lead the meeting, waits."""
    if motion.mover_votes or motion.mover_id in motion.meeting.leaders:
        return
    motion.post = moderation.submit(KIND, motion.mover_id, now)


def may_rewrite(motion: Motion, person_id: int) -> bool:
    """Whether a moderator has asked its mover to mend it before anyone signs."""
    asked = motion.post is not None and motion.post.state == ReadingState.CHANGES_ASKED
    return asked and motion.stage is State.SUBMITTED and motion.mover_id == person_id


def hand_in_again(motion: Motion, now: datetime) -> None:
    """Refused where it was moved meanwhile."""
    if motion.post is None:
        raise Refused(No.MOVED_ON)
    try:
        moderation.resubmit(motion.post, now)
    except (moderation.Conflict, moderation.MoveRefused):
        raise Refused(No.MOVED_ON) from None


def take_back(motion: Motion, now: datetime) -> None:
    """No moderator reads what was withdrawn unread."""
    waits = ReadingState.WAITING, ReadingState.CHANGES_ASKED
    if motion.post is not None and motion.post.state in waits:
        moderation.withdraw(motion.post, now)
