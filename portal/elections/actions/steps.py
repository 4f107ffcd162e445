"""From setting up to handing over: the acts of the election committee, and its notices."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.audit.actions import record
from portal.bodies import queries as bodies
from portal.core import clock, outbox
from portal.core.db import db
from portal.elections import kinds, queries, rules, runners
from portal.elections.models import Election, ElectionNotice, Poll, PollCandidate
from portal.elections.nominating import State
from portal.elections.rules import Refusal, Refused


def note(one: Election, kind: str, by: int | None, now: datetime, **more: Any) -> None:
    """Leaves a line on record, last in the transaction."""
    db.session.flush()
    record(kind, by, now, election=one.id, title=one.title, **more)


def post_notice(one: Election, kind: str, facts: Mapping[str, Any], now: datetime) -> None:
    """The next 第 n 号公告; what it says is fixed from now on."""
    last = select(func.max(ElectionNotice.number)).where(ElectionNotice.election_id == one.id)
    number = (db.session.scalar(last) or 0) + 1
    db.session.add(
        ElectionNotice(
            election_id=one.id, number=number, kind=kind, facts=dict(facts), posted_at=now
        )
    )
    db.session.flush()


def draft(one: Election, by: int | None, now: datetime) -> Election:
    """Sets it up; nobody but the desk sees it yet. Refused where no roll could be in time."""
    _check_draft(one, now)
    db.session.add(one)
    note(one, kinds.DRAFTED, by, now, day=one.day.isoformat())
    return one


def redraft(one: Election, wanted: Mapping[str, Any], by: int | None, now: datetime) -> None:
    """Writes a draft anew, by its columns and the seats that it names, until it is announced."""
    rules.refuse_if_over(queries.facts(one))
    if one.announced_at is not None:
        raise Refused(Refusal.NOT_NOW)
    for name, value in wanted.items():
        setattr(one, name, value)
    _check_draft(one, now)
    note(one, kinds.REDRAFTED, by, now, day=one.day.isoformat())


def _check_draft(one: Election, now: datetime) -> None:
    _check_day(one, now)
    vacant = {seat.id for seat in bodies.vacant(one.body_id or one.body.id, one.day)}
    named = {seat.id for seat in one.named}
    rules.check_named(one.seats, one.is_by_election, len(named), named <= vacant)


def _check_day(one: Election, now: datetime) -> None:
    today = clock.local(now).date()
    if today > queries.dates(one).roll_by:
        raise Refused(Refusal.TOO_SOON, today + timedelta(days=rules.ROLL_DAYS))


def announce(one: Election, by: int | None, now: datetime) -> None:
    """Makes it public, with notice number 1: day, place, seats, who elects, every date."""
    rules.refuse_if_over(queries.facts(one))
    if one.announced_at is not None:
        raise Refused(Refusal.NOT_NOW)
    _check_day(one, now)
    one.announced_at = now
    dates = queries.dates(one)
    facts = {
        "body": one.body.name,
        "seats": one.seats,
        "electorate": one.electorate,
        "day": one.day.isoformat(),
        "place": one.place,
        "hours": one.hours,
        "roll_by": dates.roll_by.isoformat(),
        "nominations_until": dates.nominations_until.isoformat(),
        "candidates_by": dates.candidates_by.isoformat(),
    }
    post_notice(one, "announced", facts, now)
    note(one, kinds.ANNOUNCED, by, now, day=one.day.isoformat())


def post_candidates(
    one: Election, rule: str, how: str, order: Sequence[int], by: int | None, now: datetime
) -> None:
    """Posts the candidates in this order of nominations, each once, and sets the first poll.
    ``rule`` says how the order was found, ``how`` when and before whom: everyone reads both.
    """
    runners.check(one, by)
    standing = {n.id: n for n in queries.nominations(one.id, [State.CANDIDATE])}
    unchecked = len(queries.nominations(one.id, [State.ACCEPTED]))
    waiting = queries.rulings(one.id)[0]
    today = clock.local(now).date()
    rules.check_candidates(queries.facts(one), len(standing), one.seats, waiting, unchecked, today)
    refused = queries.refused_on(one.id, today)
    rules.check_refusals(today, queries.dates(one).candidates_by, refused)
    if sorted(order) != sorted(standing):
        raise Refused(Refusal.MOVE)
    one.candidates_posted_at, one.order_rule, one.order_note = now, rule, how
    _set_poll(one, 1, one.day, one.seats, order)
    facts = {
        "order_rule": rule,
        "order_note": how,
        "standing": list(order),
        "seats": one.seats,
        "day": one.day.isoformat(),
        "place": one.place,
        "hours": one.hours,
    }
    post_notice(one, "candidates", facts, now)
    note(one, kinds.CANDIDATES, by, now, count=len(order))


def _set_poll(one: Election, number: int, day: date, seats: int, order: Sequence[int]) -> None:
    poll = Poll(number=number, day=day, seats=seats)
    poll.standing = [
        PollCandidate(nomination_id=nomination, position=place)
        for place, nomination in enumerate(order, 1)
    ]
    one.polls.append(poll)
    db.session.flush()


def set_run_off(
    one: Election, day: date, order: Sequence[int], seats: int, by: int | None, now: datetime
) -> None:
    """One more poll for the seats left; the caller has asked who stands."""
    _set_poll(one, len(one.polls) + 1, day, seats, order)
    facts = {
        "standing": list(order),
        "seats": seats,
        "day": day.isoformat(),
        "place": one.place,
        "hours": one.hours,
    }
    post_notice(one, "run_off", facts, now)
    note(one, kinds.RUN_OFF, by, now, day=day.isoformat())


def hand_over(one: Election, on: date, words: str, by: int | None, now: datetime) -> None:
    """The old committee has handed over seal, files and accounts [art. 25]; late or not, it is
    said when. Refused after an election that was not valid: it has to be held again [art. 19].
    """
    runners.check(one, by)
    facts = queries.facts(one)
    if facts.certified and not facts.valid:
        raise Refused(Refusal.INVALID)
    if facts.called_off or not facts.certified or facts.handed_over:
        raise Refused(Refusal.NOT_NOW)
    if not one.polls[-1].day <= on <= clock.local(now).date():
        raise Refused(Refusal.NOT_THE_DAY, one.polls[-1].day)
    if one.is_by_election and one.seating is None:
        raise Refused(Refusal.NOT_SEATED)
    one.handed_over_on, one.handover_note = on, words
    note(one, kinds.HANDED_OVER, by, now, day=on.isoformat())


def end_early(
    one: Election,
    reason: str,
    polls: Sequence[Mapping[str, Any]],
    by: int | None,
    now: datetime,
) -> None:
    """Calls it off; the caller has asked who may. ``polls``: the figures that were counted."""
    one.called_off_at, one.called_off_reason = now, reason
    if one.announced_at is None:  # nobody but the desk knew of it
        note(one, kinds.DROPPED, by, now)
        return
    post_notice(one, "called_off", {"reason": reason, "polls": list(polls)}, now)
    outbox.tell(concerned(one), kinds.TELL_OFF, now, **named(one), reason=reason)
    note(one, kinds.CALLED_OFF, by, now, reason=reason)


def concerned(one: Election) -> list[int]:
    """Nominees, nominators and supporters, each once."""
    people: set[int] = set()
    for nomination in queries.nominations(one.id):
        people |= {nomination.nominee_id, *queries.supporters(nomination.id)}
        people |= {nomination.nominator_id} if nomination.nominator_id else set()
    return sorted(people)


def named(one: Election) -> dict[str, object]:
    """How messages name it."""
    return {"election": one.id, "title": one.title}
