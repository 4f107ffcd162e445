"""The append-only record: lines that chain, and beside each the fact that may be erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.audit import kinds
from portal.core.db import Model, UTCDateTime


class AuditHead(Model):
    """One row: the end of the chain. Whoever holds its lock may append."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditLine(Model):
    __tablename__ = "audit_line"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    fact_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditFact(Model):
    """Who did what, when. ``subject`` names the thing (``round:3``) for its own history."""

    __tablename__ = "audit_fact"
    number: Mapped[int] = mapped_column(ForeignKey("audit_line.number"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return str(kinds.known(self.kind).sentence) % self.payload

    @property
    def link(self) -> str | None:
        """The path of the page that it is about."""
        path = kinds.known(self.kind).link
        return path % self.payload if path else None
