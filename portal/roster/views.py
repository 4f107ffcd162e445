"""The roster on the desk: its figures, a sheet's way into it, and who is on it."""

from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, abort, flash, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_number, see_other
from portal.core.text import clean_line
from portal.roster import actions, queries, words
from portal.roster.forms import XLSX, SheetForm
from portal.roster.packing import unpack
from portal.roster.reading import Report
from portal.roster.sheet import SheetError, read_sheet, write_refused, write_template

bp = Blueprint("roster", __name__, url_prefix="/desk/roster")
UPLOADS_SHOWN = 10
ROWS_SHOWN = 100
PEOPLE_SHOWN = 20


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
        uploads=queries.latest_uploads(UPLOADS_SHOWN),
    )


@bp.get("/template.xlsx")
@needs(Can.MAINTAIN_ROSTER)
def template() -> Response:
    """The blank form."""
    return _workbook(write_template(), _("花名册模板"), "roster-template")


# ---- A sheet's way into the roster ----


@bp.post("/")
@needs(Can.MAINTAIN_ROSTER)
def hand_in() -> Response:
    form = SheetForm()
    if not form.validate():
        return _desk(form, status=422)
    content, now = form.content(), clock.now()
    try:
        sheet = read_sheet(content)
    except SheetError as error:
        form.fail("sheet", words.problem(error))
        return _desk(form, status=422)
    digest = actions.digest(content)
    with writing():
        upload = actions.hand_in(sheet, form.file_name, digest, asker().person_id, now)
        import_id = upload.id
    return see_other("roster.show", import_id=import_id)


@bp.get("/imports/<int:import_id>/")
@needs(Can.MAINTAIN_ROSTER)
def show(import_id: int) -> Response:
    """What a sheet would change; once it is confirmed, what it changed."""
    upload = queries.upload(import_id) or abort(404)
    report = _report(import_id)
    if report is None:
        return page("roster/imported.html", upload=upload)
    return page(
        "roster/preview.html",
        upload=upload,
        steps=actions.plan(report, clock.now()),
        shown=ROWS_SHOWN,
        words=words,
    )


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
    return _workbook(content, _("退回的行"), "refused")


@bp.post("/imports/<int:import_id>/confirm/")
@needs(Can.MAINTAIN_ROSTER)
def confirm(import_id: int) -> Response:
    report, done = _report(import_id), False
    if report:
        with writing():
            done = actions.confirm(import_id, report, asker().person_id, clock.now())
    if not done:
        flash(_("这份名册已经处理过了，没有再导入一次。"))
    return see_other("roster.show", import_id=import_id)


@bp.post("/imports/<int:import_id>/clear/")
@needs(Can.MAINTAIN_ROSTER)
def clear(import_id: int) -> Response:
    """Throws away a sheet that waits, or the refused rows of one that was confirmed."""
    with writing():
        actions.clear(import_id)
    flash(_("上传的内容已经删除。"), "good")
    return see_other("roster.index")


def _workbook(content: bytes, name: str, plain: str) -> Response:
    """A download; ``plain`` is its name for whoever cannot read ``name``."""
    answer = send_file(BytesIO(content), XLSX)
    names = {"filename": f"{plain}.xlsx", "filename*": f"UTF-8''{quote(name)}.xlsx"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    answer.headers["Cache-Control"] = "no-store"
    return answer


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
