"""A round and its price list, and what the count found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.ballots.models import Box
from portal.budget.rules import Facts, Timetable
from portal.core.db import Fen, Model, UTCDateTime


class Round(Model):
    """One budget round (民生项目), money in fen. All but the dated facts freezes at sealing."""

    __tablename__ = "budget_round"
    __table_args__ = (
        CheckConstraint("amount_fen >= 0", name="amount"),
        CheckConstraint("max_choices >= 1", name="choices"),
        CheckConstraint("points BETWEEN 2 AND 100", name="points"),
        CheckConstraint("form <> 'points' OR rule = 'most-votes'", name="points_rule"),
        CheckConstraint("min_support >= 0", name="support"),
        CheckConstraint("endorsements_needed >= 1", name="endorsements"),
        CheckConstraint("screening_days >= 1", name="screening"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(2000), default="")
    fund: Mapped[str] = mapped_column(String(80))
    amount_fen: Mapped[Fen]
    form: Mapped[str] = mapped_column(String(20))
    max_choices: Mapped[int] = mapped_column(default=5)
    points: Mapped[int] = mapped_column(default=10)
    rule: Mapped[str] = mapped_column(String(20))
    completion: Mapped[str] = mapped_column(String(20))
    min_support: Mapped[int] = mapped_column(default=0)
    receipts: Mapped[str] = mapped_column(String(10), default="listed")
    endorsements_needed: Mapped[int] = mapped_column(default=10)
    screening_days: Mapped[int] = mapped_column(default=10)
    proposing_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    screening_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voting_from: Mapped[datetime] = mapped_column(UTCDateTime)
    voting_until: Mapped[datetime] = mapped_column(UTCDateTime)
    posting_days: Mapped[int] = mapped_column(default=15)
    order_seed: Mapped[str | None] = mapped_column(String(32))
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), unique=True)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posted_line: Mapped[int | None]  # of the record: where the chain stood at posting
    certified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    void_reason: Mapped[str | None] = mapped_column(String(500))
    box: Mapped[Box | None] = relationship()

    @property
    def timetable(self) -> Timetable:
        return Timetable(
            self.proposing_from, self.screening_from, self.voting_from, self.voting_until
        )

    @property
    def facts(self) -> Facts:
        return Facts(
            announced=self.announced_at is not None,
            sealed=self.box_id is not None,
            posted=self.posted_at is not None,
            certified=self.certified_at is not None,
            voided=self.voided_at is not None,
        )


class ListedProject(Model):
    """A project on a round's price list. ``number`` is the ballot number, given at sealing;
    ``code`` the project_id of Pabulib files. Withdrawn ones stay, with their reason.
    """

    __tablename__ = "listed_project"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        UniqueConstraint("round_id", "number"),
        CheckConstraint("cost_fen > 0", name="cost"),
        CheckConstraint("code NOT LIKE '%,%'", name="code"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    number: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(2000), default="")
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(120), default="")
    cost_fen: Mapped[Fen]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    round: Mapped[Round] = relationship()


class Outcome(Model):
    """What one rule makes of a round's ballots; ``in_force`` marks the declared rule's."""

    __tablename__ = "round_outcome"
    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20), primary_key=True)
    in_force: Mapped[bool]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
