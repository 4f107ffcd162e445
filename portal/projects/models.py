"""Projects: what was decided, who carries it out, and every step of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.budget.models import ListedProject
from portal.core.db import Fen, Model, UTCDateTime, changed
from portal.projects import rules
from portal.projects.rules import State
from portal.resolutions.models import Resolution, ResolutionItem, WrittenForGood
from portal.roster.models import Grid, Person

project_grid = Table(  # whom it benefits; none: the whole community
    "project_grid",
    Model.metadata,
    Column("project_id", ForeignKey("project.id"), primary_key=True),
    Column("grid_id", ForeignKey("grid.id"), primary_key=True),
)


class Project(Model):
    """One livelihood project (民生项目), money in fen. ``decided_fen``: what its decisions that
    stand allow together (``deciding.decided_fen``), kept under its lock; ``due_on``: when it should
    be finished, as that stands now; ``rate_until``: the last day on which it is rated;
    ``listed_id``: the project on a round's price list that it was. ``version`` rises with each
    step. ``match_key`` is what a search is held against.
    """

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        CheckConstraint("serial >= 1", name="serial"),
        CheckConstraint("decided_fen >= 0", name="decided"),
        CheckConstraint("due_on >= start_on", name="order"),
        CheckConstraint("(state = 'accepted') = (accepted_on IS NOT NULL)", name="accepted"),
        CheckConstraint("(state = 'stopped') = (stopped_on IS NOT NULL)", name="stopped"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    serial: Mapped[int]
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    match_key: Mapped[str]
    summary: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    kind: Mapped[str] = mapped_column(String(20), index=True)
    place: Mapped[str] = mapped_column(String(rules.PLACE_MAX), default="")
    beneficiaries: Mapped[str] = mapped_column(String(rules.TITLE_MAX), default="")
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id"), index=True)
    listed_id: Mapped[int | None] = mapped_column(ForeignKey("listed_project.id"), unique=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decided_fen: Mapped[Fen] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default=State.PLANNED, index=True)
    version: Mapped[int] = mapped_column(default=1)
    start_on: Mapped[date]
    due_on: Mapped[date]
    begun_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    rate_until: Mapped[date | None]
    founded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    founded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    grid: Mapped[Grid | None] = relationship(foreign_keys=[grid_id])
    grids: Mapped[list[Grid]] = relationship(secondary=project_grid, order_by=Grid.code)
    listed: Mapped[ListedProject | None] = relationship()
    manager: Mapped[Person] = relationship(foreign_keys=[manager_id])
    decisions: Mapped[list["ProjectDecision"]] = relationship(
        order_by="ProjectDecision.id", back_populates="project"
    )
    contract: Mapped["Contract | None"] = relationship(viewonly=True)
    quotes: Mapped[list["Quote"]] = relationship(order_by="Quote.fen, Quote.id", viewonly=True)

    @property
    def number(self) -> str:
        """As it is cited: 2026-03."""
        return f"{self.year}-{self.serial:02d}"

    def is_late(self, today: date) -> bool:
        return rules.is_late(State(self.state), self.due_on, today)


class ProjectDecision(Model):
    """A resolution that founds, supplements, changes or stops a project. ``item_id``: the item of
    it whose money the project may spend, each item once; ``fen`` that item's amount, 0 without one.
    """

    __tablename__ = "project_decision"
    __table_args__ = (
        UniqueConstraint("item_id"),
        CheckConstraint("fen >= 0", name="fen"),
        CheckConstraint("fen = 0 OR item_id IS NOT NULL", name="item"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("resolution_item.id"))
    deciding: Mapped[str] = mapped_column(String(12))
    fen: Mapped[Fen]
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    project: Mapped[Project] = relationship(back_populates="decisions")
    resolution: Mapped[Resolution] = relationship()
    item: Mapped[ResolutionItem | None] = relationship()

    @property
    def stands(self) -> bool:
        """Nobody annulled it."""
        return self.resolution.annulled_by is None


_WITHOUT_MONEY = ProjectDecision.item_id.is_(None)
Index(
    "uq_project_decision_words",  # what a resolution changes, or stops, it changes once
    ProjectDecision.project_id,
    ProjectDecision.resolution_id,
    ProjectDecision.deciding,
    unique=True,
    sqlite_where=_WITHOUT_MONEY,
    postgresql_where=_WITHOUT_MONEY,
)


class ProjectStep(Model):
    """What happened to it, for everyone to read: one step a version. ``subject``: what of it the
    step is about, a milestone; ``due_was`` and ``due_now``: a day that was moved.
    """

    __tablename__ = "project_step"
    __table_args__ = (UniqueConstraint("project_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    version: Mapped[int]
    act: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(rules.TITLE_MAX), default="")
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_was: Mapped[date | None]
    due_now: Mapped[date | None]
    project: Mapped[Project] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[by_id])


class Milestone(Model):
    """A stage of the work and its day."""

    __tablename__ = "project_milestone"
    __table_args__ = (UniqueConstraint("project_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    due_on: Mapped[date]
    done_on: Mapped[date | None]


class Contract(Model):
    """Who does the work, how they were chosen, for how much; one a project. ``paper``: the digest
    of the contract's file in the store, ``paper_ending`` its kind.
    """

    __tablename__ = "project_contract"
    __table_args__ = (
        CheckConstraint("fen > 0", name="fen"),
        CheckConstraint("choice <> 'direct' OR reason <> ''", name="reason"),
    )
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    contractor: Mapped[str] = mapped_column(String(120))
    choice: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    fen: Mapped[Fen]
    signed_on: Mapped[date]
    paper: Mapped[str | None] = mapped_column(String(64))
    paper_ending: Mapped[str | None] = mapped_column(String(4))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    supplements: Mapped[list["ContractSupplement"]] = relationship(
        order_by="ContractSupplement.id", viewonly=True
    )

    @property
    def total_fen(self) -> int:
        """With what was signed later."""
        return self.fen + sum(one.fen for one in self.supplements)


class ContractSupplement(Model):
    """A further contract with the same contractor, ``fen`` more, once more was decided; the first
    one stays as it was signed. ``paper``: the digest of its own file.
    """

    __tablename__ = "contract_supplement"
    __table_args__ = (
        CheckConstraint("fen > 0", name="fen"),
        CheckConstraint("reason <> ''", name="reason"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project_contract.project_id"), index=True)
    fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    signed_on: Mapped[date]
    paper: Mapped[str] = mapped_column(String(64))
    paper_ending: Mapped[str] = mapped_column(String(4))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Quote(Model):
    """An offer that was asked for."""

    __tablename__ = "project_quote"
    __table_args__ = (
        UniqueConstraint("project_id", "bidder"),
        CheckConstraint("fen > 0", name="fen"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    bidder: Mapped[str] = mapped_column(String(120))
    fen: Mapped[Fen]
    chosen: Mapped[bool] = mapped_column(default=False)


class ProjectPhoto(Model):
    """A picture of before, during or after; ``digest`` and ``thumb`` name it in the store. One that
    should not have been shown is taken away with its reason, its place stays.
    """

    __tablename__ = "project_photo"
    __table_args__ = (UniqueConstraint("project_id", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    moment: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    thumb: Mapped[str] = mapped_column(String(64))
    caption: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    taken_on: Mapped[date]
    removed_reason: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ProjectFollow(Model):
    """Somebody who is told of each step."""

    __tablename__ = "project_follow"
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


Written = ProjectDecision | ProjectStep | ContractSupplement


@event.listens_for(ProjectDecision, "before_update")
@event.listens_for(ProjectStep, "before_update")
@event.listens_for(ContractSupplement, "before_update")
def _as_written(_mapper: Mapper[Any], _connection: Connection, row: Written) -> None:
    """What was decided, and what happened, never changes; a later row says what became of it."""
    if changed(row):
        raise WrittenForGood(row.project_id)


@event.listens_for(ProjectDecision, "before_delete")
@event.listens_for(ProjectStep, "before_delete")
@event.listens_for(ContractSupplement, "before_delete")
def _kept_for_good(_mapper: Mapper[Any], _connection: Connection, row: Written) -> None:
    raise WrittenForGood(row.project_id)
