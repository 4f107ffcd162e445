"""Complaints about a posting, or about a duty that nobody met; read by nobody of the committee."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.disclosure.complaints import rules
from portal.disclosure.complaints.rules import State
from portal.roster.models import Person


class Complaint(Model):
    """``about`` names the posting or the duty (``posting:3``, ``quarter-money:0:2026-07-01``), and
    ``title`` what that was called on the day; ``path`` its page. ``agreed``: its author lets the
    words be public once it is answered; ``withheld``: whoever answered kept them back all the same.
    """

    __tablename__ = "disclosure_complaint"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        CheckConstraint("person_id <> answered_by", name="another_answers"),
        CheckConstraint(
            "(state = 'received') = (answered_at IS NULL)"
            " AND (answered_at IS NULL) = (answer IS NULL)"
            " AND (answered_at IS NULL) = (answered_by IS NULL)",
            name="answered",
        ),
        Index("ix_disclosure_complaint_state_due", "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    serial: Mapped[int]
    about: Mapped[str] = mapped_column(String(100), index=True)
    title: Mapped[str] = mapped_column(String(240))
    path: Mapped[str] = mapped_column(String(200))
    ground: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    agreed: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=State.RECEIVED)
    version: Mapped[int] = mapped_column(default=1)
    answer: Mapped[str | None] = mapped_column(String(rules.TEXT_MAX))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withheld: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial}"

    @property
    def shows_text(self) -> bool:
        return rules.shows_text(State(self.state), self.agreed, self.withheld)


_OPEN = Complaint.state == State.RECEIVED.value
Index(
    "uq_disclosure_complaint_open",  # nobody has two about one thing that wait for an answer
    Complaint.about,
    Complaint.person_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)


class Recused(Model):
    """Who stood behind what is complained of when the complaint was made: it never reaches them."""

    __tablename__ = "disclosure_recused"
    complaint_id: Mapped[int] = mapped_column(
        ForeignKey("disclosure_complaint.id"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
