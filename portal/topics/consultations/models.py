"""Consultations (协商) on a topic: who takes part, what each said, what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.roster.models import Person
from portal.topics.consultations.rules import State
from portal.topics.models import Topic


class Consultation(Model):
    """One hearing or round table. ``question``: what is to be settled. ``responsible`` and
    ``promised_on``: who carries the outcome out, and by when. ``warned_for``: of which last day for
    an outcome its convener was told.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("state <> 'posted' OR outcome <> ''", name="outcome"),
        CheckConstraint("state <> 'reported' OR report <> ''", name="report"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    form: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(String(500))
    place: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(20), default=State.SETTLING, index=True)
    version: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[str] = mapped_column(String(3000), default="")
    responsible: Mapped[str] = mapped_column(String(100), default="")
    promised_on: Mapped[date | None]
    report: Mapped[str] = mapped_column(String(3000), default="")
    convened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    convened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    warned_for: Mapped[date | None]
    topic: Mapped[Topic] = relationship()
    parties: Mapped[list["Party"]] = relationship(
        order_by="Party.id", back_populates="consultation"
    )


_OPEN = text("state IN ('settling', 'noticed', 'deliberated', 'posted')")  # rules.UNDER_WAY
Index(
    "uq_consultation_open",  # a topic is talked over in one place at a time
    Consultation.topic_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)


class Party(Model):
    """Who was invited, in what capacity, and what they said, as the clerk wrote it down.

    ``person_id``: where they use the portal, they are told there.
    """

    __tablename__ = "consultation_party"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[str] = mapped_column(String(1000), default="")
    consultation: Mapped[Consultation] = relationship(back_populates="parties")
    person: Mapped[Person | None] = relationship()


class ConsultationStep(Model):
    """One move of a consultation, appended and never changed."""

    __tablename__ = "consultation_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    move: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
