"""What residents posted and moderators decided: one row a post, one line a move.

The post itself lies in its room, in a row whose ``item_id`` is unique and points here.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.moderation.rules import State
from portal.roster.models import Person


class Item(Model):
    """One post under moderation. ``version`` grows with each move: whoever decides names the one
    they read. ``decided_at``, ``decided_by`` and ``reason`` are of the decision that it stands by;
    they are empty while it waits.
    """

    __tablename__ = "moderated"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("decided_by <> author_id", name="own_work"),
        CheckConstraint("state <> 'hidden' OR reason <> ''", name="hidden_with_reason"),
        Index("ix_moderated_queue", "state", "submitted_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=State.WAITING)
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[Person] = relationship(foreign_keys=author_id)


class Decision(Model):
    """One move that was made, appended and never changed: from ``version`` of its post to the
    next. No two moves start from the same version.
    """

    __tablename__ = "moderation_decision"
    __table_args__ = (UniqueConstraint("item_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("moderated.id"))
    version: Mapped[int]
    move: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()
