"""Accounts whose log-in takes a second step, and their backup codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, UTCDateTime


class SecondFactor(Model):
    """An account with a second step: its secret, sealed (``keys``), and the 30 seconds, counted
    from 1970, of the last code that was taken: no code is taken twice.
    """

    __tablename__ = "second_factor"
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[bytes]
    last_step: Mapped[int]
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class BackupCode(Model):
    """A code on paper that stands in for the app once; only its keyed hash is kept."""

    __tablename__ = "backup_code"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
