"""Acceptance on a project's page, in its story and in the project ledger: registered at import."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.access import Asker
from portal.core.db import db
from portal.core.words import day
from portal.projects import panels
from portal.projects.acceptance import queries, words
from portal.projects.acceptance.models import State
from portal.projects.models import Project
from portal.projects.panels import Told
from portal.projects.rules import State as Standing
from portal.story import chain
from portal.story.chain import Keys, Link, Stage

_OVER_TO_US = (Standing.FINISHED, Standing.MENDING, Standing.ACCEPTED)


def _told(project: Project, asker: Asker | None) -> Told | None:
    if project.state not in _OVER_TO_US:
        return None
    every = [one for one in queries.rounds(project.id) if one.state != State.PREPARING]
    if not every:
        return None
    asked = every[-1].acceptors if every[-1].state == State.OPEN else []
    mine = asker is not None and any(one.person_id == asker.person_id for one in asked)
    return {"rounds": every, "mine": mine, "project": project, "today": clock.today()}


def _cells(project_ids: Sequence[int]) -> dict[int, str]:
    return {one: words.names(them) for one, them in queries.accepted_by(project_ids).items()}


def links(keys: Keys) -> list[Link]:
    """How the acceptance of a project stands, told by the project itself."""
    project = db.session.get(Project, keys.project_id) if keys.project_id is not None else None
    if project is None or project.state not in (Standing.MENDING, Standing.ACCEPTED):
        return []
    label = day(project.accepted_on) if project.accepted_on else _("正在整改")
    page = url_for("projects.show", project_id=project.id)
    return [Link(Stage.ACCEPTANCE, label, f"{page}#acceptance")]


panels.register("acceptance", "projects/acceptance/_of_project.html", _told)
panels.register_column(_l("验收人"), _cells)
chain.register(links)
