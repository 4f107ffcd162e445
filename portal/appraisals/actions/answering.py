"""Answering in secret: once, checked before it is sent, and unlinked from whoever did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.appraisals import rules, sheets, standing
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import No, Refused, State
from portal.ballots import actions as boxes
from portal.ballots import queries as box_queries
from portal.ballots import rules as ballots
from portal.ballots import sealing
from portal.ballots.actions import ReceiptOffer
from portal.ballots.models import Box, RollRow
from portal.core import clock, text
from portal.core.db import db

_BOX_REFUSALS = {
    ballots.Refusal.ALREADY_VOTED: No.ALREADY_ANSWERED,
    ballots.Refusal.CLOSED: No.CLOSED,
    ballots.Refusal.NOT_OPEN: No.NOT_OPEN,
    ballots.Refusal.REMOVED: No.NOT_ASKED,
}


@dataclass(frozen=True)
class Draft:
    """Answers as they came from the form, one a line, nothing believed yet; ``receipt`` and
    ``mark``: the code that was shown, and its signature.
    """

    answers: Sequence[str]
    words: str = ""
    receipt: str = ""
    mark: str = ""


def opened_on(found: Appraisal) -> date:
    return clock.local(found.opened_at).date() if found.opened_at else found.opens_on


def own_lines(found: Appraisal, person_id: int) -> set[int]:
    """The places of the lines that are about this person; they are left blank."""
    return standing.own_lines(found, person_id, opened_on(found))


def row_of(found: Appraisal, person_id: int) -> RollRow:
    """Their row of the frozen roll. Refused with the exact reason where there is none."""
    if found.box_id is None:
        raise Refused(No.CLOSED if found.stage is State.WITHDRAWN else No.NOT_OPEN)
    row = box_queries.roll_row(found.box_id, person_id)
    if row is None:
        raise Refused(No.NOT_ASKED)
    return row


def to_answer(found: Appraisal, person_id: int, now: datetime) -> RollRow:
    """The row of somebody who may answer now. Refused with the exact reason else."""
    row = row_of(found, person_id)
    box = db.session.get_one(Box, found.box_id)
    try:
        boxes.repeats(box, row, "")
        boxes.check_open(box, row, now)
    except ballots.Refused as no:
        raise Refused(_BOX_REFUSALS[ballots.Refusal(no.reason)]) from None
    return row


def check(found: Appraisal, person_id: int, draft: Draft) -> None:
    """Refused for answers that make no sense, or that somebody would give about themselves."""
    scales = [one.scale for one in sheets.lines(found)]
    words = draft.words if found.asks_words else ""
    fault = rules.answers_fault(list(draft.answers), scales, own_lines(found, person_id), words)
    if fault is None and text.has_identity_number(words):
        fault = No.WORDS_IDENTITY
    if fault is not None:
        raise Refused(fault)


def offer(row: RollRow, secret: str) -> ReceiptOffer:
    """A receipt, signed for this row alone; nothing is stored."""
    return boxes.offer_receipt(secret, row)


def cast(found: Appraisal, person_id: int, draft: Draft, secret: str, now: datetime) -> None:
    """Casts once, under the box's lock; ``now`` is the database's clock. A retry after a lost
    answer is answered like the first and changes nothing. Refused otherwise.
    """
    row = row_of(found, person_id)
    box = boxes.locked(row.box_id)
    db.session.refresh(row)  # as it stands under the lock
    fits = sealing.mark_fits(secret, box.id, row.id, draft.receipt, draft.mark)
    try:
        if boxes.repeats(box, row, draft.receipt if fits else ""):
            return
        boxes.check_open(box, row, now)
        check(found, person_id, draft)
        if not fits:
            raise Refused(No.FORGED)
        boxes.cast(box, row, sheets.content(draft.answers), draft.receipt, now)
    except ballots.Refused as no:
        raise Refused(_BOX_REFUSALS[ballots.Refusal(no.reason)]) from None
    if found.words_box_id is not None:
        beside = boxes.locked(found.words_box_id)
        boxes.put_beside(beside, sheets.words_content(draft.words))
