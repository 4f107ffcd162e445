"""When a resolution is annulled, what it decided on projects falls; and its page says which project
carries an item out. Registered at import.
"""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.db import db
from portal.core.i18n import official
from portal.projects import actions, acts, deciding, founding, queries
from portal.projects.models import Contract, Project, ProjectDecision
from portal.projects.rules import Deciding, State
from portal.resolutions import annulling, registry
from portal.resolutions.models import Resolution
from portal.resolutions.registry import Link


def hold(resolution_id: int) -> None:
    """Every project that it decided on, under lock, so that nobody pays beside us."""
    _held(resolution_id)


def fell(annulled: Resolution, by: Resolution, _actor_id: int, now: datetime) -> None:
    """Counts anew what each may cost, and takes a stop back."""
    with official():
        text = _("%(number)s 被 %(by)s 废止", number=annulled.number, by=by.number)
    for project in _held(annulled.id):
        founding.refresh(project)
        actions.note(project, acts.ANNULLED, text, None, now)
        if _was_stopped_by(project, annulled.id):
            _resume(project, text, now)


def _held(resolution_id: int) -> list[Project]:
    on_it = select(ProjectDecision.project_id).where(ProjectDecision.resolution_id == resolution_id)
    wanted = select(Project).where(Project.id.in_(on_it)).order_by(Project.id).with_for_update()
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def _was_stopped_by(project: Project, resolution_id: int) -> bool:
    made = project.decisions
    is_stop = any(
        one.deciding == Deciding.STOP and one.resolution_id == resolution_id for one in made
    )
    return project.state == State.STOPPED and is_stop


def _resume(project: Project, text: str, now: datetime) -> None:
    is_contracted = db.session.get(Contract, project.id) is not None
    is_begun = project.begun_on is not None
    project.state = deciding.state_without_stop(is_begun, is_contracted)
    project.stopped_on = None
    actions.note(project, acts.RESUMED, text, None, now)


def became(item_ids: Sequence[int]) -> dict[int, Link]:
    """The project that carries each item out."""
    taken = queries.taken_items(item_ids)
    return {one: (f"{to.number} {to.title}", f"/projects/{to.id}/") for one, to in taken.items()}


annulling.when_annulled(hold, fell)
registry.when_carried_out(became)
