"""The moderators' desk: one queue over all rooms, and the single decision.

What is directed at the committee is read by others, with a key of their own: the same pages stand
there a second time, over the kinds that this key decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, update_wrapper

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

PAGE_SIZE = 20


def _wanted(key: Can) -> str | None:
    """The kind of post that the queue is narrowed to."""
    wanted = request.args.get("kind", "")
    return wanted if wanted in registry.decided_by(key) else None


def _kinds(key: Can) -> list[str]:
    """What the queue shows: the one kind that is asked for, or all that the key decides."""
    wanted = _wanted(key)
    return [wanted] if wanted else registry.decided_by(key)


@dataclass(frozen=True)
class Row:
    item: Item
    preview: Preview
    is_own: bool
    is_late: bool


def index(key: Can) -> Response:
    """What waits, oldest first, each with its preview."""
    waiting = queries.waiting(_kinds(key), page_number(), PAGE_SIZE)
    labels = registry.labels()
    return page(
        "moderation/desk/index.html",
        kind=_wanted(key),
        waiting=waiting,
        rows=_rows(waiting.items),
        loads=queries.loads(),
        labels={code: labels[code] for code in registry.decided_by(key)},
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


def show(key: Can, item_id: int) -> Response:
    return _thing(key, item_id, DecideForm(formdata=None))


def _thing(key: Can, item_id: int, form: DecideForm, status: int = 200) -> Response:
    """The post whole, its history, and what its reader may decide."""
    row = _row(key, item_id)
    item = row.item
    return page(
        "moderation/desk/item.html",
        status=status,
        row=row,
        label=registry.labels()[item.kind],
        history=queries.history(item_id),
        possible=[] if row.is_own else rules.decisions_open(State(item.state)),
        following=queries.next_waiting(item, _kinds(key), asker().person_id),
        kind=_wanted(key),
        form=form,
        words=words,
    )


def _row(key: Can, item_id: int) -> Row:
    """The post with its preview; 404 where its room knows nothing of it, or another key decides."""
    item = queries.item(item_id)
    if item is None or item.kind not in registry.decided_by(key):
        abort(404)
    return next(iter(_rows([item])), None) or abort(404)


def decide(key: Can, item_id: int) -> Response:
    """One decision, then on to the next post. With ``again`` only what was typed is carried
    to the post as it is now.
    """
    _row(key, item_id)
    form = DecideForm()
    if "again" in request.form:
        return _thing(key, item_id, form)
    if not form.validate():
        return _thing(key, item_id, form, 422)
    move, me = Move(form.move.data), asker().person_id
    try:
        with writing():
            actions.decide(item_id, form.version.data, move, form.words, me, clock.now())
    except OwnWork:
        abort(403)
    except (Conflict, MoveRefused):
        return _conflict(key, item_id, form)
    except ReasonMissing:
        form.fail_without_words()
        return _thing(key, item_id, form, 422)
    return _onward(key, item_id)


def _conflict(key: Can, item_id: int, form: DecideForm) -> Response:
    """Who did what meanwhile; what was typed is kept."""
    return page(
        "moderation/desk/conflict.html",
        status=409,
        row=_row(key, item_id),
        last=queries.history(item_id)[-1:],
        kind=_wanted(key),
        form=form,
        words=words,
    )


def _onward(key: Can, item_id: int) -> Response:
    """To the next post of the queue, or to the queue where nothing is left."""
    item, kind = _row(key, item_id).item, _wanted(key)
    if queries.history(item_id)[-1].move == Move.LAPSE:
        flash(str(words.LAPSED), "bad")
    else:
        state = words.STATES[State(item.state)][0]
        flash(_("第 %(n)s 号：%(state)s。", n=item_id, state=state), "good")
    following = queries.next_waiting(item, _kinds(key), asker().person_id)
    if following is None:
        return see_other(".index", kind=kind)
    return see_other(".show", item_id=following.id, kind=kind)


def _with(view: Callable[..., Response], key: Can) -> Callable[..., Response]:
    """The view for one key, under its own name."""
    return update_wrapper(partial(view, key), view)


def _room(name: str, address: str, key: Can) -> Blueprint:
    """The desk over what ``key`` decides."""
    made = Blueprint(name, __name__, url_prefix=address)
    doors: list[tuple[str, str, Callable[..., Response], str]] = [
        ("/", "index", index, "GET"),
        ("/<int:item_id>/", "show", show, "GET"),
        ("/<int:item_id>/", "decide", decide, "POST"),
    ]
    for rule, endpoint, view, method in doors:
        made.add_url_rule(rule, endpoint, needs(key)(_with(view, key)), methods=[method])
    return made


bp = _room("moderation_desk", "/desk/moderation", Can.MODERATE)
demands_bp = _room("demands_desk", "/desk/demands", Can.MODERATE_DEMANDS)
