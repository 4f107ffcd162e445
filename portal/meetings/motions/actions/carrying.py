"""Taking a motion to the next meeting of its body, once the one it was handed in to is over."""

from datetime import datetime

from portal.core import outbox
from portal.core.db import db
from portal.meetings.motions import kinds, queries, rules
from portal.meetings.motions.actions import moving
from portal.meetings.motions.actions.recording import record_of
from portal.meetings.motions.models import Motion, MotionSponsor
from portal.meetings.motions.rules import No, Refused, State

_KEPT = (
    "title",
    "text",
    "form",
    "majority",
    "about_persons",
    "amount_fen",
    "annuls_id",
    "matter",
    "matter_reason",
    "matter_by",
    "subject_kind",
    "subject_id",
    "signs",
)


def may_carry(motion: Motion, person_id: int) -> bool:
    """Whether this person may take it along: its mover, or who led, where it was admitted and no
    vote came to it. An amendment goes with what it amends, and is moved anew.
    """
    meeting = motion.meeting
    own = person_id == motion.mover_id or rules.leads(person_id, meeting.chair_id, meeting.clerk_id)
    waited = motion.stage is State.LAPSED and motion.admitted_at is not None
    return own and waited and motion.amends_id is None and motion.is_read


def carry(motion: Motion, by_id: int, now: datetime) -> Motion:
    """Handed in to the next meeting that is called, in the same words, under the names that stood
    under it; who moved and who signed it is told. Once. Refused.
    """
    if not may_carry(motion, by_id):
        raise Refused(No.MOVED_ON)
    if queries.carried_to(motion.id) is not None:
        raise Refused(No.CARRIED)
    following = queries.next_meeting(motion.meeting)
    if following is None:
        raise Refused(No.NO_MEETING)
    meeting = queries.locked_meeting(following.id)
    votes = moving.may_move(meeting, motion.mover_id, now)
    if votes is None:
        raise Refused(No.NO_MEETING)
    made = Motion(
        meeting_id=meeting.id,
        mover_id=motion.mover_id,
        mover_votes=votes,
        drafted_at=now,
        carries_id=motion.id,
        **{name: getattr(motion, name) for name in _KEPT},
    )
    made.meeting = meeting
    db.session.add(made)
    db.session.flush()
    signed = [one.person_id for one in queries.sponsors(motion.id)]
    for person_id in signed:
        row = queries.attendance(meeting.id, person_id)
        member = row is not None and row.votes
        sponsor = {"motion_id": made.id, "person_id": person_id, "votes": member, "at": now}
        db.session.add(MotionSponsor(**sponsor))
    db.session.flush()
    moving.hand_in_carried(made, by_id, now)
    told = {"motion": made.id, "title": made.title, "meeting": meeting.title}
    outbox.tell(sorted({motion.mover_id, *signed} - {by_id}), kinds.TOLD_CARRIED, now, **told)
    record_of(motion, kinds.CARRIED, by_id, now, next=meeting.title)
    return made
