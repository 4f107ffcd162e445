"""Opening a vote: with a quorum of those signed in, on a roll that is frozen then and there."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.ballots import actions as boxes
from portal.ballots import keys
from portal.ballots.actions import Entitled, Taken
from portal.ballots.models import Box, Receipts
from portal.ballots.rules import Electorate
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings import presence
from portal.meetings.motions import files, kinds, queries, rules
from portal.meetings.motions.actions import closing
from portal.meetings.motions.actions.hindering import hindrance, matter_of, rests_on
from portal.meetings.motions.actions.recording import chairs, go, record_of
from portal.meetings.motions.models import Motion, MotionAnswer, MotionVoter
from portal.meetings.motions.rules import Move, No, Opening, Refused, State
from portal.roster.models import Person

LONGEST = timedelta(days=7)
"""A motion's box is closed by the chair; forgotten, it takes nothing after so long."""


def open_vote(
    motion_id: int, by_id: int, key_folder: Path, now: datetime, contested: bool = False
) -> None:
    """Opens the vote in a transaction of its own; a secret one's box is sealed by it, under a key
    that is not printed. ``now`` is the database's clock; ``contested``: whether who leads states
    that the matter is (art. 32). LookupError; Refused where it may not be.
    """
    motion = queries.motion(motion_id)
    if motion is None:
        raise LookupError(motion_id)
    try:
        if motion.is_secret:
            keys.with_new(
                key_folder, lambda public: _open_secret(motion_id, by_id, public, now, contested)
            )
        else:
            with writing():
                _open(queries.locked(motion_id), by_id, now, contested)
    except IntegrityError:  # another one was opened in the same instant
        raise Refused(No.OTHER_OPEN) from None


def _open_secret(
    motion_id: int, by_id: int, public_key: str, now: datetime, contested: bool
) -> Box:
    motion = queries.locked(motion_id)
    _open(motion, by_id, now, contested)
    box = boxes.seal(
        opens_at=now,
        closes_at=now + LONGEST,
        receipts=Receipts.LISTED,
        public_key=public_key,
        longest_content=files.LONGEST,
        roll=Taken([_voter(one) for one in queries.roll(motion_id) if not one.recused]),
        electorate=Electorate(),
        now=now,
    )
    boxes.post_opening(box, files.opening(motion))
    motion.box_id = box.id
    return box


def _voter(one: MotionVoter) -> Entitled:
    """Without a grid: a room is too small for any breakdown."""
    person: Person = one.person
    address = person.household.address if person.household else ""
    return Entitled(person.id, person.name, person.birth_year, address, "")


def _open(motion: Motion, by_id: int, now: datetime, contested: bool) -> None:
    chairs(motion, by_id)
    main = motion.main
    if main is not None and not rules.may_amend(main.stage):
        raise Refused(No.MAIN_FIRST)
    voices = presence.voices(motion.meeting_id)
    recused = stepped_back(voices, {one.person_id for one in queries.recusals_around(motion)})
    facts = facts_of(motion, voices, recused)
    refused = rules.cannot_open(facts) or hindrance(motion, voices, now, contested)
    if refused:
        raise refused
    if motion.stage is State.VOID:
        for table in (MotionVoter, MotionAnswer):
            db.session.execute(delete(table).where(table.motion_id == motion.id))
    motion.entitled, motion.present, motion.recused = facts.entitled, facts.present, len(recused)
    motion.ruled_base, motion.ruled_majority = closing.base_of(motion), closing.majority_of(motion)
    on = rests_on(motion, clock.local(now).date())
    motion.delegation_id = on.id if on else None
    motion.matter, motion.contested = matter_of(motion), contested
    motion.opened_at, motion.opened_by = now, by_id
    motion.stopped_at = motion.closed_by = None
    if motion.item is not None:
        motion.item.taken_up_at = now
    db.session.add_all(
        MotionVoter(
            motion_id=motion.id,
            person_id=who,
            holder_id=holder,
            secret=motion.is_secret,
            recused=who in recused,
        )
        for who, holder in voices.items()
    )
    go(motion, Move.OPEN)
    figures = {"entitled": facts.entitled, "present": facts.present, "recused": len(recused)}
    record_of(motion, kinds.OPENED, by_id, now, **figures)


def stepped_back(voices: dict[int, int], people: set[int]) -> set[int]:
    """Whose voices step back with these people: their own, and those that they would speak for."""
    return {who for who, holder in voices.items() if {who, holder} & people}


def facts_of(motion: Motion, voices: dict[int, int], recused: set[int]) -> Opening:
    """What bears on opening it now. ``recused``: whose voices step back."""
    meeting = motion.meeting
    other = queries.under_vote(meeting.id)
    return Opening(
        state=motion.stage,
        meeting_open=is_open(motion),
        kind=meeting.body.sort,
        entitled=len(presence.roll(meeting.id)),
        present=len(voices),
        recused=len(recused),
        other_open=other is not None and other.id != motion.id,
        amendments_pending=queries.has_pending_amendment(motion.id),
    )


def is_open(motion: Motion) -> bool:
    """Whether the meeting is under way."""
    meeting = motion.meeting
    return meeting.opened_at is not None and not (meeting.closed_at or meeting.cancelled_at)
