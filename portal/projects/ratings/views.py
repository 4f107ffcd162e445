"""Rating a project, and reading what everybody said of it."""

from datetime import datetime

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs, public
from portal.core.page import page, page_number
from portal.moderation.rules import State as Reading
from portal.projects.acceptance import pages
from portal.projects.actions import Changed
from portal.projects.models import Project
from portal.projects.ratings import actions, panel, queries, words
from portal.projects.ratings.forms import RateForm
from portal.projects.ratings.models import Rating

bp = Blueprint("ratings", __name__, url_prefix="/projects/<int:project_id>")
PAGE_SIZE = 20


@bp.get("/ratings/")
@public
def index(project_id: int) -> Response:
    project = queries.rated(project_id) or abort(404)
    return page(
        "projects/ratings/index.html",
        project=project,
        told=panel.figures(project),
        found=queries.said(project_id, page_number(), PAGE_SIZE),
    )


@bp.get("/rate/")
@needs(Can.USE_OWN_PAGES)
def rate(project_id: int) -> Response:
    project = queries.rated(project_id) or abort(404)
    mine = queries.of_person(project_id, asker().person_id)
    return _page(project, RateForm(formdata=None, text=_kept(mine)), mine)


def _kept(mine: Rating | None) -> str:
    """Their words, but for those that they took back."""
    gone = mine is None or mine.item is None or mine.item.state == Reading.WITHDRAWN
    return "" if gone or mine is None else mine.text


def _page(project: Project, form: RateForm, mine: Rating | None, status: int = 200) -> Response:
    try:
        no = actions.may_rate(project, asker().person_id, clock.now())
        barred = str(words.REFUSALS[no][1]) if no else ""
    except Changed:
        barred = str(words.CLOSED)
    return page(
        "projects/ratings/rate.html",
        status=status,
        project=project,
        form=form,
        mine=mine,
        barred=barred,
    )


@bp.post("/rate/")
@needs(Can.USE_OWN_PAGES)
def send(project_id: int) -> Response:
    form, project = RateForm(), queries.rated(project_id) or abort(404)

    def again() -> Response:
        mine = queries.of_person(project_id, asker().person_id)
        return _page(queries.rated(project_id) or project, form, mine, 422)

    def act(one: Project, now: datetime) -> None:
        actions.rate(one, asker().person_id, form.stars.data, form.text.data, now)

    if not form.validate():
        return again()
    return pages.take(project_id, act, form, again, "projects.show", words.REFUSALS)
