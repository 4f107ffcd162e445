"""The moderators' desk: one queue over all rooms, and the single decision."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_number, see_other
from portal.moderation import actions, queries, registry, rules, words
from portal.moderation.actions import Conflict, MoveRefused, OwnWork, ReasonMissing
from portal.moderation.forms import DecideForm
from portal.moderation.models import Item
from portal.moderation.registry import Preview
from portal.moderation.rules import Move, State

bp = Blueprint("moderation_desk", __name__, url_prefix="/desk/moderation")
PAGE_SIZE = 20


def _wanted() -> str | None:
    """The kind of post that the queue is narrowed to."""
    wanted = request.args.get("kind", "")
    return wanted if wanted in registry.labels() else None


@dataclass(frozen=True)
class Row:
    item: Item
    preview: Preview
    is_own: bool
    is_late: bool


@bp.get("/")
@needs(Can.MODERATE)
def index() -> Response:
    """What waits, oldest first, each with its preview."""
    kind = _wanted()
    waiting = queries.waiting(kind, page_number(), PAGE_SIZE)
    return page(
        "moderation/desk/index.html",
        kind=kind,
        waiting=waiting,
        rows=_rows(waiting.items),
        loads=queries.loads(),
        labels=registry.labels(),
        hours=queries.HOURS(),
    )


def _rows(items: list[Item]) -> list[Row]:
    now, me, hours = clock.now(), asker().person_id, queries.HOURS()
    previews = registry.previews(items)
    return [
        Row(
            item,
            previews[item.id],
            not _may_decide(item, previews[item.id], me),
            rules.is_overdue(item.submitted_at, hours, now),
        )
        for item in items
        if item.id in previews
    ]


def _may_decide(item: Item, preview: Preview, reader_id: int) -> bool:
    return rules.may_decide(reader_id, preview.authors | {item.author_id})


@bp.get("/<int:item_id>/")
@needs(Can.MODERATE)
def show(item_id: int) -> Response:
    return _thing(item_id, DecideForm(formdata=None))


def _thing(item_id: int, form: DecideForm, status: int = 200) -> Response:
    """The post whole, its history, and what its reader may decide."""
    row, me, kind = _row(item_id), asker().person_id, _wanted()
    item = row.item
    return page(
        "moderation/desk/item.html",
        status=status,
        row=row,
        label=registry.labels()[item.kind],
        history=queries.history(item_id),
        possible=[] if row.is_own else rules.decisions_open(State(item.state)),
        following=queries.next_waiting(item, kind, me),
        kind=kind,
        form=form,
        words=words,
    )


def _row(item_id: int) -> Row:
    """The post with its preview; 404 where it or its room knows nothing of it."""
    item = queries.item(item_id) or abort(404)
    return next(iter(_rows([item])), None) or abort(404)


@bp.post("/<int:item_id>/")
@needs(Can.MODERATE)
def decide(item_id: int) -> Response:
    """One decision, then on to the next post. With ``again`` only what was typed is carried
    to the post as it is now.
    """
    _row(item_id)
    form = DecideForm()
    if "again" in request.form:
        return _thing(item_id, form)
    if not form.validate():
        return _thing(item_id, form, 422)
    move, me = Move(form.move.data), asker().person_id
    try:
        with writing():
            actions.decide(item_id, form.version.data, move, form.words, me, clock.now())
    except OwnWork:
        abort(403)
    except (Conflict, MoveRefused):
        return _conflict(item_id, form)
    except ReasonMissing:
        form.fail_without_words()
        return _thing(item_id, form, 422)
    return _onward(item_id)


def _conflict(item_id: int, form: DecideForm) -> Response:
    """Who did what meanwhile; what was typed is kept."""
    return page(
        "moderation/desk/conflict.html",
        status=409,
        row=_row(item_id),
        last=queries.history(item_id)[-1:],
        kind=_wanted(),
        form=form,
        words=words,
    )


def _onward(item_id: int) -> Response:
    """To the next post of the queue, or to the queue where nothing is left."""
    item, kind = _row(item_id).item, _wanted()
    if queries.history(item_id)[-1].move == Move.LAPSE:
        flash(str(words.LAPSED), "bad")
    else:
        state = words.STATES[State(item.state)][0]
        flash(_("第 %(n)s 号：%(state)s。", n=item_id, state=state), "good")
    following = queries.next_waiting(item, kind, asker().person_id)
    if following is None:
        return see_other(".index", kind=kind)
    return see_other(".show", item_id=following.id, kind=kind)
