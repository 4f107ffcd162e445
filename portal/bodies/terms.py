"""Terms and their seats; each in the caller's transaction, its audit line last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.bodies import (
    actions,
    eligibility,
    ending,
    grounds,
    habits,
    kinds,
    mandates,
    queries,
    rules,
    words,
)
from portal.bodies.mandates import OF_TERMS, Ground
from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import Kind, Refusal, Refused, Whom, WhyEnded, refuse
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official

MOST_SEATS = 300


@dataclass(frozen=True)
class SeatPlan:
    """Seats to be added at once: ``count`` for each grid, or in all; of groups one each."""

    whom: Whom
    grid_id: int | None
    count: int
    label: str
    votes: bool
    ex_officio: bool


def begin(
    body_id: int,
    starts: date,
    ends: date,
    copy: bool,
    by: int,
    now: datetime,
    ground: str = "",
    certified: bool = False,
    shown: Collection[int] | None = None,
) -> Term:
    """The next term, its seats empty: those of the last one again, or none yet.

    Whoever sits in the last one does so until the day before, and is told. ``ground``: the code
    of the decision, or the result on paper, that elected it; only one that says so lets it begin
    before the last one is over. An election of this site (``certified``) is the residents' own
    word, counted in public, and needs no other (art. 19, 25). Refused for an order of days that
    cannot be, for a term of more than five years (art. 14), for want of its ground, for a first day
    too long ago or before a meeting, and where others would leave than were ``shown``, by the ids
    of their memberships, to whoever begins it.
    """
    actions.hold()
    body = actions.standing(body_id)
    found = possible_grounds(body).get(ground)
    last = next(iter(queries.terms(body.id)), None)
    refuse(fault(body, last, starts, ends, found, certified, clock.local(now).date()))
    if last:
        _close(last, starts - timedelta(days=1), shown, now)
    term = Term(body=body, number=last.number + 1 if last else 1, starts_on=starts, ends_on=ends)
    if found is not None:
        basis = found.basis
        term.ground, term.basis, term.basis_on = found.code, basis.text, basis.on
        term.link = basis.link
    db.session.add(term)
    _flush_once()
    seats = [_again(seat, term) for seat in queries.seats(last.id)] if last and copy else []
    db.session.add_all(seats)
    db.session.flush()
    days = {"starts_on": starts.isoformat(), "ends_on": ends.isoformat()}
    told = {"body": body.id, "name": body.name, "number": term.number, **days}
    if found is None:
        record(kinds.TERM_BEGUN, by, now, seats=len(seats), **told)
        return term
    with official():
        why = words.rests_on(term.basis, term.basis_on)
    record(kinds.TERM_ON_GROUND, by, now, seats=len(seats), why=why, **told)
    return term


def _flush_once() -> None:
    """One term a number, and one ground a term: the database's last word."""
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.GROUND_USED) from None


def possible_grounds(body: Body) -> dict[str, Ground]:
    """On what the next term of a body may begin."""
    return grounds.standing(OF_TERMS, body.id)


def fault(
    body: Body,
    last: Term | None,
    starts: date,
    ends: date,
    ground: Ground | None,
    certified: bool,
    today: date,
) -> Refusal | None:
    """Why a term does not begin so; None where it may."""
    if body.sort in rules.WITHOUT_SEATS:
        return Refusal.NO_SEATS
    wrong = rules.term_fault(starts, ends, last.starts_on if last else None)
    if wrong or certified:
        return wrong
    if grounds.kept_here(body.id):
        return Refusal.TERM_ELECTED_HERE
    days = (last.starts_on, last.ends_on) if last else None
    wrong = mandates.term_ground_fault(body.sort, ground, starts, days)
    return wrong or (_late_fault(body.id, starts, today) if last else None)


def _late_fault(body_id: int, starts: date, today: date) -> Refusal | None:
    """Of a term after the first, which may have begun before this site."""
    if starts >= today:
        return None
    if grounds.held(body_id, starts):
        return Refusal.MET_SINCE
    return eligibility.late_fault(starts, today, habits.LATE_DAYS())


def staying(term: Term, until: date) -> list[Membership]:
    """Who sits in a term without a last day, or beyond that one."""
    return [one for one in queries.of_term(term.id) if one.ends_on is None or one.ends_on > until]


def _close(term: Term, day_before: date, shown: Collection[int] | None, now: datetime) -> None:
    """Cuts a term short where the next one comes early, and ends who still sits in it."""
    until = min(term.ends_on, day_before)
    latest = db.session.scalar(
        select(func.max(Membership.starts_on)).join(Membership.seat).where(Seat.term_id == term.id)
    )
    refuse(Refusal.TERM_TOO_SOON if latest and latest > until else None)
    term.ends_on = until
    leaving = staying(term, until)
    others = shown is not None and {one.id for one in leaving} != set(shown)
    refuse(Refusal.CAME_OR_WENT if others else None)
    ending.seated_because(leaving, until, now)
    actions.close_seats(leaving, until, WhyEnded.TERM_OVER, now)


def _again(seat: Seat, term: Term) -> Seat:
    return Seat(
        term=term,
        number=seat.number,
        group_id=seat.group_id,
        grid_id=seat.grid_id,
        label=seat.label,
        votes=seat.votes,
        ex_officio=seat.ex_officio,
    )


def add_seats(term_id: int, plan: SeatPlan, by: int, now: datetime) -> int:
    """Adds seats at the end of a term's list; how many.

    Refused beyond nine for the committee (art. 8), and where the assembly's representatives would
    be fewer than four fifths (art. 28). LookupError for no such term.
    """
    actions.hold()
    term = db.session.get(Term, term_id)
    if term is None:
        raise LookupError(term_id)
    body = actions.standing(term.body_id)
    there = queries.seats(term.id)
    first = max((seat.number for seat in there), default=0) + 1
    new = [
        Seat(
            term_id=term.id,
            number=first + n,
            group_id=group_id,
            grid_id=grid_id,
            label=plan.label,
            votes=plan.votes,
            ex_officio=plan.ex_officio,
        )
        for n, (group_id, grid_id) in enumerate(_constituencies(plan, there))
    ]
    refuse(Refusal.GROUP_HAS_SEAT if not new else None)
    _composition(body.sort, [*there, *new])
    db.session.add_all(new)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.GROUP_HAS_SEAT) from None
    told = {"body": body.id, "name": body.name, "number": term.number, "what": _what(plan)}
    record(kinds.SEATS_ADDED, by, now, count=len(new), **told)
    return len(new)


def _constituencies(plan: SeatPlan, there: list[Seat]) -> list[tuple[int | None, int | None]]:
    """(residents' group, grid) of each seat to be added."""
    if plan.whom is Whom.WHOLE:
        return [(None, None)] * plan.count
    if plan.whom is Whom.GRIDS:
        grids = [one.id for one in queries.grids() if plan.grid_id in (None, one.id)]
        return [(None, grid) for grid in grids for _n in range(plan.count)]
    taken = {seat.group_id for seat in there}
    groups = [one for one in queries.groups() if plan.grid_id in (None, one.grid_id)]
    return [(one.id, None) for one in groups if one.id not in taken]


def _composition(kind: Kind, seats: list[Seat]) -> None:
    voting = [seat for seat in seats if seat.votes]
    refuse(Refusal.TOO_MANY_SEATS if len(seats) > MOST_SEATS else None)
    refuse(rules.seats_fault(kind, len(voting)))
    representatives = sum(seat.represents for seat in voting)
    refuse(rules.composition_fault(kind, len(voting), representatives))


def _what(plan: SeatPlan) -> str:
    with official():
        return str(plan.label or words.WHOM[plan.whom])


def remove_seat(seat_id: int, by: int, now: datetime) -> int:
    """Takes away a seat that nobody ever sat on; the term's body. LookupError for none."""
    actions.hold()
    seat = queries.seat(seat_id)
    if seat is None:
        raise LookupError(seat_id)
    body = actions.standing(seat.term.body_id)
    used = select(Membership.id).where(Membership.seat_id == seat.id).limit(1)
    refuse(Refusal.SEAT_USED if db.session.scalar(used) else None)
    _composition(body.sort, [one for one in queries.seats(seat.term_id) if one.id != seat.id])
    number = seat.number
    db.session.delete(seat)
    db.session.flush()
    record(kinds.SEAT_REMOVED, by, now, body=body.id, name=body.name, seat=number)
    return body.id
