"""Reading bodies and who sits on them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import Kind
from portal.core.db import db


def body(body_id: int) -> Body | None:
    return db.session.get(Body, body_id)


def bodies(on: date) -> list[Body]:
    """Those that exist on that day, in the order in which they were founded."""
    alive = or_(Body.dissolved_on.is_(None), Body.dissolved_on >= on)
    return list(db.session.scalars(select(Body).where(alive).order_by(Body.founded_on, Body.id)))


def of_kind(kind: Kind, on: date) -> Body | None:
    """The first body of a kind on that day; None where the community has none."""
    return next((one for one in bodies(on) if one.kind == kind), None)


def sitting(body_id: int, on: date) -> list[Membership]:
    """Who sits on a body on that day, with seat and person, by seat number."""
    wanted = _memberships().where(Term.body_id == body_id, *_on(on))
    return list(db.session.scalars(wanted.order_by(Seat.number)))


def own(person_id: int, on: date) -> list[Membership]:
    """All seats that a person holds on that day."""
    return list(
        db.session.scalars(_memberships().where(Membership.person_id == person_id, *_on(on)))
    )


def voting(memberships: Iterable[Membership]) -> list[Membership]:
    """Those of them who have a vote."""
    return [one for one in memberships if one.seat.votes]


def _memberships() -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.seat)
        .join(Seat.term)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.seat).joinedload(Seat.term).joinedload(Term.body),
            joinedload(Membership.seat).joinedload(Seat.group),
            joinedload(Membership.seat).joinedload(Seat.grid),
        )
    )


def _on(on: date) -> list[ColumnElement[bool]]:
    still = or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    return [Membership.starts_on <= on, still, Term.starts_on <= on, Term.ends_on >= on]
