"""Minutes (会议记录): every text is kept; once a later meeting approved them they never change."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.core.db import Model, UTCDateTime, changed, was_set
from portal.meetings.minutes import rules
from portal.meetings.minutes.rules import State
from portal.meetings.models import Meeting
from portal.roster.models import Person


class Minutes(Model):
    """One meeting's. ``version`` is that of its newest text. ``digest``: of what was approved, as
    the record has it. ``returned_reason``: why the chair sent them back, while they are a draft.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        CheckConstraint(
            "(approved_at IS NULL) = (approved_in_id IS NULL)"
            " AND (approved_at IS NULL) = (digest IS NULL)",
            name="approved",
        ),
        CheckConstraint("approved_at IS NULL OR submitted_at IS NOT NULL", name="submitted_first"),
        CheckConstraint("approved_in_id <> meeting_id", name="another_meeting"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    version: Mapped[int]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned_reason: Mapped[str] = mapped_column(String(rules.NOTE_MAX), default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_in_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    meeting: Mapped[Meeting] = relationship(foreign_keys=[meeting_id])
    approved_in: Mapped[Meeting | None] = relationship(foreign_keys=[approved_in_id])
    versions: Mapped[list["MinutesVersion"]] = relationship(order_by="MinutesVersion.number")
    papers: Mapped[list["MinutesPaper"]] = relationship(order_by="MinutesPaper.id")

    @property
    def state(self) -> State:
        if self.approved_at is not None:
            return State.APPROVED
        return State.SUBMITTED if self.submitted_at is not None else State.DRAFT

    @property
    def text(self) -> str:
        """The newest."""
        return self.versions[-1].text

    @property
    def corrections(self) -> list["MinutesVersion"]:
        """What was corrected after they went to the chair, in the order in which it was."""
        return [one for one in self.versions if one.note]


class MinutesVersion(Model):
    """A text of minutes, numbered from 1. ``note``: what was corrected, once the chair had them."""

    __tablename__ = "minutes_version"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    text: Mapped[str]
    note: Mapped[str] = mapped_column(String(rules.NOTE_MAX), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()


class MinutesPaper(Model):
    """A file that belongs to minutes, under the digest of its bytes."""

    __tablename__ = "minutes_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    digest: Mapped[str] = mapped_column(String(64))
    media: Mapped[str] = mapped_column(String(4))  # "pdf" or "jpg"
    size: Mapped[int]  # bytes
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ApprovedForGood(Exception):
    """Something tried to change minutes after they were approved."""


@event.listens_for(Minutes, "before_update")
def _approved_for_good(_mapper: Mapper[Minutes], _connection: Connection, row: Minutes) -> None:
    """Nothing of them changes any more, whoever asks and however."""
    if was_set(row, "approved_at") and changed(row):
        raise ApprovedForGood(row.id)


@event.listens_for(MinutesVersion, "before_insert")
@event.listens_for(MinutesVersion, "before_update")
@event.listens_for(MinutesVersion, "before_delete")
@event.listens_for(MinutesPaper, "before_insert")
@event.listens_for(MinutesPaper, "before_update")
@event.listens_for(MinutesPaper, "before_delete")
def _part_of_approved(
    _mapper: Mapper[Any], connection: Connection, row: MinutesVersion | MinutesPaper
) -> None:
    approved = select(Minutes.approved_at).where(Minutes.id == row.minutes_id)
    if connection.scalar(approved) is not None:
        raise ApprovedForGood(row.minutes_id)
