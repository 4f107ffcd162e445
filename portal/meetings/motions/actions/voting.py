"""Voting: each voice once, by phone, by the clerk for a raised hand, or on paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select, update

from portal.ballots import actions as boxes
from portal.ballots import queries as box_queries
from portal.ballots import rules as ballots
from portal.ballots import sealing
from portal.ballots.actions import ReceiptOffer
from portal.ballots.models import Box, Channel, RollRow
from portal.core import outbox
from portal.core.db import db
from portal.meetings.motions import files, kinds, queries
from portal.meetings.motions.actions.recording import leads, record_of
from portal.meetings.motions.models import Motion, MotionPaper, MotionVoter
from portal.meetings.motions.rules import UNDER_VOTE, Choice, No, Refused, State, Via

_BOX_REFUSALS = {
    ballots.Refusal.ALREADY_VOTED: No.ALREADY_VOTED,
    ballots.Refusal.CLOSED: No.CLOSED,
    ballots.Refusal.NOT_OPEN: No.CLOSED,
}


@dataclass(frozen=True)
class Draft:
    """A vote as it came from the form, nothing believed yet. ``voice``: the id of the row that it
    is cast for; ``receipt`` and ``mark``: of a secret one, the code that was shown, and its
    signature.
    """

    voice: int
    choice: str
    receipt: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Voice:
    """A voice that somebody speaks for, and whether it has been given; ``paper``: a slip was handed
    out for it, which may not have been thrown in yet.
    """

    row: MotionVoter
    given: bool
    paper: bool = False


def own_voices(motion: Motion, person_id: int) -> list[Voice]:
    """The voices that this person speaks for: their own first, then those lent to them."""
    rows = [one for one in queries.roll(motion.id) if one.holder_id == person_id]
    spoken = queries.spoken(motion, rows)
    rows.sort(key=lambda one: one.person_id != person_id)
    said = ((one, spoken.get(one.person_id)) for one in rows)
    return [Voice(one, how is not None, how == Channel.PAPER) for one, how in said]


def to_cast(motion: Motion, person_id: int, voice: int) -> MotionVoter:
    """The row of a voice that this person may give now; Refused with the exact reason else."""
    row = _voice(motion, person_id, voice)
    if motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    for one in own_voices(motion, person_id):
        if one.row.id == voice and one.given:
            raise Refused(No.ON_PAPER if one.paper else No.ALREADY_VOTED)
    return row


def _voice(motion: Motion, person_id: int, voice: int) -> MotionVoter:
    row = db.session.get(MotionVoter, voice)
    if row is None or row.motion_id != motion.id or row.holder_id != person_id:
        raise Refused(No.NO_VOICE)
    if row.recused:
        raise Refused(No.RECUSED)
    return row


def choice_of(typed: str) -> Choice:
    """Refused for what is none of the three."""
    try:
        return Choice(typed)
    except ValueError:
        raise Refused(No.FORGED) from None


def offer(motion: Motion, row: MotionVoter, secret: str) -> ReceiptOffer:
    """A receipt for a secret vote, signed for this voice alone; nothing is stored."""
    return boxes.offer_receipt(secret, _roll_row(motion, row))


def _roll_row(motion: Motion, row: MotionVoter) -> RollRow:
    found = box_queries.roll_row(motion.box_id or 0, row.person_id)
    if found is None:
        raise Refused(No.NO_VOICE)
    return found


def cast(motion: Motion, person_id: int, draft: Draft, secret: str, now: datetime) -> None:
    """Casts once. ``motion`` was read under its lock, ``now`` is the database's clock.

    A retry of the same cast is answered like the first and changes nothing. Refused otherwise.
    """
    row, choice = _voice(motion, person_id, draft.voice), choice_of(draft.choice)
    if motion.is_secret:
        _cast_secret(motion, row, choice, draft, secret, now)
        return
    if row.choice == choice and row.via == Via.PHONE:
        return
    _give(row, choice, Via.PHONE, None)


def _cast_secret(
    motion: Motion, row: MotionVoter, choice: Choice, draft: Draft, secret: str, now: datetime
) -> None:
    box, on_roll = _box(motion), _roll_row(motion, row)
    if on_roll.marked == Channel.PAPER:
        raise Refused(No.ON_PAPER)
    fits = sealing.mark_fits(secret, box.id, on_roll.id, draft.receipt, draft.mark)
    try:
        if boxes.repeats(box, on_roll, draft.receipt if fits else ""):
            return
        boxes.check_open(box, on_roll, now)
        if not fits:
            raise Refused(No.FORGED)
        boxes.cast(box, on_roll, files.content(choice), draft.receipt, now)
    except ballots.Refused as no:
        raise Refused(_BOX_REFUSALS[ballots.Refusal(no.reason)]) from None


def _box(motion: Motion) -> Box:
    """The box under its lock."""
    if motion.box_id is None:
        raise Refused(No.CLOSED)
    return boxes.locked(motion.box_id)


def _give(row: MotionVoter, choice: Choice, via: Via, entered_by: int | None) -> None:
    """First come, first counted, and only while the vote is open: the database decides."""
    still_open = exists(
        select(Motion.id).where(Motion.id == row.motion_id, Motion.state == State.OPEN)
    )
    free = MotionVoter.id == row.id, MotionVoter.choice.is_(None), MotionVoter.recused.is_(False)
    given = {"choice": choice, "via": via, "entered_by": entered_by}
    done = db.session.execute(update(MotionVoter).where(*free, still_open).values(**given))
    if not done.rowcount:  # type: ignore[attr-defined]
        was_open = db.session.scalar(select(still_open))
        raise Refused(No.ALREADY_VOTED if was_open else No.CLOSED)


def enter_hands(
    motion: Motion, hands: Mapping[int, str], by_id: int, now: datetime
) -> list[MotionVoter]:
    """What the clerk saw: voice id → choice, of a named vote; whose hand it is, is told at once.
    Returns those whose voice was given already, and stays as it is.
    """
    rows, seen = _seen(motion, hands, by_id)
    late = [rows[voice] for voice in seen if rows[voice].choice is not None]
    entered = [rows[voice] for voice in seen if rows[voice] not in late]
    for one in entered:
        _give(one, seen[one.id], Via.CLERK, by_id)
    if entered:
        _tell(motion, kinds.TOLD_HAND, entered, now)
        record_of(motion, kinds.HANDS_ENTERED, by_id, now, count=len(entered))
    return late


def correct_hands(motion: Motion, hands: Mapping[int, str], by_id: int, now: datetime) -> None:
    """Mends hands that were entered wrong, until the close; never what somebody cast themselves."""
    rows, seen = _seen(motion, hands, by_id)
    if any(rows[voice].via != Via.CLERK for voice in seen):
        raise Refused(No.NOT_A_HAND)
    wrong = [rows[voice] for voice, choice in seen.items() if rows[voice].choice != choice]
    for one in wrong:
        one.choice, one.entered_by, one.objected = seen[one.id], by_id, False
    if wrong:
        _tell(motion, kinds.TOLD_HAND, wrong, now)
        record_of(motion, kinds.HANDS_CORRECTED, by_id, now, count=len(wrong))


def _seen(
    motion: Motion, hands: Mapping[int, str], by_id: int
) -> tuple[dict[int, MotionVoter], dict[int, Choice]]:
    """The voices of an open named vote, and what was seen of some; Refused for anything else."""
    leads(motion, by_id)
    if motion.is_secret or motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    rows = {one.id: one for one in queries.roll(motion.id) if not one.recused}
    seen = {voice: choice_of(typed) for voice, typed in hands.items()}
    if seen.keys() - rows.keys():
        raise Refused(No.NO_VOICE)
    return rows, seen


def object_to_hand(motion: Motion, voice: int, person_id: int, now: datetime) -> None:
    """Whose hand was entered says that they did not mean it so: the chair is told at once and the
    page of leading has it, until it is corrected or the vote is closed. Again changes nothing.
    """
    row = db.session.get(MotionVoter, voice)
    if row is None or row.motion_id != motion.id or person_id not in (row.person_id, row.holder_id):
        raise Refused(No.NO_VOICE)
    if motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    if row.via != Via.CLERK:
        raise Refused(No.NOT_A_HAND)
    if row.objected:
        return
    row.objected = True
    name = row.person.name
    _tell_chair(motion, kinds.TOLD_NOT_MEANT, now, name=name)
    record_of(motion, kinds.HAND_OBJECTED, person_id, now)


def _tell_chair(motion: Motion, kind: str, now: datetime, **more: str) -> None:
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    meeting = motion.meeting
    outbox.tell([meeting.chair_id], kind, now, meeting=meeting.title, **about, **more)


def _tell(motion: Motion, kind: str, voices: Iterable[MotionVoter], now: datetime) -> None:
    """Whose voice it is, and who speaks for them; never what was entered."""
    people = {person for one in voices for person in (one.person_id, one.holder_id)}
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    outbox.tell(sorted(people), kind, now, meeting=motion.meeting.title, **about)


def give_paper(
    motion: Motion, voices: Iterable[int], by_id: int, now: datetime, agreed: bool = False
) -> list[MotionVoter]:
    """Marks who takes a paper ballot of a secret vote, with their word (``agreed``); they are told
    at once. Returns those who had voted already.
    """
    leads(motion, by_id)
    if not agreed:
        raise Refused(No.NO_WORD)
    if not motion.is_secret or motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    rows = {one.id: one for one in queries.roll(motion.id) if not one.recused}
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
        _tell(motion, kinds.TOLD_PAPER, given, now)
        record_of(motion, kinds.PAPER_GIVEN, by_id, now, count=len(given))
    return late


def take_back_paper(motion: Motion, voice: int, by_id: int, now: datetime) -> None:
    """Who holds no slip says so, up to the opening of the box: the row is free again, and while the
    vote is open they vote by phone. Who leads does it for them while the vote is open. What was
    counted of the paper until then was of another number of slips, and goes.
    """
    row = db.session.get(MotionVoter, voice)
    if row is None or row.motion_id != motion.id:
        raise Refused(No.NO_VOICE)
    own = by_id in (row.person_id, row.holder_id)
    if not own:
        leads(motion, by_id)
    stages = UNDER_VOTE if own else {State.OPEN}
    if not motion.is_secret or motion.stage not in stages:
        raise Refused(No.CLOSED)
    _box(motion)
    if not boxes.take_back_paper(_roll_row(motion, row)):
        raise Refused(No.NO_SLIP)
    db.session.execute(delete(MotionPaper).where(MotionPaper.motion_id == motion.id))
    if own:
        _tell_chair(motion, kinds.TOLD_NO_SLIP, now, name=row.person.name)
    else:
        _tell(motion, kinds.TOLD_PAPER_BACK, [row], now)
    record_of(motion, kinds.PAPER_BACK, by_id, now)
