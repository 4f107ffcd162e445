"""The committee's desk of disclosure: duties, drafts, posting, setting right, taking back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.disclosure import actions, calendar, files, queries, words
from portal.disclosure.actions import Changed, Words
from portal.disclosure.calendar import OUTSTANDING, Duty
from portal.disclosure.forms import (
    BigForm,
    CorrectionForm,
    DraftForm,
    PaperForm,
    SeenForm,
    TakeBackForm,
)
from portal.disclosure.models import Disclosure
from portal.disclosure.rules import Category, Refused
from portal.notices import queries as postings

bp = Blueprint("disclosure_desk", __name__, url_prefix="/desk/disclosure")
SHOWN, SLOTS = 40, 60


@bp.get("/")
@needs(Can.DISCLOSE)
def index() -> Response:
    found = calendar.all_duties(clock.today())
    waiting = calendar.in_order(one for one in found if one.state in OUTSTANDING)
    return page(
        "disclosure/desk/index.html",
        begun=bool(found),
        waiting=waiting[:SHOWN],
        drafts=queries.drafts(),
        quarters=calendar.quarters(found, 4),
        big=BigForm(formdata=None),
    )


@bp.post("/big/")
@needs(Can.DISCLOSE)
def note_big() -> Response:
    form = BigForm()
    if form.validate():
        try:
            with writing():
                actions.note_big(
                    Category(form.category.data),
                    form.title.data or "",
                    form.happened_on.data,  # type: ignore[arg-type]
                    asker().person_id,
                    clock.now(),
                )
        except Refused as no:
            form.fail("happened_on", words.REFUSALS[no.reason])
        else:
            flash(_("登记好了，请按时公开。"), "good")
            return see_other(".index")
    return page("disclosure/desk/big.html", status=422, form=form)


# ---- writing


def _slots() -> list[Duty]:
    """What may be written for, what waits first."""
    found = calendar.all_duties(clock.today())
    return calendar.in_order(one for one in found if one.is_written_here)[:SLOTS]


@bp.get("/new/")
@needs(Can.DISCLOSE)
def new() -> Response:
    form = DraftForm(formdata=None, slot=request.args.get("for", ""))
    form.offer(_slots())
    return page("disclosure/desk/edit.html", form=form, one=None)


@bp.post("/new/")
@needs(Can.DISCLOSE)
def create() -> Response:
    form = DraftForm()
    form.offer(_slots())
    if form.validate():
        said = Words(form.title.data or "", form.text.data or "")
        try:
            with writing():
                where = actions.slot(form.slot.data, clock.now())
                made = actions.draft(where, said, asker().person_id, clock.now()).id
            return see_other(".show", disclosure_id=made)
        except Refused as no:
            form.fail("slot", words.REFUSALS[no.reason])
    return page("disclosure/desk/edit.html", status=422, form=form, one=None)


def _known(disclosure_id: int) -> Disclosure:
    return queries.by_id(disclosure_id) or abort(404)


def _edit_form(one: Disclosure, **given: Any) -> DraftForm:
    if one.corrects_id is not None:
        return CorrectionForm(**given)
    form = DraftForm(**given)
    form.offer(_slots())
    return form


@bp.get("/<int:disclosure_id>/edit/")
@needs(Can.DISCLOSE)
def edit(disclosure_id: int) -> Response:
    one = _known(disclosure_id)
    if one.posted_at is not None:
        return see_other("disclosure.show", disclosure_id=one.id)
    code = calendar.BIG if one.big_item_id else one.category
    key = f"{code}:{one.big_item_id or 0}:{one.starts_on.isoformat()}"
    given = {"title": one.title, "text": one.text, "reason": one.reason, "version": one.version}
    form = _edit_form(one, formdata=None, slot=key, **given)
    return page("disclosure/desk/edit.html", form=form, one=one)


@bp.post("/<int:disclosure_id>/edit/")
@needs(Can.DISCLOSE)
def save(disclosure_id: int) -> Response:
    one = _known(disclosure_id)
    form = _edit_form(one)
    if not form.validate():
        return page("disclosure/desk/edit.html", status=422, form=form, one=one)
    reason = form.reason.data if isinstance(form, CorrectionForm) else ""
    said, seen = Words(form.title.data or "", form.text.data or "", reason or ""), form.seen
    try:
        with writing():
            where = None
            if not isinstance(form, CorrectionForm):
                where = actions.slot(form.slot.data, clock.now())
            actions.edit(actions.locked(disclosure_id), where, said, seen)
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("slot", words.REFUSALS[no.reason])
        return page("disclosure/desk/edit.html", status=422, form=form, one=_known(disclosure_id))
    except Changed:
        form.fail("text", _("刚才有人改了这一份，或者已经公开了。您写的还在这里，请核对以后再存。"))
        one = _known(disclosure_id)
        form.version.data, form.version.raw_data = one.version, None
        return page("disclosure/desk/edit.html", status=409, form=form, one=one)
    return see_other(".show", disclosure_id=disclosure_id)


@bp.get("/<int:disclosure_id>/")
@needs(Can.DISCLOSE)
def show(disclosure_id: int) -> Response:
    """The draft as everyone will read it; posted, what can still be done."""
    return _page(_known(disclosure_id))


def _page(one: Disclosure, status: int = 200, trouble: Any = None, **given: Any) -> Response:
    standing = postings.standing("disclosure.item", one.id)
    return page(
        "disclosure/desk/show.html",
        status=status,
        one=one,
        posting=standing.posting if standing else None,
        trouble=trouble,
        early=one.big_item_id is None and clock.today() <= one.ends_on,
        papers=given.get("papers") or PaperForm(formdata=None),
        back=given.get("back") or TakeBackForm(formdata=None),
        form=given.get("papers") or given.get("back"),
    )


@bp.post("/<int:disclosure_id>/papers/")
@needs(Can.DISCLOSE)
def attach(disclosure_id: int) -> Response:
    form = PaperForm()
    if not form.validate():
        return _page(_known(disclosure_id), 422, papers=form)
    kept, me = files.keep(form.file.data, form.name.data or ""), asker().person_id
    return _step(
        disclosure_id, lambda one: actions.attach(one, kept, me, clock.now()), ".show", papers=form
    )


@bp.post("/<int:disclosure_id>/papers/<int:paper_id>/remove/")
@needs(Can.DISCLOSE)
def detach(disclosure_id: int, paper_id: int) -> Response:
    return _step(disclosure_id, lambda one: actions.detach(one, paper_id), ".show")


@bp.post("/<int:disclosure_id>/drop/")
@needs(Can.DISCLOSE)
def drop(disclosure_id: int) -> Response:
    return _step(disclosure_id, actions.drop, ".index")


@bp.post("/<int:disclosure_id>/post/")
@needs(Can.DISCLOSE)
def post(disclosure_id: int) -> Response:
    seen, me = SeenForm().seen, asker().person_id
    return _step(
        disclosure_id,
        lambda one: actions.post(one, seen, me, clock.now()),
        "disclosure.show",
    )


@bp.post("/<int:disclosure_id>/correct/")
@needs(Can.DISCLOSE)
def correct(disclosure_id: int) -> Response:
    me = asker().person_id
    try:
        with writing():
            made = actions.correct(actions.locked(disclosure_id), me, clock.now()).id
    except LookupError:
        abort(404)
    except Refused as no:
        return _page(_known(disclosure_id), 422, words.REFUSALS[no.reason])
    return see_other(".edit", disclosure_id=made)


@bp.post("/<int:disclosure_id>/take-back/")
@needs(Can.DISCLOSE)
def take_back(disclosure_id: int) -> Response:
    form = TakeBackForm()
    if not form.validate():
        return _page(_known(disclosure_id), 422, back=form)
    reason, me = form.reason.data or "", asker().person_id
    return _step(
        disclosure_id,
        lambda one: actions.take_back(one, reason, me, clock.now()),
        "disclosure.show",
        back=form,
    )


def _step(
    disclosure_id: int, act: Callable[[Disclosure], object], then: str, **given: Any
) -> Response:
    """One step in one transaction; every refusal on the page."""
    try:
        with writing():
            act(actions.locked(disclosure_id))
    except LookupError:
        abort(404)
    except Changed:
        trouble = _("刚才有人改了这一份，或者已经公开了，请先看一遍现在的内容。")
        return _page(_known(disclosure_id), 409, trouble)
    except Refused as no:
        return _page(_known(disclosure_id), 422, words.REFUSALS[no.reason], **given)
    return see_other(then, **({} if then == ".index" else {"disclosure_id": disclosure_id}))
