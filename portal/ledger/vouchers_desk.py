"""Vouchers on the desk: handed in, seen by who keeps and checks the books alone, blacked out."""

from flask import Blueprint, Response, abort, current_app, flash, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from portal.core import clock, documents, store
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, see_other
from portal.ledger import actions, blackout, pages, queries, vouchers
from portal.ledger.forms import OpenForm, StepForm, VoucherForm
from portal.ledger.models import Voucher
from portal.ledger.refusing import Changed, Refused

bp = Blueprint("vouchers_desk", __name__, url_prefix="/desk/ledger")


@bp.post("/entries/<int:entry_id>/vouchers/")
@needs(Can.KEEP_BOOKS)
def add(entry_id: int) -> Answer:
    """Keeps the photo, drawn anew, on disk before the row that names it."""
    pages.found(entry_id)
    form = VoucherForm()
    if _is_pdf():
        form.photo.errors = []
        form.fail("photo", _("不收 PDF：请拍一张照片，照片才能遮住个人信息再公开"))
    elif form.validate():
        db.session.rollback()
        digest = store.keep(current_app.config["PORTAL"].uploads, form.photo.data)
        try:
            with writing():
                entry = actions.locked(entry_id, form.seen)
                words = form.caption.data or ""
                vouchers.add(entry, digest, words, asker().person_id, clock.now())
        except Changed:
            return pages.changed(entry_id)
        except Refused as no:
            db.session.rollback()
            return pages.show(pages.found(entry_id), form, pages.fail(form, no), 422)
        flash(_("照片收好了。"), "good")
        return see_other("ledger_desk.show", entry_id=entry_id)
    return pages.show(pages.found(entry_id), form, status=422)


def _is_pdf() -> bool:
    """Told by its first bytes; the form reads the file from its beginning all the same."""
    file = request.files.get("photo")
    if file is None:
        return False
    begins = file.stream.read(5)
    file.stream.seek(0)
    return begins == b"%PDF-"


@bp.post("/vouchers/<int:voucher_id>/remove/")
@needs(Can.KEEP_BOOKS)
def take_out(voucher_id: int) -> Answer:
    entry_id, form = _found(voucher_id).entry_id, StepForm()
    try:
        with writing():
            entry = actions.locked(entry_id, form.seen)
            voucher = vouchers.locked(voucher_id)
            vouchers.take_out(voucher, entry, asker().person_id, clock.now())
    except Changed:
        return pages.changed(entry_id)
    except Refused as no:
        db.session.rollback()
        return pages.show(pages.found(entry_id), said=pages.fail(form, no), status=422)
    flash(_("照片拿掉了。"), "good")
    return see_other("ledger_desk.show", entry_id=entry_id)


# ---- the pictures


@bp.get("/vouchers/<int:voucher_id>/original.jpg")
@needs(Can.KEEP_BOOKS)
def original(voucher_id: int) -> Response:
    """The photo as it was handed in: for the committee, and the director who approves."""
    return _picture(_found(voucher_id).digest)


@bp.get("/vouchers/<int:voucher_id>/original-to-approve.jpg")
@needs(Can.APPROVE_ENTRIES)
def original_to_approve(voucher_id: int) -> Response:
    return _picture(_found(voucher_id).digest)


@bp.get("/vouchers/<int:voucher_id>/original-to-sign.jpg")
@needs(Can.SIGN_ENTRIES)
def original_to_sign(voucher_id: int) -> Response:
    return _picture(_found(voucher_id).digest)


@bp.get("/vouchers/<int:voucher_id>/draft.jpg")
@needs(Can.KEEP_BOOKS)
def draft(voucher_id: int) -> Response:
    """The blacked-out one that waits for somebody to look at it."""
    return _picture(_found(voucher_id).draft_digest)


def _found(voucher_id: int) -> Voucher:
    return queries.voucher(voucher_id) or abort(404)


def _body(digest: str | None) -> bytes:
    try:
        return store.read(current_app.config["PORTAL"].uploads, digest or "")
    except LookupError:
        abort(404)


def _picture(digest: str | None) -> Response:
    """Nothing of it stays in a cache."""
    response = make_response(_body(digest))
    response.mimetype = documents.MEDIA["jpg"]
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    return response


# ---- blacking out


@bp.get("/vouchers/<int:voucher_id>/blackout/")
@needs(Can.KEEP_BOOKS)
def grid(voucher_id: int) -> Answer:
    """The photo under a grid of boxes to tick."""
    voucher = _found(voucher_id)
    ticked = {int(one) for one in voucher.draft_cells.split(",") if one}
    rows = blackout.rows_of(_body(voucher.digest))
    return page(
        "ledger/desk/blackout.html",
        voucher=voucher,
        entry=voucher.entry,
        rows=rows,
        columns=blackout.COLUMNS,
        ticked=ticked,
    )


@bp.post("/vouchers/<int:voucher_id>/blackout/")
@needs(Can.KEEP_BOOKS)
def black_out(voucher_id: int) -> Answer:
    """Paints with no transaction open; what comes of it is looked at next."""
    body = _body(_found(voucher_id).digest)
    db.session.rollback()
    cells = blackout.cells(request.form.getlist("cell"), body)
    folder = current_app.config["PORTAL"].uploads
    digest = store.keep(folder, blackout.painted(body, cells))
    with writing():
        vouchers.black_out(vouchers.locked(voucher_id), digest, cells)
    return see_other(".preview", voucher_id=voucher_id)


@bp.get("/vouchers/<int:voucher_id>/preview/")
@needs(Can.KEEP_BOOKS)
def preview(voucher_id: int) -> Answer:
    voucher = _found(voucher_id)
    if voucher.draft_digest is None:
        abort(404)
    return _preview(voucher, OpenForm(formdata=None, digest=voucher.draft_digest))


def _preview(voucher: Voucher, form: OpenForm, status: int = 200) -> Answer:
    return page(
        "ledger/desk/preview.html", status=status, voucher=voucher, entry=voucher.entry, form=form
    )


@bp.post("/vouchers/<int:voucher_id>/preview/")
@needs(Can.KEEP_BOOKS)
def open_it(voucher_id: int) -> Answer:
    voucher, form = _found(voucher_id), OpenForm()
    entry_id = voucher.entry_id
    if not form.validate():
        return _preview(voucher, form, 422)
    try:
        with writing():
            seen = form.digest.data or ""
            vouchers.open_it(vouchers.locked(voucher_id), seen, asker().person_id, clock.now())
    except Changed:
        return pages.changed(entry_id)
    flash(_("这张照片入账以后公开。"), "good")
    return see_other("ledger_desk.show", entry_id=entry_id)


@bp.post("/vouchers/<int:voucher_id>/shut/")
@needs(Can.KEEP_BOOKS)
def shut(voucher_id: int) -> Answer:
    """Something personal can still be read: it is public no more."""
    entry_id = _found(voucher_id).entry_id
    try:
        with writing():
            vouchers.shut(vouchers.locked(voucher_id), asker().person_id, clock.now())
    except Changed:
        return pages.changed(entry_id)
    flash(_("收回了，请重新遮盖。"), "good")
    return see_other(".grid", voucher_id=voucher_id)
