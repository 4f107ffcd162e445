"""Wishes on paper at the desk: a pile of forms typed in, and each wish led to a proposal."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, page_number, public_url, row_id, see_other
from portal.core.qr import qr_svg
from portal.core.text import clean_line
from portal.proposals import habits, heard, named, nearby, paper, queries, reach
from portal.proposals.actions.writing import RoundClosed, TooMany
from portal.proposals.models import Wish, WishForm
from portal.proposals.paper import (
    AlreadyCarried,
    AlreadyEntered,
    NotTaken,
    NotTheirs,
    OwnProposal,
)
from portal.proposals.paperforms import (
    NOT_IN_TIME,
    CarryForm,
    NameForm,
    PaperForm,
    TakeOutForm,
    as_before,
)
from portal.proposals.rules import MoveRefused

bp = Blueprint("wishes", __name__, url_prefix="/desk/wishes")
PAGE_SIZE = 20
FOUND = 12
SIMILAR_SHOWN = 3


@bp.get("/")
@needs(Can.ENTER_WISHES)
def index() -> Response:
    """The rounds that collect or collected wishes; those that take forms first."""
    now = clock.now()
    found = [r for r in rounds.announced_rounds() if r.proposing_from is not None]
    taking = [r for r in found if paper.takes_forms(r, now)]
    return page(
        "proposals/desk/wishes.html",
        taking=taking,
        others=[r for r in found if r not in taking],
    )


def _round(round_id: int) -> Round:
    found = rounds.round_by_id(round_id)
    if found is None or found.announced_at is None or found.proposing_from is None:
        abort(404)
    return found


@bp.get("/<int:round_id>/")
@needs(Can.ENTER_WISHES)
def pile(round_id: int) -> Response:
    """The forms of a round: how far the pile has come, and what waits to be led on."""
    round_ = _round(round_id)
    open_only = "open" in request.args
    return page(
        "proposals/desk/pile.html",
        round=round_,
        taking=paper.takes_forms(round_, clock.now()),
        coverage=heard.coverage(round_),
        fates=heard.fates(round_id),
        found=heard.forms(round_id, open_only, page_number(), PAGE_SIZE),
        open_only=open_only,
    )


@bp.get("/<int:round_id>/blank/")
@needs(Can.ENTER_WISHES)
def blank(round_id: int) -> Response:
    """The form itself, to be printed and carried from door to door."""
    round_ = _round(round_id)
    address = public_url("proposals.index", round=round_id)
    return page("proposals/desk/blank.html", round=round_, page_url=address, qr=qr_svg(address))


# ---- Entering one ----


@bp.get("/<int:round_id>/new/")
@needs(Can.ENTER_WISHES)
def new(round_id: int) -> Response:
    """Find the dwelling; then its form. The day and the collector stay from form to form."""
    round_, typed = _round(round_id), clean_line(request.args.get("q", ""))[:60]
    kept = _kept()
    found = heard.households(typed, FOUND) if "household" not in request.args else []
    if len(found) == 1 or "household" in request.args:
        chosen = found[0].id if found else row_id(request.args["household"])
        return _blank_or_told(round_, chosen, kept)
    return page(
        "proposals/desk/find.html",
        round=round_,
        taking=paper.takes_forms(round_, clock.now()),
        typed=typed,
        found=found,
        entered=heard.entered_of(round_id, found),
        kept=kept,
        last=_last(round_id),
        most=FOUND,
    )


def _kept() -> dict[str, str]:
    """What the next form of the pile most likely shares with the one before."""
    received = request.args.get("received_on", "")
    try:
        received = date.fromisoformat(received).isoformat()
    except ValueError:
        received = ""
    by = clean_line(request.args.get("collected_by", ""))[:60]
    return {"received_on": received, "collected_by": by}


def _last(round_id: int) -> WishForm | None:
    last = heard.form(row_id(request.args.get("last")))
    return last if last is not None and last.round_id == round_id else None


def _blank_or_told(round_: Round, household_id: int, kept: dict[str, str]) -> Response:
    said: dict[str, Any] = {"household": household_id, "collected_by": kept["collected_by"]}
    said["received_on"] = date.fromisoformat(kept["received_on"] or str(clock.today()))
    again = heard.form(row_id(request.args.get("again")))
    if again is not None and again.round_id == round_.id and again.withdrawn_at is not None:
        said.update(as_before(again))
    return _form_page(round_, PaperForm(formdata=None, data=said))


def _form_page(round_: Round, form: PaperForm, status: int = 200, **more: Any) -> Response:
    home = heard.household(form.household_id) or abort(404)
    return page(
        "proposals/desk/form.html",
        status=status,
        round=round_,
        taking=paper.takes_forms(round_, clock.now()),
        home=home,
        form=form,
        entered=heard.entered(round_.id, home.id),
        covered=reach.covers(round_, home.grid_id),
        **more,
    )


@bp.post("/<int:round_id>/new/")
@needs(Can.ENTER_WISHES)
def enter(round_id: int) -> Response:
    """Checked first, then kept, then the next one. A household's second form is refused, with a
    way to the first; what was typed stays.
    """
    round_, form, now = _round(round_id), PaperForm(), clock.now()
    if "change" in request.form:
        return _form_page(round_, form)
    if not _is_good(round_, form):
        return _form_page(round_, form, 422)
    if "save" not in request.form:
        home = heard.household(form.household_id) or abort(404)
        return page("proposals/desk/checked.html", round=round_, form=form, home=home)
    wanted = WishForm(
        round_id=round_id,
        household_id=form.household_id,
        received_on=form.received_on.data,
        collected_by=form.collected_by.data,
        entered_by=asker().person_id,
    )
    try:
        with writing():
            form_id = paper.enter(wanted, form.wishes(), now).id
    except AlreadyEntered:
        return _form_page(round_, form, 409)
    kept = {"received_on": form.received_on.data, "collected_by": form.collected_by.data}
    return see_other(".new", round_id=round_id, last=form_id, **kept)


def _is_good(round_: Round, form: PaperForm) -> bool:
    """Every fault at its field; a closed round, another grid and a second form speak for the whole
    page.
    """
    good, now = form.validate(), clock.now()
    if form.received_on.data:
        no = paper.not_in_time(round_, form.received_on.data, now)
        if no:
            form.fail("received_on", NOT_IN_TIME[no])
            good = False
    home = heard.household(form.household_id) or abort(404)
    if not paper.takes_forms(round_, now) or not reach.covers(round_, home.grid_id):
        return False
    return good and heard.entered(round_.id, form.household_id) is None


# ---- One form ----


@bp.get("/forms/<int:form_id>/")
@needs(Can.ENTER_WISHES)
def show(form_id: int) -> Response:
    return _show(heard.form(form_id) or abort(404))


def _show(form: WishForm, status: int = 200, **more: Any) -> Response:
    others = nearby.mergeable(nearby.others(form.round_id), asker().person_id)
    near = {
        one.id: nearby.resembling(f"{one.text} {one.place}", others, SIMILAR_SHOWN)
        for one in form.wishes
        if one.proposal_id is None
    }
    return page(
        "proposals/desk/wishform.html",
        status=status,
        wishform=form,
        near=near,
        taking=paper.takes_forms(form.round, clock.now()) and form.withdrawn_at is None,
        collecting=queries.collects(form.round, clock.now()),
        **{"carry": CarryForm(formdata=None), "wrong": 0, "trouble": "", **more},
    )


def _wish(wish_id: int) -> Wish:
    return heard.wish(wish_id) or abort(404)


@bp.post("/wish/<int:wish_id>/carry/")
@needs(Can.ENTER_WISHES)
def carry(wish_id: int) -> Response:
    """This wish is what a proposal says already."""
    wish, form = _wish(wish_id), CarryForm()
    form_id = wish.form_id
    if not form.validate():
        return _show(heard.form(form_id) or abort(404), 422, carry=form, wrong=wish_id)
    proposal_id = _numbered(wish.form.round_id, form.number.data)
    try:
        if proposal_id is None:
            raise MoveRefused
        with writing():
            proposal = queries.locked(proposal_id)
            paper.carry(_wish(wish_id), proposal, asker().person_id, clock.now())
            title = proposal.title
    except MoveRefused:
        form.fail("number", _("这一轮没有这个编号的提案，或者它已经不能再归入愿望"))
        return _show(heard.form(form_id) or abort(404), 422, carry=form, wrong=wish_id)
    except OwnProposal:
        form.fail("number", _("这是您自己的提案，请同事来归"))
        return _show(heard.form(form_id) or abort(404), 422, carry=form, wrong=wish_id)
    except AlreadyCarried:
        trouble = _("这个愿望已经归入了一份提案。归错了的，请先拿出来，再归另一份。")
        return _show(heard.form(form_id) or abort(404), 422, trouble=trouble)
    except NotTaken:
        return _closed(form_id)
    flash(_("已归入《%(title)s》。", title=title), "good")
    return see_other(".show", form_id=form_id)


@bp.post("/wish/<int:wish_id>/take-out/")
@needs(Can.ENTER_WISHES)
def take_out(wish_id: int) -> Response:
    """It was led to the wrong proposal: free again, for the right one."""
    form_id = _wish(wish_id).form_id
    try:
        with writing():
            paper.take_out(_wish(wish_id), asker().person_id, clock.now())
    except MoveRefused:
        trouble = _("那份提案已经有了结论，或者还没有公开，愿望不能再拿出来。")
        return _show(heard.form(form_id) or abort(404), 422, trouble=trouble)
    except NotTaken:
        return _closed(form_id)
    flash(_("已经拿出来，可以归入另一份。"), "neutral")
    return see_other(".show", form_id=form_id)


def _numbered(round_id: int, number: int | None) -> int | None:
    found = named.by_number(round_id, row_id(str(number)))
    return found.id if found is not None else None


def _closed(form_id: int) -> Response:
    trouble = _("这张表已经作废，或者这一轮已经不收表了。")
    return _show(heard.form(form_id) or abort(404), 409, trouble=trouble)


@bp.get("/wish/<int:wish_id>/propose/")
@needs(Can.ENTER_WISHES)
def ask_propose(wish_id: int) -> Response:
    wish = _wish(wish_id)
    home = heard.household(wish.form.household_id)
    grid = str(home.grid_id) if home else "0"
    said = {"title": wish.text[:60], "need": wish.text, "place": wish.place, "grid": grid}
    return _propose_page(wish, NameForm(formdata=None, data=said))


def _propose_page(wish: Wish, form: NameForm, status: int = 200, trouble: str = "") -> Response:
    adults = heard.adults_of(wish.form.household_id, clock.today())
    form.offer(adults, queries.grids())
    return page(
        "proposals/desk/named.html",
        status=status,
        wish=wish,
        home=heard.household(wish.form.household_id),
        form=form,
        adults=adults,
        trouble=trouble,
    )


@bp.post("/wish/<int:wish_id>/propose/")
@needs(Can.ENTER_WISHES)
def propose(wish_id: int) -> Response:
    """A proposal in the name of an adult of the household; somebody else moderates it."""
    wish, form, now = _wish(wish_id), NameForm(), clock.now()
    form_id = wish.form_id
    form.offer(heard.adults_of(wish.form.household_id, clock.today()), queries.grids())
    if not form.validate():
        return _propose_page(wish, form, 422)
    try:
        with writing():
            person_id = int(form.person.data)
            paper.propose(_wish(wish_id), person_id, form.text(), asker().person_id, now)
    except AlreadyCarried:
        flash(_("这个愿望刚才已经有提案了。"), "waiting")
        return see_other(".show", form_id=form_id)
    except (NotTaken, RoundClosed):
        trouble = _("这张表已经作废，或者这一轮已经不收提案了。")
        return _propose_page(_wish(wish_id), form, 409, trouble)
    except (NotTheirs, TooMany) as no:
        form.fail("person", _whose(no))
        return _propose_page(_wish(wish_id), form, 422)
    flash(_("提案已经录入，请别的同事审核。本人会收到消息。"), "good")
    return see_other(".show", form_id=form_id)


def _whose(no: Exception) -> str:
    if isinstance(no, TooMany):
        return _("这位居民这一轮已经提了 %(n)s 份，请换家里另一位", n=habits.OPEN_DRAFTS())
    return _("请选住在这一户、年满 18 周岁的居民")


@bp.get("/forms/<int:form_id>/withdraw/")
@needs(Can.ENTER_WISHES)
def ask_withdraw(form_id: int) -> Response:
    found = heard.form(form_id) or abort(404)
    return page("proposals/desk/takeout.html", wishform=found, form=TakeOutForm(formdata=None))


@bp.post("/forms/<int:form_id>/withdraw/")
@needs(Can.ENTER_WISHES)
def withdraw(form_id: int) -> Response:
    """Out of every count, with its reason; and on to enter it anew, filled in as it was."""
    found, form = heard.form(form_id) or abort(404), TakeOutForm()
    round_id, household_id = found.round_id, found.household_id
    if not form.validate():
        return page("proposals/desk/takeout.html", status=422, wishform=found, form=form)
    try:
        with writing():
            paper.withdraw(form_id, form.reason.data, asker().person_id, clock.now())
    except NotTaken:
        db.session.rollback()
        return _closed(form_id)
    flash(_("已作废。可以接着重新录入，原来的内容已经带过来了。"), "good")
    return see_other(".new", round_id=round_id, household=household_id, again=form_id)
