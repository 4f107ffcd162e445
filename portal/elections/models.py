"""An election of the committee as everyone may follow it: roll, nominations, polls and figures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bodies.models import Body, Seat, Term
from portal.core.db import Model, UTCDateTime
from portal.elections import rules
from portal.elections.nominating import LIVE, PUBLIC, State
from portal.elections.rules import Electorate
from portal.moderation.models import Item
from portal.roster.models import Person


class Election(Model):
    """One election, or a by-election for some seats. Its days follow from ``day``; the two which
    the law leaves to the place are fixed when it is set up. ``order_rule``: lot or strokes;
    ``order_note``: when that was found, and before whom.
    ``valid``: whether enough people took part, fixed with the result.
    """

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint("seats BETWEEN 1 AND 9", name="seats"),
        CheckConstraint("certified_at IS NULL OR called_off_at IS NULL", name="one_end"),
        CheckConstraint("handed_over_on IS NULL OR certified_at IS NOT NULL", name="handover"),
        CheckConstraint("(certified_at IS NULL) = (valid IS NULL)", name="valid"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    seats: Mapped[int]
    electorate: Mapped[str] = mapped_column(String(20))
    is_by_election: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(100))
    hours: Mapped[str] = mapped_column(String(60))
    nomination_days: Mapped[int]
    candidate_days: Mapped[int]
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    roll_posted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    candidates_posted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    order_rule: Mapped[str | None] = mapped_column(String(10))
    order_note: Mapped[str] = mapped_column(String(rules.ORDER_NOTE_MAX), default="")
    certified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    certified_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    valid: Mapped[bool | None]
    handed_over_on: Mapped[date | None]
    handover_note: Mapped[str] = mapped_column(String(500), default="")
    called_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_off_reason: Mapped[str | None] = mapped_column(String(500))
    body: Mapped[Body] = relationship()
    polls: Mapped[list["Poll"]] = relationship(order_by="Poll.number", back_populates="election")
    named: Mapped[list[Seat]] = relationship(secondary="election_seat", order_by=Seat.number)
    seating: Mapped["ElectionSeating | None"] = relationship()

    @property
    def who_elects(self) -> Electorate:
        return Electorate(self.electorate)


class ElectionSeat(Model):
    """A vacant seat that a by-election is to fill, named when it is drafted."""

    __tablename__ = "election_seat"
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)


class ElectionSeating(Model):
    """That the elected sit, and in which term: once an election."""

    __tablename__ = "election_seating"
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("body_term.id"))
    seated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    term: Mapped[Term] = relationship()


class ElectionNotice(Model):
    """第 n 号公告: posted once, never edited. Its words are made from
    ``facts``, which name people by their nomination's id."""

    __tablename__ = "election_notice"
    __table_args__ = (UniqueConstraint("election_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    election: Mapped[Election] = relationship()


class ElectionVoter(Model):
    """One row of the roll as it was posted, numbered; ``name`` and ``building`` are those of that
    day. What rulings added or struck since is marked, never taken out.
    """

    __tablename__ = "election_voter"
    __table_args__ = (
        UniqueConstraint("election_id", "person_id"),
        UniqueConstraint("election_id", "number"),
        UniqueConstraint("election_id", "household_id"),
        Index("ix_election_voter_grid", "election_id", "grid_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    name: Mapped[str] = mapped_column(String(60))
    building: Mapped[str] = mapped_column(String(120))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id"))
    added_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    struck_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    struck_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RollObjection(Model):
    """A resident's objection to the roll; ``about_id``: the row of which it says that it should
    not be there, or which its ruling added. Its words are for the election committee alone.
    """

    __tablename__ = "roll_objection"
    __table_args__ = (
        UniqueConstraint("election_id", "number"),
        CheckConstraint("(ruled_at IS NULL) = (upheld IS NULL)", name="ruled"),
        CheckConstraint("upheld IS NULL OR reason <> ''", name="reason"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("election_voter.id"))
    text: Mapped[str] = mapped_column(String(rules.TEXT_MAX))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    upheld: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(rules.TEXT_MAX), default="")
    ruled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ruled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    election: Mapped[Election] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    about: Mapped[ElectionVoter | None] = relationship(foreign_keys=[about_id])


class Nomination(Model):
    """One person proposed for the committee: by voters and by the party organization side by side,
    by each once at a time; they stand by one. ``state`` moves by the table of
    :mod:`portal.elections.nominating`. ``nominator_id``: the resident who began it, None for one
    handed in on paper or by the party organization, which confirms its own (``endorsed_by``).
    ``answered_by``: who entered an answer on paper. ``refused_by``: who refused it first;
    ``second_look``: why its nominee asked for another to look again. The statement is its nominee's
    own.
    """

    __tablename__ = "nomination"
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    nominee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[str] = mapped_column(String(10))
    nominator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(20), default=State.COLLECTING)
    version: Mapped[int] = mapped_column(default=1)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_on_paper: Mapped[bool] = mapped_column(default=False)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    endorsed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    endorsed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    statement: Mapped[str] = mapped_column(String(rules.STATEMENT_MAX), default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    refused_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_look: Mapped[str] = mapped_column(String(500), default="")
    election: Mapped[Election] = relationship()
    nominee: Mapped[Person] = relationship(foreign_keys=[nominee_id])
    item: Mapped[Item | None] = relationship()


class NominationSupport(Model):
    """One voter behind one nomination, once."""

    __tablename__ = "nomination_support"
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ElectionOfficer(Model):
    """Who ruled on an objection, checked a nominee, decided what one may say, or entered figures:
    they stand for nothing in this election any more.
    """

    __tablename__ = "election_officer"
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Poll(Model):
    """The day on which ballots are cast on paper: number 1, and run-offs from 2 on."""

    __tablename__ = "election_poll"
    __table_args__ = (UniqueConstraint("election_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int]
    day: Mapped[date]
    seats: Mapped[int]
    election: Mapped[Election] = relationship(back_populates="polls")
    standing: Mapped[list["PollCandidate"]] = relationship(order_by="PollCandidate.position")
    counts: Mapped[list["PollCount"]] = relationship(
        order_by="PollCount.place", cascade="all, delete-orphan"
    )

    @property
    def settled(self) -> bool:
        """Two people have entered the same figures."""
        return len(self.counts) == 2

    @property
    def settled_at(self) -> datetime | None:
        """When the second of them did."""
        return self.counts[1].entered_at if self.settled else None


class PollCandidate(Model):
    """Who stands, in the order of the ballot paper."""

    __tablename__ = "election_candidate"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)
    poll_id: Mapped[int] = mapped_column(ForeignKey("election_poll.id"), primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    position: Mapped[int]
    nomination: Mapped[Nomination] = relationship()


class PollCount(Model):
    """One of the two entries of a poll's figures. ``votes``: the nomination's id → ballots."""

    __tablename__ = "election_count"
    __table_args__ = (
        UniqueConstraint("poll_id", "place"),
        UniqueConstraint("poll_id", "entered_by"),
        CheckConstraint("place IN (1, 2)", name="place"),
        CheckConstraint("valid + spoilt + blank = returned", name="sum"),
        CheckConstraint("returned <= issued", name="returned"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("election_poll.id"))
    place: Mapped[int]
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued: Mapped[int]
    returned: Mapped[int]
    valid: Mapped[int]
    spoilt: Mapped[int]
    blank: Mapped[int]
    votes: Mapped[dict[str, int]] = mapped_column(JSON)
    signed_by: Mapped[str] = mapped_column(String(200))


_WAITS = RollObjection.ruled_at.is_(None)
Index(
    "uq_roll_objection_waiting",  # nobody has two in one election that wait for a ruling
    RollObjection.election_id,
    RollObjection.person_id,
    unique=True,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
_LIVE = Nomination.state.in_([state.value for state in State if state in LIVE])
Index(
    "uq_nomination_live",  # by voters, or by the party organization, once at a time
    Nomination.election_id,
    Nomination.nominee_id,
    Nomination.source,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
_STANDS = Nomination.state.in_([state.value for state in State if state in PUBLIC])
Index(
    "uq_nomination_stands",  # nobody is twice on one ballot paper
    Nomination.election_id,
    Nomination.nominee_id,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)
