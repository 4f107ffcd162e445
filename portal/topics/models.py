"""What residents put before their council or assembly (议题)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bodies.models import Body
from portal.core.db import Model, UTCDateTime
from portal.moderation.models import Item
from portal.roster.models import Person


class Topic(Model):
    """One topic, numbered in its year. ``state`` moves by the table of :mod:`portal.topics.rules`.

    ``needed``: how many neighbours must stand behind it, fixed when it is raised. ``due_on``: by
    when the step that it waits for is to be done. ``matter``: what it touches, named by screening;
    it decides to which body the topic goes (``body_id``).
    """

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("year", "serial"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    serial: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(2000))
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column(default=1)
    needed: Mapped[int]
    due_on: Mapped[date | None]
    matter: Mapped[str | None] = mapped_column(String(20))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    author: Mapped[Person] = relationship(foreign_keys=[raised_by])
    body: Mapped[Body | None] = relationship()
    item: Mapped[Item | None] = relationship()
    merged_into: Mapped["Topic | None"] = relationship(remote_side=[id])
