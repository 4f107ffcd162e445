"""The desk of the books: writing entries down, and taking them through the three people."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.budget.queries import all_grids
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import id_asked, page, page_number, see_other
from portal.ledger import actions, limits, pages, queries, words
from portal.ledger.forms import EntryForm, ReasonForm, StepForm, typed_of
from portal.ledger.models import Entry
from portal.ledger.refusing import Changed, Refused
from portal.ledger.rules import Move, Nature
from portal.projects.models import Project
from portal.resolutions.models import ResolutionItem

bp = Blueprint("ledger_desk", __name__, url_prefix="/desk/ledger")
PAGE_SIZE = 30


@bp.get("/")
@needs(Can.SEE_DESK)
def index() -> Response:
    pages.demand_reader()
    state = request.args.get("state", "")
    state = state if state in words.STATES else ""
    return page(
        "ledger/desk/index.html",
        found=queries.listed(state, id_asked("fund"), page_number(), PAGE_SIZE),
        funds=queries.funds(),
        state=state,
        fund_id=id_asked("fund"),
    )


@bp.get("/entries/<int:entry_id>/")
@needs(Can.SEE_DESK)
def show(entry_id: int) -> Response:
    return pages.show(pages.found(entry_id))


# ---- writing it down


def _form(nature: Nature, entry: Entry | None = None, **given: object) -> EntryForm:
    """``entry``: the one that is written anew; what it was paid by is offered in any case."""
    form = EntryForm(**given)
    funds = [one for one in queries.funds() if one.closed_on is None]
    form.offer(nature, funds, _payable(nature, entry), all_grids())
    return form


def _payable(nature: Nature, entry: Entry | None) -> tuple[list[Project], list[ResolutionItem]]:
    if nature is not Nature.EXPENSE:
        return [], []
    projects, items = queries.payable_projects(), limits.standing_items(clock.now())
    if entry is not None and entry.project is not None and entry.project not in projects:
        projects.append(entry.project)
    if entry is not None and entry.item is not None and entry.item not in items:
        items.append(entry.item)
    return projects, items


def _form_page(form: EntryForm, entry: Entry | None = None, said: str = "") -> Response:
    failed = bool(said or form.errors)
    return page(
        "ledger/desk/write.html", status=422 if failed else 200, form=form, entry=entry, said=said
    )


@bp.get("/entries/new/")
@needs(Can.KEEP_BOOKS)
def new() -> Response:
    """Empty, or filled in like another entry (``?like=``): the right one after a correction."""
    like = queries.by_id(id_asked("like") or 0)
    funds = queries.funds()
    fund_id = like.fund_id if like else id_asked("fund") or (funds[0].id if funds else 0)
    today = clock.today()
    typed = {
        **(typed_of(like) if like else {"fund": fund_id}),
        "booked_on": today,
        "voucher_no": actions.next_voucher(fund_id, today.year),
    }
    return _form_page(_form(_nature(like), like, formdata=None, **typed))


def _nature(like: Entry | None = None) -> Nature:
    asked = like.nature if like else request.args.get("nature", "")
    return Nature(asked) if asked in set(Nature) else Nature.EXPENSE


@bp.post("/entries/new/")
@needs(Can.KEEP_BOOKS)
def create() -> Response:
    like = queries.by_id(id_asked("like") or 0)
    form = _form(_nature(like), like)
    if not form.validate():
        return _form_page(form)
    try:
        with writing():
            made = actions.prepare(form.draft, asker().person_id, clock.now()).id
    except Refused as no:
        return _form_page(form, said=pages.fail(form, no))
    flash(_("记下了。请加上凭证照片，等审批。"), "good")
    return see_other(".show", entry_id=made)


@bp.get("/entries/<int:entry_id>/edit/")
@needs(Can.KEEP_BOOKS)
def edit(entry_id: int) -> Response:
    entry = pages.found(entry_id)
    return _form_page(_form(Nature(entry.nature), entry, formdata=None, **typed_of(entry)), entry)


@bp.post("/entries/<int:entry_id>/edit/")
@needs(Can.KEEP_BOOKS)
def save(entry_id: int) -> Response:
    entry = pages.found(entry_id)
    form = _form(Nature(entry.nature), entry)
    if not form.validate():
        return _form_page(form, entry)
    try:
        with writing():
            actions.edit(
                actions.locked(entry_id, form.seen), form.draft, asker().person_id, clock.now()
            )
    except Refused as no:
        return _form_page(form, pages.found(entry_id), pages.fail(form, no))
    except Changed:
        return pages.changed(entry_id)
    flash(_("改好了，等审批。"), "good")
    return see_other(".show", entry_id=entry_id)


@bp.get("/entries/<int:entry_id>/correct/")
@needs(Can.KEEP_BOOKS)
def correcting(entry_id: int) -> Response:
    entry = pages.found(entry_id)
    form = ReasonForm(formdata=None, version=entry.version)
    return page("ledger/desk/correct.html", entry=entry, form=form, said="")


@bp.post("/entries/<int:entry_id>/correct/")
@needs(Can.KEEP_BOOKS)
def correct(entry_id: int) -> Response:
    """Writes the row down that takes this one back; the right one is written anew after it."""
    form, said = ReasonForm(), ""
    if form.validate():
        try:
            with writing():
                original = actions.locked(entry_id)
                made = actions.correct(
                    original, form.reason.data or "", asker().person_id, clock.now()
                ).id
        except Refused as no:
            said = pages.fail(form, no)
        except LookupError:
            abort(404)
        except IntegrityError:
            return pages.changed(entry_id)
        else:
            flash(_("更正记下了，等审批。正确的账请照下面的链接另记一笔。"), "good")
            return see_other(".show", entry_id=made)
    entry = pages.found(entry_id)
    return page("ledger/desk/correct.html", status=422, entry=entry, form=form, said=said)


# ---- the three people

Act = Callable[[Entry, int, datetime], None]


@bp.post("/entries/<int:entry_id>/approve/")
@needs(Can.APPROVE_ENTRIES)
def approve(entry_id: int) -> Response:
    return _press(entry_id, actions.approve, _("审批同意了，等监督委员签字。"))


@bp.post("/entries/<int:entry_id>/sign/")
@needs(Can.SIGN_ENTRIES)
def sign(entry_id: int) -> Response:
    return _press(entry_id, actions.sign, _("签好了，可以入账。"))


@bp.post("/entries/<int:entry_id>/post/")
@needs(Can.KEEP_BOOKS)
def post(entry_id: int) -> Response:
    return _press(entry_id, actions.post, _("入账了，大家都看得到，以后不能改动。"))


@bp.post("/entries/<int:entry_id>/return/")
@needs(Can.SEE_DESK)
def send_back(entry_id: int) -> Response:
    """Whoever keeps, approves or signs may send it back."""
    pages.demand_reader()
    return _for_a_reason(entry_id, Move.RETURN, _("退回经手人了，原因他会收到。"))


@bp.post("/entries/<int:entry_id>/drop/")
@needs(Can.KEEP_BOOKS)
def drop(entry_id: int) -> Response:
    return _for_a_reason(entry_id, Move.DROP, _("作废了，没有入账。"))


def _press(entry_id: int, act: Act, said: str) -> Response:
    form = StepForm()
    if not form.validate():
        return pages.changed(entry_id)
    return _done(entry_id, act, form, said)


def _for_a_reason(entry_id: int, move: Move, said: str) -> Response:
    form = ReasonForm(prefix=move)
    form.move = move
    if not form.validate():
        return pages.show(pages.found(entry_id), form, status=422)
    reason = form.reason.data or ""
    act = actions.send_back if move is Move.RETURN else actions.drop
    return _done(entry_id, lambda entry, by, now: act(entry, reason, by, now), form, said)


def _done(entry_id: int, act: Act, form: StepForm, said: str) -> Response:
    """One act in one transaction; whoever comes second reads what the other did (409)."""
    try:
        with writing():
            act(actions.locked(entry_id, form.seen), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Changed:
        return pages.changed(entry_id)
    except Refused as no:
        db.session.rollback()
        why = words.refusal(no)[1]
        return pages.show(pages.found(entry_id), said=why, status=422)
    flash(said, "good")
    return see_other(".show", entry_id=entry_id)
