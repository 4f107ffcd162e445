"""Carrying a project out: its stages, its days, beginning and finishing. Each function acts inside
the caller's ``writing()``, on a project that the caller holds.
"""

from datetime import date, datetime

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.projects import actions, acts, decisions, rules
from portal.projects.actions import Changed, Refused
from portal.projects.models import Contract, Milestone, Project
from portal.projects.rules import OPEN, WORKING, Move, Refusal, State


def begin(project: Project, on: date, text: str, actor_id: int, now: datetime) -> None:
    if not decisions.stands(project):
        raise Refused(Refusal.FOUNDATION_GONE)
    contract = db.session.get(Contract, project.id)
    signed_on = contract.signed_on if contract else None
    _ask(rules.begin_refusal(on, signed_on, clock.local(now).date()))
    actions.step(project, Move.BEGIN, text, actor_id, now, on)


def finish(project: Project, on: date, text: str, actor_id: int, now: datetime) -> None:
    """The work is done; acceptance is due."""
    _ask(rules.finish_refusal(on, project.begun_on, clock.local(now).date()))
    actions.step(project, Move.FINISH, text, actor_id, now, on)


def tell(project: Project, text: str, actor_id: int, now: datetime) -> None:
    """How it is going, for everyone to read."""
    if project.state not in OPEN:
        raise Changed
    actions.note(project, acts.NOTE, text, actor_id, now)


def move_due(project: Project, due: date, reason: str, actor_id: int, now: datetime) -> None:
    """Moves the day on which it should be finished; the old one stays in its history."""
    _is_working(project)
    was, today = project.due_on, clock.local(now).date()
    _ask(rules.due_refusal(was, due, project.start_on, today))
    project.due_on = due
    act = acts.DELAY if due > was else acts.EARLIER
    actions.note(project, act, reason, actor_id, now, due_was=was, due_now=due)


def add_stage(project: Project, title: str, due: date, actor_id: int, now: datetime) -> None:
    _is_working(project)
    stages = select(func.count(), func.max(Milestone.position))
    many, last = db.session.execute(stages.where(Milestone.project_id == project.id)).one()
    if many >= rules.MOST_STAGES:
        raise Refused(Refusal.MOST_STAGES)
    if due < project.start_on:
        raise Refused(Refusal.BEFORE_START)
    position = (last or 0) + 1
    stage = Milestone(project_id=project.id, position=position, title=title, due_on=due)
    db.session.add(stage)
    actions.note(project, acts.STAGE_ADDED, "", actor_id, now, subject=title, due_now=due)


def finish_stage(
    project: Project, stage: Milestone, on: date, actor_id: int, now: datetime
) -> None:
    _waits(project, stage)
    if on > clock.local(now).date():
        raise Refused(Refusal.FUTURE)
    stage.done_on = on
    actions.note(project, acts.STAGE_DONE, "", actor_id, now, subject=stage.title, due_now=on)


def move_stage(
    project: Project, stage: Milestone, due: date, reason: str, actor_id: int, now: datetime
) -> None:
    _waits(project, stage)
    was = stage.due_on
    _ask(rules.due_refusal(was, due, project.start_on, clock.local(now).date()))
    stage.due_on = due
    told = {"subject": stage.title, "due_was": was, "due_now": due}
    actions.note(project, acts.STAGE_MOVED, reason, actor_id, now, **told)  # type: ignore[arg-type]


def _is_working(project: Project) -> None:
    if State(project.state) not in WORKING:
        raise Changed


def _waits(project: Project, stage: Milestone) -> None:
    _is_working(project)
    if stage.project_id != project.id or stage.done_on is not None:
        raise Changed


def _ask(refusal: Refusal | None) -> None:
    if refusal:
        raise Refused(refusal)
