"""The bodies in which residents govern themselves: their terms, seats and members."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bodies import rules
from portal.bodies.mandates import PRIVATE, Act
from portal.bodies.rules import Base, Kind
from portal.core.db import Fen, Model, UTCDateTime
from portal.roster.models import Grid, Person


class Figures:
    """By what a body meets and decides, as far as the law leaves it to the place: its own columns,
    and those of each meeting, which keeps them as they were on the day on which it was called.

    ``base`` (what a majority is a majority of), ``large_fen`` (from which sum on two thirds are
    needed, None for never), ``sponsors`` and ``resident_sponsors`` (who must stand behind a
    motion), ``notice_days`` and ``papers_days`` (whole days ahead), ``proxies`` (whether an absent
    member's voice may be lent).
    """

    base: Mapped[str] = mapped_column(String(10), default=Base.PRESENT)
    large_fen: Mapped[Fen | None]
    sponsors: Mapped[int] = mapped_column(default=0)
    resident_sponsors: Mapped[int] = mapped_column(default=0)
    notice_days: Mapped[int] = mapped_column(default=3)
    papers_days: Mapped[int] = mapped_column(default=3)
    proxies: Mapped[bool] = mapped_column(default=False)


FIGURES = tuple(Figures.__annotations__)


class Body(Figures, Model):
    """An assembly, a council, the committee, the supervisors, a subcommittee, a joint meeting.

    What the law fixes is in :mod:`portal.bodies.rules`; its ``Figures`` are what it leaves to the
    place.
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
    founded_on: Mapped[date]
    dissolved_on: Mapped[date | None]
    parent: Mapped["Body | None"] = relationship(remote_side=[id])

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)


class Term(Model):
    """One term (届) of a body, numbered from 1; the last day counts. ``ground``, with ``basis`` of
    ``basis_on`` and its address here (``link``): on what it was begun. One ground begins one term.
    """

    __tablename__ = "body_term"
    __table_args__ = (
        UniqueConstraint("body_id", "number"),
        UniqueConstraint("ground"),
        CheckConstraint("ends_on > starts_on", name="order"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    ground: Mapped[str | None] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(300), default="")
    basis_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(String(60), default="")
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
    ``basis_on``: on what a seat rests that was filled by hand, or the election, and ``link`` its
    address here; ``end_basis`` and ``end_link`` the same of its end, and ``end_ground`` the key.
    ``ended_at``, ``ended_by``: when the end was written down, and by whom; where that is who sat
    there, by their own word. ``contest_until``: the last day on which they may say that it is not
    so.
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
    basis: Mapped[str] = mapped_column(String(300), default="")
    basis_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(String(60), default="")
    end_basis: Mapped[str] = mapped_column(String(300), default="")
    end_basis_on: Mapped[date | None]
    end_link: Mapped[str] = mapped_column(String(60), default="")
    end_ground: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contest_until: Mapped[date | None]
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


class SeatPaper(Model):
    """A decision, a result or a letter on paper, on which seats rest once a second person has seen
    it (``seen_by``). ``act`` is a :class:`portal.bodies.mandates.Act`; ``people``: whom it names as
    elected. ``struck_by``, ``struck_why``: the second person says that it is not so; public.
    """

    __tablename__ = "seat_paper"
    __table_args__ = (
        CheckConstraint("(seen_by IS NULL) = (seen_at IS NULL)", name="seen"),
        CheckConstraint("seen_by IS NULL OR seen_by <> entered_by", name="second"),
        CheckConstraint("(struck_at IS NULL) = (struck_why = '')", name="struck"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    title: Mapped[str] = mapped_column(String(200))
    dated_on: Mapped[date]
    people: Mapped[str] = mapped_column(String(4000), default="")
    digest: Mapped[str] = mapped_column(String(64))
    media: Mapped[str] = mapped_column(String(4))  # "pdf" or "jpg"
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    struck_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    struck_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    struck_why: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[Body] = relationship()
    membership: Mapped[Membership | None] = relationship()

    @property
    def deed(self) -> Act:
        return Act(self.act)

    @property
    def stands(self) -> bool:
        return self.seen_at is not None and self.struck_at is None

    @property
    def waits(self) -> bool:
        return self.seen_at is None and self.struck_at is None

    @property
    def is_private(self) -> bool:
        return self.deed in PRIVATE
