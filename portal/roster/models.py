"""Who lives where: the community, its grids, buildings, households, people, and their offices."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Model, UTCDateTime


class Community(Model):
    """One row: the place that this portal serves."""

    __tablename__ = "community"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    subdistrict: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    complaint_phone: Mapped[str] = mapped_column(String(30), default="")
    counter: Mapped[str] = mapped_column(String(120), default="")
    icp: Mapped[str] = mapped_column(String(60), default="")
    police_filing: Mapped[str] = mapped_column(String(60), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)


class Grid(Model):
    __tablename__ = "grid"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(15), unique=True)  # community code + 3 digits
    name: Mapped[str] = mapped_column(String(60))


class Building(Model):
    """A building; ``key`` is the matching form of estate and name (reading.key_text)."""

    __tablename__ = "building"
    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id"), index=True)
    estate: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    grid: Mapped[Grid] = relationship()

    @property
    def address(self) -> str:
        return f"{self.estate}{self.name}"


class Household(Model):
    """A dwelling; ``key`` is the matching form of unit and room (reading.key_text)."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("building_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id"), index=True)
    unit: Mapped[str] = mapped_column(String(30))
    room: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(60))
    building: Mapped[Building] = relationship()
    grid: Mapped[Grid] = relationship()

    @property
    def address(self) -> str:
        return f"{self.building.address}{self.unit}{self.room}"


class Person(Model):
    """A resident, or an official without a household here. No identity-card numbers.

    ``birth_year`` is what the roster knows; ``born_on`` a date proven at the desk.
    ``left_on`` is set when someone moved out or died (``left_why``, where it is known); nobody is
    ever deleted. ``missing_since``: the day of a full sheet that did not list them; until somebody
    has asked, no new roll does. ``merged_into_id``: the entry that stands for this one, which was
    the same person's.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_match", "household_id", "name_key", "birth_year"),
        CheckConstraint("left_why IS NULL OR left_on IS NOT NULL", name="left_why"),
        CheckConstraint(
            "merged_into_id IS NULL OR (merged_into_id <> id AND left_on IS NOT NULL)",
            name="merged_and_left",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60))
    birth_year: Mapped[int | None]
    born_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    residence_kind: Mapped[str | None] = mapped_column(String(20))
    is_delegate: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(String(10))
    missing_since: Mapped[date | None] = mapped_column(index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    household: Mapped[Household | None] = relationship()


class RoleTerm(Model):
    """An office held from one day to another; the last day counts, None means open-ended."""

    __tablename__ = "role_term"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class RosterImport(Model):
    """One sheet handed in on the desk.

    ``body`` are the kept columns of its rows (:mod:`portal.roster.packing`) until it is
    confirmed; then the workbook of the refused rows, if any, until it is cleared away.
    ``sha256`` is the file's. ``result``: the figures of what was done. ``pairs``: the ids of people
    and the numbers of rows that somebody has confirmed to be one. ``covers``: the ids of the
    buildings that it lists, once it is confirmed.
    """

    __tablename__ = "roster_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes | None]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    result: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    pairs: Mapped[list[tuple[int, int]]] = mapped_column(JSON, default=list)
    covers: Mapped[list[int]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RosterChange(Model):
    """One row that an import added (``before`` is empty) or changed: what it was. Kept for a
    time, to undo the import by. ``what`` names the table.
    """

    __tablename__ = "roster_change"
    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class RosterRequest(Model):
    """A resident asks that the own entry be corrected (PIPL 46); at most one waits."""

    __tablename__ = "roster_request"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    wish: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


_WAITS = RosterRequest.outcome.is_(None)
Index(
    "uq_roster_request_waiting",
    RosterRequest.person_id,
    unique=True,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
