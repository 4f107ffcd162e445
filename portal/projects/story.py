"""A project's link in the story: forward from what decided it, back from it to the wish; and the
resolutions that added to it.
"""

from dataclasses import replace

from flask import url_for
from sqlalchemy import ColumnElement, exists, or_, select

from portal.core.db import db
from portal.meetings.models import AgendaItem
from portal.meetings.motions.decision import SOURCE as MOTION
from portal.meetings.motions.models import Motion
from portal.projects import decisions
from portal.projects.models import Project, ProjectDecision
from portal.resolutions.models import Resolution
from portal.story import chain
from portal.story.chain import Keys, Link, Stage


def complete(keys: Keys) -> Keys:
    """What a project goes back to: the round's project that it was, or the resolution of a body."""
    if keys.project_id is None or keys.listed_id is not None or keys.resolution_id is not None:
        return keys
    project = db.session.get(Project, keys.project_id)
    if project is None:
        return keys
    if project.listed is not None:
        return replace(keys, round_id=project.listed.round_id, listed_id=project.listed_id)
    return replace(keys, resolution_id=decisions.founding(project).resolution_id)


def links(keys: Keys) -> list[Link]:
    """The project and all resolutions on it; or what came of a project of a price list, of a
    resolution or a topic, in one query.
    """
    if keys.project_id is not None:
        project = db.session.get(Project, keys.project_id)
        return [*_decided_on(project), _link(project)] if project else []
    which = _which(keys)
    if which is None:
        return []
    found = db.session.scalars(select(Project).where(which).order_by(Project.id))
    return [_link(one) for one in found]


def _link(one: Project) -> Link:
    return Link(Stage.PROJECT, f"{one.number} {one.title}", _page(one))


def of(project: Project, paid: tuple[Link, ...] | None = None) -> list[dict[str, object]]:
    """The chain, this project marked; ``paid``: its newest entries, where they are known."""
    return chain.links(Keys(project_id=project.id, paid=paid), Stage.PROJECT, _page(project))


def _page(project: Project) -> str:
    return url_for("projects.show", project_id=project.id)


def _which(keys: Keys) -> ColumnElement[bool] | None:
    asked: list[ColumnElement[bool]] = []
    if keys.listed_id is not None:
        asked.append(Project.listed_id == keys.listed_id)
    if keys.resolution_id is not None:
        asked.append(_decided_by(ProjectDecision.resolution_id == keys.resolution_id))
    if keys.topic_id is not None:
        of_topic = (
            select(Resolution.id)
            .join(Motion, Motion.id == Resolution.source_id)
            .join(AgendaItem, AgendaItem.id == Motion.item_id)
            .where(Resolution.source_kind == MOTION, AgendaItem.topic_id == keys.topic_id)
        )
        asked.append(_decided_by(ProjectDecision.resolution_id.in_(of_topic)))
    return or_(*asked) if asked else None


def _decided_by(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(ProjectDecision.project_id == Project.id, which)


def _decided_on(project: Project) -> list[Link]:
    """The resolution that founded it, and the further ones."""
    made = (one.resolution for one in project.decisions)
    return [Link(Stage.RESOLUTION, one.number, _resolution(one)) for one in made]


def _resolution(one: Resolution) -> str:
    return url_for("resolutions.show", year=one.year, serial=one.serial)


chain.register(links, complete)
