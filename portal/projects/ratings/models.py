"""What residents say of an accepted project: stars, words, and what they were answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.projects.models import Project
from portal.projects.ratings.rules import REPLY_MAX, TEXT_MAX

SHOWN = (Reading.APPROVED, Reading.HIDDEN)
"""Words that were read and let through, or hidden with the reason in their place."""


class Rating(Model):
    """One a person and project, theirs to change while it is open. ``person_id``: None when they
    had their data erased. ``item_id``: the words under moderation, None where none were written.
    """

    __tablename__ = "project_rating"
    __table_args__ = (
        UniqueConstraint("project_id", "person_id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        CheckConstraint("(reply <> '') = (replied_at IS NOT NULL)", name="reply"),
        CheckConstraint("(text <> '') = (item_id IS NOT NULL)", name="words"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    stars: Mapped[int]
    rated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    text: Mapped[str] = mapped_column(String(TEXT_MAX), default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    reply: Mapped[str] = mapped_column(String(REPLY_MAX), default="")
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    project: Mapped[Project] = relationship()
    item: Mapped[Item | None] = relationship()

    @property
    def is_hidden(self) -> bool:
        return self.item is not None and self.item.state == Reading.HIDDEN

    @property
    def waits(self) -> bool:
        """Public words that nobody has answered."""
        return self.item is not None and self.item.state == Reading.APPROVED and not self.reply
