"""Reading demands to convene: the list, one, how many signed, which duties stand open."""

from collections.abc import Sequence
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.moderation.rules import State as Reading
from portal.topics.demands.models import Demand, Signatory
from portal.topics.demands.rules import State

WITH = (joinedload(Demand.author), joinedload(Demand.item))


def demand(demand_id: int) -> Demand | None:
    return db.session.scalar(select(Demand).options(*WITH).where(Demand.id == demand_id))


def locked(demand_id: int) -> Demand:
    """The demand, read under its lock. LookupError for an unknown one."""
    wanted = select(Demand).where(Demand.id == demand_id).with_for_update(of=Demand)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise LookupError(demand_id)
    return found


def hidden(of: Demand) -> bool:
    return of.item is not None and of.item.state == Reading.HIDDEN


def by_items(ids: Sequence[int]) -> list[Demand]:
    return list(db.session.scalars(select(Demand).where(Demand.item_id.in_(ids))))


def listing(page: int, size: int) -> Pagination:
    """One page of what is public: duties by their day, then what collects, then the rest."""
    rank = case((Demand.state == State.DUE, 0), (Demand.state == State.COLLECTING, 1), else_=2)
    wanted = select(Demand).options(*WITH).where(Demand.opened_at.is_not(None))
    ordered = wanted.order_by(rank, Demand.due_on, Demand.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def mine(person_id: int) -> list[Demand]:
    """What somebody started, newest first."""
    own = select(Demand).options(*WITH).where(Demand.raised_by == person_id)
    return list(db.session.scalars(own.order_by(Demand.id.desc())))


def signed(ids: Sequence[int]) -> dict[int, int]:
    """How many have signed each, in one query."""
    counted = select(Signatory.demand_id, func.count(Signatory.signed_at))
    rows = dict(
        db.session.execute(
            counted.where(Signatory.demand_id.in_(ids)).group_by(Signatory.demand_id)
        ).all()
    )
    return {one: rows.get(one, 0) for one in ids}


def signed_of(demand_id: int) -> int:
    return signed([demand_id])[demand_id]


def signatory(demand_id: int, person_id: int) -> Signatory | None:
    return db.session.get(Signatory, (demand_id, person_id))


def signers(demand_id: int) -> list[int]:
    """Who is told what becomes of it; never shown."""
    wanted = select(Signatory.person_id).where(
        Signatory.demand_id == demand_id, Signatory.signed_at.is_not(None)
    )
    return list(db.session.scalars(wanted.order_by(Signatory.person_id)))


def open_duties() -> list[Demand]:
    """What the committee must call a meeting for, the nearest day first."""
    wanted = select(Demand).options(*WITH).where(Demand.state == State.DUE)
    return list(db.session.scalars(wanted.order_by(Demand.due_on, Demand.id)))


def lapsing(today: date) -> list[int]:
    """Demands whose days of signing are over."""
    late = Demand.state == State.COLLECTING, Demand.due_on < today
    return list(db.session.scalars(select(Demand.id).where(*late).order_by(Demand.id)))
