"""Proposals: their text and its history, who stands behind them, what is asked and decided."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.budget.models import ListedProject, Round
from portal.core.db import Fen, Model, UTCDateTime
from portal.moderation.models import Item
from portal.proposals.rules import State
from portal.roster.models import Grid, Household, Person


class Text:
    """What a proposal says. The proposal has the public text, a revision an earlier or later one.

    ``place`` is where, in words; ``grid_id`` None means the whole community. ``estimate_fen`` is
    the author's guess, None where they left it to the committee.
    """

    title: Mapped[str] = mapped_column(String(60))
    need: Mapped[str] = mapped_column(String(2000))
    place: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20), default="works")
    beneficiaries: Mapped[str] = mapped_column(String(200), default="")
    estimate_fen: Mapped[Fen | None]
    estimate_note: Mapped[str] = mapped_column(String(500), default="")

    @declared_attr
    def grid_id(cls) -> Mapped[int | None]:  # noqa: N805 - a class's, not an object's
        return mapped_column(ForeignKey("grid.id"))


class Proposal(Text, Model):
    """``number`` is given at publishing, from 1 in each round. ``version`` counts the moves and
    texts, so that two people who act at once see each other.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("estimate_fen IS NULL OR estimate_fen > 0", name="estimate"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged"),
        Index("ix_proposal_queue", "state", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    number: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # from a paper form
    signs: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    search_key: Mapped[str] = mapped_column(String(2400), default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reached_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_reason: Mapped[str | None] = mapped_column(String(500))  # withdrawn, by its author
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    listed_id: Mapped[int | None] = mapped_column(ForeignKey("listed_project.id"), unique=True)
    told: Mapped[str] = mapped_column(String(20), default="")  # the latest fate of which they heard
    round: Mapped[Round] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    grid: Mapped[Grid | None] = relationship(foreign_keys="Proposal.grid_id")
    item: Mapped[Item | None] = relationship()
    listed: Mapped[ListedProject | None] = relationship()
    merged_into: Mapped["Proposal | None"] = relationship(remote_side=[id])


class Revision(Text, Model):
    """One version of the text, from 1. The first is what was submitted; a later one is pending
    until a moderator has read it (``public_at``). ``why``: the author's word for a change.
    """

    __tablename__ = "proposal_revision"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    why: Mapped[str] = mapped_column(String(500), default="")
    public_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Authorship(Model):
    """Who wrote it together; an invitation until it is accepted."""

    __tablename__ = "proposal_author"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    signs: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()


class Endorsement(Model):
    """A neighbour stands behind a proposal, once. ``via_id``: it came with a merged one."""

    __tablename__ = "proposal_endorsement"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    via_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))


class Follow(Model):
    __tablename__ = "proposal_follow"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Photo(Model):
    """A picture beside a proposal; the bytes lie in the uploads folder under their digests."""

    __tablename__ = "proposal_photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    thumb: Mapped[str] = mapped_column(String(64))
    caption: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    item: Mapped[Item | None] = relationship()


class Question(Model):
    """Asked in public, read by a moderator first."""

    __tablename__ = "proposal_question"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    item_id: Mapped[int] = mapped_column(ForeignKey("moderated.id"), unique=True)
    item: Mapped[Item] = relationship()


class Answer(Model):
    """By an author (read by a moderator first) or by the committee in its name (no item)."""

    __tablename__ = "proposal_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("proposal_question.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_committee: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    item: Mapped[Item | None] = relationship()


class Point(Model):
    """A reason for or against; one a person and proposal, and no replies."""

    __tablename__ = "proposal_point"
    __table_args__ = (UniqueConstraint("proposal_id", "by_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    side: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    item_id: Mapped[int] = mapped_column(ForeignKey("moderated.id"), unique=True)
    item: Mapped[Item] = relationship()


class Step(Model):
    """One step of screening, read by everyone: what was decided and why, by the committee.

    ``ground`` names the item of the negative list of a refusal; ``cost_fen`` and ``cost_basis``
    are the costed estimate of an approval.
    """

    __tablename__ = "screening_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    move: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(1000))
    ground: Mapped[str | None] = mapped_column(String(20))
    cost_fen: Mapped[Fen | None]
    cost_basis: Mapped[str] = mapped_column(String(500), default="")
    into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class WishForm(Model):
    """A household's paper form (民意征集表), once a round, entered by staff. A mistyped one is
    withdrawn with its reason, and another one entered.
    """

    __tablename__ = "wish_form"
    __table_args__ = (
        Index(
            "uq_wish_form_standing",
            "round_id",
            "household_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    received_on: Mapped[date]
    collected_by: Mapped[str] = mapped_column(String(60), default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")
    round: Mapped[Round] = relationship()
    household: Mapped[Household] = relationship()
    wishes: Mapped[list["Wish"]] = relationship(order_by="Wish.position")

    @property
    def reference(self) -> str:
        """What is pencilled on the paper: ``W3-0127``."""
        return f"W{self.round_id}-{self.id:04d}"


class Wish(Model):
    """One wish of a form; ``proposal_id`` is the proposal that carries it."""

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("form_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 3", name="position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("wish_form.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    place: Mapped[str] = mapped_column(String(120), default="")
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    form: Mapped[WishForm] = relationship(overlaps="wishes")
    proposal: Mapped[Proposal | None] = relationship()
