"""Reading complaints. What the public may know is counted apart from what those who answer read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.disclosure.complaints import rules
from portal.disclosure.complaints.models import Complaint, Recused
from portal.disclosure.complaints.rules import ANSWERED, State


@dataclass(frozen=True)
class Counted:
    """What everybody may know of the complaints about one thing: numbers, never words."""

    all: int
    answered: int
    in_time: int
    founded: int


def counted(about: Iterable[str]) -> dict[str, Counted]:
    """Of each of these things that was complained of. One query."""
    wanted = select(Complaint.about, Complaint.state, Complaint.answered_at, Complaint.due_on)
    found: dict[str, list[tuple[str, bool]]] = {}
    asked = wanted.where(Complaint.about.in_(list(about)))
    for key, state, answered_at, due_on in db.session.execute(asked):
        answered_on = clock.local(answered_at).date() if answered_at else None
        found.setdefault(key, []).append((state, rules.is_in_time(answered_on, due_on)))
    return {key: _counted(told) for key, told in found.items()}


def _counted(told: list[tuple[str, bool]]) -> Counted:
    states = [state for state, _in_time in told]
    return Counted(
        len(told),
        sum(state in ANSWERED for state in states),
        sum(in_time for _state, in_time in told),
        states.count(State.FOUNDED),
    )


def about_posting(posting_id: int) -> Counted | None:
    """None where nobody complained of it."""
    about = f"posting:{posting_id}"
    return counted([about]).get(about)


def shown(about: str, limit: int = 5) -> list[Complaint]:
    """Answered ones whose authors let their words be public, the newest first."""
    open_ = Complaint.agreed, ~Complaint.withheld, Complaint.state.in_(ANSWERED)
    wanted = select(Complaint).where(Complaint.about == about, *open_)
    return list(db.session.scalars(wanted.order_by(Complaint.id.desc()).limit(limit)))


def _reaches(person_id: int) -> ColumnElement[bool]:
    """Not whom it accuses."""
    accused = Recused.complaint_id == Complaint.id, Recused.person_id == person_id
    return ~exists().where(*accused)


def queue(person_id: int, page: int, size: int) -> Pagination:
    """What somebody who answers may read: what waits longest first."""
    rank = case((Complaint.state == State.RECEIVED, 0), else_=1)
    due = case((Complaint.state == State.RECEIVED, Complaint.due_on))
    wanted = select(Complaint).where(_reaches(person_id))
    ordered = wanted.order_by(rank, due, Complaint.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def for_reader(complaint_id: int, person_id: int) -> Complaint | None:
    """One of those, with who made it."""
    wanted = select(Complaint).options(joinedload(Complaint.person))
    return db.session.scalar(wanted.where(Complaint.id == complaint_id, _reaches(person_id)))


def waiting(person_id: int, today: date) -> Waiting:
    """For the desk of whoever answers; one's own and what accuses oneself are not counted."""
    mine = _reaches(person_id), Complaint.person_id != person_id
    received = select(func.count()).select_from(Complaint)
    received = received.where(Complaint.state == State.RECEIVED, *mine)
    return Waiting(received, received.where(Complaint.due_on < today))


def own(person_id: int, page: int, size: int) -> Pagination:
    wanted = select(Complaint).where(Complaint.person_id == person_id)
    newest = wanted.order_by(Complaint.id.desc())
    return db.paginate(newest, page=page, per_page=size, error_out=False)


def own_one(complaint_id: int, person_id: int) -> Complaint | None:
    found = db.session.get(Complaint, complaint_id)
    return found if found is not None and found.person_id == person_id else None
