"""Rounds on the desk: setting up, announcing, and the acts around the end."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.ballots import queries as boxes
from portal.ballots.rules import Refused
from portal.budget import checklist, electorate, origins, pages, queries
from portal.budget.actions import closing, preparing
from portal.budget.actions.preparing import CodeTaken, Decided, Frozen, NotReady
from portal.budget.forms import ActForm, ExtendForm, ProjectForm, ReasonForm, RoundForm
from portal.budget.models import ListedProject, Round
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, refused, see_other

bp = Blueprint("budget_desk", __name__, url_prefix="/desk/rounds")
TAKEN = _l("这个编号已经用过了，请换一个（大小写、全角半角不同，也算同一个）")


def _round(round_id: int) -> Round:
    return queries.round_by_id(round_id) or abort(404)


def _project(round_id: int, project_id: int) -> ListedProject:
    return queries.project_of(round_id, project_id) or abort(404)


@bp.get("/")
@needs(Can.SEE_DESK)
def index() -> Response:
    rounds = queries.all_rounds(with_rehearsals=True)
    turnouts = boxes.turnouts([r.box_id for r in rounds if r.box_id])
    return page("budget/desk/index.html", rows=pages.rows(rounds, turnouts, clock.now()))


@bp.get("/<int:round_id>/")
@needs(Can.SEE_DESK)
def show(round_id: int) -> Response:
    return _desk_page(round_id)


def _desk_page(
    round_id: int, status: int = 200, trouble: str | None = None, **forms: object
) -> Response:
    round_, now = _round(round_id), clock.now()
    ending = closing.ending(round_)
    may, overview = pages.possible_acts(round_, ending, now), pages.overview(round_, now)
    return page(
        "budget/desk/round.html",
        status=status,
        round=round_,
        **overview,
        checklist=_checklist(round_, overview, now) if may["edit"] else [],
        may=may,
        undelegated=electorate.undelegated_count(round_),
        ending=ending,
        before_certifying=pages.before_certifying(ending, now),
        stuck=pages.is_stuck(round_, now),
        overdue=pages.opens_unsealed(round_, now),
        trouble=trouble,
        act=ActForm(),
        extend=forms.get("extend") or ExtendForm(formdata=None),
        void=forms.get("void") or ReasonForm(formdata=None),
    )


def _checklist(round_: Round, shown: dict[str, Any], now: datetime) -> list[checklist.Said]:
    keys = Path(current_app.config["PORTAL"].keys)
    listed = [*shown["projects"], *shown["withdrawn"]]
    return checklist.said(checklist.lines(round_, keys, now, listed))


def _act(round_id: int, act: Callable[[Round, int, datetime], object]) -> Response:
    """One act on a round in one transaction, and back to its page; said plainly if too late."""
    try:
        with writing():
            act(_round(round_id), asker().person_id, clock.now())
    except Frozen:
        return _too_late(round_id)
    return see_other("budget_desk.show", round_id=round_id)


def _too_late(round_id: int) -> Response:
    return _desk_page(round_id, 422, _("现在不能这样做：轮次已经封箱冻结，或者还不到时候。"))


# ---- setting up


@bp.get("/new/")
@needs(Can.PREPARE_ROUND)
def new() -> Response:
    return page("budget/desk/round_form.html", form=_round_form(), round=None)


def _round_form(round_: Round | None = None) -> RoundForm:
    return RoundForm(obj=round_).offer(queries.all_grids(), round_.grids if round_ else None)


@bp.post("/new/")
@needs(Can.PREPARE_ROUND)
def create() -> Response:
    form = _round_form()
    if not form.validate():
        return refused("budget/desk/round_form.html", form=form, round=None)
    with writing():
        round_ = Round(**form.values(), grids=queries.grids(form.grid_ids))
        made = preparing.create_round(round_, asker().person_id, clock.now())
        round_id = made.id
    return see_other("budget_desk.show", round_id=round_id)


@bp.get("/<int:round_id>/edit/")
@needs(Can.PREPARE_ROUND)
def edit(round_id: int) -> Response:
    round_ = _round(round_id)
    return page("budget/desk/round_form.html", form=_round_form(round_), round=round_)


@bp.post("/<int:round_id>/edit/")
@needs(Can.PREPARE_ROUND)
def change(round_id: int) -> Response:
    form = _round_form()
    if not form.validate():
        return refused("budget/desk/round_form.html", form=form, round=_round(round_id))

    def act(round_: Round, me: int, now: datetime) -> None:
        values = {**form.values(), "grids": queries.grids(form.grid_ids)}
        preparing.change_round(round_, values, me, now)

    return _act(round_id, act)


@bp.get("/<int:round_id>/projects/new/")
@needs(Can.PREPARE_ROUND)
def new_project(round_id: int) -> Response:
    form = ProjectForm()
    return page("budget/desk/project_form.html", form=form, round=_round(round_id), project=None)


@bp.post("/<int:round_id>/projects/new/")
@needs(Can.PREPARE_ROUND)
def add_project(round_id: int) -> Response:
    form = ProjectForm()
    template = "budget/desk/project_form.html"
    if not form.validate():
        return refused(template, form=form, round=_round(round_id), project=None)
    try:
        with writing():
            project = ListedProject(**form.values())
            preparing.add_project(_round(round_id), project, asker().person_id, clock.now())
    except CodeTaken:
        form.fail("code", TAKEN)
        return refused(template, form=form, round=_round(round_id), project=None)
    except Frozen:
        return _too_late(round_id)
    return see_other("budget_desk.show", round_id=round_id)


@bp.get("/<int:round_id>/projects/<int:project_id>/")
@needs(Can.PREPARE_ROUND)
def edit_project(round_id: int, project_id: int) -> Response:
    project = _project(round_id, project_id)
    return _project_page(round_id, project, ProjectForm(obj=project))


def _project_page(
    round_id: int,
    project: ListedProject,
    form: ProjectForm,
    withdraw: ReasonForm | None = None,
    status: int = 200,
) -> Response:
    return page(
        "budget/desk/project_form.html",
        status=status,
        form=form,
        round=_round(round_id),
        project=project,
        origin=origins.address(project.id),
        withdraw=withdraw or ReasonForm(formdata=None),
    )


@bp.post("/<int:round_id>/projects/<int:project_id>/")
@needs(Can.PREPARE_ROUND)
def change_project(round_id: int, project_id: int) -> Response:
    form = ProjectForm()
    if not form.validate():
        return _project_page(round_id, _project(round_id, project_id), form, status=422)
    try:
        with writing():
            project = _project(round_id, project_id)
            preparing.change_project(project, form.values(), asker().person_id, clock.now())
    except CodeTaken:
        form.fail("code", TAKEN)
        return _project_page(round_id, _project(round_id, project_id), form, status=422)
    except Decided:
        return _project_page(round_id, _project(round_id, project_id), form, status=422)
    except Frozen:
        return _too_late(round_id)
    return see_other("budget_desk.show", round_id=round_id)


@bp.post("/<int:round_id>/projects/<int:project_id>/withdraw/")
@needs(Can.PREPARE_ROUND)
def withdraw_project(round_id: int, project_id: int) -> Response:
    form = ReasonForm()
    if not form.validate():
        project = _project(round_id, project_id)
        edit = ProjectForm(formdata=None, obj=project)
        return _project_page(round_id, project, edit, withdraw=form, status=422)
    reason = form.reason.data or ""

    def act(_round: Round, me: int, now: datetime) -> None:
        preparing.withdraw_project(_project(round_id, project_id), reason, me, now)

    try:
        return _act(round_id, act)
    except Decided:
        project = _project(round_id, project_id)
        edit = ProjectForm(formdata=None, obj=project)
        return _project_page(round_id, project, edit, withdraw=form, status=422)


# ---- acts


@bp.post("/<int:round_id>/announce/")
@needs(Can.PREPARE_ROUND)
def announce(round_id: int) -> Response:
    try:
        return _act(round_id, preparing.announce)
    except NotReady:
        return _desk_page(round_id, 422, _("还不能公布，请先补齐清单里的事项。"))


@bp.post("/<int:round_id>/extend/")
@needs(Can.STOP_ROUND)
def extend(round_id: int) -> Response:
    form = ExtendForm()
    if not form.validate() or form.until.data is None:
        return _desk_page(round_id, 422, extend=form)
    try:
        with writing():
            closing.extend(
                _round(round_id), form.until.data, form.reason.data, asker().person_id, clock.now()
            )
    except Frozen:
        return _too_late(round_id)
    except (ValueError, Refused):
        form.fail("until", _("只能在截止之前延长一次，最多七天"))
        return _desk_page(round_id, 422, extend=form)
    return see_other("budget_desk.show", round_id=round_id)


@bp.post("/<int:round_id>/void/")
@needs(Can.STOP_ROUND)
def void(round_id: int) -> Response:
    form = ReasonForm()
    if not form.validate():
        return _desk_page(round_id, 422, void=form)
    reason = form.reason.data or ""
    return _act(round_id, lambda round_, me, now: closing.void(round_, reason, me, now))


@bp.post("/<int:round_id>/witness/")
@needs(Can.WITNESS_KEY)
def witness(round_id: int) -> Response:
    return _act(round_id, closing.witness_key)


@bp.post("/<int:round_id>/certify/")
@needs(Can.CERTIFY_ROUND)
def certify(round_id: int) -> Response:
    return _act(round_id, closing.certify)
