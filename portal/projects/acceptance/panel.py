"""Acceptance on a project's page, in its story and in the project ledger: registered at import."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.access import Asker
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
    """Every round that was called, of a project."""
    if keys.project_id is None:
        return []
    page = url_for("projects.show", project_id=keys.project_id)
    return [
        Link(
            Stage.ACCEPTANCE, _("第 %(n)s 次，%(day)s", n=number, day=day(on)), f"{page}#acceptance"
        )
        for number, on in queries.days(keys.project_id)
    ]


panels.register("acceptance", "projects/acceptance/_of_project.html", _told)
panels.register_column(_l("验收人"), _cells)
chain.register(links)
