"""Ratings on a project's page, in its story and in the project ledger: registered at import."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Asker
from portal.core.db import db
from portal.core.words import day
from portal.projects import panels
from portal.projects.models import Project
from portal.projects.panels import Told
from portal.projects.ratings import queries, rules, words
from portal.story import chain
from portal.story.chain import Keys, Link, Stage


def figures(project: Project) -> Told:
    """How it was rated, as far as everybody may know. One query."""
    today, (found, is_answered) = clock.today(), queries.figures(project.id)
    until = project.rate_until or today
    shown = rules.is_shown(found, until, today)
    owed = None if is_answered else rules.answer_by(found, until, today)
    return {
        "project": project,
        "figures": found,
        "shown": shown,
        "open": rules.is_open(until, today),
        "fewest": rules.FEWEST,
        "answer_by": owed,
        "late": owed is not None and owed < today,
    }


def _told(project: Project, _asker: Asker | None) -> Told | None:
    if project.rate_until is None:
        return None
    return figures(project)


def _cells(project_ids: Sequence[int]) -> dict[int, str]:
    """Of those whose stars everybody may know; two queries."""
    found, today = queries.figures_of(project_ids), clock.today()
    rated = Project.id.in_(project_ids), Project.rate_until < today
    over = db.session.execute(select(Project.id, Project.rate_until).where(*rated)).all()
    return {
        one: words.in_short(found[one])
        for one, until in over
        if until is not None and rules.is_shown(found[one], until, today)
    }


def links(keys: Keys) -> list[Link]:
    """What those whom it benefits said of it, the end of its story."""
    project = db.session.get(Project, keys.project_id) if keys.project_id is not None else None
    if project is None or project.rate_until is None:
        return []
    is_open = rules.is_open(project.rate_until, clock.today())
    label = _("%(day)s以前可以评", day=day(project.rate_until)) if is_open else _("看大家怎么评")
    return [Link(Stage.RATING, label, url_for("ratings.index", project_id=project.id))]


panels.register("ratings", "projects/ratings/_of_project.html", _told)
panels.register_column(_l("居民评价"), _cells)
chain.register(links)
