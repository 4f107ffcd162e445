"""One project on the desk: its stages, its days, its photos, and who is responsible."""

from datetime import datetime

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from portal.core import clock, images, store
from portal.core.access import Can, asker, needs
from portal.core.page import page
from portal.projects import (
    contracting,
    managing,
    pages,
    panels,
    photos,
    queries,
    working,
)
from portal.projects.forms import (
    BeginForm,
    DueForm,
    FinishForm,
    ManagerForm,
    NoteForm,
    PhotoForm,
    PhotoRemoveForm,
    StageDoneForm,
    StageForm,
    StageMoveForm,
    StepForm,
)
from portal.projects.models import Project
from portal.projects.photos import Shot
from portal.projects.rules import MOVES, OPEN, WORKING, Moment, Move, State

bp = Blueprint("projects_work", __name__, url_prefix="/desk/projects/<int:project_id>")

FORMS: dict[str, type[StepForm]] = {
    one.act: one
    for one in (
        NoteForm,
        BeginForm,
        FinishForm,
        StageForm,
        StageDoneForm,
        StageMoveForm,
        DueForm,
        PhotoForm,
        PhotoRemoveForm,
        ManagerForm,
    )
}
_OF_STAGES = {StageDoneForm.act, StageMoveForm.act}
_OF_WORK = {StageForm.act, DueForm.act, *_OF_STAGES}


# ---- its page


@bp.get("/")
@needs(Can.KEEP_PROJECTS)
def show(project_id: int) -> Response:
    return _page(pages.found(project_id))


def _page(project: Project, wrong: StepForm | None = None) -> Response:
    """With the forms that its state allows; ``wrong``: the one to be mended."""
    forms = {act: form for act, form in _offered(project).items() if _may(project, act, form)}
    if wrong is not None:
        forms[wrong.act] = wrong
    return page(
        "projects/desk/project.html",
        status=422 if wrong else 200,
        forms=forms,
        form=wrong,
        may_contract=(State(project.state), Move.CONTRACT) in MOVES,
        may_go_further=contracting.may_go_further(project),
        may_decide=project.state != State.STOPPED,
        **pages.told(project, panels.spent([project.id])[project.id]),
    )


def _offered(project: Project) -> dict[str, StepForm]:
    forms = {act: kind(formdata=None, version=project.version) for act, kind in FORMS.items()}
    _offer(project, forms)
    return forms


def _offer(project: Project, forms: dict[str, StepForm]) -> None:
    """What there is to choose from."""
    stages, people = queries.stages(project.id), managing.managers(clock.today())
    for form in forms.values():
        if isinstance(form, StageDoneForm | StageMoveForm):
            form.offer(stages)
        elif isinstance(form, ManagerForm):
            form.offer(people, project.manager_id)
        elif isinstance(form, PhotoRemoveForm):
            form.offer(queries.pictures(project.id))


def _may(project: Project, act: str, form: StepForm) -> bool:
    """Whether a form is drawn; the action asks again under the lock."""
    state = State(project.state)
    if act in (BeginForm.act, FinishForm.act):
        return (state, Move(act)) in MOVES
    if act in _OF_WORK and state not in WORKING:
        return False
    if act in (NoteForm.act, ManagerForm.act) and state not in OPEN:
        return False
    field = next((one for one in form.shown if hasattr(one, "choices")), None)
    return field is None or bool(field.choices)


# ---- what is done to it


def _begin(project: Project, form: BeginForm, me: int, now: datetime) -> None:
    working.begin(project, form.on.data, form.text.data or "", me, now)  # type: ignore[arg-type]


def _finish(project: Project, form: FinishForm, me: int, now: datetime) -> None:
    working.finish(project, form.on.data, form.text.data or "", me, now)  # type: ignore[arg-type]


def _note(project: Project, form: NoteForm, me: int, now: datetime) -> None:
    working.tell(project, form.text.data or "", me, now)


def _due(project: Project, form: DueForm, me: int, now: datetime) -> None:
    working.move_due(project, form.due_on.data, form.reason.data or "", me, now)  # type: ignore[arg-type]


def _stage(project: Project, form: StageForm, me: int, now: datetime) -> None:
    working.add_stage(project, form.title.data or "", form.due_on.data, me, now)  # type: ignore[arg-type]


def _stage_done(project: Project, form: StageDoneForm, me: int, now: datetime) -> None:
    stage = queries.stage(form.stage.data) or abort(404)
    working.finish_stage(project, stage, form.on.data, me, now)  # type: ignore[arg-type]


def _stage_move(project: Project, form: StageMoveForm, me: int, now: datetime) -> None:
    stage, reason = queries.stage(form.stage.data) or abort(404), form.reason.data or ""
    working.move_stage(project, stage, form.due_on.data, reason, me, now)  # type: ignore[arg-type]


def _manager(project: Project, form: ManagerForm, me: int, now: datetime) -> None:
    person = queries.person(form.manager.data) or abort(404)
    managing.hand_over(project, person, form.reason.data or "", me, now)


def _photo(project: Project, form: PhotoForm, me: int, now: datetime) -> None:
    shot = Shot(
        moment=Moment(form.moment.data),
        caption=form.caption.data or "",
        taken_on=form.taken_on.data,  # type: ignore[arg-type]
        digest=form.digest,
        thumb=form.thumb,
    )
    photos.add(project, shot, me, now)


def _photo_remove(project: Project, form: PhotoRemoveForm, me: int, now: datetime) -> None:
    picture = queries.picture(form.photo.data) or abort(404)
    photos.remove(project, picture, form.reason.data or "", me, now)


ACTS: dict[str, pages.Act] = {
    NoteForm.act: _note,
    BeginForm.act: _begin,
    FinishForm.act: _finish,
    StageForm.act: _stage,
    StageDoneForm.act: _stage_done,
    StageMoveForm.act: _stage_move,
    DueForm.act: _due,
    PhotoForm.act: _photo,
    PhotoRemoveForm.act: _photo_remove,
    ManagerForm.act: _manager,
}
_NAMES = ",".join(ACTS)


@bp.post(f"/<any({_NAMES}):act>/")
@needs(Can.KEEP_PROJECTS)
def act(project_id: int, act: str) -> Response:
    """One act of those on its page. A photo is decoded and kept with no transaction open."""
    me = asker().person_id
    form = FORMS[act]()
    _offer(pages.found(project_id), {act: form})
    if not form.validate():
        return _page(pages.found(project_id), form)
    if isinstance(form, PhotoForm):
        form.digest, form.thumb = _kept(form.photo.data)
    return pages.take(project_id, form, me, ACTS[act], _page)


def _kept(body: bytes) -> tuple[str, str]:
    """The digests of a picture and of its small one, both on disk."""
    folder = current_app.config["PORTAL"].uploads
    return store.keep(folder, body), store.keep(folder, images.thumbnail(body))
