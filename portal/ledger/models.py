"""Funds and what was paid in and out of them, money in fen."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.core.db import Fen, Model, UTCDateTime, changed
from portal.ledger import rules
from portal.ledger.rules import State
from portal.projects.models import Project
from portal.resolutions.models import ResolutionItem
from portal.roster.models import Grid, Person


class Fund(Model):
    """A purse with books of its own since ``opened_on``. What was in it by then is its first entry;
    ``opening_fen`` is nought but in funds from before that was so; ``balance_fen``: what is in it
    by the posted entries, kept under its lock; ``sweep_on``: the day on which money not spent goes
    back; ``closed_on``: no entry after it.
    """

    __tablename__ = "fund"
    __table_args__ = (
        CheckConstraint("opening_fen >= 0", name="opening"),
        CheckConstraint("balance_fen >= 0", name="balance"),
        CheckConstraint("sweep_on > opened_on", name="sweep"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    purpose: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    opened_on: Mapped[date]
    opening_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]
    sweep_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    last_position: Mapped[int] = mapped_column(default=0)
    last_chain: Mapped[str] = mapped_column(String(64), default="")


class Entry(Model):
    """One row of the books (收支明细), or one on its way there; never deleted.

    ``amount_fen`` is above nought but in a correction, which takes back the entry it refers to by
    its amount with the sign turned. ``position``: its place among the posted entries of the fund,
    without gaps; ``chain``: the SHA-256 over the one before and this row. ``witness``: who was
    there (证明人), by name; ``counterparty``: who paid, or was paid.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("fund_id", "position"),
        CheckConstraint("(amount_fen > 0) = (corrects_id IS NULL)", name="amount"),
        CheckConstraint("amount_fen <> 0", name="nought"),
        CheckConstraint("project_id IS NULL OR item_id IS NULL", name="one_authority"),
        CheckConstraint(
            "nature <> 'expense' OR project_id IS NOT NULL OR item_id IS NOT NULL",
            name="authority",
        ),
        CheckConstraint(
            "prepared_by <> approved_by AND prepared_by <> signed_by AND approved_by <> signed_by",
            name="three_people",
        ),
        CheckConstraint(
            "(state = 'posted') = (posted_at IS NOT NULL AND position IS NOT NULL "
            "AND chain IS NOT NULL AND approved_by IS NOT NULL AND signed_by IS NOT NULL)",
            name="posted",
        ),
        Index("ix_ledger_entry_fund_day", "fund_id", "booked_on", "position"),
        Index("ix_ledger_entry_day", "booked_on", "fund_id", "position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    year: Mapped[int]
    voucher_no: Mapped[str] = mapped_column(String(40))
    booked_on: Mapped[date]
    summary: Mapped[str] = mapped_column(String(rules.SUMMARY_MAX))
    match_key: Mapped[str]
    nature: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(20))
    amount_fen: Mapped[Fen]
    counterparty: Mapped[str] = mapped_column(String(120), default="")
    witness: Mapped[str] = mapped_column(String(60), default="")
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("resolution_item.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    reason: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    state: Mapped[str] = mapped_column(String(10), default=State.PREPARED, index=True)
    version: Mapped[int] = mapped_column(default=1)
    prepared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    posted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    position: Mapped[int | None]
    chain: Mapped[str | None] = mapped_column(String(64))
    fund: Mapped[Fund] = relationship()
    project: Mapped[Project | None] = relationship()
    item: Mapped[ResolutionItem | None] = relationship()
    grid: Mapped[Grid | None] = relationship()
    corrects: Mapped["Entry | None"] = relationship(remote_side=[id], back_populates="corrections")
    corrections: Mapped[list["Entry"]] = relationship(
        back_populates="corrects", order_by="Entry.id"
    )
    handler: Mapped[Person] = relationship(foreign_keys=[prepared_by])
    approver: Mapped[Person | None] = relationship(foreign_keys=[approved_by])
    signer: Mapped[Person | None] = relationship(foreign_keys=[signed_by])
    vouchers: Mapped[list["Voucher"]] = relationship(
        order_by="Voucher.position", back_populates="entry", passive_deletes="all"
    )
    steps: Mapped[list["EntryStep"]] = relationship(order_by="EntryStep.id", viewonly=True)

    @property
    def effect_fen(self) -> int:
        """What it does to its fund."""
        return rules.effect(self.nature, self.amount_fen)

    @property
    def corrected_by(self) -> "Entry | None":
        """The one that takes it back, on its way or in the books."""
        return next((one for one in self.corrections if one.state != State.DROPPED), None)


_KEPT = Entry.state != State.DROPPED.value
Index(
    "uq_ledger_entry_voucher",  # a number stands for one voucher; a dropped one gives it up
    Entry.fund_id,
    Entry.year,
    Entry.voucher_no,
    unique=True,
    sqlite_where=_KEPT,
    postgresql_where=_KEPT,
)
Index(
    "uq_ledger_entry_correction",  # an entry is taken back once; a dropped correction took nothing
    Entry.corrects_id,
    unique=True,
    sqlite_where=_KEPT,
    postgresql_where=_KEPT,
)


class EntryStep(Model):
    """What somebody did to an entry, with the reason where there is one: one step a version."""

    __tablename__ = "ledger_entry_step"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"))
    version: Mapped[int]
    move: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship(foreign_keys=[by_id])


class SpendingLimit(Model):
    """What a project, or an item of a resolution without one, may cost, and what it cost so far by
    the posted entries: no two entries spend the same last fen. ``decided_fen``: what was decided,
    and of a project signed for, at its last payment.
    """

    __tablename__ = "spending_limit"
    __table_args__ = (
        UniqueConstraint("project_id"),
        UniqueConstraint("item_id"),
        CheckConstraint("(project_id IS NULL) <> (item_id IS NULL)", name="one"),
        CheckConstraint("spent_fen BETWEEN 0 AND decided_fen", name="spent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("resolution_item.id"))
    decided_fen: Mapped[Fen]
    spent_fen: Mapped[Fen] = mapped_column(default=0)


class Voucher(Model):
    """A photo of a voucher: ``digest`` the original, for who keeps and checks the books alone;
    ``open_digest`` the one for everyone, with personal data blacked out, once somebody has looked.
    ``draft_digest``: one that was blacked out and waits for that look; ``draft_cells``: which
    fields of the grid over it are black, by their numbers.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("entry_id", "position"),
        CheckConstraint("(open_digest IS NULL) = (opened_by IS NULL)", name="opened"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"))
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    open_digest: Mapped[str | None] = mapped_column(String(64))
    draft_digest: Mapped[str | None] = mapped_column(String(64))
    draft_cells: Mapped[str] = mapped_column(String(600), default="")
    caption: Mapped[str] = mapped_column(String(rules.SUMMARY_MAX), default="")
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    entry: Mapped[Entry] = relationship(back_populates="vouchers")


class Statement(Model):
    """A fund's month, locked (月报): no entry of that month comes into the books any more.

    ``chain``: that of the last entry in the books at the time, '' for none. ``reviewed_by``: the
    supervisor (审核人). Or returned to be drawn up anew, for ``returned_reason``; ``version`` rises
    each time that it is.
    """

    __tablename__ = "ledger_statement"
    __table_args__ = (
        UniqueConstraint("fund_id", "year", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("opening_fen + income_fen - expense_fen = closing_fen", name="sum"),
        CheckConstraint("opening_fen >= 0 AND closing_fen >= 0", name="signs"),
        CheckConstraint("prepared_by <> reviewed_by", name="two_people"),
        CheckConstraint("(reviewed_by IS NULL) = (locked_at IS NULL)", name="locked"),
        CheckConstraint("(returned_by IS NULL) = (returned_at IS NULL)", name="returned"),
        CheckConstraint("locked_at IS NULL OR returned_at IS NULL", name="one_end"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    year: Mapped[int]
    month: Mapped[int]
    opening_fen: Mapped[Fen]
    income_fen: Mapped[Fen]
    expense_fen: Mapped[Fen]
    closing_fen: Mapped[Fen]
    entries: Mapped[int]
    chain: Mapped[str] = mapped_column(String(64))
    prepared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned_reason: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    fund: Mapped[Fund] = relationship()
    preparer: Mapped[Person] = relationship(foreign_keys=[prepared_by])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewed_by])


class PostedForGood(Exception):
    """Something tried to change a row that is in the books: a mistake is taken back."""


@event.listens_for(Entry, "before_update")
def _as_posted(_mapper: Mapper[Entry], connection: Connection, row: Entry) -> None:
    """A row that is in the books never changes, whoever asks and however."""
    kept = select(Entry.state).where(Entry.id == row.id)
    if changed(row) and connection.scalar(kept) in (State.POSTED, State.DROPPED):
        raise PostedForGood(row.id)


@event.listens_for(Voucher, "before_update")
def _as_handed_in(_mapper: Mapper[Voucher], _connection: Connection, row: Voucher) -> None:
    """The photo itself never changes; what is shown of it is blacked out anew, or opened."""
    if changed(row) & {"entry_id", "position", "digest"}:
        raise PostedForGood(row.entry_id)


@event.listens_for(Voucher, "before_delete")
def _voucher_kept(_mapper: Mapper[Voucher], connection: Connection, row: Voucher) -> None:
    kept = select(Entry.state).where(Entry.id == row.entry_id)
    if connection.scalar(kept) not in rules.EDITABLE:
        raise PostedForGood(row.entry_id)


@event.listens_for(Entry, "before_delete")
def _kept(_mapper: Mapper[Entry], _connection: Connection, row: Entry) -> None:
    raise PostedForGood(row.id)
