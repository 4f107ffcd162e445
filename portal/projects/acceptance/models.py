"""Acceptances, who is asked to each, what they signed, and what they found wrong."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.projects.acceptance import rules
from portal.projects.models import Project
from portal.roster.models import Person


class State(StrEnum):
    PREPARING = "preparing"  # people are being chosen, or a second round waits for its day
    OPEN = "open"  # called: they are told, and sign from the day on
    ENDED = "ended"


class Answer(StrEnum):
    """What somebody who was asked says to it."""

    NONE = ""
    AGREED = "agreed"
    DECLINED = "declined"
    RELEASED = "released"  # by the committee: they may not any longer, or stayed silent


COUNTING = (Answer.NONE, Answer.AGREED)
"""Those who are waited for, and whose word counts."""


class Acceptance(Model):
    """One round of a project's acceptance; one at a time. ``on``: the day it is called for."""

    __tablename__ = "acceptance"
    __table_args__ = (
        UniqueConstraint("project_id", "round"),
        CheckConstraint("round >= 1", name="round"),
        CheckConstraint("state = 'preparing' OR on_day IS NOT NULL", name="day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    round: Mapped[int]
    on: Mapped[date | None] = mapped_column("on_day")
    state: Mapped[str] = mapped_column(String(10), default=State.PREPARING, index=True)
    called_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    project: Mapped[Project] = relationship()
    acceptors: Mapped[list["Acceptor"]] = relationship(
        order_by="Acceptor.id", back_populates="acceptance"
    )
    findings: Mapped[list["Finding"]] = relationship(
        order_by="Finding.id", back_populates="acceptance"
    )

    @property
    def counting(self) -> list["Acceptor"]:
        """Those who neither declined nor were released."""
        return [one for one in self.acceptors if one.answer in COUNTING]


_IS_THERE = Acceptance.state != State.ENDED
Index(
    "uq_acceptance_open",  # one at a time
    Acceptance.project_id,
    unique=True,
    sqlite_where=_IS_THERE,
    postgresql_where=_IS_THERE,
)


class Acceptor(Model):
    """Somebody who is asked. ``entered_by`` put their signature in from paper, ``entered_why``;
    ``objection``: what they said to that.
    """

    __tablename__ = "acceptor"
    __table_args__ = (
        UniqueConstraint("acceptance_id", "person_id"),
        CheckConstraint("NOT nameless OR part = 'resident'", name="named"),
        CheckConstraint("(verdict IS NULL) = (signed_at IS NULL)", name="signed"),
        CheckConstraint("verdict IS NULL OR declared", name="declared"),
        CheckConstraint("entered_by IS NULL OR entered_why <> ''", name="why"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(10), default=Answer.NONE)
    nameless: Mapped[bool] = mapped_column(default=False)
    declared: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str | None] = mapped_column(String(10))
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_why: Mapped[str] = mapped_column(String(rules.FINDING_MAX), default="")
    objection: Mapped[str] = mapped_column(String(rules.FINDING_MAX), default="")
    acceptance: Mapped[Acceptance] = relationship(back_populates="acceptors")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def waits(self) -> bool:
        """They are still to sign."""
        return self.answer in COUNTING and self.verdict is None


class Finding(Model):
    """Something that is wrong, and how it was mended. ``reply``: what whoever looked at it last
    said: who found it, or in their stead ``checked_by``, where they are gone.
    """

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("(stage = 'open') = (mended_at IS NULL)", name="mended"),
        CheckConstraint("(stage = 'checked') = (checked_at IS NOT NULL)", name="checked"),
        CheckConstraint("checked_by <> acceptor_id", name="another"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"), index=True)
    acceptor_id: Mapped[int] = mapped_column(ForeignKey("acceptor.id"), index=True)
    text: Mapped[str] = mapped_column(String(rules.FINDING_MAX))
    mend_by: Mapped[date]
    stage: Mapped[str] = mapped_column(String(10), default=rules.Stage.OPEN, index=True)
    mended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    mended_note: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reply: Mapped[str] = mapped_column(String(rules.FINDING_MAX), default="")
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("acceptor.id"))
    acceptance: Mapped[Acceptance] = relationship(back_populates="findings")
    acceptor: Mapped[Acceptor] = relationship(foreign_keys=[acceptor_id])
    checker: Mapped[Acceptor | None] = relationship(foreign_keys=[checked_by])

    def is_overdue(self, today: date) -> bool:
        return rules.is_overdue(rules.Stage(self.stage), self.mend_by, today)
