"""What is decided on a project later: more money, something else, or its end."""

from datetime import datetime
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.page import page
from portal.projects import founding, open_items, pages
from portal.projects.forms import ScopeForm, StepForm, StopForm, SupplementForm
from portal.projects.models import Project

bp = Blueprint("projects_decide", __name__, url_prefix="/desk/projects/<int:project_id>/decide")
MOST_OFFERED = 200
DECISIONS: dict[str, type[StepForm]] = {
    one.act: one for one in (SupplementForm, ScopeForm, StopForm)
}


@bp.get("/")
@needs(Can.KEEP_PROJECTS)
def show(project_id: int) -> Response:
    return _decide_page(pages.found(project_id))


def _decide_page(project: Project, wrong: StepForm | None = None) -> Response:
    forms = {act: kind(formdata=None, version=project.version) for act, kind in DECISIONS.items()}
    if wrong is not None:
        forms[wrong.act] = wrong
    _offer_decisions(forms)
    return page(
        "projects/desk/decide.html",
        status=422 if wrong else 200,
        project=project,
        forms=forms,
        form=wrong,
    )


def _offer_decisions(forms: dict[str, StepForm]) -> None:
    now = clock.now()
    made = open_items.deciding(now, MOST_OFFERED)
    for form in forms.values():
        if isinstance(form, SupplementForm):
            form.offer(open_items.to_supplement(now, MOST_OFFERED))
        elif isinstance(form, ScopeForm | StopForm):
            form.offer(made)


def _supplement(project_id: int, form: Any, me: int, now: datetime) -> None:
    text = form.text.data or ""
    founding.supplement(project_id, form.item.data, text, me, now, form.seen)


def _scope(project_id: int, form: Any, me: int, now: datetime) -> None:
    text = form.text.data or ""
    founding.change_scope(project_id, form.resolution.data, text, me, now, form.seen)


def _stop(project_id: int, form: Any, me: int, now: datetime) -> None:
    founding.stop(project_id, form.resolution.data, form.text.data or "", me, now, form.seen)


_DECIDED = {SupplementForm.act: _supplement, ScopeForm.act: _scope, StopForm.act: _stop}


@bp.post("/<any(supplement,scope,stop):what>/")
@needs(Can.KEEP_PROJECTS)
def decided(project_id: int, what: str) -> Response:
    """The resolution is held before the project: founding takes both locks in its order."""
    pages.found(project_id)
    me, form = asker().person_id, DECISIONS[what]()
    _offer_decisions({what: form})
    if not form.validate():
        return _decide_page(pages.found(project_id), form)

    def act() -> None:
        _DECIDED[what](project_id, form, me, clock.now())

    return pages.run(act, project_id, form, _decide_page)
