"""Reading postings and objections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.access import Role
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.notices.models import Objection, Posting
from portal.notices.rules import Counts, State
from portal.roster.models import RoleTerm


@dataclass(frozen=True)
class Standing:
    """A posting, and where the objections to it stand."""

    posting: Posting
    counts: Counts


def posting_by_id(posting_id: int) -> Posting | None:
    return db.session.get(Posting, posting_id)


def standing(kind: str, subject_id: int) -> Standing | None:
    """Of what is posted; None for what never was. One query."""
    found = db.session.execute(
        select(Posting, Objection.state, func.count(Objection.id))
        .outerjoin(Objection, Objection.posting_id == Posting.id)
        .where(Posting.kind == kind, Posting.subject_id == subject_id)
        .group_by(Posting.id, Objection.state)
    ).all()
    by_state = {State(state): number for _posting, state, number in found if number}
    return Standing(found[0][0], Counts(by_state)) if found else None


def standings(kind: str, subject_ids: Iterable[int]) -> dict[int, Standing]:
    """The same of many things, by their numbers. Two queries."""
    wanted = Posting.kind == kind, Posting.subject_id.in_(list(subject_ids))
    postings = list(db.session.scalars(select(Posting).where(*wanted)))
    by_state: dict[int, dict[State, int]] = {one.id: {} for one in postings}
    for posting_id, state, number in db.session.execute(
        select(Objection.posting_id, Objection.state, func.count())
        .where(Objection.posting_id.in_(by_state))
        .group_by(Objection.posting_id, Objection.state)
    ):
        by_state[posting_id][State(state)] = number
    return {one.subject_id: Standing(one, Counts(by_state[one.id])) for one in postings}


def counts(posting_id: int) -> Counts:
    rows = db.session.execute(
        select(Objection.state, func.count())
        .where(Objection.posting_id == posting_id)
        .group_by(Objection.state)
    )
    return Counts({State(state): number for state, number in rows})


def objections(posting_id: int, page: int, size: int) -> Pagination:
    """One page of the objections to a posting, in the order of their numbers."""
    wanted = _with_people().where(Objection.posting_id == posting_id)
    return db.paginate(wanted.order_by(Objection.number), page=page, per_page=size, error_out=False)


def latest(posting_id: int, limit: int) -> list[Objection]:
    """The newest ones first."""
    wanted = _with_people().where(Objection.posting_id == posting_id)
    return list(db.session.scalars(wanted.order_by(Objection.number.desc()).limit(limit)))


def objection(objection_id: int) -> Objection | None:
    return db.session.scalar(_with_people().where(Objection.id == objection_id))


def own(posting_id: int, person_id: int) -> Objection | None:
    """Somebody's newest objection to a posting; the one that waits for its answer, if any does."""
    wanted = _with_people().where(
        Objection.posting_id == posting_id, Objection.person_id == person_id
    )
    return db.session.scalar(wanted.order_by(Objection.number.desc()).limit(1))


def queue(page: int, size: int) -> Pagination:
    """For the supervisors: what waits longest first, then what is upheld and not settled, then
    the rest, newest first.
    """
    rank = case(
        (Objection.state == State.RECEIVED, 0), (Objection.state == State.UPHELD, 1), else_=2
    )
    due = case((Objection.state.in_([State.RECEIVED, State.UPHELD]), Objection.due_on))
    ordered = _with_people().order_by(rank, due, Objection.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def waiting(today: date) -> Waiting:
    """Objections without an answer, everywhere; an answer may be overdue."""
    received = select(func.count()).select_from(Objection).where(Objection.state == State.RECEIVED)
    return Waiting(received, received.where(Objection.due_on < today))


def supervisors(on: date) -> list[int]:
    """The persons who hold that office on that day."""
    held = select(RoleTerm.person_id).where(
        RoleTerm.role == Role.SUPERVISOR,
        RoleTerm.starts_on <= on,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on),
    )
    return sorted(set(db.session.scalars(held)))


def _with_people() -> Select[Objection]:
    return select(Objection).options(joinedload(Objection.person), joinedload(Objection.posting))
