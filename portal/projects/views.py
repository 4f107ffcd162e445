"""Projects in public: the list, each as a story, its pictures and its contract; following one."""

from flask import Blueprint, abort, current_app, flash, make_response, request
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, csvs, documents, store
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.page import page, page_number, public_url, see_other
from portal.core.qr import qr_svg
from portal.core.workbooks import download
from portal.projects import actions, asked, pages, panels, queries, sheet, story
from portal.projects.models import Project

bp = Blueprint("projects", __name__, url_prefix="/projects")
PAGE_SIZE = 20


@bp.get("/")
@public
def index() -> Response:
    wanted, today = asked.wanted(), clock.today()
    found = queries.listed(wanted, today, page_number(), PAGE_SIZE)
    return page(
        "projects/index.html",
        wanted=wanted,
        found=found,
        paid=panels.spent([one.id for one in found.items]),
        narrowed=_narrowed(),
        years=queries.years(),
        grids=queries.grids(),
        today=today,
    )


def _narrowed() -> str:
    """What narrows the list, for the addresses of its files."""
    query = request.query_string.decode(errors="replace")
    return f"?{query}" if query else ""


@bp.get("/<any(xlsx, csv):kind>/")
@public
def export(kind: str) -> Response:
    """The project ledger (台账) of what the list shows, all of it."""
    found = queries.everything(asked.wanted(), clock.today())
    name = _("项目台账")
    if kind == "csv":
        return csvs.download(sheet.rows(found), name, "projects")
    return download(sheet.workbook_of(found), name, "projects")


@bp.get("/<int:project_id>/")
@public
def show(project_id: int) -> Response:
    me = asker_or_none()
    project, follows = queries.as_seen_by(project_id, me.person_id if me else 0) or abort(404)
    shown = panels.of(project, me)
    paid = panels.paid(shown)
    told = pages.told(project, paid.fen)
    url = public_url("projects.show", project_id=project_id)
    return page(
        "projects/show.html",
        **told,
        whom=sheet.whom(project),
        quotes=project.quotes,
        pictures=pages.pictures(project_id),
        moved=pages.moved_days(told["steps"]),
        panels=shown,
        chain=story.of(project, paid.newest),
        follows=follows,
        may_keep=me is not None and me.can(Can.KEEP_PROJECTS),
        qr=qr_svg(url),
        page_url=url,
    )


@bp.get("/photos/<int:photo_id>/<any(full, small):size>.jpg")
@public
def photo(photo_id: int, size: str) -> Response:
    """A picture; never one that was taken away."""
    found = queries.picture(photo_id)
    if found is None or found.removed_reason is not None:
        abort(404)
    digest = found.digest if size == "full" else found.thumb
    response = make_response(_read(digest, "jpg"))
    response.mimetype = "image/jpeg"
    response.set_etag(digest)
    response.headers["Content-Disposition"] = "inline"
    return response.make_conditional(request)


@bp.get("/<int:project_id>/contract/")
@public
def contract(project_id: int) -> FlaskResponse:
    """The contract's file, as a download."""
    project: Project = queries.by_id(project_id) or abort(404)
    found = project.contract
    if found is None or found.paper is None or found.paper_ending is None:
        abort(404)
    body = _read(found.paper, found.paper_ending)
    title = _("%(number)s 合同", number=project.number)
    return documents.download(body, found.paper_ending, found.paper, title)


@bp.get("/<int:project_id>/contract/<int:supplement_id>/")
@public
def supplement(project_id: int, supplement_id: int) -> FlaskResponse:
    """The file of a further contract, as a download."""
    found = queries.supplement(project_id, supplement_id) or abort(404)
    body = _read(found.paper, found.paper_ending)
    return documents.download(body, found.paper_ending, found.paper, _("补充合同"))


def _read(digest: str, ending: str) -> bytes:
    try:
        return store.read(current_app.config["PORTAL"].uploads, digest, ending)
    except LookupError:
        abort(404)


# ---- following


@bp.post("/<int:project_id>/follow/")
@needs(Can.USE_OWN_PAGES)
def follow(project_id: int) -> Response:
    me = asker().person_id
    with writing():
        if queries.by_id(project_id) is None:
            abort(404)
        actions.follow(project_id, me)
    flash(_("关注了。项目有了新进展，会发消息告诉您。"), "good")
    return see_other(".show", project_id=project_id)


@bp.post("/<int:project_id>/unfollow/")
@needs(Can.USE_OWN_PAGES)
def unfollow(project_id: int) -> Response:
    me = asker().person_id
    with writing():
        if queries.by_id(project_id) is None:
            abort(404)
        actions.unfollow(project_id, me)
    flash(_("不再关注这个项目了。"), "good")
    return see_other(".show", project_id=project_id)
