"""Topics as residents meet them: the list, one of them, standing behind it, following it."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, current_app, flash, request
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, documents, store
from portal.core.access import Asker, Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.page import page, page_number, refused, see_other
from portal.core.text import clean_line
from portal.topics import finding, habits, pages, queries, rules, words
from portal.topics.actions import parting, supporting
from portal.topics.actions.supporting import CannotEndorse
from portal.topics.finding import Wanted
from portal.topics.models import Topic
from portal.topics.rules import PUBLIC, Matter, MoveRefused, State

bp = Blueprint("topics", __name__, url_prefix="/topics")
PAGE_SIZE = 20
LISTED = PUBLIC | {State.WITHDRAWN}


def readable(topic_id: int, me: Asker | None) -> Topic:
    """The topic, if this visitor may read it; 404 otherwise."""
    found = queries.topic(topic_id)
    if found is None or not pages.may_read(found, me):
        abort(404)
    return found


@bp.get("/")
@public
def index() -> Response:
    """Every public topic: found by words, number and state."""
    state = request.args.get("state", "")
    wanted = Wanted(clean_line(request.args.get("q", ""))[:60], state if state in LISTED else "")
    today = clock.today()
    found = finding.listing(wanted, today, page_number(), PAGE_SIZE)
    return page(
        "topics/index.html",
        "found",
        wanted=wanted,
        found=found,
        cards=pages.cards(found.items, today),
        states=[(one, words.STATES[one]) for one in State if one in LISTED],
        counts=finding.state_counts(),
        needed=habits.NEEDED(),
    )


@bp.get("/<int:topic_id>/")
@public
def show(topic_id: int) -> Response:
    me = asker_or_none()
    topic = readable(topic_id, me)
    return page("topics/show.html", **pages.shown(topic, me, clock.now()))


@bp.get("/delegations/")
@public
def delegations() -> Response:
    """What was handed down to which body, and to whom everything else belongs."""
    found = queries.delegations()
    today = clock.today()
    given = rules.in_force(queries.facts(found), today)
    return page(
        "topics/delegations.html",
        delegations=found,
        today=today,
        competent=[(one, rules.competent(one, given, False)) for one in Matter],
    )


@bp.get("/delegations/<int:delegation_id>/scan")
@public
def scan(delegation_id: int) -> FlaskResponse:
    """The signed resolution behind a delegation that is older than this site."""
    found = queries.delegation(delegation_id)
    if found is None or found.scan is None or found.scan_media is None:
        abort(404)
    try:
        body = store.read(current_app.config["PORTAL"].uploads, found.scan, found.scan_media)
    except LookupError:
        abort(404)
    return documents.download(body, found.scan_media, found.scan, found.basis)


# ---- Standing behind it ----


def _act(topic_id: int, act: Callable[[Topic, int, datetime], object]) -> Response:
    """One act under the topic's lock, and back to its page."""
    me = asker()
    readable(topic_id, me)
    with writing():
        act(queries.locked(topic_id), me.person_id, clock.now())
    return see_other(".show", topic_id=topic_id)


@bp.post("/<int:topic_id>/endorse/")
@needs(Can.RAISE_TOPIC)
def endorse(topic_id: int) -> Response:
    try:
        done = _act(topic_id, supporting.endorse)
    except CannotEndorse as no:
        context = pages.shown(readable(topic_id, asker()), asker(), clock.now())
        return refused("topics/show.html", **context, trouble=words.NOT_ENDORSABLE[no.reason])
    flash(_("您已经附议。进展会在消息里告诉您。"), "good")
    return done


@bp.post("/<int:topic_id>/part/")
@needs(Can.RAISE_TOPIC)
def part(topic_id: int) -> Response:
    """Out of the one into which it was merged."""
    me = asker()
    readable(topic_id, me)
    try:
        with writing():
            parting.part(topic_id, me.person_id, clock.now())
    except MoveRefused:
        context = pages.shown(readable(topic_id, me), me, clock.now())
        return refused("topics/show.html", **context, trouble=_("现在不能分开了。"))
    flash(_("已经分开，重新附议。"), "good")
    return see_other(".show", topic_id=topic_id)


@bp.post("/<int:topic_id>/take-back/")
@needs(Can.USE_OWN_PAGES)
def take_back(topic_id: int) -> Response:
    return _act(topic_id, lambda one, me, _now: supporting.take_back(one, me))


@bp.post("/<int:topic_id>/follow/")
@needs(Can.USE_OWN_PAGES)
def follow(topic_id: int) -> Response:
    return _act(topic_id, lambda one, me, _now: supporting.follow(one, me))


@bp.post("/<int:topic_id>/unfollow/")
@needs(Can.USE_OWN_PAGES)
def unfollow(topic_id: int) -> Response:
    return _act(topic_id, lambda one, me, _now: supporting.unfollow(one, me))
