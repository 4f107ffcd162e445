"""Voting by phone: each voice once, and above any hand that somebody else entered for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from portal.ballots import actions as boxes
from portal.ballots import queries as box_queries
from portal.ballots import rules as ballots
from portal.ballots import sealing
from portal.ballots.actions import ReceiptOffer
from portal.ballots.models import Box, Channel, RollRow
from portal.core.db import db
from portal.meetings.motions import files, kinds, queries
from portal.meetings.motions.actions.recording import record_of
from portal.meetings.motions.models import Motion, MotionVoter
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
    out for it, which may not have been thrown in yet; ``hand``: somebody else entered a hand for
    it, which a vote on the own phone overrides. ``meant``: what its owner answered to either.
    """

    row: MotionVoter
    given: bool
    paper: bool = False
    hand: bool = False
    meant: bool | None = None


def own_voices(motion: Motion, person_id: int) -> list[Voice]:
    """The voices that this person speaks for: their own first, then those lent to them."""
    rows = [one for one in queries.roll(motion.id) if one.holder_id == person_id]
    spoken = queries.spoken(motion, rows)
    rows.sort(key=lambda one: one.person_id != person_id)
    asked = motion.stage in UNDER_VOTE or motion.objections_until is not None
    answers = queries.answers(motion.id) if rows and asked else {}
    return [
        Voice(
            one,
            spoken.get(one.person_id) is not None,
            paper=spoken.get(one.person_id) == Channel.PAPER,
            hand=_is_others_hand(one, person_id),
            meant=answers[one.person_id].meant if one.person_id in answers else None,
        )
        for one in rows
    ]


def _is_others_hand(row: MotionVoter, person_id: int) -> bool:
    return row.via == Via.CLERK and row.entered_by != person_id


def to_cast(motion: Motion, person_id: int, voice: int) -> MotionVoter:
    """The row of a voice that this person may give now; Refused with the exact reason else."""
    row = _voice(motion, person_id, voice)
    if motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    for one in own_voices(motion, person_id):
        if one.row.id == voice and one.given and not one.hand:
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
    overrides = _is_others_hand(row, person_id)
    free = and_(MotionVoter.via == Via.CLERK, MotionVoter.entered_by != person_id)
    give(row, choice, or_(MotionVoter.choice.is_(None), free), via=Via.PHONE)
    if overrides:
        record_of(motion, kinds.HAND_OVERRIDDEN, person_id, now)


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


def give(
    row: MotionVoter,
    choice: Choice,
    free: ColumnElement[bool],
    via: Via,
    entered_by: int | None = None,
) -> None:
    """While the vote is open, and where the voice is ``free`` for it: the database decides."""
    still_open = exists(
        select(Motion.id).where(Motion.id == row.motion_id, Motion.state == State.OPEN)
    )
    able = MotionVoter.id == row.id, MotionVoter.recused.is_(False), free
    given = {"choice": choice, "via": via, "entered_by": entered_by}
    done = db.session.execute(update(MotionVoter).where(*able, still_open).values(**given))
    if not done.rowcount:  # type: ignore[attr-defined]
        was_open = db.session.scalar(select(still_open))
        raise Refused(No.ALREADY_VOTED if was_open else No.CLOSED)
