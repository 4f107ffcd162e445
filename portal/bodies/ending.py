"""Ending a membership, and taking out an end that was written down by mistake; each in the caller's
transaction, its audit line last.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, select

from portal.audit.actions import record
from portal.bodies import actions, eligibility, grounds, habits, kinds, queries, seating, words
from portal.bodies.eligibility import Basis, Stay
from portal.bodies.models import Membership, Seat
from portal.bodies.rules import Kind, Post, Refusal, WhyEnded, day_after, refuse
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.i18n import official


def end(
    membership_id: int,
    last: date,
    why: WhyEnded,
    by: int,
    now: datetime,
    basis: Basis | None = None,
) -> Membership:
    """Makes ``last`` the last day, and ends the seats that came with it. LookupError for none.

    Refused for a recall without its public ``basis``, for a day longer ago than the house allows,
    and where they were counted in a meeting after that day.
    """
    actions.hold()
    one = queries.membership(membership_id)
    if one is None:
        raise LookupError(membership_id)
    today = clock.local(now).date()
    stay = Stay(one.starts_on, one.ends_on)
    refuse(eligibility.end_fault(stay, last, one.seat.term.ends_on))
    refuse(eligibility.recall_fault(why, basis, last, today))
    refuse(eligibility.late_fault(last, today, habits.LATE_DAYS()))
    with_it = list(db.session.scalars(_because([one.person_id]))) if _on_committee(one) else []
    refuse(Refusal.MET_SINCE if any(_counted(it, last) for it in [one, *with_it]) else None)
    actions.close_seats(with_it, last, WhyEnded.TERM_OVER, now)
    actions.close_seats([one], last, why, now)
    if why is WhyEnded.RECALLED and basis is not None:
        one.end_basis, one.end_basis_on, one.end_link = basis.text, basis.on, basis.link
    with official():
        told = _said(words.public_reason(why), one, last, today)
    line = seating.told(one, last, "ends_on")
    record(kinds.VACATED, by, now, **line, why=told, membership=one.id)
    return one


def _said(why: object, one: Membership, last: date, today: date) -> str:
    """Why, on what it rests, and whether it is written down later than it took effect."""
    said = [str(why)]
    if one.end_basis:
        said.append(words.rests_on(one.end_basis, one.end_basis_on))
    if last < today:
        said.append(words.written_late(today))
    return "，".join(said)


def _counted(one: Membership, last: date) -> bool:
    """Whether they were on the roll of a meeting after their last day."""
    return last < date.max and grounds.held(one.seat.term.body_id, day_after(last), one.person_id)


def _on_committee(one: Membership) -> bool:
    return bool(one.seat.term.body.sort is Kind.COMMITTEE)


def _because(people: Iterable[int]) -> Select[Membership]:
    """The seats that people have because they sit on the committee (art. 28)."""
    wanted = select(Membership).join(Membership.seat)
    return wanted.where(
        Membership.person_id.in_(list(people)), Membership.ends_on.is_(None), Seat.ex_officio
    )


def seated_because(leaving: Iterable[Membership], last: date, now: datetime) -> None:
    """Who leaves the committee leaves the seats that they have because of it (art. 28)."""
    people = [one.person_id for one in leaving if _on_committee(one)]
    actions.close_seats(db.session.scalars(_because(people)).all(), last, WhyEnded.TERM_OVER, now)


# ---- Standing again ----


def undoable(seat: Seat, there: Iterable[Membership], today: date) -> Membership | None:
    """Of those who had a seat the last one, where their end can still be taken out."""
    last = max(there, key=lambda one: (one.starts_on, one.id), default=None)
    if last is None or not _may_stand(last, seat, today, refilled=False):
        return None
    return last


def _may_stand(one: Membership, seat: Seat, today: date, refilled: bool) -> bool:
    why = WhyEnded(one.why_ended) if one.why_ended else None
    return eligibility.may_stand_again(why, one.ends_on, seat.term.ends_on, today, refilled)


def stand_again(membership_id: int, reason: str, by: int, now: datetime) -> Membership:
    """An end that was a mistake is taken out, in public and for a reason: the membership stands, as
    do the seats that came with it. LookupError for none.

    Refused once somebody else has the seat or an election is to fill it, and where the law has it
    otherwise by now.
    """
    actions.hold()
    one = queries.membership(membership_id)
    if one is None:
        raise LookupError(membership_id)
    actions.standing(one.seat.term.body_id)
    today = clock.local(now).date()
    refuse(None if _may_stand(one, one.seat, today, _refilled(one)) else Refusal.STANDS)
    waits = grounds.elected(one.seat) is Refusal.ELECTION_UNDER_WAY
    refuse(Refusal.ELECTION_UNDER_WAY if waits else None)
    ended, with_it = one.ends_on, _ended_with(one)
    refuse(seating.clash(one.seat, one.person, Post(one.post), today, declared=True))
    for each in [one, *with_it]:
        each.ends_on, each.why_ended, each.ended_at = None, None, None
        each.end_basis, each.end_basis_on, each.end_link = "", None, ""
    db.session.flush()
    line = {**seating.told(one, ended or today, "ends_on"), "reason": reason}
    outbox.tell([one.person_id], kinds.TOLD_STANDS, now, **line)
    record(kinds.STANDS, by, now, **line, membership=one.id)
    return one


def _refilled(one: Membership) -> bool:
    later = select(Membership.id).where(
        Membership.seat_id == one.seat_id,
        Membership.id != one.id,
        Membership.starts_on > one.starts_on,
    )
    return db.session.scalar(later.limit(1)) is not None


def _ended_with(one: Membership) -> list[Membership]:
    """The seats that ended with one on the committee, and that nobody else has since."""
    if not _on_committee(one):
        return []
    wanted = (
        select(Membership)
        .join(Membership.seat)
        .where(Seat.ex_officio, Membership.person_id == one.person_id)
        .where(Membership.ends_on == one.ends_on, Membership.why_ended == WhyEnded.TERM_OVER)
    )
    return [it for it in db.session.scalars(wanted) if not _refilled(it)]
