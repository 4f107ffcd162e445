"""Paper slips of a secret vote: given with the member's word, known to all, and given back. Each
step inside the caller's ``writing()``; ``now`` is the database's clock.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from portal.ballots import actions as boxes
from portal.ballots import queries as box_queries
from portal.ballots import rules as ballots
from portal.ballots.models import Box, Channel, RollRow
from portal.core import outbox
from portal.core.db import db
from portal.meetings.motions import kinds, queries
from portal.meetings.motions.actions import answering
from portal.meetings.motions.actions.recording import clerks, record_of
from portal.meetings.motions.models import Motion, MotionPaper, MotionVoter
from portal.meetings.motions.rules import UNDER_VOTE, Entry, No, Refused, State


def give_paper(
    motion: Motion, voices: Iterable[int], by_id: int, now: datetime, agreed: bool = False
) -> list[MotionVoter]:
    """The clerk marks who takes a paper ballot of a secret vote, with their word (``agreed``); they
    are told at once, and everyone in the room how many it were. Returns those who had voted
    already.
    """
    clerks(motion, by_id)
    if not agreed:
        raise Refused(No.NO_WORD)
    if not motion.is_secret or motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    roll = queries.roll(motion.id)
    rows = {one.id: one for one in roll if not one.recused}
    wanted, box, late = set(voices), _box(motion), []
    if wanted - rows.keys():
        raise Refused(No.NO_VOICE)
    for voice in sorted(wanted):
        try:
            boxes.hand_in_paper(box, _roll_row(motion, rows[voice]), now)
        except ballots.Refused:
            late.append(rows[voice])
    given = [rows[voice] for voice in sorted(wanted) if rows[voice] not in late]
    if given:
        answering.forget(motion, given)
        for one in given:
            answering.entered(one, Entry.SLIP, by_id, now)
        answering.tell(motion, kinds.TOLD_PAPER, given, now)
        _tell_the_room(motion, roll, given, now)
        record_of(motion, kinds.PAPER_GIVEN, by_id, now, count=len(given))
    return late


def _tell_the_room(
    motion: Motion, roll: list[MotionVoter], given: list[MotionVoter], now: datetime
) -> None:
    """How many slips are out, to everyone who was not told of their own."""
    own = {person for one in given for person in (one.person_id, one.holder_id)}
    others = {person for one in roll for person in (one.person_id, one.holder_id)} - own
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    figures = {"count": len(given), "all": queries.paper_marks(motion.box_id or 0)}
    meeting = motion.meeting.title
    outbox.tell(sorted(others), kinds.TOLD_SLIPS, now, meeting=meeting, **about, **figures)


def _box(motion: Motion) -> Box:
    """The box under its lock."""
    return boxes.locked(motion.box_id or 0)


def _roll_row(motion: Motion, row: MotionVoter) -> RollRow:
    found = box_queries.roll_row(motion.box_id or 0, row.person_id)
    if found is None:
        raise Refused(No.NO_VOICE)
    return found


def take_back_paper(motion: Motion, voice: int, by_id: int, now: datetime) -> None:
    """Who holds no slip says so, up to the opening of the box: the row is free again, and while the
    vote is open they vote by phone. The clerk does it for them while the vote is open. What was
    counted of the paper until then was of another number of slips, and goes.
    """
    row = db.session.get(MotionVoter, voice)
    if row is None or row.motion_id != motion.id:
        raise Refused(No.NO_VOICE)
    own = by_id in (row.person_id, row.holder_id)
    if not own:
        clerks(motion, by_id)
    stages = UNDER_VOTE if own else {State.OPEN}
    if not motion.is_secret or motion.stage not in stages:
        raise Refused(No.CLOSED)
    _box(motion)
    if not boxes.take_back_paper(_roll_row(motion, row)):
        raise Refused(No.NO_SLIP)
    db.session.execute(delete(MotionPaper).where(MotionPaper.motion_id == motion.id))
    if own:
        answering.answer(row, meant=False, by_id=by_id, now=now)
        answering.tell_chair(motion, kinds.TOLD_NO_SLIP, now, name=row.person.name)
    else:
        answering.entered(row, Entry.BACK, by_id, now)
        answering.tell(motion, kinds.TOLD_PAPER_BACK, [row], now)
    record_of(motion, kinds.PAPER_BACK, by_id, now)


def confirm(motion: Motion, voice: int, person_id: int, now: datetime) -> None:
    """Who took a slip says that they hold one; the close waits for them no more."""
    row = answering.own(motion, voice, person_id)
    if not motion.is_secret or motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    if _roll_row(motion, row).marked != Channel.PAPER:
        raise Refused(No.NO_SLIP)
    answering.answer(row, meant=True, by_id=person_id, now=now)
    record_of(motion, kinds.PAPER_CONFIRMED, person_id, now)
