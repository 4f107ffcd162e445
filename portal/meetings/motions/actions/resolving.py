"""The resolution of an adopted motion: drawn at once where nothing entered for others can turn the
result, else once they have answered or their time is over; never from a result that they turned.
"""

from datetime import datetime

from portal.bodies.rules import Base
from portal.core.db import writing
from portal.meetings.motions import entered, queries
from portal.meetings.motions.decision import SOURCE, decision_of
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import No, Refused, State
from portal.meetings.motions.standing import Standing
from portal.meetings.quorum import Majority
from portal.resolutions import actions as resolutions
from portal.resolutions import queries as resolved
from portal.topics.actions import delegating


def settle(motion: Motion, now: datetime) -> None:
    """In the caller's transaction, under the locks; nothing where it is not time. Refused where
    another decision annuls the same in this instant: then it is done again.
    """
    if motion.stage is not State.ADOPTED or motion.amends_id is not None:
        return
    if resolved.of_source(SOURCE, motion.id) or queries.carried_to(motion.id):
        return
    if entered.result(motion, now).standing is not Standing.STANDS:
        return
    base, majority = Base(motion.ruled_base or ""), Majority(motion.ruled_majority or "")
    decision = decision_of(motion, base, majority)
    by = motion.closed_by or motion.meeting.chair_id
    try:
        made = resolutions.adopt(decision, by, now)
    except resolutions.CannotAnnul:
        raise Refused(No.CANNOT_ANNUL) from None
    delegating.hand_down(made, by, now)


def settle_due(motion_id: int, now: datetime) -> None:
    """The time for answers is over."""
    with writing():
        settle(queries.locked(motion_id), now)
