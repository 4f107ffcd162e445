"""What residents put before their council or assembly (议题), and what became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.bodies.models import Body
from portal.core.db import Model, UTCDateTime, changed, was_set
from portal.moderation.models import Item
from portal.resolutions.models import Resolution
from portal.roster.models import Person
from portal.topics.rules import Matter


class Topic(Model):
    """One topic, numbered in its year. ``state`` moves by the table of :mod:`portal.topics.rules`.

    ``needed``: how many neighbours must stand behind it, fixed when it is raised. ``due_on``: by
    when the step that it waits for is to be done. ``matter``: what it touches, named by screening;
    with ``contested`` it decides to which body the topic goes (``body_id``). ``version`` counts the
    moves and texts, so that two people who act at once see each other.
    """

    __tablename__ = "topic"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        CheckConstraint("needed >= 1", name="needed"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    serial: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(2000))
    search_key: Mapped[str] = mapped_column(String(2200), default="")
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    signs: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column(default=1)
    needed: Mapped[int]
    due_on: Mapped[date | None]
    matter: Mapped[str | None] = mapped_column(String(20))
    contested: Mapped[bool] = mapped_column(default=False)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    author: Mapped[Person] = relationship(foreign_keys=[raised_by])
    body: Mapped[Body | None] = relationship()
    item: Mapped[Item | None] = relationship()
    merged_into: Mapped["Topic | None"] = relationship(remote_side=[id])

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial}"


class Step(Model):
    """One move of a topic, appended and never changed: by whom, in which office's name, why.

    ``due_on``: by when it had to be made. ``item_id``: where a resident wrote the reason, and a
    moderator reads it before it appears. ``note``: what belongs to it in public: a meeting's name,
    the number of a resolution.
    """

    __tablename__ = "topic_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    move: Mapped[str] = mapped_column(String(20))
    office: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    ground: Mapped[str | None] = mapped_column(String(20))
    due_on: Mapped[date | None]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    body: Mapped[Body | None] = relationship()
    item: Mapped[Item | None] = relationship()


class Endorsement(Model):
    """A neighbour stands behind a topic; ``via_id``: came with one that was merged into it."""

    __tablename__ = "topic_endorsement"
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    via_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))


class Follow(Model):
    __tablename__ = "topic_follow"
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Delegation(Model):
    """授权: a matter that the body whose it is has handed down, on what basis, from when to when
    (both days count, None for until it is ended). ``scope``: what falls under it, where only a part
    of everything else was handed down. ``resolution_id``: None where the decision is older than
    this site; then ``basis`` names it, ``resolved_on`` is its day, ``scan`` the digest of the
    signed paper, and it counts once somebody else, a supervisor, has seen the original
    (``confirmed_at``).
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("confirmed_by <> entered_by", name="four_eyes"),
        CheckConstraint(
            "confirmed_at IS NULL OR (scan IS NOT NULL AND resolved_on IS NOT NULL)",
            name="original",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(String(20))
    body_kind: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    scope: Mapped[str] = mapped_column(String(200), default="")
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    resolved_on: Mapped[date | None]
    scan: Mapped[str | None] = mapped_column(String(64))
    scan_media: Mapped[str | None] = mapped_column(String(4))
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    resolution: Mapped[Resolution | None] = relationship()

    @property
    def counts(self) -> bool:
        """Whether it hands anything down on its days: its resolution says so and was not annulled,
        or somebody else has seen the original of what is older than this site.
        """
        if self.resolution is None:
            return self.confirmed_at is not None
        return self.resolution.annulled_by is None and self.is_said

    @property
    def is_said(self) -> bool:
        """Whether its resolution itself hands the matter down."""
        return self.resolution is not None and self.matter in (self.resolution.hands_down or ())

    @property
    def is_part(self) -> bool:
        """Whether only what its words name was handed down, which people alone can tell."""
        return self.matter == Matter.DELEGATED or bool(self.scope)


class HandedDownForGood(Exception):
    """Something tried to change what was handed down, beside ending it sooner."""


@event.listens_for(Delegation, "before_update")
def _only_ended(_mapper: Mapper[Any], _connection: Connection, row: Delegation) -> None:
    """Nothing of it changes, whoever asks and however, but that the original was seen, once."""
    found = changed(row)
    confirms = {"confirmed_by", "confirmed_at"}
    if found and (found != confirms or was_set(row, "confirmed_at")):
        raise HandedDownForGood(row.id)


@event.listens_for(Delegation, "before_delete")
def _kept(_mapper: Mapper[Any], _connection: Connection, row: Delegation) -> None:
    raise HandedDownForGood(row.id)
