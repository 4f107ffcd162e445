"""Seating somebody, and how they are reached; each in the caller's transaction, its audit line
last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.audit.actions import record
from portal.bodies import (
    actions,
    eligibility,
    grounds,
    habits,
    kinds,
    mandates,
    queries,
    rules,
    words,
)
from portal.bodies.eligibility import Basis, Candidate, Chair, Stay
from portal.bodies.mandates import OF_SEATS, Ground
from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import How, Kind, Post, Refusal, Refused, refuse
from portal.core import clock, outbox
from portal.core.age import is_adult
from portal.core.db import db
from portal.core.i18n import official
from portal.roster.models import Person


@dataclass(frozen=True)
class Entry:
    """How somebody comes to a seat. ``reach`` is public only with ``consent``; ``declared``: they
    said that no near relative of theirs sits on the other side (art. 36, 37). ``ground``: the code
    of what it rests on. ``certified``: the result of an election of this site, which no form can
    say, and ``basis`` what it is called.
    """

    post: Post
    how: How
    starts_on: date
    reach: str = ""
    consent: bool = False
    declared: bool = False
    ground: str = ""
    basis: Basis | None = None
    certified: bool = False


def chair_of(seat: Seat, refilled: bool) -> Chair:
    """A seat as the rules see it."""
    grid_id = seat.group.grid_id if seat.group else seat.grid_id
    return Chair(seat.term.body.sort, grid_id, seat.votes, seat.ex_officio, refilled)


def seat_person(seat_id: int, person_id: int, entry: Entry, by: int, now: datetime) -> Membership:
    """Seats somebody, from a day of the term on. LookupError for no such seat or person.

    Refused, with the reason, where the law or the seat has it otherwise; where two people are
    seated at once, one of them is (the database's last word).
    """
    actions.hold()
    seat, person = queries.seat(seat_id), db.session.get(Person, person_id)
    if seat is None or person is None:
        raise LookupError(seat_id)
    actions.standing(seat.term.body_id)
    there = [one for one in queries.of_term(seat.term_id) if one.seat_id == seat.id]
    chair = chair_of(seat, bool(there))
    stays = [Stay(one.starts_on, one.ends_on) for one in there]
    refuse(eligibility.person_fault(_candidate(person, entry.starts_on), chair))
    refuse(Refusal.WRONG_WAY if entry.how not in eligibility.ways(chair) else None)
    term = Stay(seat.term.starts_on, seat.term.ends_on)
    refuse(eligibility.stay_fault(Stay(entry.starts_on, None), term, stays))
    basis = entry.basis if entry.certified else None
    if not entry.certified:
        basis = _by_hand(seat, person, entry, clock.local(now).date())
    refuse(clash(seat, person, entry.post, entry.starts_on, entry.declared))
    refuse(Refusal.NO_CONSENT if entry.reach and not entry.consent else None)
    made = _seated(seat, person, replace(entry, basis=basis), by, now)
    line = told(made, entry.starts_on, "starts_on")
    outbox.tell([person.id], kinds.TOLD_SEATED, now, **line)
    with official():
        how = _how(made, clock.local(now).date())
    record(kinds.SEATED, by, now, **line, how=how, membership=made.id, declared=entry.declared)
    return made


def possible_grounds(seat: Seat) -> dict[str, Ground]:
    """On what somebody may come to this seat."""
    return grounds.standing(OF_SEATS, seat.term.body_id)


def _by_hand(seat: Seat, person: Person, entry: Entry, today: date) -> Basis | None:
    """On what it rests that somebody is seated whom no election of this site elected. Refused."""
    if seat.term.body.sort is Kind.COMMITTEE and seat.votes:
        refuse(grounds.elected(seat))
    refuse(_waits_for_word(seat, today))
    ground = possible_grounds(seat).get(entry.ground)
    term = seat.term
    if ground or mandates.asks_for_ground(term.body.sort, seat.votes, entry.how, entry.post):
        since = min(term.starts_on, term.basis_on or term.starts_on)
        refuse(mandates.seat_ground_fault(ground, person.name, term.ground, since))
    refuse(_into_the_past(seat, entry.starts_on, ground is not None, today))
    return ground.basis if ground else None


def _waits_for_word(seat: Seat, today: date) -> Refusal | None:
    """Until who had the seat can no longer say that it was not so."""
    there = [one for one in queries.of_term(seat.term_id) if one.seat_id == seat.id]
    waits = any(mandates.waits(one.contest_until, today) for one in there)
    return Refusal.WAITS_FOR_WORD if waits else None


def _into_the_past(seat: Seat, starts: date, grounded: bool, today: date) -> Refusal | None:
    if starts >= today:
        return None
    if grounds.held(seat.term.body_id, starts):
        return Refusal.MET_SINCE
    before_this_site = seat.term.number == 1 and grounded
    return None if before_this_site else eligibility.late_fault(starts, today, habits.LATE_DAYS())


def _how(made: Membership, today: date) -> str:
    """How they came to it, on what it rests, and whether it is written down late."""
    said = [str(words.WAYS[How(made.how)])]
    if made.basis:
        said.append(words.rests_on(made.basis, made.basis_on))
    if made.starts_on < today:
        said.append(words.written_late(today))
    return "，".join(said)


def _candidate(person: Person, on: date) -> Candidate:
    home = person.household
    return Candidate(
        here=person.merged_into_id is None and (person.left_on is None or person.left_on > on),
        adult=is_adult(person.birth_year, person.born_on, on),
        grid_id=home.grid_id if home else None,
        household_id=home.id if home else None,
    )


def clash(seat: Seat, person: Person, post: Post, on: date, declared: bool) -> Refusal | None:
    """What other seats stand against it from that day on, here and in the body that must be apart.
    A seat of the own that ends that day, or later, is no other one.
    """
    body = seat.term.body
    beside = [
        one
        for one in _later_than(on, Term.body_id == body.id, Seat.votes)
        if one.seat_id != seat.id
    ]
    if seat.votes and any(one.person_id == person.id for one in beside):
        return Refusal.SITS_ALREADY
    if post is Post.CHAIR and any(one.post == Post.CHAIR for one in beside):
        return Refusal.POST_TAKEN
    if seat.ex_officio and not _sits_on_committee(person.id, on):
        return Refusal.NOT_OF_COMMITTEE
    if eligibility.apart(body.sort) is None:
        return None
    sides = [(one.person_id, one.person.household_id) for one in _other_side(body, on)]
    return eligibility.incompatible(person.id, person.household_id, sides, declared)


def clash_again(one: Membership, ended: date) -> Refusal | None:
    """What stands against it that somebody sat on a seat after all, from the day after that end on:
    a vote of theirs, or a second chair, in the same term, and who sits on the other side.
    """
    seat, term = one.seat, one.seat.term
    beside = [
        other
        for other in queries.of_term(term.id)
        if other.id != one.id and (other.ends_on is None or other.ends_on > ended)
    ]
    if seat.votes and any(it.seat.votes and it.person_id == one.person_id for it in beside):
        return Refusal.SITS_ALREADY
    if one.post == Post.CHAIR and any(it.post == Post.CHAIR for it in beside):
        return Refusal.POST_TAKEN
    if eligibility.apart(term.body.sort) is None:
        return None
    sides = [
        (it.person_id, it.person.household_id)
        for it in _other_side(term.body, rules.day_after(ended))
        if it.starts_on <= term.ends_on
    ]
    return eligibility.incompatible(one.person_id, one.person.household_id, sides, declared=True)


def _other_side(body: Body, on: date) -> list[Membership]:
    """Who sits, on that day or later, on the body that must be apart from this one."""
    other = eligibility.apart(body.sort)
    return _later_than(on, Body.kind == other, Body.dissolved_on.is_(None)) if other else []


@dataclass(frozen=True)
class Clash:
    """Somebody who could not be seated, because of whom, and why (art. 36, 37)."""

    person: Person
    because_of: Person
    why: Refusal


def clashes(body: Body, people: Iterable[Person], on: date) -> list[Clash]:
    """Which of them could not sit on this body from that day on, as far as the roster knows."""
    others = _other_side(body, on)
    found = [(one, them, _apart_fault(one, them.person)) for one in people for them in others]
    return [Clash(one, them.person, why) for one, them, why in found if why]


def _apart_fault(one: Person, other: Person) -> Refusal | None:
    side = [(other.id, other.household_id)]
    return eligibility.incompatible(one.id, one.household_id, side, declared=True)


def _later_than(day: date, *which: object) -> list[Membership]:
    """Who sits on that day or later."""
    wanted = (
        select(Membership)
        .join(Membership.seat)
        .join(Seat.term)
        .join(Term.body)
        .where(or_(Membership.ends_on.is_(None), Membership.ends_on >= day))
        .where(Term.ends_on >= day, *which)  # type: ignore[arg-type]
        .options(joinedload(Membership.person))
    )
    return list(db.session.scalars(wanted))


def _sits_on_committee(person_id: int, on: date) -> bool:
    committee = queries.of_kind(Kind.COMMITTEE, on)
    return committee is not None and any(
        one.person_id == person_id for one in queries.sitting(committee.id, on)
    )


def _seated(seat: Seat, person: Person, entry: Entry, by: int, now: datetime) -> Membership:
    made = Membership(
        seat=seat,
        person=person,
        post=entry.post,
        how=entry.how,
        starts_on=entry.starts_on,
        reach=entry.reach,
        vote_body_id=seat.term.body_id if seat.votes else None,
        declared=entry.declared,
        basis=entry.basis.text if entry.basis else "",
        basis_on=entry.basis.on if entry.basis else None,
        link=entry.basis.link if entry.basis else "",
        entered_by=by,
        entered_at=now,
    )
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        twice = "vote" in str(error.orig)
        raise Refused(Refusal.SITS_ALREADY if twice else Refusal.SEAT_TAKEN) from None
    return made


def told(one: Membership, day: date, which: str) -> dict[str, object]:
    """What messages and the record say of a seat, and of a day of its holder."""
    body = one.seat.term.body
    return {"body": body.id, "name": body.name, "seat": one.seat.number, which: day.isoformat()}


def change_reach(membership_id: int, person_id: int, reach: str, now: datetime) -> Membership:
    """A member says how they wish to be reached, or takes it back by saying nothing.

    LookupError for a seat that is not the person's own.
    """
    one = queries.membership(membership_id)
    if one is None or one.person_id != person_id:
        raise LookupError(membership_id)
    if one.reach != reach:
        one.reach = reach
        db.session.flush()
        record(kinds.REACH_CHANGED, person_id, now, membership=one.id)
    return one
