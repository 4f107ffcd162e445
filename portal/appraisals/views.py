"""Appraisals as everyone reads them, and the director's reply."""

from flask import Blueprint, abort, flash, make_response, request
from flask_babel import gettext as _
from openpyxl import Workbook  # type: ignore[import-untyped]
from werkzeug.wrappers import Response

from portal.appraisals import pages, queries, results, words
from portal.appraisals.actions import following
from portal.appraisals.forms import ReplyForm
from portal.appraisals.models import Appraisal
from portal.appraisals.pages import readable
from portal.appraisals.rules import Refused, State
from portal.ballots import queries as boxes
from portal.core import clock, csvs
from portal.core.access import Can, asker, needs, public
from portal.core.db import writing
from portal.core.page import page, page_number, see_other
from portal.core.workbooks import bold, download, lay_out, safe, saved

bp = Blueprint("appraisals", __name__, url_prefix="/appraisals")
PAGE_SIZE = 20
WIDTHS = (24, 18, 24, 14, 12, 16, 10, 14)


@bp.get("/")
@public
def index() -> Response:
    found = queries.public(page_number(), PAGE_SIZE)
    return page("appraisals/index.html", found=found, today=clock.today())


@bp.get("/<int:appraisal_id>/")
@public
def show(appraisal_id: int) -> Response:
    return page("appraisals/show.html", **pages.shown(readable(appraisal_id), clock.now()))


@bp.get("/<int:appraisal_id>/files/<name>")
@public
def file(appraisal_id: int, name: str) -> Response:
    """A posted file, byte for byte as its digest covers it."""
    posted = _posted(appraisal_id)
    found = boxes.file(posted.box_id or 0, name) or abort(404)
    response = make_response(found.body)
    response.mimetype = "text/plain"
    response.set_etag(found.digest)
    return response.make_conditional(request)


def _posted(appraisal_id: int) -> Appraisal:
    found = readable(appraisal_id)
    if found.stage is not State.POSTED:
        abort(404)
    return found


@bp.get("/<int:appraisal_id>/result.csv")
@public
def as_csv(appraisal_id: int) -> Response:
    """The figures as the page shows them; no cell becomes a formula."""
    found = _posted(appraisal_id)
    header, rows = results.table(found, pages.grid_names(found))
    return csvs.download([header, *rows], found.title, f"appraisal-{found.id}")


@bp.get("/<int:appraisal_id>/result.xlsx")
@public
def as_workbook(appraisal_id: int) -> Response:
    found = _posted(appraisal_id)
    header, rows = results.table(found, pages.grid_names(found))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("结果"))
    lay_out(sheet, WIDTHS)
    sheet.append([bold(sheet, title) for title in header])
    for row in rows:
        sheet.append([safe(sheet, cell) for cell in row])
    return download(saved(book), found.title, f"appraisal-{found.id}")


# ---- The director's reply


@bp.get("/<int:appraisal_id>/reply/")
@needs(Can.REPLY_TO_APPRAISALS)
def reply(appraisal_id: int) -> Response:
    found = _posted(appraisal_id)
    if found.reply is not None:
        return see_other(".show", appraisal_id=appraisal_id)
    return page("appraisals/reply.html", appraisal=found, form=ReplyForm(formdata=None))


@bp.post("/<int:appraisal_id>/reply/")
@needs(Can.REPLY_TO_APPRAISALS)
def publish_reply(appraisal_id: int) -> Response:
    """Once, in public."""
    found, form, me = _posted(appraisal_id), ReplyForm(), asker()
    if not form.validate():
        return page("appraisals/reply.html", status=422, appraisal=found, form=form)
    try:
        with writing():
            text = form.reply.data or ""
            following.reply(appraisal_id, text, me.person_id, clock.now())
    except Refused as no:
        form.fail("reply", words.REFUSALS[no.reason])
        found = readable(appraisal_id)
        return page("appraisals/reply.html", status=409, appraisal=found, form=form)
    flash(_("答复已经公开。"), "good")
    return see_other(".show", appraisal_id=appraisal_id)
