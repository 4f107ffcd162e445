"""Taking a motion to the next meeting of its body, once the one it was handed in to is over."""

from datetime import datetime

from portal.core import outbox
from portal.core.db import db
from portal.meetings.motions import entered, kinds, queries, rules
from portal.meetings.motions.actions import moving
from portal.meetings.motions.actions.hindering import screened_of
from portal.meetings.motions.actions.recording import record_of
from portal.meetings.motions.models import Challenge, Motion, MotionSponsor
from portal.meetings.motions.rules import No, Refused, State
from portal.meetings.motions.standing import Standing

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
    "delegation_id",
    "hands_down",
    "hands_until",
    "hands_scope",
    "subject_kind",
    "subject_id",
    "signs",
)


_CHALLENGE = ("person_id", "reason", "at", "answer", "answered_by", "answered_at", "met")


def may_carry(motion: Motion, person_id: int) -> bool:
    """Whether this person may take it along: its mover, or who led, where it was admitted and no
    vote came to it. An amendment goes with what it amends, and is moved anew.
    """
    meeting = motion.meeting
    own = person_id == motion.mover_id or person_id in meeting.leaders
    waited = motion.stage is State.LAPSED and motion.admitted_at is not None
    return own and waited and motion.amends_id is None and motion.is_read


def may_put_again(motion: Motion, person_id: int, now: datetime) -> bool:
    """Whether this person, in the chair, may put a decided motion to the vote again: one whose
    result the hands that were not meant would turn.
    """
    meeting = motion.meeting
    chairs = rules.chairs(person_id, meeting.chair_id, meeting.stand_in_id)
    if not chairs or motion.amends_id is not None or not motion.is_decided:
        return False
    return entered.result(motion, now).standing is Standing.TURNED


def carry(motion: Motion, by_id: int, now: datetime) -> Motion:
    """Handed in to the next meeting that is called, in the same words, under the names that stood
    under it, and what screening said of its topic; who moved and who signed it is told. What is put
    to the vote again, in the same meeting as long as it is not over. Once. Refused.
    """
    again = may_put_again(motion, by_id, now)
    if not again and not may_carry(motion, by_id):
        raise Refused(No.MOVED_ON)
    if queries.carried_to(motion.id) is not None:
        raise Refused(No.CARRIED)
    here = again and motion.meeting.closed_at is None
    following = motion.meeting if here else queries.next_meeting(motion.meeting)
    if following is None:
        raise Refused(No.NO_MEETING)
    meeting = queries.locked_meeting(following.id)
    screened, brought = screened_of(motion), moving.brings_its_own(motion.item)
    votes = moving.may_move(meeting, motion.mover_id, now)
    if votes is None and not brought and screened is None:
        raise Refused(No.NO_MEETING)
    made = Motion(
        meeting_id=meeting.id,
        mover_id=motion.mover_id,
        mover_votes=bool(votes),
        item_id=motion.item_id if here else None,
        screened=screened,
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
    for one in queries.challenges(motion.id):
        kept = {name: getattr(one, name) for name in _CHALLENGE}
        db.session.add(Challenge(motion_id=made.id, **kept))
    db.session.flush()
    moving.hand_in_carried(made, by_id, now)
    told = {"motion": made.id, "title": made.title, "meeting": meeting.title}
    outbox.tell(sorted({motion.mover_id, *signed} - {by_id}), kinds.TOLD_CARRIED, now, **told)
    if again:
        record_of(made, kinds.AGAIN, by_id, now)
    else:
        record_of(motion, kinds.CARRIED, by_id, now, next=meeting.title)
    return made
