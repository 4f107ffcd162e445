"""Reading bodies and who sits on them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal.bodies.models import Body, Membership, ResidentsGroup, Seat, Term
from portal.bodies.rules import Kind
from portal.core.db import db
from portal.roster.models import Grid, Household, Person


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


def subcommittees(body_id: int, on: date) -> list[Body]:
    return [one for one in bodies(on) if one.parent_id == body_id]


def whole(
    body_id: int, on: date, reader_id: int | None
) -> tuple[Body, Term | None, list[Body], int | None] | None:
    """(a body, its ``term_on`` that day, its ``subcommittees``, the grid in which the reader lives)
    in one query.
    """
    home = select(Household.grid_id).join(Person, Person.household_id == Household.id)
    grid = home.where(Person.id == reader_id).scalar_subquery()
    wanted = select(Body, Term, grid).outerjoin(Term, Term.body_id == Body.id)
    family = wanted.where(or_(Body.id == body_id, Body.parent_id == body_id))
    rows = db.session.execute(family.order_by(Body.founded_on, Body.id, Term.number.desc())).all()
    body = next((one for one, _term, _grid in rows if one.id == body_id), None)
    if body is None:
        return None
    own = [term for one, term, _grid in rows if one is body and term is not None]
    below = dict.fromkeys(one for one, _term, _grid in rows if one.parent_id == body_id)
    alive = [one for one in below if one.dissolved_on is None or one.dissolved_on >= on]
    return body, _under_way(own, on), alive, rows[0][2]


def terms(body_id: int) -> list[Term]:
    """All terms of a body, the newest first."""
    wanted = select(Term).where(Term.body_id == body_id).order_by(Term.number.desc())
    return list(db.session.scalars(wanted))


def term_on(body_id: int, on: date) -> Term | None:
    """The term under way on that day; else the last that was, else the first that will be."""
    return _under_way(terms(body_id), on)


def _under_way(found: list[Term], on: date) -> Term | None:
    begun = [one for one in found if one.starts_on <= on]
    return begun[0] if begun else (found[-1] if found else None)


def seats(term_id: int) -> list[Seat]:
    """The seats of a term by their numbers, with whom they speak for."""
    whole = joinedload(Seat.term).joinedload(Term.body)
    wanted = select(Seat).where(Seat.term_id == term_id).options(whole, *_constituency())
    return list(db.session.scalars(wanted.order_by(Seat.number)))


def vacant(body_id: int, on: date) -> list[Seat]:
    """The seats with a vote, of the term under way on that day, on which nobody sits for good, and
    of which nobody can say any more that they still do.
    """
    term = term_on(body_id, on)
    if term is None:
        return []
    still = or_(Membership.ends_on.is_(None), Membership.contest_until >= on)
    kept = select(Membership.seat_id).where(still)
    wanted = select(Seat).where(Seat.term_id == term.id, Seat.votes, Seat.id.not_in(kept))
    whole = joinedload(Seat.term).joinedload(Term.body)
    return list(db.session.scalars(wanted.options(whole, *_constituency()).order_by(Seat.number)))


def seat(seat_id: int) -> Seat | None:
    whole = joinedload(Seat.term).joinedload(Term.body)
    wanted = select(Seat).where(Seat.id == seat_id).options(whole, *_constituency())
    return db.session.scalar(wanted)


def of_term(term_id: int) -> list[Membership]:
    """Everyone who sat, sits or will sit in a term, in the order of their first days."""
    wanted = _memberships().where(Seat.term_id == term_id)
    return list(db.session.scalars(wanted.order_by(Membership.starts_on, Membership.id)))


def places(term_id: int) -> dict[Seat, list[Membership]]:
    """The seats of a term by their numbers, and who sat, sits or will sit on each, in the order of
    their first days; one query.
    """
    whole = joinedload(Seat.term).joinedload(Term.body), joinedload(Membership.person)
    wanted = (
        select(Seat, Membership)
        .outerjoin(Membership, Membership.seat_id == Seat.id)
        .where(Seat.term_id == term_id)
        .options(*whole, *_constituency())
        .order_by(Seat.number, Membership.starts_on, Membership.id)
    )
    found: dict[Seat, list[Membership]] = {}
    for seat, one in db.session.execute(wanted):
        found.setdefault(seat, []).extend([one] if one else [])
    return found


def membership(membership_id: int) -> Membership | None:
    return db.session.scalar(_memberships().where(Membership.id == membership_id))


def representatives(person_id: int, on: date) -> list[Membership]:
    """Who speaks for a resident's grid in the assembly on that day."""
    grid = (
        select(Household.grid_id)
        .join(Person, Person.household_id == Household.id)
        .where(Person.id == person_id)
        .scalar_subquery()
    )
    wanted = (
        _memberships()
        .join(Term.body)
        .outerjoin(Seat.group)
        .where(Body.kind == Kind.ASSEMBLY, Body.dissolved_on.is_(None), *_on(on))
        .where(or_(Seat.grid_id == grid, ResidentsGroup.grid_id == grid))
    )
    return list(db.session.scalars(wanted.order_by(Seat.number)))


def groups() -> list[ResidentsGroup]:
    """All residents' groups, grid by grid."""
    wanted = (
        select(ResidentsGroup).join(ResidentsGroup.grid).options(joinedload(ResidentsGroup.grid))
    )
    return list(db.session.scalars(wanted.order_by(Grid.code, ResidentsGroup.id)))


def grids() -> list[Grid]:
    return list(db.session.scalars(select(Grid).order_by(Grid.code)))


def filled(on: date) -> dict[int, tuple[int, int, date | None]]:
    """By body: seats of the term under way, how many sit on them, and its last day."""
    count_seats = (
        select(Term.body_id, func.count(Seat.id), func.max(Term.ends_on))
        .outerjoin(Seat, Seat.term_id == Term.id)
        .where(Term.starts_on <= on, Term.ends_on >= on)
        .group_by(Term.body_id)
    )
    count_people = (
        select(Term.body_id, func.count(Membership.id))
        .join(Seat, Seat.term_id == Term.id)
        .join(Membership, Membership.seat_id == Seat.id)
        .where(*_on(on))
        .group_by(Term.body_id)
    )
    people = dict(db.session.execute(count_people).all())
    return {
        body_id: (number, people.get(body_id, 0), ends)
        for body_id, number, ends in db.session.execute(count_seats)
    }


def _constituency() -> list[Any]:
    return [joinedload(Seat.group).joinedload(ResidentsGroup.grid), joinedload(Seat.grid)]


def _memberships() -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.seat)
        .join(Seat.term)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.seat).joinedload(Seat.term).joinedload(Term.body),
            joinedload(Membership.seat).joinedload(Seat.group).joinedload(ResidentsGroup.grid),
            joinedload(Membership.seat).joinedload(Seat.grid),
        )
    )


def _on(on: date) -> list[ColumnElement[bool]]:
    still = or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    return [Membership.starts_on <= on, still, Term.starts_on <= on, Term.ends_on >= on]
