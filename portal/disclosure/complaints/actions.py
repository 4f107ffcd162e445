"""Making and answering complaints (art. 35). Each function acts inside the caller's
``writing()``; the record learns that there is one, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import hold, record
from portal.core import clock, outbox
from portal.core.access import GRANTS, Can
from portal.core.db import db
from portal.core.i18n import official
from portal.disclosure import behind, calendar, due
from portal.disclosure.complaints import kinds, rules
from portal.disclosure.complaints.models import Complaint, Recused
from portal.disclosure.complaints.rules import Changed, Ground, Refusal, Refused, State
from portal.disclosure.kinds import COMPLAINT_DAYS
from portal.disclosure.periods import State as Duty
from portal.notices import queries as postings
from portal.roster.models import Person


@dataclass(frozen=True)
class Target:
    """What is complained of; ``accused``: who stands behind it."""

    about: str
    title: str
    path: str
    accused: frozenset[int] = frozenset()


def target(about: str, now: datetime) -> Target | None:
    """The posting or the overdue duty that an address names; None for nonsense. Refused for a duty
    that is not overdue.
    """
    kind, _colon, rest = about.partition(":")
    if kind == "posting":
        number = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 10 else 0
        posting = postings.posting_by_id(number)
        if posting is None:
            return None
        return Target(about, posting.title, posting.path, frozenset(behind.of(posting)))
    duty = calendar.by_key(about, calendar.all_duties(clock.local(now).date()))
    if duty is None:
        return None
    if duty.state is not Duty.OVERDUE:
        raise Refused(Refusal.NOT_LATE)
    accused = behind.of_duty(duty.code, duty.subject_id, duty.starts_on, duty.ends_on)
    with official():
        return Target(about, duty.title, "/disclosure/calendar/", frozenset(accused))


@dataclass(frozen=True)
class Said:
    ground: Ground
    text: str
    agreed: bool


def complain(about: Target, said: Said, person_id: int, now: datetime) -> Complaint:
    """Takes and numbers a complaint of somebody who lives here. The same one sent twice is one; all
    who complain queue for the record's head.
    """
    hold()
    person, today = db.session.get_one(Person, person_id), clock.local(now).date()
    gone = person.left_on is not None and person.left_on <= today
    if person.household_id is None or gone:
        raise Refused(Refusal.NOT_A_RESIDENT)
    mine = Complaint.about == about.about, Complaint.person_id == person_id
    waiting = db.session.scalar(select(Complaint).where(*mine, Complaint.state == State.RECEIVED))
    if waiting is not None:
        if (waiting.text, waiting.ground) == (said.text, said.ground):
            return waiting
        raise Refused(Refusal.ALREADY_OPEN)
    made = Complaint(
        year=today.year,
        serial=_next(today.year),
        about=about.about,
        title=about.title,
        path=about.path,
        **vars(said),
        person_id=person_id,
        made_at=now,
        due_on=rules.due_on(today, COMPLAINT_DAYS()),
        state=State.RECEIVED,
        version=1,
    )
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.ALREADY_OPEN) from None
    for one in sorted(about.accused):
        db.session.add(Recused(complaint_id=made.id, person_id=one))
    db.session.flush()
    told = {"complaint": made.id, "number": made.number, "due": made.due_on.isoformat()}
    outbox.tell([person_id], kinds.TELL_RECEIVED, now, **told)
    outbox.tell(_handlers(about, person_id, now), kinds.TELL_HANDLERS, now, **told)
    record(kinds.RECEIVED, None, now, number=made.number)
    return made


def _next(year: int) -> int:
    last = select(func.max(Complaint.serial)).where(Complaint.year == year)
    return (db.session.scalar(last) or 0) + 1


def _handlers(about: Target, complainant_id: int, now: datetime) -> list[int]:
    """Who reads complaints, but the complainant, the accused and whoever also posts."""
    today = clock.local(now).date()
    read = [role for role, cans in GRANTS.items() if Can.READ_COMPLAINTS in cans]
    post = [role for role, cans in GRANTS.items() if Can.DISCLOSE in cans]
    posts = set(due.holders(post, today))
    readers = set(due.holders(read, today)) - posts - about.accused - {complainant_id}
    return sorted(readers)


def locked(complaint_id: int) -> Complaint:
    """Under its lock. LookupError for an unknown."""
    found = db.session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(complaint_id)
    return found


@dataclass(frozen=True)
class Answer:
    outcome: State
    text: str
    withheld: bool


def answer(one: Complaint, given: Answer, seen: int, person_id: int, now: datetime) -> None:
    """Answers a locked one, once; its author is told. Refused to its author and to the accused,
    Changed where another was quicker.
    """
    accused = db.session.get(Recused, (one.id, person_id)) is not None
    if accused or person_id == one.person_id:
        raise Refused(Refusal.NOT_YOURS)
    if seen != one.version or not rules.may_answer(State(one.state), one.person_id, person_id):
        raise Changed
    one.state, one.answer, one.withheld = given.outcome, given.text, given.withheld
    one.answered_by, one.answered_at, one.version = person_id, now, one.version + 1
    db.session.flush()
    told = {"complaint": one.id, "number": one.number}
    outbox.tell([one.person_id], kinds.TELL_ANSWERED, now, **told)
    record(kinds.ANSWERED, person_id, now, number=one.number)
