"""Screening topics on the desk: the queue by its days, overdue first; one topic; the decision."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Asker, Can, asker, needs
from portal.core.db import db, writing
from portal.core.forms import Form
from portal.core.page import page, see_other
from portal.topics import pages, queries, rules
from portal.topics.actions import screening
from portal.topics.actions.moving import Conflict
from portal.topics.actions.screening import Act, NoBody, OwnTopic
from portal.topics.deskforms import DeclineForm, MergeForm, PassForm, RouteForm
from portal.topics.models import Topic
from portal.topics.rules import SCREENS, Ground, Matter, Move, MoveRefused, Office, State

bp = Blueprint("topics_desk", __name__, url_prefix="/desk/topics")
DECIDED_SHOWN = 20
KEYS = {Office.PARTY: Can.SCREEN_TOPICS_FIRST, Office.COMMITTEE: Can.SCREEN_TOPICS}


@bp.get("/")
@needs(Can.SEE_DESK)
def index() -> Response:
    """What waits for each office, overdue first; what waits for a body; duties to convene."""
    today = clock.today()
    return page(
        "topics/desk/index.html",
        cards=pages.cards(queries.to_screen(), today),
        decided=pages.cards(queries.latest_screened(DECIDED_SHOWN), today),
        duties=queries.open_duties(),
        today=today,
    )


def _known(topic_id: int) -> Topic:
    found = queries.topic(topic_id)
    if found is None or found.published_at is None:
        abort(404)
    return found


def offices(me: Asker) -> list[Office]:
    """In whose name the asker may screen."""
    return [office for office, key in KEYS.items() if me.can(key)]


def _may(topic: Topic, me: Asker) -> dict[Move, bool]:
    state = State(topic.state)
    may = {
        move: any(rules.may_decide(office, state, move) for office in offices(me))
        for move in rules.DECIDES
    }
    return {**may, Move.MERGE: may[Move.MERGE] and not queries.was_parted(topic.id)}


@bp.get("/<int:topic_id>/")
@needs(Can.SEE_DESK)
def show(topic_id: int) -> Response:
    return _page(_known(topic_id))


def _page(topic: Topic, status: int = 200, trouble: Any = None, **forms: Form) -> Response:
    me, blank = asker(), {"formdata": None, "version": topic.version}
    may = _may(topic, me)
    merge = forms.get("merge") or MergeForm(**blank)
    if may[Move.MERGE]:
        _offer(topic, merge)
    return page(
        "topics/desk/show.html",
        status=status,
        **pages.examined(topic, me, clock.now()),
        may=may,
        trouble=trouble,
        let_pass=forms.get("let_pass") or PassForm(**blank),
        decline=forms.get("decline") or DeclineForm(**blank),
        route=forms.get("route") or RouteForm(**blank),
        merge=merge,
    )


def _offer(topic: Topic, form: Any) -> None:
    """Those that it may be merged into: none of the asker's own."""
    me = asker().person_id
    others = queries.texts(sorted(rules.TAKES_OTHERS), but=topic.id)
    ready = [one for one in others if one.raised_by != me and screening.may_take(topic, one)]
    form.offer([(one.id, f"{one.number} · {one.title}") for one in ready])


def _decide(
    topic_id: int, form: Any, name: str, decide: Callable[[Act], None], told: str
) -> Response:
    """One decision on the version that was read; every refusal at its place, nothing lost."""
    topic, me = _known(topic_id), asker()
    if name == "merge":
        _offer(topic, form)
    if not form.validate():
        return _page(topic, 422, **{name: form})
    office = _office(topic, me)
    act = Act(topic_id, form.version.data, me.person_id, office, form.reason.data, clock.now())
    try:
        with writing():
            decide(act)
    except OwnTopic:
        abort(403)
    except NoBody:
        trouble = _("社区还没有登记这一类事项该去的组织，请先在“组织”里登记。")
        return _page(_known(topic_id), 422, trouble, **{name: form})
    except (Conflict, MoveRefused):
        db.session.rollback()
        return _overtaken(topic_id, form, name)
    flash(told, "good")
    return see_other(".index")


def _office(topic: Topic, me: Asker) -> Office:
    """Whose turn it is, where the asker may act for it; else the first of theirs."""
    turn = SCREENS.get(State(topic.state))
    mine = offices(me)
    return turn if turn in mine else mine[0]


def _overtaken(topic_id: int, form: Any, name: str) -> Response:
    """Somebody was faster: what they did is shown, what was typed is kept."""
    topic = _known(topic_id)
    form.version.data, form.version.raw_data = topic.version, None
    trouble = _("您打开之后，这个议题已经有了变化（见下面的经过）。您写的还在，请看过再决定。")
    return _page(topic, 409, trouble, **{name: form})


@bp.post("/<int:topic_id>/pass/")
@needs(Can.SCREEN_TOPICS_FIRST)
def let_pass(topic_id: int) -> Response:
    told = _("已记下：交居委会审议。提出人和附议的邻居会收到消息。")
    return _decide(topic_id, PassForm(), "let_pass", screening.let_pass, told)


@bp.post("/<int:topic_id>/route/")
@needs(Can.SCREEN_TOPICS)
def route(topic_id: int) -> Response:
    form = RouteForm()
    return _decide(
        topic_id,
        form,
        "route",
        lambda act: screening.route(act, Matter(form.matter.data), bool(form.contested.data)),
        _("已记下：按事项提交。提出人和附议的邻居会收到消息。"),
    )


@bp.post("/<int:topic_id>/decline/")
@needs(Can.SEE_DESK)
def decline(topic_id: int) -> Response:
    """By the office whose turn it is: two keys open this door."""
    if not offices(asker()):
        abort(403)
    form = DeclineForm()
    return _decide(
        topic_id,
        form,
        "decline",
        lambda act: screening.decline(act, Ground(form.ground.data)),
        _("已记下：不予提交。理由已公开。"),
    )


@bp.post("/<int:topic_id>/merge/")
@needs(Can.SCREEN_TOPICS)
def merge(topic_id: int) -> Response:
    form = MergeForm()
    return _decide(
        topic_id,
        form,
        "merge",
        lambda act: screening.merge(act, int(form.into.data)),
        _("已合并：附议和关注都带过去了。"),
    )
