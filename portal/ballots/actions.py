"""What can be done to a box: seal, cast, extend, stop, open, erase the key, void.

Each function is one step of a transaction that the caller holds (``writing()``); the files of
the private keys lie outside the database, in ``keys.py``.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from portal.audit.chain import canonical_instant
from portal.ballots import canon, rules, sealing
from portal.ballots.models import (
    Ballot,
    Box,
    BoxFile,
    Channel,
    Envelope,
    KeyWitness,
    Receipt,
    Receipts,
    RollRow,
)
from portal.ballots.rules import Electorate, Refusal, Refused
from portal.ballots.sealing import Opened
from portal.core import codes
from portal.core.db import db


@dataclass(frozen=True)
class Entitled:
    """One voter as the roster has them at sealing. ``household_id``: whose one ballot they cast,
    where households vote.
    """

    person_id: int
    name: str
    birth_year: int | None
    address: str
    grid_code: str
    household_id: int | None = None


@dataclass(frozen=True)
class Taken:
    """A roll as the roster has it. ``left_out``: households with entitled members, but not exactly
    one delegate among them; nobody casts their ballot until the supervisors name somebody.
    """

    voters: list[Entitled]
    left_out: int = 0


@dataclass(frozen=True)
class ReceiptOffer:
    """A code shown before casting, and the mark that ties it to one roll row."""

    code: str
    mark: str


def seal(
    opens_at: datetime,
    closes_at: datetime,
    receipts: Receipts,
    public_key: str,
    longest_content: str,
    roll: Taken,
    electorate: Electorate,
    now: datetime,
) -> Box:
    """Makes a box for an electorate, with its roll, for the key whose public half (hex) is given.

    ``longest_content`` is the longest ballot that can be cast; all envelopes get its size.
    """
    longest = Opened(longest_content, "0" * 15, Channel.ONLINE, "0" * 30)
    box = Box(
        receipts=receipts,
        voters=electorate.voters,
        grid_codes=None if electorate.grids is None else sorted(electorate.grids),
        left_out=roll.left_out,
        opens_at=opens_at,
        closes_at=closes_at,
        public_key=public_key,
        payload_size=sealing.size_for(longest),
        sealed_at=now,
    )
    db.session.add(box)
    db.session.flush()
    rows = [_roll_row(box.id, voter) for voter in roll.voters]
    if rows:
        db.session.execute(insert(RollRow), rows)
    return box


def _roll_row(box_id: int, voter: Entitled, added: bool = False) -> dict[str, object]:
    salt = secrets.token_hex(16)
    return {
        "box_id": box_id,
        "person_id": voter.person_id,
        "household_id": voter.household_id,
        "salt": salt,
        "commitment": sealing.row_commitment(
            salt, box_id, voter.name, voter.birth_year, voter.address
        ),
        "grid_code": voter.grid_code,
        "added": added,
    }


def post_opening(box: Box, files: Mapping[str, bytes]) -> None:
    """Posts the opening files with the unmarked roll, and fixes the opening digest."""
    commitments = db.session.scalars(select(RollRow.commitment).where(RollRow.box_id == box.id))
    files = {**files, canon.ROLL_OPENING: canon.roll_opening(commitments)}
    facts = {"opens_at": canonical_instant(box.opens_at), "public_key": box.public_key}
    box.opening_digest = _post(box, files, canon.OPENING_MANIFEST, facts)


def _post(box: Box, files: Mapping[str, bytes], manifest: str, facts: Mapping[str, object]) -> str:
    """Keeps the files and their manifest; returns the manifest's digest."""
    whole = {**files, manifest: canon.manifest(box.id, files, facts)}
    for name, body in whole.items():
        db.session.add(BoxFile(box_id=box.id, name=name, body=body, digest=canon.digest(body)))
    return canon.digest(whole[manifest])


def locked(box_id: int) -> Box:
    """The box, read under its lock. LookupError for an unknown one."""
    wanted = select(Box).where(Box.id == box_id).with_for_update()
    box = db.session.scalar(wanted.execution_options(populate_existing=True))
    if box is None:
        raise LookupError(box_id)
    return box


def offer_receipt(secret: str, row: RollRow) -> ReceiptOffer:
    """A fresh code, signed for this row; nothing is stored."""
    code = codes.new_code()
    return ReceiptOffer(code, sealing.receipt_mark(secret, row.box_id, row.id, code))


def repeats(box: Box, row: RollRow, receipt: str) -> bool:
    """Whether this is the same cast once more, after a lost answer: the roll is marked and the
    listed receipt is there. False for a first cast; Refused for a second ballot.
    """
    if row.marked is None:
        return False
    listed = box.receipts == Receipts.LISTED
    if listed and db.session.get(Receipt, (box.id, receipt)) is not None:
        return True
    raise Refused(Refusal.ALREADY_VOTED)


def check_open(box: Box, row: RollRow, now: datetime) -> None:
    """Refused unless the box takes this voter's ballot at ``now``, the database's clock."""
    closed = rules.open_at(box.opens_at, box.closes_at, _stopped(box), now)
    if closed:
        raise Refused(closed)
    if row.removed:
        raise Refused(Refusal.REMOVED)


def cast(box: Box, row: RollRow, content: str, receipt: str, now: datetime) -> None:
    """Puts one sealed ballot into the box and marks the roll, in the caller's short transaction
    that holds the box's lock. ``now`` is the database's clock. Refused where it may not.
    """
    check_open(box, row, now)
    _mark(row, Channel.ONLINE)
    _put_in(box, row.grid_code, content, receipt)


def _stopped(box: Box) -> bool:
    return box.stopped_at is not None or box.voided_at is not None


def _mark(row: RollRow, channel: Channel) -> None:
    """First come, first marked; the database decides between two tabs."""
    unmarked = update(RollRow).where(RollRow.id == row.id, RollRow.marked.is_(None))
    options = {"synchronize_session": False}  # looking through a whole roll in memory costs more
    result = db.session.execute(unmarked.values(marked=channel), execution_options=options)
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(Refusal.ALREADY_VOTED)
    set_committed_value(row, "marked", channel)


def _put_in(box: Box, grid_code: str, content: str, receipt: str) -> None:
    paired = box.receipts == Receipts.PAIRED
    opened = Opened(content, grid_code, Channel.ONLINE, receipt if paired else None)
    sealed = sealing.seal(opened, box.public_key, box.payload_size)
    db.session.add(Envelope(id=secrets.token_hex(16), box_id=box.id, sealed=sealed))
    if not paired:
        db.session.add(Receipt(box_id=box.id, code=receipt))
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.ALREADY_VOTED) from None


def hand_in_paper(box: Box, row: RollRow, now: datetime) -> None:
    """Marks the roll of who votes on paper: they cast nothing else. Refused as ``cast``."""
    check_open(box, row, now)
    _mark(row, Channel.PAPER)


def take_back_paper(row: RollRow) -> bool:
    """Frees the row of who holds no paper after all, under the box's lock; False where none was
    marked, or the box is opened.
    """
    marked = update(RollRow).where(RollRow.id == row.id, RollRow.marked == Channel.PAPER)
    unopened = RollRow.box_id.in_(select(Box.id).where(Box.opened_at.is_(None)))
    options = {"synchronize_session": False}
    result = db.session.execute(
        marked.where(unopened).values(marked=None), execution_options=options
    )
    if result.rowcount == 1:  # type: ignore[attr-defined]
        set_committed_value(row, "marked", None)
        return True
    return False


def put_in_paper(box: Box, contents: Iterable[str]) -> None:
    """Seals what was counted on paper among the others, in the transaction that opens the box, so
    that no list of ballots tells paper from the rest.
    """
    for content in contents:
        opened = Opened(content, "", Channel.PAPER, None)
        sealed = sealing.seal(opened, box.public_key, box.payload_size)
        db.session.add(Envelope(id=secrets.token_hex(16), box_id=box.id, sealed=sealed))
    db.session.flush()


def put_beside(box: Box, content: str) -> None:
    """Seals one more sheet in a box without a roll: what goes with a ballot that is cast into
    another one, in the same transaction, and must never be found beside it.
    """
    opened = Opened(content, "", Channel.ONLINE, None)
    sealed = sealing.seal(opened, box.public_key, box.payload_size)
    db.session.add(Envelope(id=secrets.token_hex(16), box_id=box.id, sealed=sealed))
    db.session.flush()


def extend(box: Box, until: datetime, now: datetime) -> None:
    """Moves the closing once, after an outage. ValueError where the rule forbids it."""
    if _stopped(box) or not rules.may_extend(
        box.extended_at is not None, box.closes_at, until, now
    ):
        raise ValueError(until)
    box.closes_at, box.extended_at = until, now


def add_to_roll(box: Box, voter: Entitled, now: datetime) -> None:
    """An addendum: someone whom the roll forgot, or who was struck by mistake.

    Refused where the box has stopped; IntegrityError for someone, or another one of their
    household, already on the roll.
    """
    _still_open(box, now)
    back = update(RollRow).where(*_row_of(box, voter.person_id), RollRow.removed)
    result = db.session.execute(back.values(removed=False, household_id=voter.household_id))
    if not result.rowcount:  # type: ignore[attr-defined]
        db.session.execute(insert(RollRow), [_roll_row(box.id, voter, added=True)])


def remove_from_roll(box: Box, person_id: int, now: datetime) -> None:
    """An addendum: someone who does not belong. A marked row never changes: Refused."""
    _still_open(box, now)
    unmarked = update(RollRow).where(*_row_of(box, person_id), RollRow.marked.is_(None))
    result = db.session.execute(unmarked.values(removed=True, household_id=None))
    if not result.rowcount:  # type: ignore[attr-defined]
        raise Refused(Refusal.ALREADY_VOTED)


def _row_of(box: Box, person_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RollRow.box_id == box.id, RollRow.person_id == person_id


def _still_open(box: Box, now: datetime) -> None:
    if _stopped(box) or now >= box.closes_at:
        raise Refused(Refusal.CLOSED)


def stop(box: Box, now: datetime) -> None:
    """No more ballots from here on; saying it again changes nothing."""
    box.stopped_at = box.stopped_at or now


def open_envelopes(
    box: Box,
    private: str,
    render: Callable[[list[Opened]], Mapping[str, bytes]],
    now: datetime,
) -> None:
    """Opens all envelopes in memory, writes the ballots sorted by content and numbered 1…n,
    posts the final files, and erases the envelopes: all of it, or nothing.

    ``render`` turns the sorted ballots into the files of their kind of vote. WrongKey if the
    key is not this box's. A box that was opened before is left as it is, so the close can be
    resumed after any interruption and ends in the same digests.
    """
    if box.opened_at is not None:
        return
    if sealing.public_half(private) != box.public_key:
        raise sealing.WrongKey
    sealed = db.session.scalars(select(Envelope.sealed).where(Envelope.box_id == box.id))
    opened = _without_small_groups(sealing.open_all(list(sealed), private))
    ballots = sorted(opened, key=_order(box))
    _keep_ballots(box, ballots)
    _post_final(box, render(ballots))
    db.session.execute(delete(Envelope).where(Envelope.box_id == box.id))
    box.opened_at = now


def _without_small_groups(opened: list[Opened]) -> list[Opened]:
    """Forgets the grid of every ballot unless each grid has enough ballots to hide in, and the
    channel unless each grid and channel together has: the marked roll knows both of each voter.
    """
    if not rules.shown(Counter(one.grid_code for one in opened)):
        opened = [replace(one, grid_code="") for one in opened]
    if not rules.shown(Counter((one.grid_code, one.channel) for one in opened)):
        opened = [replace(one, channel="") for one in opened]
    return opened


def _order(box: Box) -> Callable[[Opened], tuple[str, ...]]:
    if box.receipts == Receipts.PAIRED:
        return lambda ballot: (ballot.receipt or "",)
    return lambda ballot: (ballot.content, ballot.grid_code, ballot.channel)


def _keep_ballots(box: Box, ballots: list[Opened]) -> None:
    rows = [
        {
            "box_id": box.id,
            "number": number,
            "content": ballot.content,
            "grid_code": ballot.grid_code,
            "channel": ballot.channel,
            "receipt": ballot.receipt,
        }
        for number, ballot in enumerate(ballots, 1)
    ]
    if rows:
        db.session.execute(insert(Ballot), rows)


def _post_final(box: Box, files: Mapping[str, bytes]) -> None:
    rows = db.session.execute(select(RollRow).where(RollRow.box_id == box.id)).scalars().all()
    files = {
        **files,
        canon.ROLL_FINAL: canon.roll_final(
            (row.commitment, row.marked is not None) for row in rows if not row.removed
        ),
        canon.ROLL_ADDENDA: canon.roll_addenda(_changes(rows)),
        canon.RECEIPTS: canon.receipts(_receipt_codes(box)),
    }
    facts = {"closes_at": canonical_instant(box.closes_at), "opening_manifest": box.opening_digest}
    box.final_digest = _post(box, files, canon.FINAL_MANIFEST, facts)


def _changes(rows: Iterable[RollRow]) -> Iterable[tuple[str, str]]:
    for row in rows:
        if row.added:
            yield row.commitment, "added"
        if row.removed:
            yield row.commitment, "removed"


def _receipt_codes(box: Box) -> Iterable[str]:
    if box.receipts == Receipts.PAIRED:
        return db.session.scalars(
            select(Ballot.receipt).where(Ballot.box_id == box.id, Ballot.receipt.is_not(None))
        )
    return db.session.scalars(select(Receipt.code).where(Receipt.box_id == box.id))


def void(box: Box, now: datetime) -> None:
    """The box counts for nothing; its envelopes are erased unopened."""
    db.session.execute(delete(Envelope).where(Envelope.box_id == box.id))
    box.voided_at = now


def witness_key(box: Box, person_id: int, now: datetime) -> int:
    """A supervisor records that the printed key was destroyed; returns how many have."""
    db.session.merge(KeyWitness(box_id=box.id, person_id=person_id, at=now))
    db.session.flush()
    counted = select(func.count()).select_from(KeyWitness).where(KeyWitness.box_id == box.id)
    return db.session.scalar(counted) or 0


def new_seed() -> str:
    """128 random bits for a lot that is published."""
    return secrets.token_hex(16)
