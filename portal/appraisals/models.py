"""Appraisals, what they appraise and ask, and the figures that came of them.

No table here joins an answer to a person: answers lie in a secret box (:mod:`portal.ballots`) until
it is counted, and single ones are not kept afterwards.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.appraisals import rules
from portal.appraisals.rules import Asked, Kind, Scale, State
from portal.ballots.models import Box
from portal.bodies.models import Body
from portal.core.db import Model, UTCDateTime
from portal.roster.models import Person


class Appraisal(Model):
    """One appraisal of a year. ``opens_on`` and ``closes_on`` both count.

    ``grid_codes``: of whom it asks, where it asks some grids. ``elder_age`` and ``minimum`` (below
    which a count is hidden) are frozen when it opens. ``box_id`` holds the answers,
    ``words_box_id`` the words that go with them: apart, so that no words point at answers.
    ``entitled`` and ``taken_part``: people. ``summary``: what the supervisors made of the words,
    which are erased then. ``reply``: what the director says of the result in public.
    """

    __tablename__ = "appraisal"
    __table_args__ = (
        UniqueConstraint("year", "kind", "title"),
        CheckConstraint("closes_on >= opens_on", name="order"),
        CheckConstraint("(state = 'posted') = (posted_at IS NOT NULL)", name="posted"),
        CheckConstraint("taken_part <= entitled", name="turnout"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(500), default="")
    asks: Mapped[str] = mapped_column(String(16), default=Asked.RESIDENTS)
    grid_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    asks_words: Mapped[bool] = mapped_column(default=False)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    elder_age: Mapped[int | None]
    minimum: Mapped[int | None]
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), unique=True)
    words_box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), unique=True)
    entitled: Mapped[int | None]
    taken_part: Mapped[int | None]
    ended_why: Mapped[str] = mapped_column(String(500), default="")
    summary: Mapped[str | None] = mapped_column(String(2000))
    summary_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reply: Mapped[str | None] = mapped_column(String(2000))
    reply_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reply_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reply_due: Mapped[date | None]
    box: Mapped[Box | None] = relationship(foreign_keys=[box_id])
    words_box: Mapped[Box | None] = relationship(foreign_keys=[words_box_id])
    replier: Mapped[Person | None] = relationship(foreign_keys=[reply_by])
    subjects: Mapped[list["Subject"]] = relationship(order_by="Subject.number")
    questions: Mapped[list["Question"]] = relationship(
        "portal.appraisals.models.Question", order_by="portal.appraisals.models.Question.number"
    )

    @property
    def stage(self) -> State:
        return State(self.state)

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)

    @property
    def for_elders(self) -> bool:
        return any(one.for_elders for one in self.subjects)

    def reply_is_late(self, today: date) -> bool:
        return self.reply_at is None and self.reply_due is not None and today > self.reply_due


_ONE_A_YEAR = (Appraisal.kind == "committee") & Appraisal.state.not_in(("withdrawn", "void"))
Index(
    "uq_appraisal_committee",  # the committee is appraised once a year
    Appraisal.year,
    unique=True,
    sqlite_where=_ONE_A_YEAR,
    postgresql_where=_ONE_A_YEAR,
)


class Subject(Model):
    """What is appraised: a person, a body as a whole, or an organization or service by its name.

    ``capacity``: as what. ``for_elders``: a service for elders, which elders appraise.
    """

    __tablename__ = "appraisal_subject"
    __table_args__ = (
        UniqueConstraint("appraisal_id", "number"),
        UniqueConstraint("appraisal_id", "person_id"),
        CheckConstraint("person_id IS NULL OR body_id IS NULL", name="one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    number: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    name: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[str] = mapped_column(String(60), default="")
    for_elders: Mapped[bool] = mapped_column(default=False)
    body: Mapped[Body | None] = relationship()

    @property
    def scale(self) -> Scale:
        return rules.scale_of(self.person_id is not None)


class Question(Model):
    __tablename__ = "appraisal_question"
    __table_args__ = (UniqueConstraint("appraisal_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(80))


class Cell(Model):
    """How many gave one answer: of the whole community (``grid_code`` empty), or of a grid.

    ``count`` None: hidden, because few people gave it; then nobody keeps it, we neither.
    """

    __tablename__ = "appraisal_cell"
    __table_args__ = (CheckConstraint("count >= 0", name="count"),)
    subject_id: Mapped[int] = mapped_column(ForeignKey("appraisal_subject.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("appraisal_question.id"), primary_key=True)
    grid_code: Mapped[str] = mapped_column(String(15), primary_key=True)
    answer: Mapped[str] = mapped_column(String(14), primary_key=True)
    count: Mapped[int | None]
