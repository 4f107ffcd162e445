"""The feeds: what was decided, what is carried out, what is posted; newest first."""

from collections.abc import Sequence

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from portal.core import atom, clock
from portal.core.access import public
from portal.core.atom import LONGEST, Entry, Feed
from portal.core.db import db
from portal.core.page import public_url
from portal.notices.models import Posting
from portal.projects.models import Project, ProjectStep
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution
from portal.roster.queries import community

bp = Blueprint("feeds", __name__)


@bp.get("/resolutions/feed.atom")
@public
def resolved() -> Response:
    entries = [_resolution(one) for one in resolutions.newest(LONGEST)]
    return _answer("resolutions", _("决议"), ".resolved", "resolutions.index", entries)


def _resolution(one: Resolution) -> Entry:
    return Entry(
        f"resolution:{one.id}",
        f"{one.number} {one.title}",
        public_url("resolutions.show", year=one.year, serial=one.serial),
        clock.start_of(one.adopted_on),
    )


@bp.get("/projects/feed.atom")
@public
def carried_out() -> Response:
    """One entry a project, as new as its last step."""
    last = select(func.max(ProjectStep.id)).group_by(ProjectStep.project_id)
    newest = select(ProjectStep).where(ProjectStep.id.in_(last)).order_by(ProjectStep.id.desc())
    whole = newest.options(joinedload(ProjectStep.project)).limit(LONGEST)
    entries = [_project(step.project, step) for step in db.session.scalars(whole)]
    return _answer("projects", _("项目"), ".carried_out", "projects.index", entries)


def _project(project: Project, step: ProjectStep) -> Entry:
    href = public_url("projects.show", project_id=project.id)
    title = f"{project.number} {project.title}"
    return Entry(f"project:{project.id}", title, href, step.at, step.text)


@bp.get("/disclosure/feed.atom")
@public
def posted() -> Response:
    """Whatever any room has posted."""
    newest = select(Posting).order_by(Posting.posted_at.desc(), Posting.id.desc()).limit(LONGEST)
    entries = [_posting(one) for one in db.session.scalars(newest)]
    return _answer("postings", _("居务公开"), ".posted", "disclosure.index", entries)


def _posting(one: Posting) -> Entry:
    title = f"{one.label}：{one.title}"
    changed = one.taken_back_at or one.posted_at
    href = public_url("front.home").rstrip("/") + one.path
    return Entry(f"posting:{one.id}", title, href, changed, one.taken_back_reason or "")


def _answer(key: str, title: str, here: str, there: str, entries: Sequence[Entry]) -> Response:
    name = community().name
    told = Feed(key, f"{title} — {name}", name, public_url(here), public_url(there), entries)
    return atom.answer(told)
