"""Rows of the books for files: by columns, so that a hundred thousand of them are no burden."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.ledger.models import Entry, Fund
from portal.ledger.queries import IS_POSTED
from portal.ledger.rules import Nature
from portal.roster.models import Person


class Record(NamedTuple):
    """What a file says of a posted row. ``corrects``: the voucher that it takes back."""

    number: int
    booked_on: date
    voucher_no: str
    summary: str
    nature: str
    amount_fen: int
    handler: str
    witness: str
    approver: str
    fund: str
    corrects: str | None
    chain: str

    @property
    def income_fen(self) -> int | None:
        return self.amount_fen if self.nature == Nature.INCOME else None

    @property
    def expense_fen(self) -> int | None:
        return None if self.nature == Nature.INCOME else self.amount_fen


def records(wanted: Select[Entry]) -> Iterator[Record]:
    """Those chosen, in the order asked for; one query."""
    handler, approver, wrong = aliased(Person), aliased(Person), aliased(Entry)
    columns = (
        Entry.id,
        Entry.booked_on,
        Entry.voucher_no,
        Entry.summary,
        Entry.nature,
        Entry.amount_fen,
        handler.name,
        Entry.witness,
        approver.name,
        Fund.name,
        wrong.voucher_no,
        Entry.chain,
    )
    found = wanted.with_only_columns(*columns).join(Fund, Fund.id == Entry.fund_id)
    found = found.join(handler, handler.id == Entry.prepared_by)
    found = found.join(approver, approver.id == Entry.approved_by)
    found = found.outerjoin(wrong, wrong.id == Entry.corrects_id)
    return (Record._make(row) for row in db.session.execute(found))


def taken_back() -> set[int]:
    """The rows that a posted one took back; they are few. One query."""
    taken = select(Entry.corrects_id).where(IS_POSTED, Entry.corrects_id.is_not(None))
    return {one for one in db.session.scalars(taken) if one is not None}
