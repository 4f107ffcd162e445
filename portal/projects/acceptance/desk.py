"""The desk of acceptances: whom to ask, the day, what is mended, and signatures from paper."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.accounts.queries import people_named
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.page import page, page_number
from portal.core.text import clean_line
from portal.projects import queries as projects
from portal.projects.acceptance import (
    calling,
    kinds,
    mending,
    pages,
    queries,
    rules,
    signing,
    words,
)
from portal.projects.acceptance.forms import CallForm, EnterForm, MendForm, Own, ReleaseForm
from portal.projects.acceptance.models import State
from portal.projects.acceptance.rules import Part, Stage
from portal.projects.models import Project
from portal.projects.rules import State as Standing

bp = Blueprint("acceptance_desk", __name__, url_prefix="/desk")
ONE = "/projects/<int:project_id>/acceptance"
BACK, PAPER = "acceptance_desk.show", "acceptance_desk.paper"
PAGE_SIZE = 20


@bp.get("/acceptances/")
@needs(Can.SEE_DESK)
def index() -> Response:
    """What is called and has not ended; findings that are late are said so."""
    return page(
        "projects/acceptance/desk/index.html",
        found=queries.under_way(page_number(), PAGE_SIZE),
        today=clock.today(),
        may_enter=asker().can(Can.ACCEPT_PROJECTS),
        may_keep=asker().can(Can.KEEP_PROJECTS),
    )


def _project(project_id: int) -> Project:
    return projects.with_decisions(project_id) or abort(404)


@bp.get(f"{ONE}/")
@needs(Can.KEEP_PROJECTS)
def show(project_id: int) -> Response:
    return _page(project_id)


def _page(project_id: int, wrong: Own | None = None) -> Response:
    project, today = _project(project_id), clock.today()
    one, typed = calling.under_way(project), clean_line(request.args.get("q", ""))
    forms: dict[str, dict[int, Own]] = {"call": {}, "mend": {}, "release": {}}
    if one is not None and one.state == State.PREPARING:
        forms["call"][0] = CallForm(formdata=None)
    if one is not None and one.state == State.OPEN:
        stand = (each for each in one.findings if each.stage == Stage.OPEN)
        forms["mend"] = {each.id: MendForm(each.id, formdata=None) for each in stand}
        waiting = (each for each in one.counting if each.waits)
        forms["release"] = {each.id: ReleaseForm(each.id, formdata=None) for each in waiting}
    if wrong is not None:
        forms[_NAMES[type(wrong)]][int(wrong.about or 0)] = wrong  # type: ignore[call-overload]
    return page(
        "projects/acceptance/desk/show.html",
        status=422 if wrong else 200,
        project=project,
        one=one,
        forms=forms,
        wrong=wrong,
        wanted=typed,
        found=_candidates(project, typed) if typed else [],
        may_ask=one is not None or project.state == Standing.FINISHED,
        fewest=kinds.RESIDENTS(),
        today=today,
    )


_NAMES: dict[type[Own], str] = {CallForm: "call", MendForm: "mend", ReleaseForm: "release"}
MOST_FOUND = 8


def _candidates(project: Project, typed: str) -> list[dict[str, Any]]:
    """Those of that name or telephone, and in what capacity each may accept, or why in none."""
    today, of = clock.today(), queries.interests(project)
    found = []
    for person in people_named(typed, today, MOST_FOUND):
        who = queries.candidate(person.id, today)
        if who is not None:
            refusals = {part: rules.ask_refusal(who, part, of) for part in Part}
            may = [part for part, no in refusals.items() if no is None]
            no = refusals[Part.RESIDENT]
            why = words.REFUSALS[no][1] if no and not may else None
            found.append({"person": person, "may": may, "why": why})
    return found


def _take(project_id: int, form: Own | None, act: pages.Act) -> Response:
    def again() -> Response:
        return _page(project_id, form)

    _project(project_id)
    if form is not None and not form.validate():
        return again()
    return pages.take(project_id, act, form, again, BACK)


@bp.post(f"{ONE}/add/<any(resident,supervisor):part>/<int:person_id>/")
@needs(Can.KEEP_PROJECTS)
def add(project_id: int, part: str, person_id: int) -> Response:
    me = asker().person_id

    def act(project: Project, now: datetime) -> None:
        calling.add(project, person_id, Part(part), me, now)

    return _take(project_id, None, act)


@bp.post(f"{ONE}/drop/<int:acceptor_id>/")
@needs(Can.KEEP_PROJECTS)
def drop(project_id: int, acceptor_id: int) -> Response:
    def act(project: Project, now: datetime) -> None:
        calling.drop(project, acceptor_id)

    return _take(project_id, None, act)


@bp.post(f"{ONE}/call/")
@needs(Can.KEEP_PROJECTS)
def call(project_id: int) -> Response:
    me, form = asker().person_id, CallForm()

    def act(project: Project, now: datetime) -> None:
        calling.call(project, form.on.data, me, now)  # type: ignore[arg-type]

    return _take(project_id, form, act)


@bp.post(f"{ONE}/release/<int:acceptor_id>/")
@needs(Can.KEEP_PROJECTS)
def release(project_id: int, acceptor_id: int) -> Response:
    me, form = asker().person_id, ReleaseForm(acceptor_id)

    def act(project: Project, now: datetime) -> None:
        calling.release(project, acceptor_id, form.reason.data or "", me, now)

    return _take(project_id, form, act)


@bp.post(f"{ONE}/mend/<int:finding_id>/")
@needs(Can.KEEP_PROJECTS)
def mend(project_id: int, finding_id: int) -> Response:
    me, form = asker().person_id, MendForm(finding_id)

    def act(project: Project, now: datetime) -> None:
        mending.mend(project, finding_id, form.note.data or "", me, now)

    return _take(project_id, form, act)


# ---- from paper


def _paper_page(project_id: int, form: EnterForm, status: int = 200) -> Response:
    return page(
        "projects/acceptance/desk/paper.html",
        status=status,
        project=_project(project_id),
        form=form,
    )


def _paper_form(project_id: int, **given: Any) -> EnterForm:
    """For those who have not signed; never for whoever asks."""
    one, form, me = calling.under_way(_project(project_id)), EnterForm(**given), asker().person_id
    is_open = one is not None and one.state == State.OPEN
    waiting = [each for each in one.counting if each.waits] if one and is_open else []
    form.offer(each for each in waiting if each.person_id != me)
    return form


@bp.get(f"{ONE}/paper/")
@needs(Can.ACCEPT_PROJECTS)
def paper(project_id: int) -> Response:
    return _paper_page(project_id, _paper_form(project_id, formdata=None))


@bp.post(f"{ONE}/paper/")
@needs(Can.ACCEPT_PROJECTS)
def enter(project_id: int) -> Response:
    me, form = asker().person_id, _paper_form(project_id)

    def act(project: Project, now: datetime) -> None:
        signing.enter(project, form.who.data, form.signature, form.why.data or "", me, now)

    def again() -> Response:
        return _paper_page(project_id, form, 422)

    if not form.validate():
        return again()
    return pages.take(project_id, act, form, again, PAPER)
