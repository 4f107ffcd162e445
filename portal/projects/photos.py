"""Pictures of before, during and after."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.core import clock
from portal.core.db import db
from portal.projects import actions, acts, rules
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project, ProjectPhoto
from portal.projects.rules import Moment, Refusal


@dataclass(frozen=True)
class Shot:
    """``digest`` and ``thumb`` name the files in the store."""

    moment: Moment
    caption: str
    taken_on: date
    digest: str
    thumb: str


def add(project: Project, shot: Shot, actor_id: int, now: datetime) -> None:
    """Shows a picture on the page of a project that the caller holds."""
    if shot.taken_on > clock.local(now).date():
        raise Refused(Refusal.FUTURE)
    have = db.session.query(ProjectPhoto).filter_by(project_id=project.id).all()
    if any(one.digest == shot.digest for one in have):
        raise Refused(Refusal.SAME_PHOTO)
    if sum(one.removed_reason is None for one in have) >= rules.MOST_PHOTOS:
        raise Refused(Refusal.MOST_PHOTOS)
    db.session.add(ProjectPhoto(project_id=project.id, **vars(shot), by_id=actor_id, at=now))
    actions.note(project, acts.PHOTO, shot.caption, actor_id, now)


def remove(
    project: Project, photo: ProjectPhoto, reason: str, actor_id: int, now: datetime
) -> None:
    """Takes one away that should not have been shown; its place stays, with the reason."""
    if photo.project_id != project.id or photo.removed_reason is not None:
        raise Changed
    photo.removed_reason = reason
    actions.note(project, acts.PHOTO_REMOVED, reason, actor_id, now)
