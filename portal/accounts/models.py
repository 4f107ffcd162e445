"""Accounts, the slips that open them, the sessions that use them, and failed tries."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.roster.models import Person


class Account(Model):
    """How a person signs in: by telephone, or by the number on the slip.

    Couples share telephones: ``name_key`` (empty for the first) tells them apart.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("phone", "name_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    login_number: Mapped[str] = mapped_column(String(12), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    name_key: Mapped[str] = mapped_column(String(60), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    privacy_version: Mapped[str] = mapped_column(String(20))
    activated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()


class Slip(Model):
    """A tear-off slip with a one-time code; only the code's keyed hash is kept.

    Nobody has two slips that open an account.
    """

    __tablename__ = "slip"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    printed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


_USABLE = and_(Slip.used_at.is_(None), Slip.revoked_at.is_(None))
Index(
    "uq_slip_person_usable",
    Slip.person_id,
    unique=True,
    sqlite_where=_USABLE,
    postgresql_where=_USABLE,
)


class LoginSession(Model):
    """A signed-in device; only the token's hash is kept, and the row can be revoked."""

    __tablename__ = "login_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account: Mapped[Account] = relationship()


class Throttle(Model):
    """Failed tries under one key (an account, a telephone, a network address), kept hashed."""

    __tablename__ = "throttle"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
