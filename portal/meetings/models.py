"""Meetings: when they were called, who is entitled to sit, who signed in, what is on the agenda."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bodies.models import FIGURES, Body, Figures
from portal.core.db import Model, UTCDateTime
from portal.meetings import rules
from portal.meetings.rules import State
from portal.roster.models import Person
from portal.topics.demands.models import Demand
from portal.topics.models import Topic


class Meeting(Figures, Model):
    """One meeting of a body. What happened to it are dated facts.

    ``electorate``: whom its roll is made of: members, or for a residents' meeting residents 18+
    or one delegate a household. ``urgent_reason``: why it was called later than its notice asks.
    ``door_secret`` signs the code that hangs on the door. ``reminded_*``: when its people were
    reminded of the day, of the hour, and of papers that they have not read. ``stand_in_id``: the
    member in the room who chairs instead. ``quorum_at``: when it was first found to have a quorum;
    ``lacked_quorum``: it ended, and never had one. ``left_open``: nobody closed it, the calendar
    did.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_first"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    electorate: Mapped[str] = mapped_column(String(12))
    chair_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    clerk_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    observers: Mapped[bool] = mapped_column(default=True)
    door_secret: Mapped[str] = mapped_column(String(32))
    sequence: Mapped[int] = mapped_column(default=0)  # of the calendar file
    urgent_reason: Mapped[str | None] = mapped_column(String(500))
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(String(500))
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_open: Mapped[bool] = mapped_column(default=False)
    quorum_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lacked_quorum: Mapped[bool] = mapped_column(default=False)
    reminded_day_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_hour_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_papers_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    body: Mapped[Body] = relationship()
    chair: Mapped[Person] = relationship(foreign_keys=[chair_id])
    clerk: Mapped[Person] = relationship(foreign_keys=[clerk_id])
    stand_in: Mapped[Person | None] = relationship(foreign_keys=[stand_in_id])

    @property
    def state(self) -> State:
        return rules.state_of(self)

    @property
    def figures(self) -> Figures:
        """What it goes by: its own once it is called, so that its body may change its settings for
        the meetings that are called after that; a draft goes by its body.
        """
        return self.body if self.called_at is None else self

    def keep_figures(self) -> None:
        """Takes over those of its body, as they are now."""
        for name in FIGURES:
            setattr(self, name, getattr(self.body, name))

    @property
    def leaders(self) -> frozenset[int]:
        """Who chairs it, who does so instead, and who keeps its minutes."""
        stand_in = () if self.stand_in_id is None else (self.stand_in_id,)
        return frozenset({self.chair_id, self.clerk_id, *stand_in})


_UNDER_WAY = Meeting.opened_at.is_not(None) & Meeting.closed_at.is_(None)
Index(
    "uq_meeting_under_way",  # one a body
    Meeting.body_id,
    unique=True,
    sqlite_where=_UNDER_WAY,
    postgresql_where=_UNDER_WAY,
)


class Attendance(Model):
    """One person of a meeting: entitled to a vote, or there without one.

    Rows of who is entitled are taken when it is called, kept up to date until it is opened, and
    frozen then. ``household_id``: whose one voice it is, where delegates meet. ``arrived_at`` and
    ``left_at``: None where they are not there, or have not left.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        UniqueConstraint("meeting_id", "household_id"),
        CheckConstraint("left_at IS NULL OR arrived_at IS NOT NULL", name="arrived_first"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    votes: Mapped[bool]
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    via: Mapped[str | None] = mapped_column(String(10))  # "door" or "desk"
    signed_in_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_out_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    excused: Mapped[str | None] = mapped_column(String(200))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def is_present(self) -> bool:
        return self.arrived_at is not None and self.left_at is None

    @property
    def is_called(self) -> bool:
        """Whether it is a place on the roll, not an observer's."""
        return self.votes or self.seat_id is not None


class Proxy(Model):
    """委托: an absent member's voice, given to a present one where the body allows it. One each
    way, so nobody carries two.
    """

    __tablename__ = "meeting_proxy"
    __table_args__ = (
        UniqueConstraint("meeting_id", "giver_id"),
        UniqueConstraint("meeting_id", "holder_id"),
        CheckConstraint("giver_id <> holder_id", name="another"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])
    holder: Mapped[Person] = relationship(foreign_keys=[holder_id])


class AgendaItem(Model):
    """One item (议程). ``topic_id``: the resident's topic that it takes up. ``demand_id``: the
    demand to convene that it answers. ``late_reason``: why it was added later than the body asks.
    ``taken_up_at``: when the chair last called it; the latest of a meeting is what the room is at.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(2000), default="")
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    late_reason: Mapped[str | None] = mapped_column(String(500))
    note: Mapped[str] = mapped_column(String(2000), default="")  # what was said, for the minutes
    taken_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    meeting: Mapped[Meeting] = relationship()
    topic: Mapped[Topic | None] = relationship()
    demand: Mapped[Demand | None] = relationship()


class Paper(Model):
    """What one should read before an item: written here, or a file under the digest of its bytes.

    ``members_only``: for who is called to the meeting, where it holds personal data.
    ``late_reason``: why it came later than the body asks.
    """

    __tablename__ = "meeting_paper"
    __table_args__ = (
        CheckConstraint("(digest IS NULL) = (media IS NULL)", name="file"),
        CheckConstraint("digest IS NOT NULL OR text <> ''", name="something"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(10_000), default="")
    digest: Mapped[str | None] = mapped_column(String(64))
    media: Mapped[str | None] = mapped_column(String(4))  # "pdf" or "jpg"
    size: Mapped[int | None]  # bytes
    members_only: Mapped[bool]
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    late_reason: Mapped[str | None] = mapped_column(String(500))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    item: Mapped[AgendaItem] = relationship()


class PaperRead(Model):
    """Somebody who is called to the meeting says that they have read a paper."""

    __tablename__ = "meeting_paper_read"
    paper_id: Mapped[int] = mapped_column(ForeignKey("meeting_paper.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    read_at: Mapped[datetime] = mapped_column(UTCDateTime)
