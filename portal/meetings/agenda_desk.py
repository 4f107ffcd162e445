"""The agenda and the papers of a meeting, on the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from portal.core import clock, store
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.documents import Document
from portal.core.page import page, refused, see_other
from portal.meetings import agenda, dealing, papers, queries, words
from portal.meetings.forms import ItemForm, PaperForm, ReasonForm
from portal.meetings.models import AgendaItem, Meeting, Paper
from portal.meetings.papers import Filed
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal, State
from portal.topics.demands.models import Demand
from portal.topics.models import Topic

bp = Blueprint("meeting_agenda", __name__, url_prefix="/desk/meetings/<int:meeting_id>")


def _meeting(meeting_id: int) -> Meeting:
    return queries.meeting(meeting_id) or abort(404)


def _item(meeting_id: int, item_id: int) -> AgendaItem:
    return queries.item(meeting_id, item_id) or abort(404)


def _paper(meeting_id: int, paper_id: int) -> Paper:
    return papers.paper(meeting_id, paper_id) or abort(404)


def _is_called(meeting: Meeting) -> bool:
    return meeting.state is not State.DRAFT


def _back(meeting_id: int) -> Response:
    return see_other("meetings_desk.show", meeting_id=meeting_id)


# ---- Items ----


@bp.get("/items/new/")
@needs(Can.CONVENE)
def new_item(meeting_id: int) -> Response:
    meeting = _meeting(meeting_id)
    return page("meetings/desk/item.html", meeting=meeting, item=None, form=_new_item(meeting))


def _new_item(meeting: Meeting) -> ItemForm:
    waiting, duties = dealing.waiting(meeting.body_id), dealing.duties(meeting.body)
    return ItemForm().fit(waiting, duties, _is_called(meeting))


@bp.post("/items/new/")
@needs(Can.CONVENE)
def add_item(meeting_id: int) -> Response:
    meeting = _meeting(meeting_id)
    form = _new_item(meeting)
    if not form.validate():
        return refused("meetings/desk/item.html", meeting=meeting, item=None, form=form)
    try:
        with writing():
            _add(queries.locked(meeting_id), form)
    except Refused as no:
        form.fail("late_reason" if "late_reason" in form else "title", words.refusal(no))
        again = _meeting(meeting_id)
        return refused("meetings/desk/item.html", meeting=again, item=None, form=form)
    return _back(meeting_id)


def _add(meeting: Meeting, form: ItemForm) -> None:
    """A topic gives the item its title where none was typed."""
    topic = db.session.get(Topic, form.topic) if form.topic else None
    demand = db.session.get(Demand, form.demand) if form.demand else None
    title = form.title.data or (topic.title if topic else "")
    by, now = asker().person_id, clock.now()
    agenda.add(meeting, title, form.text.data or "", topic, by, now, form.reason, demand)


@bp.get("/items/<int:item_id>/")
@needs(Can.CONVENE)
def edit_item(meeting_id: int, item_id: int) -> Response:
    item = _item(meeting_id, item_id)
    form = ItemForm(obj=item).fit([], [], _is_called(item.meeting), is_new=False)
    return page("meetings/desk/item.html", meeting=item.meeting, item=item, form=form)


@bp.post("/items/<int:item_id>/")
@needs(Can.CONVENE)
def change_item(meeting_id: int, item_id: int) -> Response:
    item = _item(meeting_id, item_id)
    form = ItemForm().fit([], [], _is_called(item.meeting), is_new=False)
    if not form.validate():
        return refused("meetings/desk/item.html", meeting=item.meeting, item=item, form=form)
    said = form.title.data or "", form.text.data or ""
    return _on_item(
        meeting_id, item_id, lambda one, me, now: agenda.change(one, *said, me, now, form.reason)
    )


@bp.post("/items/<int:item_id>/up/")
@needs(Can.CONVENE)
def move_up(meeting_id: int, item_id: int) -> Response:
    return _on_item(meeting_id, item_id, agenda.move_up)


@bp.post("/items/<int:item_id>/off/")
@needs(Can.CONVENE)
def take_off(meeting_id: int, item_id: int) -> Response:
    return _on_item(meeting_id, item_id, agenda.take_off)


def _on_item(
    meeting_id: int, item_id: int, act: Callable[[AgendaItem, int, datetime], Any]
) -> Response:
    try:
        with writing():
            queries.locked(meeting_id)
            act(_item(meeting_id, item_id), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        item = _item(meeting_id, item_id)
        form = ItemForm(obj=item).fit([], [], _is_called(item.meeting), is_new=False)
        late = no.reason is Refusal.PAPER_TOO_LATE
        form.fail("late_reason" if late else "title", words.refusal(no))
        return refused("meetings/desk/item.html", meeting=item.meeting, item=item, form=form)
    return _back(meeting_id)


# ---- Papers ----


@bp.get("/items/<int:item_id>/papers/new/")
@needs(Can.CONVENE)
def new_paper(meeting_id: int, item_id: int) -> Response:
    item = _item(meeting_id, item_id)
    form = PaperForm().fit(_is_called(item.meeting))
    return page("meetings/desk/new_paper.html", meeting=item.meeting, item=item, form=form)


@bp.post("/items/<int:item_id>/papers/new/")
@needs(Can.CONVENE)
def add_paper(meeting_id: int, item_id: int) -> Response:
    """The file is on disk before the row that names it; decoded with no transaction open."""
    is_called = _is_called(_item(meeting_id, item_id).meeting)
    me = asker().person_id
    db.session.rollback()
    form = PaperForm().fit(is_called)
    if not form.validate():
        return _paper_again(meeting_id, item_id, form)
    filed = _kept(form.file.data)
    try:
        with writing():
            queries.locked(meeting_id)
            papers.add(
                _item(meeting_id, item_id),
                form.title.data or "",
                form.text.data or "",
                filed,
                bool(form.members_only.data),
                me,
                clock.now(),
                form.reason,
            )
    except Refused as no:
        form.fail("late_reason" if "late_reason" in form else "title", words.refusal(no))
        return _paper_again(meeting_id, item_id, form)
    return _back(meeting_id)


def _kept(document: Document | None) -> Filed | None:
    if document is None:
        return None
    folder = current_app.config["PORTAL"].uploads
    digest = store.keep(folder, document.body, document.media)
    return Filed(digest, document.media, len(document.body))


def _paper_again(meeting_id: int, item_id: int, form: PaperForm) -> Response:
    item = _item(meeting_id, item_id)
    return refused("meetings/desk/new_paper.html", meeting=item.meeting, item=item, form=form)


@bp.get("/papers/<int:paper_id>/")
@needs(Can.CONVENE)
def show_paper(meeting_id: int, paper_id: int) -> Response:
    """Who has read it, who has not; and withdrawing it."""
    return _paper_page(meeting_id, paper_id, ReasonForm(formdata=None))


def _paper_page(meeting_id: int, paper_id: int, form: ReasonForm, status: int = 200) -> Response:
    found = _paper(meeting_id, paper_id)
    read, unread = papers.reading_list(found)
    return page(
        "meetings/desk/paper.html",
        status=status,
        meeting=found.item.meeting,
        paper=found,
        read=read,
        unread=unread,
        form=form,
    )


@bp.post("/papers/<int:paper_id>/")
@needs(Can.CONVENE)
def withdraw_paper(meeting_id: int, paper_id: int) -> Response:
    form = ReasonForm()
    if not form.validate():
        return _paper_page(meeting_id, paper_id, form, 422)
    try:
        with writing():
            queries.locked(meeting_id)
            found, me = _paper(meeting_id, paper_id), asker().person_id
            papers.withdraw(found, form.reason.data or "", me, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("reason", words.refusal(no))
        return _paper_page(meeting_id, paper_id, form, 422)
    return _back(meeting_id)
