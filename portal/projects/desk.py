"""The desk of projects: what waits to be founded, what is carried out, what is late."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.budget.decision import PROJECT
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import id_asked, page, page_number, see_other
from portal.projects import asked, founding, managing, open_items, queries, words
from portal.projects.actions import Refused
from portal.projects.forms import FoundForm
from portal.projects.founding import Plan
from portal.resolutions.models import ResolutionItem

bp = Blueprint("projects_desk", __name__, url_prefix="/desk/projects")
PAGE_SIZE, MOST_ITEMS = 30, 200


@bp.get("/")
@needs(Can.KEEP_PROJECTS)
def index() -> Response:
    today, now, wanted = clock.today(), clock.now(), asked.wanted()
    return page(
        "projects/desk/index.html",
        items=open_items.to_found(now, MOST_ITEMS),
        found=queries.listed(wanted, today, page_number(), PAGE_SIZE),
        wanted=wanted,
        today=today,
    )


# ---- founding


def _item() -> ResolutionItem:
    """The item that the address names."""
    return queries.item(id_asked("item") or 0) or abort(404)


def _form(**given: object) -> FoundForm:
    form = FoundForm(**given)
    form.offer(queries.grids(), managing.managers(clock.today()))
    return form


def _prefilled(item: ResolutionItem) -> FoundForm:
    """What the resolution says already; the place, kind and grids of a project of a round."""
    listed = queries.listed_of(item) if item.subject_kind == PROJECT else None
    if listed is None:
        return _form(formdata=None, title=item.title, summary=item.resolution.text)
    return _form(
        formdata=None,
        title=item.title,
        summary=listed.summary,
        kind=listed.kind,
        place=listed.place,
        grids=[one.id for one in listed.round.grids],
    )


def _found_page(form: FoundForm, item: ResolutionItem, status: int = 200) -> Response:
    taken = queries.taken_items([item.id]).get(item.id)
    action = request.full_path.rstrip("?")
    return page(
        "projects/desk/new.html", status=status, form=form, item=item, taken=taken, action=action
    )


@bp.get("/new/")
@needs(Can.KEEP_PROJECTS)
def new() -> Response:
    item = _item()
    return _found_page(_prefilled(item), item)


@bp.post("/new/")
@needs(Can.KEEP_PROJECTS)
def create() -> Response:
    item_id, form = _item().id, _form()
    if not form.validate():
        return _found_page(form, _item(), 422)
    try:
        with writing():
            made = founding.found(item_id, _plan(form), asker().person_id, clock.now()).id
    except Refused as no:
        field, message = words.refusal(no.reason)
        form.fail(field or "title", message)
        return _found_page(form, _item(), 422)
    flash(_("立项了，大家都看得到。"), "good")
    return see_other("projects_work.show", project_id=made)


def _plan(form: FoundForm) -> Plan:
    return Plan(
        title=form.title.data or "",
        kind=form.kind.data,
        manager_id=form.manager.data,
        start_on=form.start_on.data,  # type: ignore[arg-type]
        due_on=form.due_on.data,  # type: ignore[arg-type]
        summary=form.summary.data or "",
        place=form.place.data or "",
        grid_id=form.grid.data or None,
        beneficiaries=form.beneficiaries.data or "",
        grid_ids=tuple(form.grids.data or ()),
    )
