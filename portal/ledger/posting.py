"""Putting a row into the books: its place, its link of the chain, and the fund's balance, all under
the fund's lock.
"""

from datetime import UTC, datetime

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.ledger import canon, limits, queries, rules
from portal.ledger.models import Entry, Fund, Voucher
from portal.ledger.refusing import Refused, ask
from portal.ledger.rules import Refusal, State


def enter(entry: Entry, actor_id: int, now: datetime) -> None:
    """The last step of a signed entry, locked by the caller. Locks in order: the entry, what was
    decided, its limit, the fund, the record's head.
    """
    limits.spend(entry, now)
    fund = locked_fund(entry.fund_id)
    ask(rules.day_refusal(queries.books(fund), entry.booked_on, clock.local(now).date()))
    least = queries.lowest_from(fund, entry.booked_on)
    if least + entry.effect_fen < 0:
        raise Refused(Refusal.BELOW_NOUGHT, least)
    fund.last_position += 1
    fund.balance_fen += entry.effect_fen
    entry.position, entry.posted_by, entry.posted_at = fund.last_position, actor_id, now
    fund.last_chain = canon.link(fund.last_chain, told(entry, _vouchers(entry.id)))
    entry.chain, entry.state = fund.last_chain, State.POSTED
    db.session.flush()


def locked_fund(fund_id: int) -> Fund:
    """The fund under its lock. LookupError for an unknown one."""
    found = db.session.get(Fund, fund_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(fund_id)
    return found


def _vouchers(entry_id: int) -> list[str]:
    wanted = select(Voucher.digest).where(Voucher.entry_id == entry_id)
    return list(db.session.scalars(wanted.order_by(Voucher.position)))


def told(entry: Entry, vouchers: list[str]) -> dict[str, object]:
    """What the chain is reckoned over (docs/architecture.md): every word and figure of the row,
    who saw to it and when, and the SHA-256 of its vouchers' photos in their order.
    """
    return {
        "fund": entry.fund_id,
        "position": entry.position,
        "date": entry.booked_on.isoformat(),
        "voucher": entry.voucher_no,
        "summary": entry.summary,
        "nature": str(entry.nature),
        "category": str(entry.category),
        "fen": entry.amount_fen,
        "counterparty": entry.counterparty,
        "witness": entry.witness,
        "project": entry.project_id,
        "item": entry.item_id,
        "grid": entry.grid_id,
        "corrects": entry.corrects_id,
        "reason": entry.reason,
        "handler": [entry.prepared_by, _moment(entry.prepared_at)],
        "approver": [entry.approved_by, _moment(entry.approved_at)],
        "signer": [entry.signed_by, _moment(entry.signed_at)],
        "posted": [entry.posted_by, _moment(entry.posted_at)],
        "vouchers": vouchers,
    }


def _moment(instant: datetime | None) -> str | None:
    """In UTC, to the millisecond."""
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
