"""Promising, reporting, checking. Each function acts inside the caller's ``writing()``, asks the
rule first, tells whom it concerns, and leaves a line on record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.audit.actions import hold, record
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.text import match_key
from portal.resolutions.followups import kinds, queries, rules, sources
from portal.resolutions.followups.models import FollowUp, FollowUpStep
from portal.resolutions.followups.rules import Act, Hand, Refusal, State, Task
from portal.roster.models import Person


class Refused(Exception):
    """The promise, or the new day, is not taken; nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYours(Exception):
    """This step is not this person's to take."""


class Changed(Exception):
    """Somebody else has acted on it meanwhile; nothing of theirs was overwritten."""


@dataclass(frozen=True)
class Promise:
    """``responsible`` may be empty where ``responsible_id`` names somebody on the portal."""

    source_kind: str
    source_id: int
    what: str
    responsible: str
    responsible_id: int | None
    checker_id: int
    due_on: date


def promise(wanted: Promise, by_id: int, now: datetime) -> FollowUp:
    """Writes a follow-up down, and tells whoever is responsible. Refused with its reason. Sent
    twice, it is one; all who promise queue for the record's head.
    """
    hold()
    found = sources.known(wanted.source_kind).hold(wanted.source_id)
    today = clock.local(now).date()
    refusal = rules.refusal(wanted.responsible_id, wanted.checker_id, wanted.due_on, today)
    name = wanted.responsible or _name(wanted.responsible_id)
    is_typed = wanted.responsible_id is None  # two people on the portal may bear one name
    if is_typed and match_key(name) == match_key(_name(wanted.checker_id)):
        refusal = Refusal.CHECKS_THEMSELVES
    if found is None or not name or refusal:
        raise Refused(Refusal.NO_SOURCE if found is None else refusal or Refusal.NOBODY)
    said = {**vars(wanted), "responsible": name, "made_by": by_id, "state": State.OPEN}
    same = db.session.scalars(select(FollowUp).filter_by(**said).limit(1)).first()
    if same is not None:
        return same
    followup = FollowUp(
        **said,
        source_title=found.title,
        body_id=found.body_id,
        version=1,
        made_at=now,
    )
    db.session.add(followup)
    db.session.flush()
    _note(followup, Act.PROMISE, wanted.what, by_id, now)
    _tell(followup, kinds.TELL_PROMISED, [wanted.responsible_id], now)
    _record(followup, Act.PROMISE, by_id, now, due=wanted.due_on.isoformat())
    return followup


def _name(person_id: int | None) -> str:
    person = db.session.get(Person, person_id) if person_id is not None else None
    return person.name if person else ""


def locked(followup_id: int) -> FollowUp:
    """The follow-up under its lock. LookupError for an unknown."""
    found = db.session.get(FollowUp, followup_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(followup_id)
    return found


def task_of(followup: FollowUp, today: date) -> Task:
    """What the rules ask of a follow-up."""
    checker = followup.checker_id
    return Task(
        state=State(followup.state),
        responsible_id=followup.responsible_id,
        checker_id=checker,
        reported_by=followup.reported_by,
        stands_in=not queries.is_in_office(checker, queries.SUPERVISORS, today),
    )


def note(followup: FollowUp, text: str, seen: int, hand: Hand, now: datetime) -> None:
    """How it is going, for everyone to read."""
    _step(followup, Act.NOTE, text, seen, hand, now)
    _record(followup, Act.NOTE, hand.person_id, now)


def report(followup: FollowUp, text: str, seen: int, hand: Hand, now: datetime) -> None:
    """What was done; whoever checks is told."""
    _step(followup, Act.REPORT, text, seen, hand, now)
    checkers = [followup.checker_id]
    if task_of(followup, clock.local(now).date()).stands_in:
        checkers = [p.id for p in queries.holders(queries.SUPERVISORS, clock.local(now).date())]
    _tell(followup, kinds.TELL_TO_CHECK, checkers, now)
    _record(followup, Act.REPORT, hand.person_id, now)


def move(followup: FollowUp, due: date, reason: str, seen: int, hand: Hand, now: datetime) -> None:
    """Moves its day, with a reason that is public; the old day stays in its history."""
    was = followup.due_on
    refusal = rules.move_refusal(was, due, clock.local(now).date())
    if refusal:
        raise Refused(refusal)
    step = _step(followup, Act.MOVE, reason, seen, hand, now)
    step.due_was, step.due_now, followup.due_on = was, due, due
    days = {"was": was.isoformat(), "due": due.isoformat(), "reason": reason}
    told = [followup.responsible_id, followup.checker_id]
    _tell(followup, kinds.TELL_MOVED, told, now, **days)
    _record(followup, Act.MOVE, hand.person_id, now, **days)


def fulfil(followup: FollowUp, text: str, seen: int, hand: Hand, now: datetime) -> None:
    """It is as it was promised."""
    _step(followup, Act.FULFIL, text, seen, hand, now)
    _tell(followup, kinds.TELL_FULFILLED, [followup.responsible_id, followup.made_by], now)
    _record(followup, Act.FULFIL, hand.person_id, now)


def reopen(followup: FollowUp, reason: str, seen: int, hand: Hand, now: datetime) -> None:
    """It is not as it was promised, for a reason that is public."""
    _step(followup, Act.REOPEN, reason, seen, hand, now)
    told = [followup.responsible_id, followup.made_by]
    _tell(followup, kinds.TELL_REOPENED, told, now, reason=reason)
    _record(followup, Act.REOPEN, hand.person_id, now)


def hold_of(kind: str, source_id: int) -> list[FollowUp]:
    """What is under way of a thing, under lock."""
    one = FollowUp.source_kind == kind, FollowUp.source_id == source_id
    under_way = FollowUp.state.in_(rules.UNDER_WAY)
    wanted = select(FollowUp).where(*one, under_way).order_by(FollowUp.id).with_for_update()
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def end(followup: FollowUp, reason: str, now: datetime) -> None:
    """Ends one that the caller holds: what it carried out was annulled."""
    followup.state = rules.MOVES[State(followup.state), Act.END]
    followup.version += 1
    _note(followup, Act.END, reason, None, now)
    told = [followup.responsible_id, followup.checker_id]
    _tell(followup, kinds.TELL_ENDED, told, now, reason=reason)
    _record(followup, Act.END, None, now, reason=reason)


def _step(
    followup: FollowUp, act: Act, text: str, seen: int, hand: Hand, now: datetime
) -> FollowUpStep:
    """Moves a locked follow-up along; ``seen`` is the version that the person saw."""
    task = task_of(followup, clock.local(now).date())
    if seen != followup.version or (task.state, act) not in rules.MOVES:
        raise Changed
    if not rules.may(act, task, hand):
        raise NotYours
    followup.state = rules.MOVES[task.state, act]
    followup.version += 1
    if act is Act.REPORT:
        followup.reported_by = hand.person_id
    elif act is Act.REOPEN:
        followup.reported_by = None
    return _note(followup, act, text, hand.person_id, now)


def _note(
    followup: FollowUp, act: Act, text: str, by_id: int | None, now: datetime
) -> FollowUpStep:
    step = FollowUpStep(
        followup_id=followup.id, version=followup.version, act=act, text=text, by_id=by_id, at=now
    )
    db.session.add(step)
    db.session.flush()
    return step


def _tell(
    followup: FollowUp, kind: str, people: Sequence[int | None], now: datetime, **more: str
) -> None:
    """Tells each of them once."""
    told = {**followup.told, **more}
    outbox.tell(sorted({one for one in people if one is not None}), kind, now, **told)


def _record(followup: FollowUp, act: Act, by_id: int | None, now: datetime, **more: str) -> None:
    about = {"number": followup.id, "source": followup.source_title}
    record(kinds.RECORDED[act], by_id, now, **about, **more)
