"""What is posted for everyone to read (公示), and the objections that residents make to it."""

from datetime import date, datetime

from flask_babel import LazyString
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.notices import registry, rules
from portal.notices.rules import State
from portal.roster.models import Person


class Posting(Model):
    """Something that stands open to objections from one instant to another.

    ``kind`` and ``subject_id`` name it; the room that posts it registered the kind.
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint("until > posted_at", name="order"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    taken_back_reason: Mapped[str | None] = mapped_column(String(500))

    @property
    def label(self) -> LazyString:
        return registry.known(self.kind).label

    @property
    def path(self) -> str:
        """The page of what is posted."""
        return registry.known(self.kind).path % {"subject": self.subject_id}


class Objection(Model):
    """One resident's objection, numbered from 1 within its posting; never deleted.

    ``named``: signed with the name, else as 一位居民. ``version`` rises with every step, so that
    nobody acts on what another has changed meanwhile.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("posting_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            "state IN ('received', 'withdrawn') OR answered_at IS NOT NULL", name="answered"
        ),
        CheckConstraint("state <> 'settled' OR remedy IS NOT NULL", name="settled"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    named: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default=State.RECEIVED)
    version: Mapped[int] = mapped_column(default=1)
    withheld_reason: Mapped[str | None] = mapped_column(String(500))
    answer: Mapped[str | None] = mapped_column(String(rules.TEXT_MAX))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    remedy: Mapped[str | None] = mapped_column(String(rules.TEXT_MAX))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posting: Mapped[Posting] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def shows_text(self) -> bool:
        return rules.shows_text(State(self.state), self.withheld_reason is not None)


_OPEN = Objection.state == State.RECEIVED.value
Index(
    "uq_objection_open",  # nobody has two in one posting that wait for an answer
    Objection.posting_id,
    Objection.person_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
