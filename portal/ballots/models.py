"""Boxes, rolls, envelopes, receipts, and the files that were posted.

No table here holds a time beside a voter, and none joins a roll row to an envelope.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.ballots.rules import Electorate, Voters
from portal.core.db import Model, UTCDateTime
from portal.roster.models import Person


class Receipts(StrEnum):
    LISTED = "listed"  # shows that a cast was recorded, never what it says
    PAIRED = "paired"  # low stakes: each voter can find the own ballot


class Channel(StrEnum):
    ONLINE = "online"
    PAPER = "paper"


class Box(Model):
    """One ballot box. It is sealed before it opens, stops, is opened and closed for good.

    ``cast_noted`` is the number of ballots that the hourly audit line last told of. ``voters`` and
    ``grid_codes`` (none: the whole community) say whom it is for; ``left_out`` is the number of
    households that had not exactly one delegate when it was sealed.
    """

    __tablename__ = "box"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    receipts: Mapped[str] = mapped_column(String(10))
    voters: Mapped[str] = mapped_column(String(12), default=Voters.RESIDENTS)
    grid_codes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    left_out: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    extended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    public_key: Mapped[str] = mapped_column(String(64))
    payload_size: Mapped[int]
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opening_digest: Mapped[str] = mapped_column(String(64), default="")
    cast_noted: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    final_digest: Mapped[str | None] = mapped_column(String(64))
    key_erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def electorate(self) -> Electorate:
        codes = self.grid_codes
        return Electorate(Voters(self.voters), None if codes is None else frozenset(codes))


class RollRow(Model):
    """One entitled voter. ``marked`` is the channel that came first, and never when.

    Rows with ``added`` or ``removed`` are the supervisors' addenda after sealing. ``household_id``:
    whose one ballot it is, where households vote; a row that is struck gives it up.
    """

    __tablename__ = "roll_row"
    __table_args__ = (
        UniqueConstraint("box_id", "person_id"),
        UniqueConstraint("box_id", "household_id"),
        UniqueConstraint("box_id", "commitment"),
        Index("ix_roll_row_turnout", "box_id", "removed", "marked"),  # answers turnout by itself
        CheckConstraint("marked IS NULL OR NOT removed", name="marked_stays"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    salt: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))
    grid_code: Mapped[str] = mapped_column(String(15))
    marked: Mapped[str | None] = mapped_column(String(10))
    added: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship()


class Envelope(Model):
    """A sealed ballot under a random id; all of a box have one size."""

    __tablename__ = "envelope"
    __table_args__ = {"sqlite_with_rowid": False}  # no hidden counter of arrival
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), index=True)
    sealed: Mapped[bytes]


class Receipt(Model):
    """A code that a voter was shown; published sorted after the close."""

    __tablename__ = "receipt"
    __table_args__ = {"sqlite_with_rowid": False}
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(30), primary_key=True)


class Ballot(Model):
    """An opened ballot, numbered in the order of its content. Written once, at the close.

    Grid and channel are empty unless enough ballots share them.
    """

    __tablename__ = "ballot"
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]
    grid_code: Mapped[str] = mapped_column(String(15))
    channel: Mapped[str] = mapped_column(String(10))
    receipt: Mapped[str | None] = mapped_column(String(30))


class BoxFile(Model):
    """A posted file, byte for byte as ``export`` writes it and the digests cover it."""

    __tablename__ = "box_file"
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    body: Mapped[bytes]
    digest: Mapped[str] = mapped_column(String(64))


class KeyWitness(Model):
    """A supervisor's record that the printed key was destroyed."""

    __tablename__ = "key_witness"
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
