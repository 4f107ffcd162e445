"""The calendar of duties, what was posted under it, and where it hung on paper."""

from datetime import date, datetime
from typing import Any

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

from portal.core.db import Model, UTCDateTime, changed, was_set
from portal.disclosure import rules
from portal.notices.models import Posting
from portal.roster.models import Person


class DutyRhythm(Model):
    """How often one kind of duty falls due, from a day on; what held before stays as it was."""

    __tablename__ = "disclosure_rhythm"
    __table_args__ = (
        UniqueConstraint("code", "begins"),
        CheckConstraint("months IN (1, 3, 6, 12)", name="months"),
        CheckConstraint("days BETWEEN 1 AND 60", name="days"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    begins: Mapped[date]
    months: Mapped[int]
    days: Mapped[int]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by itself
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)


class BigItem(Model):
    """Something large that is posted at once; ``due_on`` was fixed when it was noted."""

    __tablename__ = "disclosure_big_item"
    __table_args__ = (CheckConstraint("due_on >= happened_on", name="due"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    happened_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    noted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Disclosure(Model):
    """One posting of the committee, or the draft of one. It accounts for the days from
    ``starts_on`` to ``ends_on``, or for a big item. ``corrects_id``: the posting that it sets
    right, for ``reason``. ``digest``: of what was posted, as the record has it.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        UniqueConstraint("corrects_id"),
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint(
            "(posted_at IS NULL) = (posted_by IS NULL) AND (posted_at IS NULL) = (digest IS NULL)",
            name="posted",
        ),
        CheckConstraint(
            "posted_at IS NULL OR corrects_id IS NULL OR reason <> ''", name="correction_reason"
        ),
        CheckConstraint("corrects_id <> id", name="another"),
        Index("ix_disclosure_category_period", "category", "starts_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    category: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    big_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("disclosure_big_item.id"), index=True
    )
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    match_key: Mapped[str]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure.id"))
    reason: Mapped[str] = mapped_column(String(rules.REASON_MAX), default="")
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    posted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    digest: Mapped[str | None] = mapped_column(String(64))
    big_item: Mapped[BigItem | None] = relationship()
    drafter: Mapped[Person] = relationship(foreign_keys=[drafted_by])
    poster: Mapped[Person | None] = relationship(foreign_keys=[posted_by])
    corrects: Mapped["Disclosure | None"] = relationship(
        remote_side=[id], back_populates="corrected_by"
    )
    corrected_by: Mapped["Disclosure | None"] = relationship(
        back_populates="corrects", uselist=False
    )
    papers: Mapped[list["DisclosurePaper"]] = relationship(order_by="DisclosurePaper.id")


class DisclosurePaper(Model):
    """A file that belongs to a posting: a PDF, or a photo and its small one (``thumb``)."""

    __tablename__ = "disclosure_paper"
    __table_args__ = (CheckConstraint("(media = 'jpg') = (thumb IS NOT NULL)", name="thumb"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    title: Mapped[str] = mapped_column(String(rules.NAME_MAX))
    digest: Mapped[str] = mapped_column(String(64))
    thumb: Mapped[str | None] = mapped_column(String(64))
    media: Mapped[str] = mapped_column(String(4))  # "pdf" or "jpg"
    size: Mapped[int]  # bytes
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Board(Model):
    """A board in the street or a hall (公示栏), by its place; ``gone_on``: it hangs no more."""

    __tablename__ = "disclosure_board"
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(rules.PLACE_MAX))
    place_key: Mapped[str] = mapped_column(String(rules.PLACE_MAX), unique=True)
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    gone_on: Mapped[date | None]


class Sighting(Model):
    """A posting's sheet on a board: from which day it was seen there, with a photo of the board,
    and the day on which it was taken down.
    """

    __tablename__ = "disclosure_sighting"
    __table_args__ = (
        CheckConstraint("down_on >= up_on", name="order"),
        CheckConstraint("(down_on IS NULL) = (taken_down_by IS NULL)", name="down"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("disclosure_board.id"), index=True)
    up_on: Mapped[date]
    photo: Mapped[str] = mapped_column(String(64))
    thumb: Mapped[str] = mapped_column(String(64))
    put_up_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    down_on: Mapped[date | None]
    taken_down_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    posting: Mapped[Posting] = relationship()
    board: Mapped[Board] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[put_up_by])


_HANGS = Sighting.down_on.is_(None)
Index(
    "uq_disclosure_sighting_hangs",  # one sheet hangs once on one board
    Sighting.board_id,
    Sighting.posting_id,
    unique=True,
    sqlite_where=_HANGS,
    postgresql_where=_HANGS,
)


class DutyReminder(Model):
    """That the desks were told of a duty, ``what``: that it is near, or that its day has passed."""

    __tablename__ = "disclosure_reminder"
    duty: Mapped[str] = mapped_column(String(80), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PostedForGood(Exception):
    """Something tried to change a posting's words: a mistake is set right by another posting."""


@event.listens_for(Disclosure, "before_update")
def _posted_for_good(_mapper: Mapper[Disclosure], _connection: Connection, row: Disclosure) -> None:
    """What was posted never changes, whoever asks and however."""
    if was_set(row, "posted_at") and changed(row):
        raise PostedForGood(row.id)


@event.listens_for(Disclosure, "before_delete")
def _never_deleted(_mapper: Mapper[Disclosure], _connection: Connection, row: Disclosure) -> None:
    if was_set(row, "posted_at"):
        raise PostedForGood(row.id)


@event.listens_for(DisclosurePaper, "before_insert")
@event.listens_for(DisclosurePaper, "before_update")
@event.listens_for(DisclosurePaper, "before_delete")
def _part_of_posted(_mapper: Mapper[Any], connection: Connection, row: DisclosurePaper) -> None:
    posted = select(Disclosure.posted_at).where(Disclosure.id == row.disclosure_id)
    if connection.scalar(posted) is not None:
        raise PostedForGood(row.disclosure_id)
