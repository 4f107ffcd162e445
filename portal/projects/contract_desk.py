"""The contract of a project: who does the work, how they were chosen, for how much."""

from datetime import datetime

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from portal.core import store
from portal.core.access import Can, asker, needs
from portal.core.page import page, see_other
from portal.projects import contracting, decisions, pages
from portal.projects.choosing import Further, Terms
from portal.projects.forms import ContractForm, FurtherForm, StepForm
from portal.projects.models import Project
from portal.projects.rules import MOVES, Choice, Move, State

bp = Blueprint("projects_contract", __name__, url_prefix="/desk/projects/<int:project_id>/contract")


@bp.get("/")
@needs(Can.KEEP_PROJECTS)
def new(project_id: int) -> Response:
    project = pages.found(project_id)
    if contracting.may_go_further(project):
        return _further_page(project, FurtherForm(formdata=None, version=project.version))
    if (State(project.state), Move.CONTRACT) not in MOVES:
        return see_other("projects_work.show", project_id=project_id)
    return _contract_page(project, ContractForm(formdata=None, version=project.version))


def _contract_page(project: Project, form: StepForm) -> Response:
    status = 422 if form.errors else 200
    stands = decisions.stands(project)
    return page(
        "projects/desk/contract.html", status=status, project=project, form=form, stands=stands
    )


@bp.post("/")
@needs(Can.KEEP_PROJECTS)
def sign(project_id: int) -> Response:
    me, form = asker().person_id, ContractForm()
    if not form.validate():
        return _contract_page(pages.found(project_id), form)
    paper = form.paper.data
    folder = current_app.config["PORTAL"].uploads
    kept = (store.keep(folder, paper.body, paper.media), paper.media) if paper else None

    def signed(project: Project, form: ContractForm, me: int, now: datetime) -> None:
        contracting.sign(project, _terms(form), kept, me, now)

    return pages.take(project_id, form, me, signed, _contract_page)


def _terms(form: ContractForm) -> Terms:
    return Terms(
        contractor=form.contractor.data or "",
        choice=Choice(form.choice.data),
        fen=form.fen.data or 0,
        signed_on=form.signed_on.data,  # type: ignore[arg-type]
        reason=form.reason.data or "",
        bids=form.bids,
    )


def _further_page(project: Project, form: StepForm) -> Response:
    status = 422 if form.errors else 200
    contract, stands = project.contract, decisions.stands(project)
    return page(
        "projects/desk/further.html",
        status=status,
        project=project,
        form=form,
        stands=stands,
        contract=contract,
    )


@bp.post("/more/")
@needs(Can.KEEP_PROJECTS)
def go_further(project_id: int) -> Response:
    me, form, project = asker().person_id, FurtherForm(), pages.found(project_id)
    if project.contract is None:
        return see_other("projects_work.show", project_id=project_id)
    if not form.validate():
        return _further_page(project, form)
    paper, folder = form.paper.data, current_app.config["PORTAL"].uploads
    kept = store.keep(folder, paper.body, paper.media), paper.media

    def signed(project: Project, form: FurtherForm, me: int, now: datetime) -> None:
        said = Further(form.fen.data or 0, form.signed_on.data, form.reason.data or "")  # type: ignore[arg-type]
        contracting.go_further(project, said, kept, me, now)

    return pages.take(project_id, form, me, signed, _further_page)
