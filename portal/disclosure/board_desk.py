"""The desk of the boards of paper, and of how often things fall due."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_number, see_other
from portal.disclosure import boards, calendar, duties, files, queries, rhythms, words
from portal.disclosure.forms import BoardForm, PutUpForm, RhythmForm, TakeDownForm
from portal.disclosure.models import Board, Sighting
from portal.disclosure.rules import Refused
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.notices.models import Posting

bp = Blueprint("boards_desk", __name__, url_prefix="/desk/boards")
PAGE_SIZE = 30


@bp.get("/")
@needs(Can.DISCLOSE)
def index() -> Response:
    """What is to be put up or taken down, and the boards."""
    return _index(BoardForm(formdata=None))


def _index(form: BoardForm, status: int = 200, trouble: Any = None) -> Response:
    found = queries.sheets(clock.now(), page_number(), PAGE_SIZE)
    return page(
        "disclosure/desk/boards.html",
        status=status,
        found=found,
        hanging=queries.hanging([one.id for one in found.items]),
        boards=queries.boards(),
        form=form,
        trouble=trouble,
    )


@bp.post("/")
@needs(Can.DISCLOSE)
def add() -> Response:
    form = BoardForm()
    if not form.validate():
        return _index(form, 422)
    try:
        with writing():
            boards.add(form.place.data or "", asker().person_id, clock.now())
    except Refused as no:
        form.fail("place", words.REFUSALS[no.reason])
        return _index(form, 422)
    flash(_("登记好了。"), "good")
    return see_other(".index")


@bp.post("/<int:board_id>/gone/")
@needs(Can.DISCLOSE)
def give_up(board_id: int) -> Response:
    try:
        with writing():
            boards.give_up(boards.locked(Board, board_id), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return _index(BoardForm(formdata=None), 422, words.REFUSALS[no.reason])
    return see_other(".index")


@bp.get("/postings/<int:posting_id>/")
@needs(Can.DISCLOSE)
def posting(posting_id: int) -> Response:
    return _posting(_known(posting_id))


def _known(posting_id: int) -> Posting:
    return postings.posting_by_id(posting_id) or abort(404)


def _put_up_form(**given: Any) -> PutUpForm:
    form = PutUpForm(**given)
    form.offer(queries.hanging_boards())
    return form


def _posting(
    found: Posting, form: PutUpForm | None = None, down: TakeDownForm | None = None, wrong: int = 0
) -> Response:
    """``wrong``: the sighting whose form is to be mended."""
    return page(
        "disclosure/desk/sheet.html",
        status=422 if form or down else 200,
        posting=found,
        sightings=queries.sightings(found.id),
        put_up=form or _put_up_form(formdata=None, on=clock.today()),
        down=down or TakeDownForm(formdata=None, down_on=clock.today()),
        wrong=wrong,
        form=form or down,
    )


@bp.post("/postings/<int:posting_id>/")
@needs(Can.DISCLOSE)
def put_up(posting_id: int) -> Response:
    form, found = _put_up_form(), _known(posting_id)
    if not form.validate():
        return _posting(found, form)
    photo, day, board_id = files.keep_photo(form.photo.data), form.on.data, form.board.data
    try:
        with writing():
            sheet, board = notices.locked(posting_id), boards.locked(Board, board_id)
            boards.put_up(
                sheet,
                board,
                day or date.min,
                photo,
                asker().person_id,
                clock.now(),
            )
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("board", words.REFUSALS[no.reason])
        return _posting(_known(posting_id), form)
    flash(_("登记好了，居民在网上看得到贴在哪里。"), "good")
    return see_other(".posting", posting_id=posting_id)


@bp.post("/sheets/<int:sighting_id>/down/")
@needs(Can.DISCLOSE)
def take_down(sighting_id: int) -> Response:
    form, seen = TakeDownForm(), queries.sighting(sighting_id) or abort(404)
    posting_id = seen.posting_id
    if not form.validate():
        return _posting(_known(posting_id), down=form, wrong=sighting_id)
    day = form.down_on.data or date.min
    try:
        with writing():
            sheet = boards.locked(Sighting, sighting_id)
            boards.take_down(sheet, day, asker().person_id, clock.now())
    except Refused as no:
        form.fail("down_on", words.REFUSALS[no.reason])
        return _posting(_known(posting_id), down=form, wrong=sighting_id)
    return see_other(".posting", posting_id=posting_id)


# ---- how often


@bp.get("/rhythms/")
@needs(Can.CHANGE_SETTINGS)
def all_rhythms() -> Response:
    return page("disclosure/desk/rhythms.html", kinds=duties.all_kinds(), held=calendar.rhythms())


def _rhythm_form(code: str, **given: Any) -> RhythmForm:
    kind = duties.all_kinds().get(code) or abort(404)
    form = RhythmForm(**given)
    form.offer(kind.choices)
    return form


@bp.get("/rhythms/<code>/")
@needs(Can.CHANGE_SETTINGS)
def rhythm(code: str) -> Response:
    now_held = calendar.rhythms().get(code, [])
    given = {"months": str(now_held[-1].months), "days": now_held[-1].days} if now_held else {}
    form = _rhythm_form(code, formdata=None, **given)
    return page("disclosure/desk/rhythm.html", form=form, kind=duties.all_kinds()[code])


@bp.post("/rhythms/<code>/")
@needs(Can.CHANGE_SETTINGS)
def change_rhythm(code: str) -> Response:
    form = _rhythm_form(code)
    if form.validate():
        months, days = int(form.months.data), form.days.data or 0
        try:
            with writing():
                rhythms.change(code, months, days, asker().person_id, clock.now())
        except Refused as no:
            form.fail("months", words.REFUSALS[no.reason])
        else:
            flash(_("改好了，从下一期开始。已经开始的一期不变。"), "good")
            return see_other(".all_rhythms")
    kind = duties.all_kinds()[code]
    return page("disclosure/desk/rhythm.html", status=422, form=form, kind=kind)
