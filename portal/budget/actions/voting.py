"""Sealing a round, and casting ballots into it inside the caller's ``writing()``."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.ballots import actions as boxes
from portal.ballots import keys, roll, sealing
from portal.ballots import queries as box_queries
from portal.ballots.actions import Taken
from portal.ballots.models import Box, Receipts, RollRow
from portal.ballots.rules import Refusal, Refused
from portal.budget import files, kinds, points, queries, rules
from portal.budget.actions.preparing import Frozen, NotReady, lacks
from portal.budget.actions.recording import record_of
from portal.budget.files import Pick
from portal.budget.models import ListedProject, Round
from portal.budget.rules import BallotForm, Fault
from portal.core.db import db


@dataclass(frozen=True)
class Draft:
    """A ballot as it came from the form, nothing believed yet.

    ``choices`` are ticked project ids; ``shares`` the ids that points were typed beside, with
    what was typed. ``version`` is the opening digest of the box that the form was made for;
    ``receipt`` and ``mark`` are the code that was shown and its signature; ``digits`` the
    voter's own four.
    """

    choices: tuple[str, ...]
    version: str
    receipt: str = ""
    mark: str = ""
    digits: str = ""
    shares: tuple[points.Typed, ...] = ()

    @property
    def recorded_receipt(self) -> str:
        return f"{self.receipt}-{self.digits}" if self.digits else self.receipt

    @property
    def digits_make_sense(self) -> bool:
        return not self.digits or (
            len(self.digits) == 4 and self.digits.isascii() and self.digits.isdigit()
        )


def seal(round_id: int, key_folder: Path, now: datetime) -> keys.Sealed:
    """Seals a round in a transaction of its own: roll, key pair, ballot numbers, opening digest.

    The key's file is on disk before the box is committed, and gone again if it is not.
    LookupError for an unknown round; Frozen or NotReady where it may not be sealed.
    """
    return keys.with_new(key_folder, lambda public: _seal(_known(round_id), public, now))


def _known(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None:
        raise LookupError(round_id)
    return found


def _seal(round_: Round, public_key: str, now: datetime) -> Box:
    if not round_.facts.announced or not rules.may_edit(round_.facts):
        raise Frozen(round_.id)
    missing = lacks(round_, now)
    if missing:
        raise NotReady(missing)
    voters = roll.take(round_.electorate, roll.day_of(round_.voting_from))
    box = make_box(round_, voters, public_key, now)
    told = {"title": round_.title, "digest": box.opening_digest}
    record_of(round_, kinds.ROUND_SEALED, None, now, **told)
    return box


def _number_projects(round_: Round) -> list[ListedProject]:
    """Draws the order of the ballot once and gives the numbers."""
    round_.order_seed = boxes.new_seed()
    by_code = {p.code: p for p in queries.on_ballot(queries.listed(round_.id))}
    ordered = [by_code[code] for code in rules.shuffled(round_.order_seed, by_code)]
    for number, project in enumerate(ordered, 1):
        project.number = number
    db.session.flush()
    return ordered


def make_box(round_: Round, voters: Taken, public_key: str, now: datetime) -> Box:
    """The box of a round for these voters, with its projects numbered and its rules posted."""
    projects = _number_projects(round_)
    box = boxes.seal(
        opens_at=round_.voting_from,
        closes_at=round_.voting_until,
        receipts=Receipts(round_.receipts),
        public_key=public_key,
        longest_content=files.longest_content(round_, projects),
        roll=voters,
        electorate=round_.electorate,
        now=now,
    )
    round_.box = box
    boxes.post_opening(box, files.opening(round_, projects, box.left_out))
    return box


def sealed_box(round_: Round) -> Box:
    """The round's box. Refused before sealing."""
    if round_.box is None:
        raise Refused(Refusal.NOT_OPEN)
    return round_.box


def own_row(round_: Round, person_id: int, now: datetime) -> RollRow:
    """The roll row of someone who may cast a ballot now; Refused with the exact reason else."""
    box = sealed_box(round_)
    row = roll.own_row(box, person_id)
    boxes.repeats(box, row, "")
    boxes.check_open(box, row, now)
    return row


def chosen(round_: Round, draft: Draft) -> list[Pick]:
    """The chosen projects in ballot order. Refused with the named reason for anything else."""
    if draft.version != sealed_box(round_).opening_digest:
        raise Refused(Refusal.CHANGED_SINCE)
    projects = queries.listed(round_.id)
    fault = _fault(round_, projects, draft)
    if fault:
        raise Refused(fault)
    given = {**dict.fromkeys(draft.choices, "1"), **dict(draft.shares)}
    picks = [Pick(p, int(given.get(str(p.id)) or 0)) for p in projects]
    return [pick for pick in picks if pick.points]


def _fault(round_: Round, projects: list[ListedProject], draft: Draft) -> Fault | None:
    prices = queries.price_list(round_, projects)
    asked = [*draft.choices, *(project_id for project_id, _typed in draft.shares)]
    elsewhere = queries.existing_ids(asked)
    shares_points = prices.form is BallotForm.POINTS
    if draft.choices if shares_points else draft.shares:
        return Fault.FORGED_FIELD
    if shares_points:
        return points.fault_in(draft.shares, prices, elsewhere)
    return rules.fault_in(draft.choices, prices, elsewhere)


def cast(round_: Round, person_id: int, draft: Draft, secret: str, now: datetime) -> None:
    """Casts once. ``round_`` was read, and ``now`` asked of the database, under the box's lock.

    A retry of the same cast is answered like the first and changes nothing. Refused otherwise.
    """
    box = sealed_box(round_)
    row = roll.own_row(box, person_id)
    fits = _receipt_fits(row, draft, box, secret)
    if boxes.repeats(box, row, draft.recorded_receipt if fits else ""):
        return
    boxes.check_open(box, row, now)
    picks = chosen(round_, draft)
    if not fits:
        raise Refused(Refusal.FORGED_FIELD)
    boxes.cast(box, row, files.content(round_, picks), draft.recorded_receipt, now)


def _receipt_fits(row: RollRow, draft: Draft, box: Box, secret: str) -> bool:
    digits_fit = draft.digits_make_sense and not (draft.digits and box.receipts == Receipts.PAIRED)
    return digits_fit and sealing.mark_fits(secret, box.id, row.id, draft.receipt, draft.mark)


def lock(round_: Round) -> None:
    """Takes the box's lock and reads the box anew."""
    boxes.locked(sealed_box(round_).id)


HOUR = timedelta(hours=1)


def note_hour(round_: Round, now: datetime) -> None:
    """Once an hour the record says how many have cast; never who, never one by one."""
    box = boxes.locked(sealed_box(round_).id)
    if box.noted_at is not None and now - box.noted_at < HOUR:
        return
    have_cast, entitled = box_queries.turnout(box.id)
    box.noted_at = now
    if have_cast != box.cast_noted:
        box.cast_noted = have_cast
        if box.electorate.by_household:
            told = {"cast": have_cast, "all": entitled}
            record_of(round_, kinds.HOUSEHOLDS_BY_HOUR, None, now, **told)
        else:
            record_of(round_, kinds.BALLOTS_BY_HOUR, None, now, cast=have_cast)
