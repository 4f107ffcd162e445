"""Motions, who stands behind them, who stepped back, and the roll of each vote."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history

from portal.ballots.models import Box
from portal.core.db import Fen, Model, UTCDateTime, changed, was_set
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.motions.rules import (
    DECIDED,
    NOT_VOTED,
    Form,
    PaperCount,
    State,
    Tally,
    words_digest,
)
from portal.meetings.quorum import Count
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.resolutions.models import Resolution
from portal.roster.models import Person
from portal.topics.handing import Handing, in_order
from portal.topics.models import Delegation
from portal.topics.rules import Matter


class Motion(Model):
    """One motion of a meeting, numbered when it is handed in.

    ``mover_votes``: moved by a member, not by a resident. ``amends_id``: the motion whose text it
    would replace; ``replaced_text`` and ``replaced_fen``: what it did replace. ``annuls_id``: the
    resolution of a lower body that it would annul. ``majority``: what it asks for; large sums need
    more. ``entitled``, ``present`` and ``recused``, and with them what it then takes
    (``ruled_base``, ``ruled_majority``), are frozen when the vote is opened, the other figures at
    its close; voices.
    ``matter``: what it touches (art. 30). ``signs``: its mover, a resident, wants to be named in
    full. ``post_id``: where a moderator reads it first. ``put_reason``: why it was put to the vote
    without signatures; public. ``amends_digest``: of the words that an amendment was written
    against. ``matter_reason``, ``matter_by``: why who leads named its matter anew; public.
    ``contested``: what who led stated at the opening (art. 32). ``carries_id``: the motion of an
    earlier meeting, or of an earlier vote, that it takes up again. ``delegation_id``: what was
    handed down to its body that it rests on, fixed at the opening. ``hands_down``: the matters that
    it would hand down, until ``hands_until``, what falls under them in ``hands_scope`` (art. 30);
    None for nothing. ``screened``: what screening found its topic to touch, where it was carried
    away from the topic's item. ``objections_until``: how long whoever had a hand entered for them
    may say that they did not mean it so; None where nobody had. ``subject_kind``, ``subject_id``:
    what besides its words it is about, as the resolution's item will say it: a body's term or
    seats, a member's recall.
    """

    __tablename__ = "motion"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("(state IN ('adopted', 'rejected')) = (closed_at IS NOT NULL)", name="end"),
        CheckConstraint("(closed_at IS NOT NULL) = (in_favour IS NOT NULL)", name="counted"),
        CheckConstraint("present <= entitled", name="present"),
        CheckConstraint("in_favour + against + abstain + recused <= present", name="sums"),
        CheckConstraint("state <> 'adopted' OR in_favour > 0", name="carried"),
        CheckConstraint("box_id IS NULL OR form = 'secret'", name="box"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("(matter_reason IS NULL) = (matter_by IS NULL)", name="matter_named"),
        CheckConstraint("(hands_down IS NULL) = (hands_until IS NULL)", name="hands_down"),
        CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name="subject"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(4000))
    mover_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mover_votes: Mapped[bool]
    form: Mapped[str] = mapped_column(String(10))
    majority: Mapped[str] = mapped_column(String(12))
    about_persons: Mapped[bool] = mapped_column(default=False)
    amount_fen: Mapped[Fen | None]
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"), index=True)
    amends_digest: Mapped[str | None] = mapped_column(String(64))
    replaced_text: Mapped[str | None] = mapped_column(String(4000))
    replaced_fen: Mapped[Fen | None]
    annuls_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"), index=True)
    matter: Mapped[str] = mapped_column(String(20), default=Matter.ORDINARY)
    matter_reason: Mapped[str | None] = mapped_column(String(200))
    matter_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contested: Mapped[bool | None]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    hands_down: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    hands_until: Mapped[date | None]
    hands_scope: Mapped[str] = mapped_column(String(200), default="")
    carries_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"), unique=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    signs: Mapped[bool] = mapped_column(default=False)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("moderated.id"), unique=True)
    put_reason: Mapped[str | None] = mapped_column(String(200))
    ruled_base: Mapped[str | None] = mapped_column(String(10))
    ruled_majority: Mapped[str | None] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    admitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    admitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    screened: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    objections_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), unique=True)
    entitled: Mapped[int | None]
    present: Mapped[int | None]
    recused: Mapped[int | None]
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstain: Mapped[int | None]
    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    mover: Mapped[Person] = relationship(foreign_keys=[mover_id])
    main: Mapped["Motion | None"] = relationship(foreign_keys=[amends_id], remote_side=[id])
    annuls: Mapped[Resolution | None] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    box: Mapped[Box | None] = relationship()
    post: Mapped[Item | None] = relationship()

    @property
    def stage(self) -> State:
        return State(self.state)

    @property
    def subject(self) -> str:
        """As a form sends it."""
        return f"{self.subject_kind}:{self.subject_id}" if self.subject_kind else ""

    @property
    def is_secret(self) -> bool:
        return self.form == Form.SECRET

    @property
    def is_read(self) -> bool:
        """Whether a moderator let it through, or nobody need read it first."""
        return self.post is None or self.post.state == Reading.APPROVED

    @property
    def is_decided(self) -> bool:
        return self.stage in DECIDED

    @property
    def words_digest(self) -> str:
        """Of its words and its sum as they stand."""
        return words_digest(self.text, self.amount_fen)

    @property
    def costs_fen(self) -> int | None:
        """The sum that comes of it, in fen: an amendment without one of its own leaves its
        motion's.
        """
        if self.amount_fen is None and self.main is not None:
            return self.main.amount_fen
        return self.amount_fen

    @property
    def is_stale(self) -> bool:
        """Whether it would amend words that have changed since it was written."""
        waits = self.main is not None and self.stage in NOT_VOTED
        return waits and self.main is not None and self.amends_digest != self.main.words_digest

    @property
    def handing(self) -> Handing:
        return Handing(in_order(self.hands_down or ()), self.hands_until, self.hands_scope or "")

    @property
    def tally(self) -> Tally:
        return Tally(self.in_favour or 0, self.against or 0, self.abstain or 0)

    @property
    def count(self) -> Count:
        """All figures of a decided motion; voices."""
        mine = self.tally
        return Count(
            entitled=self.entitled or 0,
            present=self.present or 0,
            for_=mine.for_,
            against=mine.against,
            abstain=mine.abstain,
            recused=self.recused or 0,
        )


_UNDER_VOTE = Motion.state.in_(("open", "counting"))
Index(
    "uq_motion_under_vote",  # one a meeting at a time
    Motion.meeting_id,
    unique=True,
    sqlite_where=_UNDER_VOTE,
    postgresql_where=_UNDER_VOTE,
)


class ClosedForGood(Exception):
    """Something tried to change a motion, or what belongs to it, after its close."""


@event.listens_for(Motion, "before_update")
def _closed_for_good(_mapper: Mapper[Motion], _connection: Connection, motion: Motion) -> None:
    """Nothing changes after the close, whoever asks and however."""
    if was_set(motion, "closed_at") and changed(motion):
        raise ClosedForGood(motion.id)


@event.listens_for(Motion, "before_delete")
def _kept_for_good(_mapper: Mapper[Motion], connection: Connection, motion: Motion) -> None:
    _demand_open(connection, motion.id)


def _demand_open(connection: Connection, motion_id: int) -> None:
    """As the database has it, whatever was set on the row since."""
    if connection.scalar(select(Motion.closed_at).where(Motion.id == motion_id)) is not None:
        raise ClosedForGood(motion_id)


class MotionSponsor(Model):
    """Somebody who stands behind a motion; ``votes``: as a member of the body."""

    __tablename__ = "motion_sponsor"
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    votes: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()


class Recusal(Model):
    """回避: a member who steps back from one motion, by themselves or by the chair."""

    __tablename__ = "recusal"
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Challenge(Model):
    """A member who says, before the vote, that a motion touches something else, or that it is
    contested (art. 30, 32). Public. ``answer``: what somebody said to it who is neither mover nor
    chair nor clerk; ``met``: the motion was named anew as it asks.
    """

    __tablename__ = "motion_challenge"
    __table_args__ = (CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answered"),)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(500))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    met: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    answerer: Mapped[Person | None] = relationship(foreign_keys=[answered_by])

    @property
    def stands(self) -> bool:
        """Whether nobody has settled it."""
        return self.answer is None and not self.met


class MotionVoter(Model):
    """One voice in the room when the vote was opened: whose it is, and who speaks for it.

    ``choice`` and how it came in (``via``) stand here for named votes alone. Of a secret one the
    box's roll says who has voted, and nothing anywhere says how.
    """

    __tablename__ = "motion_voter"
    __table_args__ = (
        UniqueConstraint("motion_id", "person_id"),
        CheckConstraint("choice IS NULL OR NOT secret", name="secret"),
        CheckConstraint("choice IS NULL OR NOT recused", name="recused"),
        CheckConstraint("(choice IS NULL) = (via IS NULL)", name="via"),
        CheckConstraint("(entered_by IS NOT NULL) = (COALESCE(via, '') = 'clerk')", name="clerk"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    secret: Mapped[bool]
    recused: Mapped[bool] = mapped_column(default=False)
    choice: Mapped[str | None] = mapped_column(String(10))
    via: Mapped[str | None] = mapped_column(String(10))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    holder: Mapped[Person] = relationship(foreign_keys=[holder_id])


class MotionEntry(Model):
    """What somebody entered for a voice while the vote was open: a raised hand, a slip that was
    handed out, or one that came back. Kept as it was entered, whatever its owner did after.
    """

    __tablename__ = "motion_entry"
    __table_args__ = (CheckConstraint("(choice IS NOT NULL) = (what = 'hand')", name="hand"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(10))
    choice: Mapped[str | None] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class MotionAnswer(Model):
    """Whose voice it is, or who speaks for it, says whether what was entered for it is so. That it
    is not stays, also after the close, and is public there.
    """

    __tablename__ = "motion_answer"
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    meant: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@event.listens_for(MotionEntry, "before_update")
@event.listens_for(MotionEntry, "before_delete")
def _kept_as_entered(_mapper: Mapper[Any], _connection: Connection, row: MotionEntry) -> None:
    raise ClosedForGood(row.motion_id)


class MotionPaper(Model):
    """One person's count of the paper ballots of a secret vote, until two agree; then it goes.
    ``missing``: slips that were handed out and did not come back.
    """

    __tablename__ = "motion_paper"
    __table_args__ = (
        CheckConstraint(
            "in_favour >= 0 AND against >= 0 AND abstain >= 0 AND spoilt >= 0 AND missing >= 0",
            name="counts",
        ),
    )
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    in_favour: Mapped[int]
    against: Mapped[int]
    abstain: Mapped[int]
    spoilt: Mapped[int]
    missing: Mapped[int]
    person: Mapped[Person] = relationship()

    @property
    def count(self) -> PaperCount:
        return PaperCount(self.in_favour, self.against, self.abstain, self.spoilt, self.missing)


@event.listens_for(MotionSponsor, "before_insert")
@event.listens_for(MotionSponsor, "before_update")
@event.listens_for(MotionSponsor, "before_delete")
@event.listens_for(Recusal, "before_insert")
@event.listens_for(Recusal, "before_update")
@event.listens_for(Recusal, "before_delete")
@event.listens_for(Challenge, "before_insert")
@event.listens_for(Challenge, "before_update")
@event.listens_for(Challenge, "before_delete")
@event.listens_for(MotionVoter, "before_update")
@event.listens_for(MotionVoter, "before_delete")
def _part_of_closed(
    _mapper: Mapper[Any],
    connection: Connection,
    row: MotionSponsor | Recusal | Challenge | MotionVoter,
) -> None:
    """Who signed, who stepped back, who objected and who said what stays too. A roll of thousands
    is written in one go at the opening, and is not asked row by row.
    """
    for motion_id in get_history(row, "motion_id").sum():  # were it moved to another motion, both
        _demand_open(connection, motion_id)
