"""Starting a demand, signing it, and the duty that comes of it.

Each function acts inside the caller's ``writing()``; a demand is read under its lock, so that the
last signature is one, and the duty begins once.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import Move as Reading
from portal.moderation.rules import State as ReadingState
from portal.topics import habits
from portal.topics import queries as topics
from portal.topics.demands import kinds, queries, roll, rules
from portal.topics.demands.models import Demand, Signatory
from portal.topics.demands.rules import Kind, Move, Refusal, Refused, State

KIND = "demand"
COMMITTEE = (Role.COMMITTEE_MEMBER, Role.DIRECTOR)


def _move(demand: Demand, move: Move) -> None:
    demand.state = rules.after(State(demand.state), move)
    demand.version += 1


def _about(demand: Demand, **more: Any) -> dict[str, Any]:
    return {"demand": demand.id, "subject": demand.subject, **more}


def start(person_id: int, kind: str, subject: str, text: str, now: datetime) -> Demand:
    """By somebody who would be on its roll; it waits for a moderator. Sent twice, it is one.

    Refused with its reason: the fifth of the households of old templates is none of the law's
    (居民委员会组织法 art. 26).
    """
    if kind == rules.OLD_TEMPLATE:
        raise Refused(Refusal.OLD_TEMPLATE)
    if not roll.may_start(Kind(kind), person_id, clock.local(now).date()):
        raise Refused(Refusal.NOT_ENTITLED)
    unread = Demand.raised_by == person_id, Demand.state.in_([State.SUBMITTED, State.COLLECTING])
    mine = db.session.scalars(select(Demand).where(*unread).limit(1)).first()
    if mine is not None:
        if (mine.kind, mine.subject, mine.text) == (kind, subject, text):
            return mine
        raise Refused(Refusal.ONE_OPEN)
    demand = Demand(
        kind=kind,
        subject=subject,
        text=text,
        raised_by=person_id,
        raised_at=now,
        state=State.SUBMITTED,
    )
    demand.item = moderation.submit(KIND, person_id, now)
    db.session.add(demand)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.ONE_OPEN) from None
    record(kinds.STARTED, person_id, now, **_about(demand))
    return demand


def rewrite(demand: Demand, person_id: int, subject: str, text: str, now: datetime) -> None:
    """Hands it in again, as a moderator has asked. Refused where nobody asked."""
    item = demand.item
    if demand.raised_by != person_id or item is None or item.state != ReadingState.CHANGES_ASKED:
        raise Refused(Refusal.MOVED_ON)
    demand.subject, demand.text = subject, text
    demand.version += 1
    try:
        moderation.resubmit(item, now)
    except (moderation.Conflict, moderation.MoveRefused):
        raise Refused(Refusal.MOVED_ON) from None
    record(kinds.STARTED, person_id, now, **_about(demand))


def decided(item: Item, reading: Reading, now: datetime) -> None:
    """What a moderator's word does: let through, its roll is taken. Hiding is the item's alone."""
    found = db.session.scalar(select(Demand.id).where(Demand.item_id == item.id))
    demand = queries.locked(found or 0)
    if reading is Reading.APPROVE and demand.state == State.SUBMITTED:
        _open(demand, now)


def _open(demand: Demand, now: datetime) -> None:
    """The roll is written and the denominator frozen; whoever started it has signed."""
    on, kind = clock.local(now).date(), Kind(demand.kind)
    entitled = roll.take(kind, on)
    if not entitled:
        _move(demand, Move.LAPSE)
        outbox.tell([demand.raised_by], kinds.TOLD_LAPSED, now, **_about(demand))
        return
    last = rules.call_by(on, habits.DEMAND_DAYS())
    _move(demand, Move.OPEN)
    demand.entitled, demand.needed = len(entitled), rules.needed(kind, len(entitled))
    demand.opened_at, demand.due_on = now, last
    rows = [
        {"demand_id": demand.id, "person_id": person, "household_id": home}
        for person, home in entitled
    ]
    db.session.execute(insert(Signatory), rows)
    outbox.tell([demand.raised_by], kinds.TOLD_OPENED, now, **_about(demand))
    counted = {"entitled": demand.entitled, "needed": demand.needed}
    record(kinds.OPENED, None, now, demand=demand.id, **counted)
    if queries.signatory(demand.id, demand.raised_by) is not None:
        sign(demand, demand.raised_by, now)


def refusal(demand: Demand, row: Signatory | None, now: datetime) -> Refusal | None:
    """Why this person may not sign now; None if they may. ``row``: theirs on the roll. Hiding its
    words stops no signing: a demand is not silenced by what it says.
    """
    today = clock.local(now).date()
    over = demand.due_on is None or today > demand.due_on
    if demand.state != State.COLLECTING or over:
        return Refusal.NOT_OPEN
    return Refusal.NOT_ON_ROLL if row is None else None


def sign(demand: Demand, person_id: int, now: datetime) -> None:
    """One signature, once however often it is pressed; the last one that was needed makes it the
    committee's duty (art. 26, 28). Refused with its reason.
    """
    row = queries.signatory(demand.id, person_id)
    if row is not None and row.signed_at is not None:
        return
    no = refusal(demand, row, now)
    if no or row is None:
        raise Refused(no or Refusal.NOT_ON_ROLL)
    row.signed_at = now
    db.session.flush()
    if rules.is_reached(queries.signed_of(demand.id), demand.needed or 0):
        _reach(demand, now)


def _reach(demand: Demand, now: datetime) -> None:
    today = clock.local(now).date()
    last = rules.call_by(today, habits.CALL_DAYS())
    _move(demand, Move.REACH)
    demand.reached_at, demand.due_on, due = now, last, last.isoformat()
    people = sorted({demand.raised_by, *queries.signers(demand.id)})
    outbox.tell(people, kinds.TOLD_REACHED, now, **_about(demand, due=due))
    committee = topics.holders(COMMITTEE, today)
    outbox.tell(committee, kinds.TOLD_DUTY, now, **_about(demand, due=due))
    db.session.flush()
    record(kinds.REACHED, None, now, demand=demand.id, due=due)


def take_back(demand: Demand, person_id: int) -> None:
    """Takes the own signature back until the number is reached; then it stands."""
    row = queries.signatory(demand.id, person_id)
    if demand.state == State.COLLECTING and row is not None:
        row.signed_at = None
        db.session.flush()


def withdraw(demand: Demand, person_id: int, now: datetime) -> None:
    """Whoever started it gives it up before it is reached. Refused."""
    if demand.raised_by != person_id:
        raise Refused(Refusal.MOVED_ON)
    was_public = demand.opened_at is not None
    _move(demand, Move.WITHDRAW)
    waits = ReadingState.WAITING, ReadingState.CHANGES_ASKED
    if not was_public and demand.item is not None and demand.item.state in waits:
        moderation.withdraw(demand.item, now)
    db.session.flush()
    if not was_public:
        record(kinds.DROPPED, person_id, now, **_about(demand))
        return
    others = [one for one in queries.signers(demand.id) if one != person_id]
    outbox.tell(others, kinds.TOLD_WITHDRAWN, now, **_about(demand))
    record(kinds.WITHDRAWN, None, now, demand=demand.id)


def lapse(demand: Demand, now: datetime) -> None:
    """Its days are over and too few have signed. Safe to run twice."""
    today = clock.local(now).date()
    if demand.state != State.COLLECTING or demand.due_on is None or today <= demand.due_on:
        return
    _move(demand, Move.LAPSE)
    people = sorted({demand.raised_by, *queries.signers(demand.id)})
    outbox.tell(people, kinds.TOLD_LAPSED, now, **_about(demand))
    db.session.flush()
    record(kinds.LAPSED, None, now, demand=demand.id)


def meet(demand: Demand, meeting: str, now: datetime, by: int | None = None) -> None:
    """The meeting that was demanded is called. ``meeting``: what it is called in public, with its
    day. Refused where no duty stands open.
    """
    demand = queries.locked(demand.id)
    _move(demand, Move.MEET)
    demand.met_at = now
    people = sorted({demand.raised_by, *queries.signers(demand.id)})
    outbox.tell(people, kinds.TOLD_MET, now, **_about(demand, meeting=meeting))
    db.session.flush()
    record(kinds.MET, by, now, demand=demand.id, meeting=meeting)


def reopen(demand: Demand, meeting: str, now: datetime, by: int | None = None) -> None:
    """The meeting that met it is not held for it after all: the duty stands open again with its old
    day, overdue where that is past (art. 26, 28). Refused where it is not met.
    """
    demand = queries.locked(demand.id)
    about = _reopened(demand, now)
    _tell_all(demand, kinds.TOLD_REOPENED, now, meeting=meeting, **about)
    record(kinds.REOPENED, by, now, demand=demand.id, meeting=meeting, **about)


def _reopened(demand: Demand, now: datetime) -> dict[str, str]:
    """Its day, as it was."""
    _move(demand, Move.REOPEN)
    demand.met_at = demand.worded_at = None
    db.session.flush()
    return {"due": demand.due_on.isoformat() if demand.due_on else ""}


def _tell_all(demand: Demand, kind: str, now: datetime, **more: str) -> None:
    """Whoever started or signed it, and the committee, each once."""
    committee = topics.holders(COMMITTEE, clock.local(now).date())
    people = sorted({demand.raised_by, *queries.signers(demand.id), *committee})
    outbox.tell(people, kind, now, **_about(demand, **more))


def word(demand: Demand, meeting: str, now: datetime, by: int | None = None) -> None:
    """The meeting that met it has ended, and words alone say that it dealt with it: whoever signed
    hears of it, and may say that it did not.
    """
    demand = queries.locked(demand.id)
    demand.worded_at = now
    until = rules.contradicted_until(clock.local(now).date()).isoformat()
    told = _about(demand, meeting=meeting, until=until)
    outbox.tell(queries.signers(demand.id), kinds.TOLD_WORDED, now, **told)
    db.session.flush()
    record(kinds.WORDED, by, now, demand=demand.id, meeting=meeting, until=until)


def no_contradiction(demand: Demand, row: Signatory | None, now: datetime) -> Refusal | None:
    """Why this person may not say that the meeting did not deal with it; None if they may."""
    on = clock.local(demand.worded_at).date() if demand.worded_at else None
    signed = row is not None and row.signed_at is not None
    return rules.no_contradiction(on, signed, clock.local(now).date())


def contradict(demand: Demand, person_id: int, now: datetime) -> None:
    """One who signed says that the meeting did not deal with it: the duty stands open again. In
    public, but for who it was. Refused with its reason.
    """
    no = no_contradiction(demand, queries.signatory(demand.id, person_id), now)
    if no:
        raise Refused(no)
    demand.contradicted_at = now
    about = _reopened(demand, now)
    _tell_all(demand, kinds.TOLD_CONTRADICTED, now, **about)
    record(kinds.CONTRADICTED, None, now, demand=demand.id, **about)
