"""The steps of a project. Each function acts inside the caller's ``writing()``, on a project that
the caller holds, and leaves a step on its page, a line on record, and a message to its followers.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db, insert_once
from portal.projects import acts, kinds
from portal.projects.models import Project, ProjectFollow, ProjectStep
from portal.projects.rules import MOVES, Move, State

_FACTS = {
    Move.BEGIN: "begun_on",
    Move.FINISH: "finished_on",
    Move.ACCEPT: "accepted_on",
    Move.STOP: "stopped_on",
}


class Changed(Exception):
    """The project does not stand so that this may follow; nothing was changed."""


class Refused(Exception):
    """Not so, for a reason that has its own sentence; nothing was changed."""

    def __init__(self, reason: StrEnum) -> None:
        super().__init__(reason)
        self.reason = reason


def locked(project_id: int) -> Project | None:
    """The project under its lock; the resolutions that decide on it are locked before it."""
    return db.session.get(Project, project_id, with_for_update=True, populate_existing=True)


def held(project_id: int, seen: int | None = None) -> Project:
    """The same, for a page that showed version ``seen`` of it. LookupError for an unknown one;
    Changed where somebody has acted on it since.
    """
    project = locked(project_id)
    if project is None:
        raise LookupError(project_id)
    if seen is not None and seen != project.version:
        raise Changed
    return project


def step(
    project: Project, move: Move, text: str, actor_id: int | None, now: datetime, on: date
) -> None:
    """Moves a project along; ``on``: the day on which it was so. Changed where ``MOVES`` does not
    allow it.
    """
    state = State(project.state)
    if (state, move) not in MOVES:
        raise Changed
    project.state = MOVES[state, move]
    if move is Move.REOPEN:
        project.accepted_on = project.rate_until = None
    if move in _FACTS:
        setattr(project, _FACTS[move], on)
    if move is Move.ACCEPT:
        project.rate_until = on + timedelta(days=kinds.RATE_DAYS())
    note(project, move, text, actor_id, now)


def note(
    project: Project,
    act: str,
    text: str,
    actor_id: int | None,
    now: datetime,
    *,
    subject: str = "",
    due_was: date | None = None,
    due_now: date | None = None,
) -> None:
    """A step that moves nothing. KeyError for an act that nobody named (``acts.act``)."""
    acts.label(act)
    project.version += 1
    days = {"due_was": due_was, "due_now": due_now}
    written = ProjectStep(
        project_id=project.id,
        version=project.version,
        act=act,
        subject=subject,
        text=text,
        by_id=actor_id,
        at=now,
        **days,
    )
    db.session.add(written)
    db.session.flush()
    outbox.tell(followers(project.id, but=actor_id), acts.kind_of(act), now, **about(project))
    record(acts.kind_of(act), actor_id, now, **about(project), version=project.version)


def about(project: Project) -> dict[str, str | int]:
    """What messages and the record say of it."""
    return {"project": project.id, "number": project.number, "title": project.title}


def followers(project_id: int, but: int | None = None) -> list[int]:
    """Who is told of each step; whoever takes it need not be."""
    wanted = select(ProjectFollow.person_id).where(ProjectFollow.project_id == project_id)
    found = db.session.scalars(wanted.order_by(ProjectFollow.person_id))
    return [person_id for person_id in found if person_id != but]


def follow(project_id: int, person_id: int) -> None:
    """From now on this person is told; twice is once."""
    insert_once(ProjectFollow, project_id=project_id, person_id=person_id)


def unfollow(project_id: int, person_id: int) -> None:
    found = db.session.get(ProjectFollow, (project_id, person_id))
    if found is not None:
        db.session.delete(found)
        db.session.flush()
