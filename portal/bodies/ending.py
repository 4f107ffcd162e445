"""Ending a membership, and taking out an end that was written down by mistake; each in the caller's
transaction, its audit line last.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.bodies import (
    actions,
    eligibility,
    grounds,
    habits,
    kinds,
    mandates,
    queries,
    seating,
    words,
)
from portal.bodies.eligibility import Stay
from portal.bodies.mandates import ENDS
from portal.bodies.models import Membership, Seat
from portal.bodies.rules import Kind, Refusal, Refused, WhyEnded, day_after, refuse
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.i18n import official


def end(
    membership_id: int,
    last: date,
    why: WhyEnded,
    by: int,
    now: datetime,
    ground: str = "",
) -> Membership:
    """Makes ``last`` the last day, and ends the seats that came with it. LookupError for none.

    ``ground``: the code of what it rests on: of a recall a decision of the body that recalls, of
    a resignation the signed letter, else a paper that says why. Refused without it, for a day
    longer ago than the house allows, and where they were counted in a meeting after that day.
    """
    actions.hold()
    one, today = _sitting(membership_id, last), clock.local(now).date()
    act = ENDS.get(why)
    rests_on = grounds.standing([act], one.id).get(ground) if act else None
    refuse(mandates.end_ground_fault(why, rests_on, last, today))
    if rests_on is not None:
        one.end_ground = rests_on.code
        basis = rests_on.basis
        one.end_basis, one.end_basis_on, one.end_link = basis.text, basis.on, basis.link
        if mandates.contests(why, rests_on.act):
            one.contest_until = today + timedelta(days=habits.CONTEST_DAYS())
    return _end(one, last, why, by, now)


def resign(membership_id: int, person_id: int, last: date, now: datetime) -> Membership:
    """Who sits there says so by themselves, and for good. LookupError for a seat that is not the
    person's own. Refused for a day that is over.
    """
    actions.hold()
    one = queries.membership(membership_id)
    if one is None or one.person_id != person_id:
        raise LookupError(membership_id)
    _sitting(membership_id, last)
    refuse(mandates.resign_fault(last, clock.local(now).date()))
    return _end(one, last, WhyEnded.RESIGNED, person_id, now)


def _sitting(membership_id: int, last: date) -> Membership:
    """Who can be ended on that day."""
    one = queries.membership(membership_id)
    if one is None:
        raise LookupError(membership_id)
    refuse(eligibility.end_fault(Stay(one.starts_on, one.ends_on), last, one.seat.term.ends_on))
    return one


def _end(one: Membership, last: date, why: WhyEnded, by: int, now: datetime) -> Membership:
    today = clock.local(now).date()
    refuse(eligibility.late_fault(last, today, habits.LATE_DAYS()))
    with_it = list(db.session.scalars(_because([one.person_id]))) if _on_committee(one) else []
    refuse(Refusal.MET_SINCE if any(_counted(it, last) for it in [one, *with_it]) else None)
    for each in with_it:
        each.contest_until = one.contest_until
    actions.close_seats(with_it, last, WhyEnded.TERM_OVER, now)
    actions.close_seats([one], last, why, now)
    one.ended_by = by
    db.session.flush()
    with official():
        told = _said(words.public_reason(why), one, last, today)
    line = seating.told(one, last, "ends_on")
    if one.contest_until:
        until = one.contest_until.isoformat()
        told_of = {**line, "until": until, "membership": one.id}
        outbox.tell([one.person_id], kinds.TOLD_CONTEST, now, **told_of)
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
    """Of those who had a seat the last one, where the desk can take their end out."""
    last = max(there, key=lambda one: (one.starts_on, one.id), default=None)
    if last is None or not _may_stand(last, refilled=False) or _undo_fault(last):
        return None
    return last


def _may_stand(one: Membership, refilled: bool) -> bool:
    why = WhyEnded(one.why_ended) if one.why_ended else None
    return eligibility.may_stand_again(why, one.ends_on, refilled)


def _undo_fault(one: Membership) -> Refusal | None:
    why = WhyEnded(one.why_ended) if one.why_ended else None
    act, stands = ENDS.get(why) if why else None, None
    if one.end_ground is not None and act is not None:
        stands = one.end_ground in grounds.standing([act], one.id)
    own_word = one.ended_by is not None and one.ended_by == one.person_id
    return mandates.undo_fault(why, own_word, stands)


def stand_again(membership_id: int, reason: str, by: int, now: datetime) -> Membership:
    """The desk takes out an end that was a mistake, in public and for a reason: the membership
    stands, as do the seats that came with it; where the next term has begun, or the term is over,
    until the last day of their term. LookupError for none.

    Refused once somebody else has the seat or an election is to fill it, where the law has it
    otherwise by now, and where more than a slip of the pen stands behind the end: the own word of
    who sat there, a decision in force, a paper that nobody has struck.
    """
    actions.hold()
    one = queries.membership(membership_id)
    if one is None:
        raise LookupError(membership_id)
    refuse(_undo_fault(one))
    return _stand(one, reason, by, now)


def contest(membership_id: int, person_id: int, now: datetime) -> Membership:
    """Who was ended by a paper in their name says that it is not so: they sit there as before, and
    it is told in public. LookupError for a seat that was not theirs. Refused after the last day on
    which they may say so.
    """
    actions.hold()
    one = queries.membership(membership_id)
    if one is None or one.person_id != person_id:
        raise LookupError(membership_id)
    today = clock.local(now).date()
    refuse(None if mandates.waits(one.contest_until, today) else Refusal.WORD_TOO_LATE)
    with official():
        said = str(words.NOT_SO)
    return _stand(one, said, person_id, now)


def _stand(one: Membership, reason: str, by: int, now: datetime) -> Membership:
    actions.standing(one.seat.term.body_id)
    today = clock.local(now).date()
    refuse(None if _may_stand(one, _refilled(one)) else Refusal.STANDS)
    until = _own_end(one, today)
    waits = until is None and grounds.elected(one.seat) is Refusal.ELECTION_UNDER_WAY
    refuse(Refusal.ELECTION_UNDER_WAY if waits else None)
    ended, with_it = one.ends_on or today, _ended_with(one)
    refuse(seating.clash_again(one, ended))
    for each in [one, *with_it]:
        _take_out(each, _own_end(each, today), now)
    _flush_again()
    line = {**seating.told(one, ended, "ends_on"), "reason": reason}
    outbox.tell([one.person_id], kinds.TOLD_STANDS, now, **line)
    if until is None:
        record(kinds.STANDS, by, now, **line, membership=one.id)
    else:
        record(kinds.STOOD, by, now, **line, until=until.isoformat(), membership=one.id)
    return one


def _own_end(one: Membership, today: date) -> date | None:
    """The last day of their term, where it is over or the next has its people; None for open."""
    term = one.seat.term
    newest = next(iter(queries.terms(term.body_id)))
    return term.ends_on if newest.id != term.id or term.ends_on < today else None


def _take_out(one: Membership, until: date | None, now: datetime) -> None:
    one.ends_on, one.why_ended = until, WhyEnded.TERM_OVER if until else None
    one.ended_at, one.ended_by = now if until else None, None
    one.end_basis, one.end_basis_on, one.end_link = "", None, ""
    one.end_ground, one.contest_until = None, None


def _flush_again() -> None:
    """Where they have another vote in the body by now, the database says so."""
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.SITS_ALREADY) from None


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
