"""Posting, objecting, answering. Each function acts inside the caller's ``writing()``, asks the
rule first, and leaves a line on record; the room that posts puts the posting itself on record.
"""

from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.db import db
from portal.notices import kinds, queries, registry, rules
from portal.notices.models import Objection, Posting
from portal.notices.rules import Act, Refusal, State
from portal.roster.models import Person

Row = TypeVar("Row", Posting, Objection)


class Refused(Exception):
    """An objection was not taken, or a step is not this person's to take; nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class Changed(Exception):
    """Somebody else has acted on this objection meanwhile; nothing of theirs was overwritten."""


# ---- Posting ----


def post(kind: str, subject_id: int, title: str, until: datetime, now: datetime) -> Posting:
    """Opens a posting to objections. IntegrityError where the subject was posted before."""
    registry.known(kind)
    posting = Posting(kind=kind, subject_id=subject_id, title=title, posted_at=now, until=until)
    db.session.add(posting)
    db.session.flush()
    return posting


def take_back(posting: Posting, reason: str, now: datetime) -> None:
    """The posting takes no more objections; those that were made are answered all the same."""
    posting.taken_back_at, posting.taken_back_reason = now, reason


def locked(posting_id: int) -> Posting:
    """The posting under its lock: no objection comes in beside us. LookupError for an unknown."""
    return _locked(Posting, posting_id)


def locked_objection(objection_id: int) -> Objection:
    """The same for one objection."""
    return _locked(Objection, objection_id)


def _locked(model: type[Row], row_id: int) -> Row:
    found = db.session.get(model, row_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(row_id)
    return found


# ---- Objecting ----


def object_to(posting: Posting, person_id: int, text: str, named: bool, now: datetime) -> Objection:
    """Takes an objection to a posting that the caller holds locked, and numbers it. The same one
    sent twice is one. Refused with its reason.
    """
    person = db.session.get_one(Person, person_id)
    taken_back, lives_here = posting.taken_back_at is not None, _lives_here(person, _day(now))
    refusal = rules.refusal(posting.until, taken_back, lives_here, now)
    if refusal:
        raise Refused(refusal)
    waiting = _waiting(posting, person_id)
    if waiting is None:
        return _take(posting, person_id, text, named, now)
    if (waiting.text, waiting.named) == (text, named):
        return waiting
    raise Refused(Refusal.ALREADY_OPEN)


def _lives_here(person: Person, today: date) -> bool:
    gone = person.left_on is not None and person.left_on <= today
    return person.household_id is not None and not gone


def _day(now: datetime) -> date:
    return clock.local(now).date()


def _waiting(posting: Posting, person_id: int) -> Objection | None:
    mine = Objection.posting_id == posting.id, Objection.person_id == person_id
    return db.session.scalar(select(Objection).where(*mine, Objection.state == State.RECEIVED))


def _take(posting: Posting, person_id: int, text: str, named: bool, now: datetime) -> Objection:
    last = select(func.max(Objection.number)).where(Objection.posting_id == posting.id)
    objection = Objection(
        posting=posting,
        number=(db.session.scalar(last) or 0) + 1,
        person_id=person_id,
        text=text,
        named=named,
        made_at=now,
        due_on=rules.due_on(_day(now), kinds.ANSWER_DAYS()),
        state=State.RECEIVED,
        version=1,
    )
    db.session.add(objection)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.ALREADY_OPEN) from None
    due = objection.due_on.isoformat()
    _tell(objection, kinds.TELL_RECEIVED, now, due=due)
    others = [one for one in queries.supervisors(_day(now)) if one != person_id]
    about = _names(objection)
    outbox.tell(others, kinds.TELL_SUPERVISORS, now, **about, due=due, objection=objection.id)
    record(kinds.RECEIVED, person_id, now, **about)
    return objection


def withdraw(objection: Objection, person_id: int, now: datetime) -> None:
    """Its author takes it back before it is answered; the number stays. Refused to others."""
    _step(objection, Act.WITHDRAW, objection.version, person_id)
    objection.withdrawn_at = now
    _tell(objection, kinds.TELL_WITHDRAWN, now)
    record(kinds.WITHDRAWN, person_id, now, **_names(objection))


# ---- Answering ----


def answer(
    objection: Objection, act: Act, text: str, version: int, person_id: int, now: datetime
) -> None:
    """A supervisor upholds or dismisses; answer and objection become public together."""
    _step(objection, act, version, person_id)
    objection.answer, objection.answered_by, objection.answered_at = text, person_id, now
    kind = kinds.UPHELD if act is Act.UPHOLD else kinds.DISMISSED
    _tell(objection, kinds.TELL_ANSWERED[kind], now)
    record(kind, person_id, now, **_names(objection))


def settle(objection: Objection, remedy: str, version: int, person_id: int, now: datetime) -> None:
    """What was done about an objection that was upheld, for everyone to read."""
    _step(objection, Act.SETTLE, version, person_id)
    objection.remedy, objection.settled_by, objection.settled_at = remedy, person_id, now
    _tell(objection, kinds.TELL_SETTLED, now)
    record(kinds.SETTLED, person_id, now, **_names(objection))


def withhold(
    objection: Objection, reason: str, version: int, person_id: int, now: datetime
) -> None:
    """Keeps the text from the public (personal data, abuse), for a reason that is public."""
    state, withheld = State(objection.state), objection.withheld_reason is not None
    if person_id == objection.person_id:
        raise Refused(Refusal.NOT_YOURS)
    if version != objection.version or not rules.may_withhold(
        state, withheld, objection.person_id, person_id
    ):
        raise Changed
    objection.withheld_reason = reason
    objection.version += 1
    _tell(objection, kinds.TELL_WITHHELD, now, reason=reason)
    record(kinds.WITHHELD, person_id, now, **_names(objection), reason=reason)


def _step(objection: Objection, act: Act, version: int, person_id: int) -> None:
    """Moves a locked objection along; ``version`` is the one that the person saw."""
    state = State(objection.state)
    if (person_id == objection.person_id) is not (act is Act.WITHDRAW):
        raise Refused(Refusal.NOT_YOURS)
    if version != objection.version or not rules.may(act, state, objection.person_id, person_id):
        raise Changed
    objection.state = rules.MOVES[state, act]
    objection.version += 1


def _tell(objection: Objection, kind: str, now: datetime, **more: object) -> None:
    """Tells its author."""
    about = {**_names(objection), **more, "posting": objection.posting_id}
    outbox.tell([objection.person_id], kind, now, **about)


def _names(objection: Objection) -> dict[str, object]:
    """How the record and the messages name it; nothing personal."""
    return {"title": objection.posting.title, "number": objection.number}
