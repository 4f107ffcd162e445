"""The bodies in which residents govern themselves: their terms, seats and members."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bodies import rules
from portal.bodies.rules import Base, Kind
from portal.core.db import Fen, Model, UTCDateTime
from portal.roster.models import Grid, Person


class Body(Model):
    """An assembly, a council, the committee, the supervisors, a subcommittee, a joint meeting.

    What the law fixes is in :mod:`portal.bodies.rules`; the columns here are what it leaves to
    the place. ``base`` (what a majority is a majority of), ``large_fen`` (from which sum on two
    thirds are needed, None for never), ``sponsors`` and ``resident_sponsors`` (who must stand
    behind a motion), ``notice_days`` and ``papers_days`` (whole days ahead).
    """

    __tablename__ = "body"
    __table_args__ = (
        CheckConstraint("(kind = 'subcommittee') = (parent_id IS NOT NULL)", name="parent"),
        CheckConstraint("notice_days >= 0 AND papers_days >= 0", name="days"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60), unique=True)
    purpose: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")  # place and hours
    phone: Mapped[str] = mapped_column(String(30), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    base: Mapped[str] = mapped_column(String(10), default=Base.PRESENT)
    large_fen: Mapped[Fen | None]
    sponsors: Mapped[int] = mapped_column(default=0)
    resident_sponsors: Mapped[int] = mapped_column(default=0)
    notice_days: Mapped[int] = mapped_column(default=3)
    papers_days: Mapped[int] = mapped_column(default=3)
    proxies: Mapped[bool] = mapped_column(default=False)
    founded_on: Mapped[date]
    dissolved_on: Mapped[date | None]
    parent: Mapped["Body | None"] = relationship(remote_side=[id])

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)


class Term(Model):
    """One term (届) of a body, numbered from 1; the last day counts."""

    __tablename__ = "body_term"
    __table_args__ = (
        UniqueConstraint("body_id", "number"),
        CheckConstraint("ends_on > starts_on", name="order"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    body: Mapped[Body] = relationship()


class ResidentsGroup(Model):
    """居民小组: 20 to 50 households that elect one representative [L13]."""

    __tablename__ = "residents_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    extent: Mapped[str] = mapped_column(String(200), default="")  # 里仁里 1 号楼 1、2 单元
    households: Mapped[int]
    grid: Mapped[Grid] = relationship()


class Seat(Model):
    """One seat of a term, numbered; for a residents' group, a grid, or the whole community.

    ``votes``: False for who sits in without a vote (列席). ``ex_officio``: kept for a member of the
    committee, who sits in the assembly because of that (art. 28).
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("term_id", "number"),
        UniqueConstraint("term_id", "group_id"),
        CheckConstraint("group_id IS NULL OR grid_id IS NULL", name="one_constituency"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("body_term.id"))
    number: Mapped[int]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("residents_group.id"))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id"))
    label: Mapped[str] = mapped_column(String(60), default="")  # 居委会委员, 物业公司
    votes: Mapped[bool] = mapped_column(default=True)
    ex_officio: Mapped[bool] = mapped_column(default=False)
    term: Mapped[Term] = relationship()
    group: Mapped[ResidentsGroup | None] = relationship()
    grid: Mapped[Grid | None] = relationship()

    @property
    def represents(self) -> bool:
        """Whether who sits here is a 居民代表."""
        constituency = self.group_id is not None or self.grid_id is not None
        return rules.represents(self.votes, constituency, self.ex_officio)


class Membership(Model):
    """Who sat on a seat, from which day to which; the last day counts, None for still.

    ``post``: chair, deputy or member. ``how`` they came to it and ``why_ended`` are codes of
    :mod:`portal.bodies.rules`. ``reach``: how they wish to be reached, public by their consent.
    ``vote_body_id``: the body in which the seat has a vote, None where it has none. ``declared``:
    they said that no near relative of theirs sits on the other side (art. 36, 37). ``basis``, of
    ``basis_on``: the document on which a seat rests that was filled by hand, or the election;
    ``end_basis`` that of a recall, and ``end_link`` its address here. ``ended_at``: when the end
    was written down.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        CheckConstraint("why_ended IS NULL OR ends_on IS NOT NULL", name="why_ended"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    post: Mapped[str] = mapped_column(String(10))
    how: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    why_ended: Mapped[str | None] = mapped_column(String(20))
    reach: Mapped[str] = mapped_column(String(120), default="")
    vote_body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    declared: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(String(200), default="")
    basis_on: Mapped[date | None]
    end_basis: Mapped[str] = mapped_column(String(300), default="")
    end_basis_on: Mapped[date | None]
    end_link: Mapped[str] = mapped_column(String(60), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seat: Mapped[Seat] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


_SITS = Membership.ends_on.is_(None)
Index(
    "uq_membership_seat",  # one person a seat
    Membership.seat_id,
    unique=True,
    sqlite_where=_SITS,
    postgresql_where=_SITS,
)
Index(
    "uq_membership_vote",  # one vote a person in a body
    Membership.person_id,
    Membership.vote_body_id,
    unique=True,
    sqlite_where=_SITS,
    postgresql_where=_SITS,
)
