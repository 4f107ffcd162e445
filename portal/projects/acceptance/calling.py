"""Asking people to accept a project, and the day. Each function acts inside the caller's
``writing()``, on a project that the caller holds.
"""

from datetime import date, datetime

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.words import day
from portal.projects import actions
from portal.projects.acceptance import kinds, queries, rules
from portal.projects.acceptance.models import COUNTING, Acceptance, Acceptor, Answer, State
from portal.projects.acceptance.rules import Part, Refusal
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project
from portal.projects.rules import State as Standing


def under_way(project: Project) -> Acceptance | None:
    """The round that has not ended."""
    found = queries.latest(project.id)
    return None if found is None or found.state == State.ENDED else found


def opened(project: Project) -> Acceptance:
    """The round that is called. Changed where none is."""
    found = under_way(project)
    if found is None or found.state != State.OPEN:
        raise Changed
    return found


def may_accept(project: Project, person_id: int, part: Part, today: date) -> Refusal | None:
    """None if they may. LookupError for nobody."""
    who = queries.candidate(person_id, today)
    if who is None:
        raise LookupError(person_id)
    return rules.ask_refusal(who, part, queries.interests(project))


def add(project: Project, person_id: int, part: Part, actor_id: int, now: datetime) -> None:
    """Somebody more is asked; told when it is called, or at once where it is already."""
    one = under_way(project) or _prepare(project)
    if any(each.person_id == person_id for each in one.acceptors):
        raise Refused(Refusal.ASKED_ALREADY)
    if any(each.entered_by == person_id for each in one.acceptors):
        raise Refused(Refusal.OWN)
    if no := may_accept(project, person_id, part, clock.local(now).date()):
        raise Refused(no)
    one.acceptors.append(Acceptor(person_id=person_id, part=part))
    db.session.flush()
    if one.state == State.OPEN:
        actions.note(project, kinds.ASKED_MORE, "", actor_id, now)
        _tell(project, one, [person_id], now)


def _prepare(project: Project) -> Acceptance:
    if project.state != Standing.FINISHED:
        raise Refused(Refusal.NOT_FINISHED)
    last = queries.latest(project.id)
    made = Acceptance(project_id=project.id, round=1 + (last.round if last else 0))
    made.state = State.PREPARING
    db.session.add(made)
    db.session.flush()
    return made


def drop(project: Project, acceptor_id: int) -> None:
    """Takes somebody off who was not told yet."""
    one = under_way(project)
    found = next((x for x in one.acceptors if x.id == acceptor_id), None) if one else None
    if one is None or found is None or one.state != State.PREPARING:
        raise Changed
    db.session.delete(found)
    db.session.flush()


def call(project: Project, on: date, actor_id: int, now: datetime) -> None:
    """Calls those who were chosen for a day; each is told."""
    one, today = under_way(project), clock.local(now).date()
    if one is None or one.state != State.PREPARING or project.state != Standing.FINISHED:
        raise Changed
    parts = [Part(each.part) for each in one.acceptors]
    if no := rules.call_refusal(parts, kinds.RESIDENTS(), on, today):
        raise Refused(no)
    for each in one.acceptors:
        if no := may_accept(project, each.person_id, Part(each.part), today):
            raise Refused(no)
    one.on, one.state, one.called_by = on, State.OPEN, actor_id
    actions.note(project, kinds.CALLED, "", actor_id, now, due_now=None, subject=day(on))
    _tell(project, one, [each.person_id for each in one.acceptors], now)


def _tell(project: Project, one: Acceptance, people: list[int], now: datetime) -> None:
    facts = {**actions.about(project), "on": str(one.on)}
    outbox.tell(people, kinds.TELL_ASKED, now, **facts)


def release(project: Project, acceptor_id: int, reason: str, actor_id: int, now: datetime) -> None:
    """Waits for somebody no longer who may not accept any more, or stayed silent too long."""
    one, today = opened(project), clock.local(now).date()
    found = next((each for each in one.acceptors if each.id == acceptor_id), None)
    if found is None or found.verdict is not None or found.answer not in COUNTING:
        raise Changed
    if not reason:
        raise Refused(Refusal.NO_REASON)
    still_may = may_accept(project, found.person_id, Part(found.part), today) is None
    if still_may and not is_silent(one, today):
        raise Refused(Refusal.MAY_STAY)
    found.answer = Answer.RELEASED
    actions.note(project, kinds.RELEASED, reason, actor_id, now)
    outbox.tell(
        [found.person_id], kinds.TELL_RELEASED, now, reason=reason, **actions.about(project)
    )


def is_silent(one: Acceptance, today: date) -> bool:
    """Whether whoever has not signed by now may be replaced."""
    return one.on is not None and (today - one.on).days > kinds.SILENT_DAYS()
