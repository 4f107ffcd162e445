"""The one-time codes that lead back into an account."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.roster.models import Household, Person

NOTE_LENGTH = 200


class Recovery(Model):
    """One code, handed out to one person; only its keyed hash is kept. Nobody has two open ones.

    ``household_id``: where the person lived then; that household is told. ``how`` staff made sure
    of the person (``rules.Check``), by whose word (``witness_id``, where somebody gave it).
    ``on_paper``: messages do not reach everyone there, so a sheet does: ``told_at`` says when it
    was posted or delivered. ``issued_by`` is empty for the command line.
    """

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("(how = 'known') = (witness_id IS NOT NULL)", name="witness"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="one_end"),
        CheckConstraint("(told_at IS NULL) = (told_by IS NULL)", name="told"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    how: Mapped[str] = mapped_column(String(10))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    on_paper: Mapped[bool]
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    household: Mapped[Household | None] = relationship()


_OPEN = and_(Recovery.used_at.is_(None), Recovery.revoked_at.is_(None))
Index(
    "uq_recovery_person_open",
    Recovery.person_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
