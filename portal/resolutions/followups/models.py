"""What was promised when something was decided, and what became of it."""

from datetime import date, datetime

from flask_babel import LazyString
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bodies.models import Body
from portal.core.db import Model, UTCDateTime
from portal.resolutions.followups import rules, sources
from portal.resolutions.followups.rules import State
from portal.roster.models import Person


class FollowUp(Model):
    """One promise. ``source_kind`` and ``source_id`` name the thing that it comes from,
    ``source_title`` what that was called. ``responsible`` is a name as it is said in public,
    ``responsible_id`` that person where they are on the portal and are told.

    ``reminded_for`` and ``late_for`` are the days for which the reminders went out: a day that is
    moved is reminded of anew. ``version`` rises with each step.
    """

    __tablename__ = "followup"
    __table_args__ = (
        CheckConstraint(
            "responsible_id IS NULL OR responsible_id <> checker_id", name="another_checks"
        ),
        CheckConstraint(
            "state NOT IN ('done', 'finished') OR reported_by IS NOT NULL", name="done"
        ),
        Index("ix_followup_source", "source_kind", "source_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int]
    source_title: Mapped[str] = mapped_column(String(200))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    what: Mapped[str] = mapped_column(String(rules.WHAT_MAX))
    responsible: Mapped[str] = mapped_column(String(60))
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    checker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=State.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded_for: Mapped[date | None]
    late_for: Mapped[date | None]
    body: Mapped[Body | None] = relationship()
    checker: Mapped[Person] = relationship(foreign_keys=[checker_id])
    steps: Mapped[list["FollowUpStep"]] = relationship(
        order_by="FollowUpStep.version", back_populates="followup"
    )

    @property
    def source_label(self) -> LazyString:
        return sources.known(self.source_kind).label

    @property
    def source_path(self) -> str:
        """The page of the thing that it comes from."""
        return sources.known(self.source_kind).path % {"source": self.source_id}

    @property
    def told(self) -> dict[str, object]:
        """How messages name it."""
        return {
            "number": self.id,
            "source": self.source_title,
            "what": self.what,
            "due": self.due_on.isoformat(),
        }

    def is_overdue(self, today: date) -> bool:
        return rules.is_overdue(State(self.state), self.due_on, today)


class FollowUpStep(Model):
    """What happened to it: one step a version. ``by_id`` None where an annulment ended it;
    ``due_was`` and ``due_now`` where its day was moved.
    """

    __tablename__ = "followup_step"
    __table_args__ = (UniqueConstraint("followup_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    followup_id: Mapped[int] = mapped_column(ForeignKey("followup.id"))
    version: Mapped[int]
    act: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_was: Mapped[date | None]
    due_now: Mapped[date | None]
    followup: Mapped[FollowUp] = relationship(back_populates="steps")
    person: Mapped[Person | None] = relationship(foreign_keys=[by_id])
