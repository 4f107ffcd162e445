"""Photos of vouchers: handed in with an entry, blacked out, looked at, public."""

from datetime import datetime

from sqlalchemy import func, select

from portal.audit.actions import record
from portal.core import clock
from portal.core.db import db
from portal.ledger import hands, kinds, rules
from portal.ledger.models import Entry, EntryStep, Fund, Voucher
from portal.ledger.refusing import Changed, Refused
from portal.ledger.rules import Move, Refusal, State

MOST = 12  # an entry


def add(entry: Entry, digest: str, caption: str, actor_id: int, now: datetime) -> Voucher:
    """A photo of an entry that the caller holds and that may still be edited; whoever approves
    sees a new version. The same one twice is one.
    """
    _demand_editing(entry, actor_id, now)
    own = select(Voucher).where(Voucher.entry_id == entry.id)
    same = db.session.scalars(own.where(Voucher.digest == digest).limit(1)).first()
    if same is not None:
        return same
    taken = select(func.max(Voucher.position), func.count()).where(Voucher.entry_id == entry.id)
    last, many = db.session.execute(taken).one()
    if many >= MOST:
        raise Refused(Refusal.TOO_MANY_VOUCHERS, MOST)
    made = Voucher(entry_id=entry.id, position=(last or 0) + 1, digest=digest, caption=caption)
    db.session.add(made)
    _touch(entry, Move.EDIT, actor_id, now)
    _record(kinds.VOUCHER_ADDED, entry, actor_id, now)
    return made


def take_out(voucher: Voucher, entry: Entry, actor_id: int, now: datetime) -> None:
    """A photo of an entry that may still be edited."""
    _demand_editing(entry, actor_id, now)
    db.session.delete(voucher)
    _touch(entry, Move.EDIT, actor_id, now)
    _record(kinds.VOUCHER_TAKEN_OUT, entry, actor_id, now)


def black_out(voucher: Voucher, digest: str, cells: list[int]) -> None:
    """Keeps a blacked-out picture until somebody has looked at it; what is public stays until
    then.
    """
    voucher.draft_digest, voucher.draft_cells = digest, ",".join(map(str, cells))
    db.session.flush()


def open_it(voucher: Voucher, seen: str, actor_id: int, now: datetime) -> None:
    """Somebody has looked at the blacked-out picture ``seen``: nothing personal is left to read.
    Changed where it is not that one any more.
    """
    if voucher.draft_digest is None or voucher.draft_digest != seen:
        raise Changed
    voucher.open_digest, voucher.opened_by, voucher.opened_at = seen, actor_id, now
    voucher.draft_digest = None
    db.session.flush()
    _record(kinds.VOUCHER_OPENED, voucher.entry, actor_id, now)


def shut(voucher: Voucher, actor_id: int, now: datetime) -> None:
    """Takes a public picture back, to be blacked out anew."""
    if voucher.open_digest is None:
        raise Changed
    voucher.open_digest = voucher.opened_by = voucher.opened_at = None
    db.session.flush()
    _record(kinds.VOUCHER_SHUT, voucher.entry, actor_id, now)


def locked(voucher_id: int) -> Voucher:
    """The photo under its lock. LookupError for an unknown one."""
    found = db.session.get(Voucher, voucher_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(voucher_id)
    return found


def _demand_editing(entry: Entry, actor_id: int, now: datetime) -> None:
    if entry.state not in rules.EDITABLE:
        raise Changed
    if not hands.hand(actor_id, clock.local(now).date()).keeps:
        raise Refused(Refusal.NO_OFFICE)
    if actor_id != entry.prepared_by:
        raise Refused(Refusal.NOT_ITS_HANDLER)


def _touch(entry: Entry, move: Move, actor_id: int, now: datetime) -> None:
    entry.version += 1
    step = {"entry_id": entry.id, "version": entry.version, "move": move}
    db.session.add(EntryStep(**step, by_id=actor_id, at=now))
    db.session.flush()


def _record(kind: str, entry: Entry, actor_id: int, now: datetime) -> None:
    fund = db.session.get_one(Fund, entry.fund_id)
    told = {"number": entry.id, "fund": fund.name, "voucher": entry.voucher_no}
    record(kind, actor_id, now, **told)


def is_public(voucher: Voucher) -> bool:
    """Whether everyone may look at the blacked-out picture."""
    return voucher.open_digest is not None and voucher.entry.state == State.POSTED
