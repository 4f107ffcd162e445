"""Programmes on the desk: founded, aimed, reported on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.forms import Form
from portal.core.page import page, page_number, refused, see_other
from portal.projects import actions as projects
from portal.projects.programmes import actions, forms, queries, words
from portal.projects.programmes.actions import Change, Plan, Refused
from portal.projects.programmes.models import Line, Programme

bp = Blueprint("programmes_desk", __name__, url_prefix="/desk/programmes")
PAGE_SIZE, PROJECTS_OFFERED = 20, 100
_NEW, _SHOW = "projects/programmes/desk/new.html", "projects/programmes/desk/show.html"
_CORRECT = "projects/programmes/desk/correct.html"


@bp.get("/")
@needs(Can.KEEP_PROJECTS)
def index() -> Response:
    found = queries.listed(page_number(), PAGE_SIZE)
    return page("projects/programmes/desk/index.html", found=found, today=clock.today())


def _say(form: Form, no: Refused) -> None:
    """The refusal at its field, or above the form."""
    field, message = words.REFUSALS[no.reason]
    if field is not None and field in form:
        form.fail(field, message)
    else:
        form.form_errors.append(message)


# ---- founding


def _plan_form(**given: Any) -> forms.PlanForm:
    form = forms.PlanForm(**given)
    form.offer(queries.grounds(clock.now()))
    return form


@bp.get("/new/")
@needs(Can.KEEP_PROJECTS)
def new() -> Response:
    year = clock.today().year
    return page(_NEW, form=_plan_form(first_year=year, last_year=year + 2))


@bp.post("/new/")
@needs(Can.KEEP_PROJECTS)
def found() -> Response:
    form = _plan_form()
    if not form.validate():
        return refused(_NEW, form=form)
    plan = Plan(
        title=form.title.data or "",
        summary=form.summary.data or "",
        resolution_id=form.resolution.data,
        first_year=form.first_year.data or 0,
        last_year=form.last_year.data or 0,
    )
    try:
        with writing():
            made = actions.found(plan, asker().person_id, clock.now()).id
    except Refused as no:
        _say(form, no)
        return refused(_NEW, form=form)
    flash(_("计划设立了，请写下每年的目标。"), "good")
    return see_other(".show", programme_id=made)


# ---- one programme


def _known(programme_id: int) -> Programme:
    return queries.programme(programme_id) or abort(404)


def _page(found: Programme, status: int = 200, **given: Form) -> Response:
    blank: dict[str, Any] = {"formdata": None}
    grounds = queries.grounds(clock.now())
    return page(
        _SHOW,
        status=status,
        programme=found,
        today=clock.today(),
        form=next(iter(given.values()), None),
        aim=given.get("aim") or forms.target_form(found.years, **blank),
        change=given.get("change") or _offered(forms.ChangeForm(**blank), found.targets, grounds),
        report=given.get("report")
        or _offered(forms.ReportForm(on=clock.today(), **blank), found.targets),
        join=given.get("join") or _offered(forms.JoinForm(**blank), _homeless()),
    )


def _offered(form: Any, *offers: Any) -> Any:
    form.offer(*offers)
    return form


def _homeless() -> Any:
    return queries.without_programme(PROJECTS_OFFERED)


@bp.get("/<int:programme_id>/")
@needs(Can.KEEP_PROJECTS)
def show(programme_id: int) -> Response:
    return _page(_known(programme_id))


def _act(
    programme_id: int, name: str, form: Any, act: Callable[[Programme], object], told: str
) -> Response:
    """One act under the programme's lock; every refusal on the page, nothing typed is lost."""
    if not form.validate():
        return _page(_known(programme_id), 422, **{name: form})
    try:
        with writing():
            act(actions.locked(programme_id))
    except LookupError:
        abort(404)
    except Refused as no:
        db.session.rollback()
        _say(form, no)
        return _page(_known(programme_id), 422, **{name: form})
    flash(told, "good")
    return see_other(".show", programme_id=programme_id)


@bp.post("/<int:programme_id>/targets/")
@needs(Can.KEEP_PROJECTS)
def aim(programme_id: int) -> Response:
    years = _known(programme_id).years
    form: Any = forms.target_form(years)

    def act(programme: Programme) -> None:
        due = {year: form[f"due_{year}"].data for year in years}
        what, unit = form.what.data, form.unit.data
        actions.aim(programme, what, unit, due, asker().person_id, clock.now())

    return _act(programme_id, "aim", form, act, _("目标写下了，大家都看得到。"))


@bp.post("/<int:programme_id>/change/")
@needs(Can.KEEP_PROJECTS)
def change(programme_id: int) -> Response:
    found = _known(programme_id)
    form: Any = _offered(forms.ChangeForm(), found.targets, queries.grounds(clock.now()))

    def act(programme: Programme) -> None:
        target_id, year = form.chosen
        wanted = Change(target_id, year, form.changed.data, form.why.data, form.resolution.data)
        actions.change(programme, wanted, asker().person_id, clock.now())

    return _act(programme_id, "change", form, act, _("目标改了，原来的数和原因都公开。"))


@bp.post("/<int:programme_id>/report/")
@needs(Can.KEEP_PROJECTS)
def report(programme_id: int) -> Response:
    form: Any = _offered(forms.ReportForm(), _known(programme_id).targets)

    def act(programme: Programme) -> None:
        said = form.target.data, form.number.data, form.day, form.note.data
        actions.report(programme, *said, asker().person_id, clock.now())

    return _act(programme_id, "report", form, act, _("写下了，大家都看得到。"))


# ---- its projects


@bp.post("/<int:programme_id>/join/")
@needs(Can.KEEP_PROJECTS)
def join(programme_id: int) -> Response:
    form: Any = _offered(forms.JoinForm(), _homeless())

    def act(programme: Programme) -> None:
        project = projects.held(form.project.data)
        actions.join(programme, project, asker().person_id, clock.now())

    return _act(programme_id, "join", form, act, _("项目归入了计划。"))


@bp.post("/<int:programme_id>/leave/<int:project_id>/")
@needs(Can.KEEP_PROJECTS)
def leave(programme_id: int, project_id: int) -> Response:
    def act(programme: Programme) -> None:
        project = projects.held(project_id)
        actions.leave(programme, project, asker().person_id, clock.now())

    return _act(programme_id, "press", Form(), act, _("项目移出了计划。"))


# ---- correcting a line


def _line(line_id: int) -> Line:
    return queries.line(line_id) or abort(404)


@bp.get("/lines/<int:line_id>/correct/")
@needs(Can.KEEP_PROJECTS)
def correct(line_id: int) -> Response:
    line = _line(line_id)
    return page(_CORRECT, form=forms.LineForm(number=line.number, on=line.on), line=line)


@bp.post("/lines/<int:line_id>/correct/")
@needs(Can.KEEP_PROJECTS)
def write_correct(line_id: int) -> Response:
    form = forms.LineForm()
    if not form.validate():
        return refused(_CORRECT, form=form, line=_line(line_id))
    try:
        with writing():
            said = form.number.data or 0, form.day, form.note.data or ""
            made = actions.correct(_line(line_id), *said, asker().person_id, clock.now())
            programme_id = made.target.programme_id
    except Refused as no:
        db.session.rollback()
        _say(form, no)
        return refused(_CORRECT, form=form, line=_line(line_id))
    flash(_("更正了。原来的一行还在，不再计算。"), "good")
    return see_other(".show", programme_id=programme_id)
