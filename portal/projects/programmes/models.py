"""Programmes (计划) over several years, their targets, and the lines that report on them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime
from portal.projects.models import Project
from portal.projects.programmes import rules
from portal.resolutions.models import Resolution


class Programme(Model):
    """One programme, born of a resolution; both years count."""

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("resolution_id", "title"),
        CheckConstraint("last_year >= first_year", name="years"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    summary: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    first_year: Mapped[int]
    last_year: Mapped[int]
    founded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    founded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    resolution: Mapped[Resolution] = relationship()
    targets: Mapped[list["Target"]] = relationship(order_by="Target.id", back_populates="programme")
    projects: Mapped[list[Project]] = relationship(order_by=Project.id)

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Target(Model):
    """Something that can be counted: 加装扶手, 个."""

    __tablename__ = "programme_target"
    __table_args__ = (UniqueConstraint("programme_id", "what"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    what: Mapped[str] = mapped_column(String(rules.WHAT_MAX))
    unit: Mapped[str] = mapped_column(String(rules.UNIT_MAX))
    programme: Mapped[Programme] = relationship(back_populates="targets")
    dues: Mapped[list["Due"]] = relationship(order_by="Due.id", back_populates="target")
    lines: Mapped[list["Line"]] = relationship(order_by="Line.id", back_populates="target")

    @property
    def due(self) -> dict[int, int]:
        """By year, as it stands now: the last figure of a year counts."""
        return {one.year: one.number for one in self.dues}

    @property
    def counting(self) -> set[int]:
        return rules.counting((one.id, one.corrects_id) for one in self.lines)

    @property
    def reached(self) -> dict[int, int]:
        """By year, what the lines that count add up to."""
        counting = self.counting
        found: dict[int, int] = {}
        for one in self.lines:
            if one.id in counting:
                found[one.on.year] = found.get(one.on.year, 0) + one.number
        return found

    def standing(self, today: date) -> rules.Standing:
        return rules.standing(self.due, self.reached, today)


class Due(Model):
    """What is due in one year, on the ground of a resolution; a later row for the year counts, the
    earlier ones stay to be read. ``reason``: why it was changed.
    """

    __tablename__ = "programme_due"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number"),
        UniqueConstraint("target_id", "year", "position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("programme_target.id"))
    year: Mapped[int]
    position: Mapped[int]  # from 1 in its year: two changes at once do not both count
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    target: Mapped[Target] = relationship(back_populates="dues")
    resolution: Mapped[Resolution] = relationship()


class Line(Model):
    """What was reached up to a day, written once. ``corrects_id``: the line in whose place it
    counts, each at most once.
    """

    __tablename__ = "programme_line"
    __table_args__ = (
        UniqueConstraint("corrects_id"),
        CheckConstraint("number >= 0", name="number"),
        CheckConstraint("number > 0 OR corrects_id IS NOT NULL", name="something"),
        CheckConstraint("corrects_id < id", name="earlier"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("programme_target.id"), index=True)
    on: Mapped[date] = mapped_column("on_day")
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("programme_line.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    target: Mapped[Target] = relationship(back_populates="lines")
