"""Raising a topic on a phone: written, looked at, sent; mending it, taking it back."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, see_other
from portal.core.text import clean, tells_where_to_find
from portal.proposals.rules import byline
from portal.topics import habits, pages, queries, rules
from portal.topics.actions import raising
from portal.topics.actions.raising import NotAuthor, TooMany
from portal.topics.forms import TopicForm, WithdrawForm
from portal.topics.models import Topic
from portal.topics.rules import State

bp = Blueprint("raising", __name__, url_prefix="/topics")
SIMILAR_SHOWN = 3


@bp.get("/mine/")
@needs(Can.USE_OWN_PAGES)
def mine() -> Response:
    found = queries.mine(asker().person_id)
    return page("topics/mine.html", cards=pages.cards(found, clock.today()))


@bp.get("/new/")
@needs(Can.RAISE_TOPIC)
def new() -> Response:
    return _write(TopicForm())


def _write(form: TopicForm, topic: Topic | None = None, status: int = 200) -> Response:
    typed = f"{form.title.data or ''} {form.text.data or ''}"
    return page(
        "topics/write.html",
        status=status,
        form=form,
        topic=topic,
        similar=pages.alike(typed, SIMILAR_SHOWN, topic.id if topic else None),
    )


@bp.get("/similar/")
@needs(Can.RAISE_TOPIC)
def similar() -> Response:
    """What resembles the words so far: asked for while they are typed."""
    text = clean(f"{request.args.get('title', '')} {request.args.get('text', '')}")[:2000]
    return page("topics/similar.html", "similar", similar=pages.alike(text, SIMILAR_SHOWN))


@bp.post("/new/")
@needs(Can.RAISE_TOPIC)
def check() -> Response:
    """The words, to be looked at before they are sent; they live in the form alone."""
    form = TopicForm()
    if "change" in request.form:
        return _write(form)
    if not form.validate():
        return _write(form, status=422)
    return _check(form)


def _check(form: TopicForm, topic: Topic | None = None) -> Response:
    signed = byline(asker().name, bool(form.signs.data))
    needed = topic.needed if topic else habits.NEEDED()
    tells = tells_where_to_find(f"{form.title.data}\n{form.text.data}")
    return page(
        "topics/check.html", form=form, topic=topic, byline=signed, needed=needed, tells_where=tells
    )


@bp.post("/new/send/")
@needs(Can.RAISE_TOPIC)
def send() -> Response:
    """Sent twice, it is one."""
    form = TopicForm()
    if not form.validate():
        return _write(form, status=422)
    typed = form.title.data, form.text.data, bool(form.signs.data)
    try:
        with writing():
            made = raising.raise_topic(asker().person_id, *typed, clock.now())
            topic_id = made.id
    except TooMany:
        form.form_errors.append(
            _("您有 %(n)s 个议题还没有结果，等有了结果再提新的。", n=habits.PER_PERSON())
        )
        return _write(form, status=422)
    return see_other(".sent", topic_id=topic_id)


@bp.get("/<int:topic_id>/sent/")
@needs(Can.RAISE_TOPIC)
def sent(topic_id: int) -> Response:
    """Its number, and what happens next."""
    return page("topics/sent.html", topic=_own(topic_id))


def _own(topic_id: int) -> Topic:
    topic = queries.topic(topic_id)
    if topic is None or topic.raised_by != asker().person_id:
        abort(404)
    return topic


# ---- Mending it, as a moderator has asked ----


def _to_mend(topic_id: int) -> Topic | None:
    topic = _own(topic_id)
    return topic if raising.may_rewrite(topic, asker().person_id) else None


def _moved_on(topic_id: int) -> Response:
    """It is not where this page was opened: back to it, with what happened in words."""
    db.session.rollback()
    flash(_("这个议题已经有了变化，请先看看现在的情况。"), "waiting")
    return see_other("topics.show", topic_id=topic_id)


@bp.get("/<int:topic_id>/edit/")
@needs(Can.RAISE_TOPIC)
def edit(topic_id: int) -> Response:
    topic = _to_mend(topic_id)
    return _write(TopicForm(obj=topic), topic) if topic else _moved_on(topic_id)


@bp.post("/<int:topic_id>/edit/")
@needs(Can.RAISE_TOPIC)
def resend(topic_id: int) -> Response:
    topic, form = _to_mend(topic_id), TopicForm()
    if topic is None:
        return _moved_on(topic_id)
    if not form.validate():
        return _write(form, topic, 422)
    typed = form.title.data, form.text.data, bool(form.signs.data)
    try:
        with writing():
            raising.rewrite(queries.locked(topic_id), asker().person_id, *typed, clock.now())
    except NotAuthor:
        return _moved_on(topic_id)
    return see_other(".sent", topic_id=topic_id)


# ---- Taking it back ----


@bp.get("/<int:topic_id>/withdraw/")
@needs(Can.RAISE_TOPIC)
def ask(topic_id: int) -> Response:
    topic = _own(topic_id)
    return _asked(topic, WithdrawForm()) if _withdrawable(topic) else _moved_on(topic_id)


def _withdrawable(topic: Topic) -> bool:
    """It can be taken back, or the reason must be written anew."""
    open_ = rules.may_withdraw(State(topic.state), True)
    return open_ or raising.reason_to_reword(topic, asker().person_id) is not None


def _asked(topic: Topic, form: WithdrawForm, status: int = 200) -> Response:
    reword = raising.reason_to_reword(topic, asker().person_id)
    return page("topics/withdraw.html", status=status, form=form, topic=topic, reword=reword)


@bp.post("/<int:topic_id>/withdraw/")
@needs(Can.RAISE_TOPIC)
def withdraw(topic_id: int) -> Response:
    topic, form, me = _own(topic_id), WithdrawForm(), asker().person_id
    if not _withdrawable(topic):
        return _moved_on(topic_id)
    if not form.validate():
        return _asked(topic, form, 422)
    reworded = topic.state == State.WITHDRAWN
    act = raising.reword if reworded else raising.withdraw
    try:
        with writing():
            act(queries.locked(topic_id), me, form.reason.data or "", clock.now())
    except NotAuthor:
        return _moved_on(topic_id)
    flash(_("原因已经改好，审核之后公开。") if reworded else _("议题已经撤回。"), "neutral")
    return see_other(".mine")
