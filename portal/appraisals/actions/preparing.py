"""A draft: what is appraised, what is asked, of whom and when; until it is announced.

Each function acts inside the caller's ``writing()``. Whoever is appraised, and who lives with them,
is refused each step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.appraisals import habits, kinds, queries, rules, standing
from portal.appraisals.models import Appraisal, Question, Subject
from portal.appraisals.rules import Asked, Kind, Move, No, Refused, State
from portal.audit.actions import record
from portal.bodies import queries as bodies
from portal.bodies.rules import Kind as BodyKind
from portal.bodies.words import post_of
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official

FIRST_QUESTION = "总体评价"  # what is kept is Chinese, whatever the reader's language


@dataclass(frozen=True)
class Plan:
    """What the desk's form says of an appraisal as a whole."""

    title: str
    about: str
    asks: Asked
    grid_codes: tuple[str, ...]
    asks_words: bool
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class By:
    """Who acts, on which version, and when."""

    person_id: int
    version: int
    now: datetime

    @property
    def today(self) -> date:
        return clock.local(self.now).date()


def record_of(
    found: Appraisal, kind: str, by_id: int | None, now: datetime, **more: object
) -> None:
    record(kind, by_id, now, appraisal=found.id, title=found.title, **more)


def check(no: No | None) -> None:
    if no is not None:
        raise Refused(no)


def runs(found: Appraisal, by: By) -> None:
    """Refused for those who stand back from it (art. 36, 37)."""
    check(standing.may_not_run(found, by.person_id, by.today))


def begun(appraisal_id: int, by: By) -> Appraisal:
    """Under its lock, in the version that was read, by somebody who may run it."""
    found = queries.locked(appraisal_id)
    if found.version != by.version:
        raise Refused(No.MOVED_ON)
    runs(found, by)
    found.version += 1
    return found


def _draft(appraisal_id: int, by: By) -> Appraisal:
    found = begun(appraisal_id, by)
    if found.stage is not State.DRAFT:
        raise Refused(No.MOVED_ON)
    return found


def begin(year: int, kind: Kind, plan: Plan, by_id: int, now: datetime) -> Appraisal:
    """A new draft. Sent twice, it is one. The committee's subjects are the committee itself and its
    members by name; of other kinds they are named one by one.
    """
    twin = queries.same(year, kind, plan.title)
    if twin is not None and twin.made_by == by_id and twin.stage is State.DRAFT:
        return twin
    made = Appraisal(year=year, kind=kind, made_by=by_id, made_at=now)
    _fill(made, plan)
    made.questions = [Question(number=1, text=FIRST_QUESTION)]
    if kind is Kind.COMMITTEE:
        made.subjects = _committee(clock.local(now).date())
    by = By(by_id, 1, now)
    with db.session.no_autoflush:
        runs(made, by)
    db.session.add(made)
    _flush()
    record_of(made, kinds.BEGUN, by_id, now)
    return made


def _fill(found: Appraisal, plan: Plan) -> None:
    found.title, found.about, found.asks = plan.title, plan.about, plan.asks
    found.grid_codes = sorted(plan.grid_codes) if plan.asks is Asked.GRIDS else []
    found.asks_words = plan.asks_words
    found.opens_on, found.closes_on = plan.opens_on, plan.closes_on


def _flush() -> None:
    """Another one of this name, or of the committee in this year: the database decides."""
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(No.TITLE_TAKEN) from None


def _committee(on: date) -> list[Subject]:
    body = bodies.of_kind(BodyKind.COMMITTEE, on)
    sitting = bodies.sitting(body.id, on) if body else []
    if body is None or not sitting:
        raise Refused(No.NO_COMMITTEE)
    with official():
        called = {one.person_id: post_of(one) for one in sitting}
    people = [
        Subject(person_id=one.person_id, name=one.person.name, capacity=called[one.person_id])
        for one in {one.person_id: one for one in sitting}.values()
    ]
    subjects = [Subject(body_id=body.id, name=body.name), *people]
    for number, one in enumerate(subjects, 1):
        one.number = number
    return subjects


def plan_anew(appraisal_id: int, plan: Plan, by: By) -> None:
    _fill(_draft(appraisal_id, by), plan)
    _flush()


def add_subject(appraisal_id: int, name: str, capacity: str, for_elders: bool, by: By) -> None:
    """A department, a service, a company. Refused for a second one of its name, and for the
    committee's, whose subjects are its members.
    """
    found = _draft(appraisal_id, by)
    if found.sort is Kind.COMMITTEE:
        raise Refused(No.MOVED_ON)
    if any(one.name == name for one in found.subjects):
        raise Refused(No.SUBJECT_TWICE)
    number = max((one.number for one in found.subjects), default=0) + 1
    found.subjects.append(
        Subject(number=number, name=name, capacity=capacity, for_elders=for_elders)
    )
    db.session.flush()


def add_question(appraisal_id: int, text: str, by: By) -> None:
    found = _draft(appraisal_id, by)
    if any(one.text == text for one in found.questions):
        raise Refused(No.QUESTION_TWICE)
    number = max((one.number for one in found.questions), default=0) + 1
    found.questions.append(Question(number=number, text=text))
    db.session.flush()


def drop_subject(appraisal_id: int, subject_id: int, by: By) -> None:
    """LookupError for one of another appraisal; Refused for the committee's."""
    found = _draft(appraisal_id, by)
    if found.sort is Kind.COMMITTEE:
        raise Refused(No.MOVED_ON)
    _drop(found.subjects, subject_id)


def drop_question(appraisal_id: int, question_id: int, by: By) -> None:
    """LookupError for one of another appraisal."""
    _drop(_draft(appraisal_id, by).questions, question_id)


def _drop(rows: Iterable[Subject] | Iterable[Question], row_id: int) -> None:
    row = next((one for one in rows if one.id == row_id), None)
    if row is None:
        raise LookupError(row_id)
    db.session.delete(row)
    db.session.flush()


def discard(appraisal_id: int, by: By) -> None:
    """A draft that nobody was told of is thrown away."""
    found = _draft(appraisal_id, by)
    for row in (*found.subjects, *found.questions):
        db.session.delete(row)
    db.session.flush()
    db.session.expire(found, ["subjects", "questions"])
    db.session.delete(found)


def announce(appraisal_id: int, by: By) -> None:
    """From now on everyone can read what will be asked, and nothing of it changes. Refused where it
    could not be opened, elders missing among those who appraise their services included.
    """
    found = _draft(appraisal_id, by)
    if found.sort is Kind.COMMITTEE:
        _members_of_today(found, by.today)
    check(rules.plan_fault(_sizes(found), by.today))
    check(roll_fault(found, by.today))
    found.state = rules.after(found.stage, Move.ANNOUNCE)
    found.announced_at = by.now
    days = {"from": found.opens_on.isoformat(), "to": found.closes_on.isoformat()}
    record_of(found, kinds.ANNOUNCED, by.person_id, by.now, **days)


def _members_of_today(found: Appraisal, today: date) -> None:
    """Whoever sits there now, by name: a draft may have lain for a while."""
    for row in list(found.subjects):
        db.session.delete(row)
    db.session.flush()
    db.session.expire(found, ["subjects"])
    found.subjects.extend(_committee(today))
    db.session.flush()


def _sizes(found: Appraisal) -> rules.Plan:
    return rules.Plan(
        subjects=len(found.subjects),
        questions=len(found.questions),
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        asks=Asked(found.asks),
        grids=len(found.grid_codes),
    )


def roll_fault(found: Appraisal, on: date) -> No | None:
    """Whether the roster has whom it asks, elders where they must be."""
    people = standing.asked(found, habits.ELDER_AGE(), on)
    return rules.roll_fault(len(people.people), people.elders, found.for_elders)


def copy(appraisal_id: int, by_id: int, now: datetime) -> Appraisal:
    """A draft that asks the same again: for the year after, or for this one where it was withdrawn
    or void.
    """
    old = queries.locked(appraisal_id)
    again = old.stage in (State.WITHDRAWN, State.VOID)
    if old.stage is not State.POSTED and not again:
        raise Refused(No.MOVED_ON)
    today = clock.local(now).date()
    first = today + timedelta(days=7)
    plan = Plan(
        f"{old.title}（重新评）"[:80] if again else old.title,
        old.about,
        Asked(old.asks),
        tuple(old.grid_codes),
        old.asks_words,
        first,
        first + (old.closes_on - old.opens_on),
    )
    made = begin(old.year if again else old.year + 1, old.sort, plan, by_id, now)
    if made.version == 1 and made.made_at == now:
        _copy_rows(old, made)
    return made


def _copy_rows(old: Appraisal, made: Appraisal) -> None:
    if old.sort is not Kind.COMMITTEE:
        made.subjects.extend(
            Subject(
                number=one.number,
                name=one.name,
                capacity=one.capacity,
                for_elders=one.for_elders,
            )
            for one in old.subjects
        )
    made.questions[0].text = old.questions[0].text
    made.questions.extend(Question(number=one.number, text=one.text) for one in old.questions[1:])
    db.session.flush()
