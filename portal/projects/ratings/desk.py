"""The desk of ratings: what residents said, and the committee's answers."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.page import page, page_number
from portal.projects.acceptance import pages
from portal.projects.acceptance.pages import Act
from portal.projects.ratings import actions, panel, queries, words
from portal.projects.ratings.forms import ReplyForm

bp = Blueprint("ratings_desk", __name__, url_prefix="/desk")
ONE = "/projects/<int:project_id>/ratings"
PAGE_SIZE, WHOLE = 20, 0


@bp.get("/ratings/")
@needs(Can.KEEP_PROJECTS)
def index() -> Response:
    today = clock.today()
    found = queries.desk(today, page_number(), PAGE_SIZE)
    return page(
        "projects/ratings/desk/index.html",
        found=found,
        asking=queries.asking([one.id for one in found.items], today),
    )


@bp.get(f"{ONE}/")
@needs(Can.KEEP_PROJECTS)
def show(project_id: int) -> Response:
    return _page(project_id)


def _page(project_id: int, wrong: ReplyForm | None = None) -> Response:
    project = queries.rated(project_id) or abort(404)
    found, told = queries.to_answer(project_id, page_number(), PAGE_SIZE), panel.figures(project)
    forms = {one.id: ReplyForm(one.id, formdata=None, text=one.reply) for one in found.items}
    if told["shown"]:
        forms[WHOLE] = ReplyForm(WHOLE, formdata=None)
    if wrong is not None:
        forms[int(str(wrong.about))] = wrong
    return page(
        "projects/ratings/desk/show.html",
        status=422 if wrong else 200,
        project=project,
        told=told,
        found=found,
        forms=forms,
        wrong=wrong,
    )


@bp.post(f"{ONE}/<int:rating_id>/")
@needs(Can.KEEP_PROJECTS)
def reply(project_id: int, rating_id: int) -> Response:
    me, form = asker().person_id, ReplyForm(rating_id)
    return _take(
        project_id,
        form,
        lambda one, now: actions.reply(one, rating_id, form.text.data, me, now),
    )


@bp.post(f"{ONE}/answer/")
@needs(Can.KEEP_PROJECTS)
def answer(project_id: int) -> Response:
    me, form = asker().person_id, ReplyForm(WHOLE)
    return _take(project_id, form, lambda one, now: actions.answer(one, form.text.data, me, now))


def _take(project_id: int, form: ReplyForm, act: Act) -> Response:
    def again() -> Response:
        return _page(project_id, form)

    if not form.validate():
        return again()
    return pages.take(project_id, act, form, again, "ratings_desk.show", words.REFUSALS)
