"""Demands to convene a meeting, and the roll of those who may sign each."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.moderation.models import Item
from portal.roster.models import Person


class Demand(Model):
    """One demand. ``entitled`` and ``needed`` are frozen with the roll, when a moderator lets it
    through. ``due_on``: the last day of signing, then the day by which the meeting must be called;
    it stays when the duty is met. Which meeting met it is said by that meeting's agenda.
    ``worded_at``: when that meeting ended, where words alone say that it dealt with it;
    ``contradicted_at``: when one who signed last said that a meeting did not.
    """

    __tablename__ = "demand"
    __table_args__ = (
        CheckConstraint("(entitled IS NULL) = (opened_at IS NULL)", name="frozen"),
        CheckConstraint("needed IS NULL OR (needed >= 1 AND needed <= entitled)", name="needed"),
        CheckConstraint("state NOT IN ('due', 'met') OR reached_at IS NOT NULL", name="reached"),
        CheckConstraint("(state = 'met') = (met_at IS NOT NULL)", name="met"),
        CheckConstraint("worded_at IS NULL OR state = 'met'", name="worded"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(1000))
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column(default=1)
    entitled: Mapped[int | None]
    needed: Mapped[int | None]
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reached_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_on: Mapped[date | None]
    met_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    worded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    contradicted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    author: Mapped[Person] = relationship(foreign_keys=[raised_by])
    item: Mapped[Item | None] = relationship()


_OPEN = text("state IN ('submitted', 'collecting')")
Index(
    "uq_demand_open",  # nobody starts a second one while theirs still collects
    Demand.raised_by,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)


class Signatory(Model):
    """One entitled person of a demand's roll; ``signed_at`` None while they have not signed. Who
    signed is never public, how many did is.
    """

    __tablename__ = "demand_roll"
    __table_args__ = (UniqueConstraint("demand_id", "household_id"),)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
