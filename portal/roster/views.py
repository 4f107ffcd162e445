"""The roster on the desk: its figures, a sheet's way into it, and who is on it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, page_number, page_of, see_other
from portal.core.sheets import SheetError
from portal.core.text import clean_line
from portal.core.words import sheet_problem
from portal.core.workbooks import download
from portal.roster import actions, queries, undoing, words
from portal.roster.actions import PairsChanged
from portal.roster.forms import ConfirmForm, SheetForm
from portal.roster.models import RosterImport
from portal.roster.packing import unpack
from portal.roster.plan import PairKey, Plan, pair_key
from portal.roster.queries import Upload
from portal.roster.reading import Report
from portal.roster.sheet import read_sheet, write_refused, write_template
from portal.roster.undoing import CannotUndo

bp = Blueprint("roster", __name__, url_prefix="/desk/roster")
UPLOADS_SHOWN = 10
ROWS_SHOWN = 100
FIRST_SHOWN = 10
PEOPLE_SHOWN = 20
PARTS: dict[str, Callable[[Plan], Sequence[Any]]] = {
    "new": lambda steps: [*steps.new_people.values()],
    "changed": lambda steps: steps.edits,
    "missing": lambda steps: steps.missing,
}


@bp.get("/")
@needs(Can.MAINTAIN_ROSTER)
def index() -> Response:
    return _desk(SheetForm())


def _desk(form: SheetForm, status: int = 200) -> Response:
    today = clock.today()
    return page(
        "roster/index.html",
        status=status,
        form=form,
        grids=queries.grid_counts(today),
        buildings=queries.building_count(),
        doubts=queries.doubts(today),
        waiting=queries.waiting_for_staff(),
        uploads=queries.latest_uploads(UPLOADS_SHOWN),
    )


@bp.get("/template.xlsx")
@needs(Can.MAINTAIN_ROSTER)
def template() -> Response:
    """The blank form."""
    return download(write_template(), _("花名册模板"), "roster-template")


# ---- A sheet's way into the roster ----


@bp.post("/")
@needs(Can.MAINTAIN_ROSTER)
def hand_in() -> Response:
    form = SheetForm()
    if not form.validate():
        return _desk(form, status=422)
    content, now = form.sheet.content(), clock.now()
    try:
        sheet = read_sheet(content)
    except SheetError as error:
        form.fail("sheet", sheet_problem(error))
        return _desk(form, status=422)
    digest = actions.digest(content)
    with writing():
        upload = actions.hand_in(sheet, form.sheet.file_name, digest, asker().person_id, now)
        import_id = upload.id
    return see_other("roster.show", import_id=import_id)


@bp.get("/imports/<int:import_id>/")
@needs(Can.MAINTAIN_ROSTER)
def show(import_id: int) -> Response:
    """What a sheet would change; once it is confirmed, what it changed."""
    upload = _known(import_id)
    report = _report(import_id)
    if report is None:
        return page("roster/imported.html", upload=upload)
    return page(
        "roster/preview.html",
        upload=upload,
        steps=actions.plan(report, clock.now(), upload.confirmed),
        form=ConfirmForm(formdata=None),
        parts=PARTS,
        shown=ROWS_SHOWN,
        first=FIRST_SHOWN,
        words=words,
    )


@bp.get("/imports/<int:import_id>/<any(new, changed, missing):part>/")
@needs(Can.MAINTAIN_ROSTER)
def listed(import_id: int, part: str) -> Response:
    """Everyone whom a waiting sheet adds, changes or leaves out, page by page."""
    upload, steps = _steps(import_id)
    return page(
        "roster/listed.html",
        upload=upload,
        part=part,
        people=page_of(PARTS[part](steps), PEOPLE_SHOWN),
        words=words,
    )


@bp.get("/imports/<int:import_id>/pairs/")
@needs(Can.MAINTAIN_ROSTER)
def pairs(import_id: int) -> Response:
    """Who may be one person: each pair confirmed, or left as two."""
    upload, steps = _steps(import_id)
    return page(
        "roster/pairs.html",
        upload=upload,
        pairs=page_of(steps.proposed, PEOPLE_SHOWN),
        same=upload.confirmed,
        words=words,
        key=pair_key,
    )


@bp.post("/imports/<int:import_id>/pairs/")
@needs(Can.MAINTAIN_ROSTER)
def decide(import_id: int) -> Response:
    _known(import_id)
    shown, same = _ticked("shown"), _ticked("same")
    with writing():
        waits = actions.decide(import_id, shown, same)
    if not waits:
        return _done_before(import_id)
    if request.form.get("then"):
        return see_other("roster.pairs", import_id=import_id, page=request.form["then"])
    return see_other("roster.show", import_id=import_id)


def _ticked(name: str) -> frozenset[PairKey]:
    """Pairs as ``person-row``; what is none is passed over."""
    found = (re.fullmatch(r"(\d{1,9})-(\d{1,9})", one, re.A) for one in request.form.getlist(name))
    return frozenset((int(one[1]), int(one[2])) for one in found if one)


def _steps(import_id: int) -> tuple[Upload, Plan]:
    """What a waiting sheet would do; 404 where none waits."""
    upload, report = queries.upload(import_id), _report(import_id)
    if upload is None or report is None:
        abort(404)
    return upload, actions.plan(report, clock.now(), upload.confirmed)


def _report(import_id: int) -> Report | None:
    """What a sheet that waits says; None where none waits. Read with no transaction open."""
    packed = queries.waiting(import_id)
    return actions.read(unpack(packed), clock.now()) if packed else None


@bp.get("/imports/<int:import_id>/refused.xlsx")
@needs(Can.MAINTAIN_ROSTER)
def refused_rows(import_id: int) -> Response:
    """The refused rows, to be mended and handed in again."""
    report = _report(import_id)
    if report:
        content = write_refused(report.refused, report.reasons())
    else:
        content = queries.leftover(import_id) or abort(404)
    return download(content, _("退回的行"), "refused")


@bp.post("/imports/<int:import_id>/confirm/")
@needs(Can.MAINTAIN_ROSTER)
def confirm(import_id: int) -> Response:
    """Applies the sheet; where the roster has changed under a confirmed pair, shows it anew."""
    _known(import_id)
    report, now = _report(import_id), clock.now()
    if report is None:
        return _done_before(import_id)
    if not report.rows_with_data:
        return see_other("roster.show", import_id=import_id)
    is_full = ConfirmForm().is_full.data
    try:
        with writing():
            done = actions.confirm(import_id, report, is_full, asker().person_id, now)
    except PairsChanged:
        with writing():
            actions.forget_stale_pairs(import_id, report, now)
        flash(_("名册刚才有变动，有的配对已经对不上。还没有导入，请再看一遍。"), "waiting")
        done = True
    return see_other("roster.show", import_id=import_id) if done else _done_before(import_id)


def _known(import_id: int) -> Upload:
    return queries.upload(import_id) or abort(404)


def _done_before(import_id: int) -> Response:
    flash(_("这份名册已经处理过了，没有再导入一次。"))
    return see_other("roster.show", import_id=import_id)


@bp.get("/imports/<int:import_id>/undo/")
@needs(Can.MAINTAIN_ROSTER)
def ask_undo(import_id: int) -> Response:
    """What undoing an import would take back, or what stands against it."""
    return _undo_page(import_id)


@bp.post("/imports/<int:import_id>/undo/")
@needs(Can.MAINTAIN_ROSTER)
def undo(import_id: int) -> Response:
    try:
        with writing():
            undoing.undo(import_id, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except (CannotUndo, IntegrityError):  # the latter: somebody is taken into use right now
        return _undo_page(import_id, 422)
    flash(_("这次导入已经撤销。"), "good")
    return see_other("roster.index")


def _undo_page(import_id: int, status: int = 200) -> Response:
    upload = db.session.get(RosterImport, import_id) or abort(404)
    return page(
        "roster/undo.html",
        status=status,
        upload=upload,
        against=undoing.obstacles(upload, clock.now()),
        until=upload.confirmed_at and undoing.kept_until(upload.confirmed_at),
        words=words,
    )


@bp.post("/imports/<int:import_id>/clear/")
@needs(Can.MAINTAIN_ROSTER)
def clear(import_id: int) -> Response:
    """Throws away a sheet that waits, or the refused rows of one that was confirmed."""
    _known(import_id)
    with writing():
        actions.clear(import_id)
    flash(_("上传的内容已经删除。"), "good")
    return see_other("roster.index")


# ---- Who is on the roster ----


@bp.get("/people/")
@needs(Can.MAINTAIN_ROSTER)
def people() -> Response:
    typed, buildings = clean_line(request.args.get("q", "")), queries.buildings()
    wanted = request.args.get("building", "")
    building = next((one for one in buildings if str(one.id) == wanted), None)
    return page(
        "roster/people.html",
        block="found",
        people=queries.people(
            typed, building.id if building else None, page_number(), PEOPLE_SHOWN
        ),
        buildings=buildings,
        building=building,
        typed=typed,
        kinds=words.KINDS,
        today=clock.today(),
    )
