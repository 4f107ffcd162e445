"""Raised hands: the clerk enters what they saw, whose hand it is answers to it. Each step inside
the caller's ``writing()``; ``now`` is the database's clock.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import update

from portal.core import outbox
from portal.core.db import db
from portal.meetings.motions import entered, kinds, queries
from portal.meetings.motions.actions import answering, resolving
from portal.meetings.motions.actions.recording import clerks, record_of
from portal.meetings.motions.actions.voting import choice_of, give
from portal.meetings.motions.models import Motion, MotionVoter
from portal.meetings.motions.rules import Choice, Entry, No, Refused, State, Via
from portal.meetings.motions.standing import Standing


def enter_hands(
    motion: Motion, hands: Mapping[int, str], by_id: int, now: datetime
) -> list[MotionVoter]:
    """What the clerk saw: voice id → choice, of a named vote; whose hand it is, is told at once.
    Returns those whose voice was given already, and stays as it is. Refused for a voice whose owner
    has said that what was entered for it was not so: they give it themselves.
    """
    rows, seen = _seen(motion, hands, by_id)
    late = [rows[voice] for voice in seen if rows[voice].choice is not None]
    silent = [rows[voice] for voice in seen if rows[voice] not in late]
    _ask_objectors(motion, silent)
    for one in silent:
        give(one, seen[one.id], MotionVoter.choice.is_(None), Via.CLERK, by_id)
    _put_down(motion, {one: seen[one.id] for one in silent}, kinds.HANDS_ENTERED, by_id, now)
    return late


def _ask_objectors(motion: Motion, silent: Iterable[MotionVoter]) -> None:
    answers = queries.answers(motion.id)
    for one in silent:
        said = answers.get(one.person_id)
        if said is not None and not said.meant:
            raise Refused(No.OBJECTED, name=one.person.name)


def correct_hands(motion: Motion, hands: Mapping[int, str], by_id: int, now: datetime) -> None:
    """Mends hands that were entered wrong, until the close; never what somebody cast themselves."""
    rows, seen = _seen(motion, hands, by_id)
    if any(rows[voice].via != Via.CLERK for voice in seen):
        raise Refused(No.NOT_A_HAND)
    wrong = {rows[voice]: say for voice, say in seen.items() if rows[voice].choice != say}
    for one, say in wrong.items():
        give(one, say, MotionVoter.via == Via.CLERK, Via.CLERK, by_id)
    answering.forget(motion, wrong)
    _put_down(motion, wrong, kinds.HANDS_CORRECTED, by_id, now)


def _put_down(
    motion: Motion, said: Mapping[MotionVoter, Choice], kind: str, by_id: int, now: datetime
) -> None:
    if not said:
        return
    for one, choice in said.items():
        answering.entered(one, Entry.HAND, by_id, now, choice)
    answering.tell(motion, kinds.TOLD_HAND, said, now)
    record_of(motion, kind, by_id, now, count=len(said))


def _seen(
    motion: Motion, hands: Mapping[int, str], by_id: int
) -> tuple[dict[int, MotionVoter], dict[int, Choice]]:
    """The voices of an open named vote, and what was seen of some; Refused for anything else."""
    clerks(motion, by_id)
    if motion.is_secret or motion.stage is not State.OPEN:
        raise Refused(No.CLOSED)
    rows = {one.id: one for one in queries.roll(motion.id) if not one.recused}
    seen = {voice: choice_of(typed) for voice, typed in hands.items()}
    if seen.keys() - rows.keys():
        raise Refused(No.NO_VOICE)
    return rows, seen


def object_to_hand(motion: Motion, voice: int, person_id: int, now: datetime) -> None:
    """Whose hand was entered says that they did not mean it so. While the vote is open, the hand is
    off the count and the voice free for them; after the close, up to the end of the time for it, it
    stands in the result for everyone. The chair is told at once. Again changes nothing.
    """
    row = answering.own(motion, voice, person_id)
    if answering.said(row) is False:
        return
    _demand_others_hand(motion, row, now)
    if not answering.answer(row, meant=False, by_id=person_id, now=now):
        raise Refused(No.CONFIRMED)
    if motion.stage is State.OPEN:
        _free(row)
    answering.tell_chair(motion, kinds.TOLD_NOT_MEANT, now, name=row.person.name)
    late = motion.stage is not State.OPEN
    record_of(motion, kinds.RESULT_OBJECTED if late else kinds.HAND_OBJECTED, person_id, now)
    if late:
        _weigh(motion, person_id, now)


def _weigh(motion: Motion, by_id: int, now: datetime) -> None:
    """What the result is worth now: everyone is told where it is turned."""
    if entered.result(motion, now).standing is Standing.TURNED:
        about = {"motion": motion.id, "number": motion.number, "title": motion.title}
        people, meeting = queries.everyone(motion.meeting_id), motion.meeting.title
        outbox.tell(people, kinds.TOLD_TURNED, now, meeting=meeting, **about)
        record_of(motion, kinds.TURNED, by_id, now)
    resolving.settle(motion, now)


def confirm(motion: Motion, voice: int, person_id: int, now: datetime) -> None:
    """Whose hand was entered says that it is as they meant it; nothing waits for them then."""
    row = answering.own(motion, voice, person_id)
    if answering.said(row) is True:
        return
    _demand_others_hand(motion, row, now)
    if not answering.answer(row, meant=True, by_id=person_id, now=now):
        raise Refused(No.OBJECTED, name=row.person.name)
    record_of(motion, kinds.HAND_CONFIRMED, person_id, now)
    resolving.settle(motion, now)


def _demand_others_hand(motion: Motion, row: MotionVoter, now: datetime) -> None:
    until = motion.objections_until
    if motion.stage is not State.OPEN and (until is None or now >= until):
        raise Refused(No.CLOSED)
    if row.via != Via.CLERK or row.entered_by in (row.person_id, row.holder_id):
        raise Refused(No.NOT_A_HAND)


def _free(row: MotionVoter) -> None:
    """Off the count; what was entered stays in the log."""
    hand = MotionVoter.id == row.id, MotionVoter.via == Via.CLERK
    db.session.execute(
        update(MotionVoter).where(*hand).values(choice=None, via=None, entered_by=None)
    )
