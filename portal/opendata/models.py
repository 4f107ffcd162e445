"""Bundles of everything public: asked for, on their way, ready."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, UTCDateTime
from portal.opendata.rules import State


class Build(Model):
    """One bundle. ``asked_by`` None where the night asked; ``done`` of ``total`` rows are written;
    ``beat_at``: when whoever writes it last said so. ``digest`` names its file in the store, of
    ``size`` bytes. ``is_open``: True until it is ready, then None: one is open at a time.
    """

    __tablename__ = "opendata_build"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (digest IS NOT NULL)", name="ready"),
        CheckConstraint("(state = 'ready') = (finished_at IS NOT NULL)", name="finished"),
        CheckConstraint("(state = 'ready') = (is_open IS NULL)", name="open"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10), default=State.WAITING)
    is_open: Mapped[bool | None] = mapped_column(default=True, unique=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    digest: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
