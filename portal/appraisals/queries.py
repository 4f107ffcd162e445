"""Reading appraisals and their figures."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Account
from portal.appraisals.models import Appraisal, Cell, Question, Subject
from portal.appraisals.rules import PUBLIC, Kind, State
from portal.ballots.models import Ballot, Box, RollRow
from portal.core.db import db
from portal.core.waiting import Waiting

WITH = (
    selectinload(Appraisal.subjects),
    selectinload(Appraisal.questions),
    joinedload(Appraisal.replier),
)


def appraisal(appraisal_id: int) -> Appraisal | None:
    wanted = select(Appraisal).options(*WITH, joinedload(Appraisal.box))
    return db.session.scalar(wanted.where(Appraisal.id == appraisal_id))


def locked(appraisal_id: int) -> Appraisal:
    """The appraisal, read under its lock. LookupError for an unknown one."""
    wanted = select(Appraisal).where(Appraisal.id == appraisal_id)
    lock = wanted.with_for_update(of=Appraisal).execution_options(populate_existing=True)
    found = db.session.scalar(lock)
    if found is None:
        raise LookupError(appraisal_id)
    return found


def same(year: int, kind: Kind, title: str) -> Appraisal | None:
    called = Appraisal.year == year, Appraisal.kind == kind, Appraisal.title == title
    return db.session.scalar(select(Appraisal).where(*called))


def public(page: int, size: int) -> Pagination:
    """One page of those that were announced: those under way first, then the newest."""
    running = case((Appraisal.state == State.OPEN, 0), (Appraisal.state == State.ANNOUNCED, 1))
    order = func.coalesce(running, 2), Appraisal.opens_on.desc(), Appraisal.id.desc()
    found = select(Appraisal).where(Appraisal.state.in_(PUBLIC)).order_by(*order)
    return db.paginate(found, page=page, per_page=size, error_out=False)


def everything(page: int, size: int) -> Pagination:
    """For the desk: the newest first."""
    found = select(Appraisal).order_by(Appraisal.id.desc())
    return db.paginate(found, page=page, per_page=size, error_out=False)


def to_open(today: date) -> list[int]:
    due = Appraisal.state == State.ANNOUNCED, Appraisal.opens_on <= today
    return list(db.session.scalars(select(Appraisal.id).where(*due).order_by(Appraisal.id)))


def to_close(now: datetime) -> list[int]:
    """Those whose time is up, and those whose count was interrupted."""
    over = and_(Appraisal.state == State.OPEN, Box.closes_at <= now)
    due = select(Appraisal.id).join(Appraisal.box)
    due = due.where(or_(over, Appraisal.state == State.COUNTING))
    return list(db.session.scalars(due.order_by(Appraisal.id)))


def to_remind(until: date) -> list[int]:
    near = Appraisal.closes_on <= until, Appraisal.reminded_at.is_(None)
    wanted = select(Appraisal.id).where(Appraisal.state == State.OPEN, *near)
    return list(db.session.scalars(wanted.order_by(Appraisal.id)))


def with_accounts(box_id: int, only_silent: bool = False) -> list[int]:
    """Those on the roll who can be told on the portal; ``only_silent``: who have not answered."""
    on_roll = RollRow.box_id == box_id, RollRow.removed.is_(False)
    can_read = exists().where(Account.person_id == RollRow.person_id, Account.disabled_at.is_(None))
    wanted = select(RollRow.person_id).where(*on_roll, can_read)
    if only_silent:
        wanted = wanted.where(RollRow.marked.is_(None))
    return list(db.session.scalars(wanted.order_by(RollRow.person_id)))


def words(found: Appraisal) -> list[str]:
    """The contents of the sheets with words, sorted, as long as they are kept."""
    kept = select(Ballot.content).where(Ballot.box_id == found.words_box_id)
    return list(db.session.scalars(kept.order_by(Ballot.number)))


@dataclass(frozen=True)
class Figure:
    """One cell, by what makes its line the same from year to year."""

    appraisal_id: int
    taken_part: int
    person_id: int | None
    body_id: int | None
    name: str
    question: str
    grid_code: str
    answer: str
    count: int | None


def figures(found: Appraisal) -> list[Figure]:
    """All figures that are shown of it, and those of its kind for the year before; one query."""
    last_year = Appraisal.kind == found.kind, Appraisal.year == found.year - 1
    wanted = (
        select(
            Appraisal.id, Appraisal.taken_part, Subject.person_id, Subject.body_id, Subject.name,
            Question.text, Cell.grid_code, Cell.answer, Cell.count,
        )
        .join(Subject, Subject.id == Cell.subject_id)
        .join(Question, Question.id == Cell.question_id)
        .join(Appraisal, Appraisal.id == Subject.appraisal_id)
        .where(Appraisal.state == State.POSTED, or_(Appraisal.id == found.id, and_(*last_year)))
        .order_by(Appraisal.id, Cell.grid_code)
    )  # fmt: skip
    rows = db.session.execute(wanted)
    return [
        Figure(appraisal_id, part or 0, person_id, body_id, name, question, grid, answer, count)
        for appraisal_id, part, person_id, body_id, name, question, grid, answer, count in rows
    ]


def waiting_for_reply(today: date) -> Waiting:
    """Results that the director has not answered; some past their day."""
    open_ = Appraisal.state == State.POSTED, Appraisal.reply_at.is_(None)
    count = select(func.count()).select_from(Appraisal).where(*open_)
    return Waiting(count, count.where(Appraisal.reply_due < today))


def waiting_for_supervisors(today: date) -> Waiting:
    """Words without a summary, counts that are stuck, and openings that are late."""
    words_wait = and_(
        Appraisal.state == State.POSTED,
        Appraisal.words_box_id.is_not(None),
        Appraisal.summary.is_(None),
    )
    late = and_(Appraisal.state == State.ANNOUNCED, Appraisal.opens_on < today)
    stuck = Appraisal.state == State.COUNTING
    count = select(func.count()).select_from(Appraisal)
    return Waiting(count.where(or_(words_wait, late, stuck)), count.where(or_(late, stuck)))
