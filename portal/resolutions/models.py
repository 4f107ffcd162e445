"""Numbered resolutions (决议): written once, never edited, annulled only by a later one."""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.bodies.models import Body
from portal.core.db import Fen, Model, changed
from portal.resolutions import registry
from portal.resolutions.registry import Link


class Resolution(Model):
    """What was decided, by which rule, on what grounds, and where the record stood then.

    ``facts`` are figures by :class:`portal.resolutions.rules.Fact`; ``match_key`` is what a
    search is held against. ``adopted_by_name``: what its adopter was called on that day.
    ``body_id``: the body that decided in a meeting; None where a round's ballots did. ``text``: the
    words that were voted on. ``hands_down``: the matters that it hands down to the next lower body,
    until ``hands_until``, what falls under them in ``hands_scope`` (art. 30); None for nothing.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("source_kind", "source_id"),
        CheckConstraint("serial >= 1", name="serial"),
        CheckConstraint("annulled_by > id", name="later"),
        CheckConstraint("(hands_down IS NULL) = (hands_until IS NULL)", name="hands_down"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))
    match_key: Mapped[str]
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    text: Mapped[str] = mapped_column(default="")
    hands_down: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    hands_until: Mapped[date | None]
    hands_scope: Mapped[str] = mapped_column(String(200), default="")
    adopted_on: Mapped[date]
    adopted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    adopted_by_name: Mapped[str] = mapped_column(String(60))
    rule: Mapped[str] = mapped_column(String(500))
    basis: Mapped[str] = mapped_column(String(1500))
    digest: Mapped[str | None] = mapped_column(String(64))
    head_line: Mapped[int]
    head_hash: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    annulled_by: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    annulment: Mapped["Resolution | None"] = relationship(
        remote_side=[id], back_populates="annulled"
    )
    annulled: Mapped[list["Resolution"]] = relationship(
        back_populates="annulment", order_by="Resolution.id"
    )
    body: Mapped[Body | None] = relationship()
    items: Mapped[list["ResolutionItem"]] = relationship(
        order_by="ResolutionItem.position", back_populates="resolution"
    )

    @property
    def total_fen(self) -> int:
        return sum(item.amount_fen for item in self.items)

    @property
    def links(self) -> list[Link]:
        """(label, path) of the pages of what it decided on."""
        return registry.links_of(self.source_kind, self.source_id)


class ResolutionItem(Model):
    """One thing that was resolved upon, with its amount."""

    __tablename__ = "resolution_item"
    __table_args__ = (
        UniqueConstraint("resolution_id", "position"),
        CheckConstraint("amount_fen >= 0", name="amount"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    amount_fen: Mapped[Fen]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    resolution: Mapped[Resolution] = relationship(back_populates="items")

    @property
    def path(self) -> str:
        """The page of the thing itself."""
        return registry.page_of(self.subject_kind, self.resolution.source_id, self.subject_id)


class WrittenForGood(Exception):
    """Something tried to change a resolution after it was adopted."""


@event.listens_for(Resolution, "before_update")
def _only_annulled(_mapper: Mapper[Resolution], connection: Connection, row: Resolution) -> None:
    """Nothing of it changes, whoever asks and however, but that a later one annuls it, once."""
    found = changed(row)
    if not found:
        return
    annulled = select(Resolution.annulled_by).where(Resolution.id == row.id)
    if found != {"annulled_by"} or connection.scalar(annulled) is not None:
        raise WrittenForGood(row.number)


@event.listens_for(ResolutionItem, "before_update")
def _as_adopted(_mapper: Mapper[Any], _connection: Connection, row: ResolutionItem) -> None:
    if changed(row):
        raise WrittenForGood(row.resolution_id)


@event.listens_for(Resolution, "before_delete")
@event.listens_for(ResolutionItem, "before_delete")
def _kept_for_good(
    _mapper: Mapper[Any], _connection: Connection, row: Resolution | ResolutionItem
) -> None:
    raise WrittenForGood(row.id)
