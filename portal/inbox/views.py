"""A person's own messages. Reading a page marks nothing: marks are made by buttons."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.outbox import Message
from portal.core.page import local_target, page, page_number, row_id, see_other
from portal.inbox import actions, queries

bp = Blueprint("inbox", __name__, url_prefix="/me/inbox")
PAGE_SIZE = 20


@bp.get("/")
@needs(Can.USE_OWN_PAGES)
def index() -> Response:
    messages = queries.messages(asker().person_id, _only_unread(), page_number(), PAGE_SIZE)
    return page("inbox/index.html", messages=messages, only_unread=_only_unread())


@bp.post("/<int:message_id>/open/")
@needs(Can.USE_OWN_PAGES)
def open_message(message_id: int) -> Response:
    """Marks a message and leads on to what it is about."""
    target = local_target(_marked(message_id).link)
    return redirect(target or url_for(".index"), code=303)


@bp.post("/<int:message_id>/read/")
@needs(Can.USE_OWN_PAGES)
def read(message_id: int) -> Response:
    _marked(message_id)
    return _back()


@bp.post("/read/")
@needs(Can.USE_OWN_PAGES)
def read_all() -> Response:
    """Everything up to the newest message that the page showed."""
    upto = row_id(request.form.get("upto"))
    with writing():
        actions.mark_all_read(asker().person_id, upto, clock.now())
    return _back()


def _marked(message_id: int) -> Message:
    person_id = asker().person_id
    with writing():
        message = queries.own_message(person_id, message_id) or abort(404)
        actions.mark_read(message, clock.now())
    return message


def _only_unread() -> bool:
    return request.args.get("show") == "unread"


def _back() -> Response:
    """To the list as it was seen: the addresses of the buttons carry its filter and page."""
    return see_other(".index", show="unread" if _only_unread() else None, page=_page_or_none())


def _page_or_none() -> int | None:
    return page_number() if page_number() > 1 else None
