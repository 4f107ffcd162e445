"""Writing a proposal on a phone: three short pages, kept after each; changing and withdrawing."""

from typing import NoReturn

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.budget.rules import ProjectKind
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, refused, see_other
from portal.core.text import clean
from portal.proposals import habits, keeping, moved, nearby, pages, queries, reach, rules, words
from portal.proposals.actions import writing as acts
from portal.proposals.actions.writing import (
    NotAuthor,
    Overtaken,
    RoundClosed,
    SavedElsewhere,
    TooMany,
)
from portal.proposals.forms import (
    ChangeForm,
    DetailForm,
    NeedForm,
    PageForm,
    SendForm,
    need_form,
)
from portal.proposals.models import Proposal, Text
from portal.proposals.nearby import Other
from portal.proposals.rules import MoveRefused, State

bp = Blueprint("drafting", __name__, url_prefix="/proposals")
SIMILAR_SHOWN = 3


@bp.get("/mine/")
@needs(Can.USE_OWN_PAGES)
def mine() -> Response:
    """Drafts, invitations, and what became of the others."""
    me = asker().person_id
    found = queries.mine(me)
    cards = pages.cards(found)
    return page(
        "proposals/mine.html",
        cards=cards,
        changes=pages.changes_of(cards),
        invited=[one.id for one in found if not _accepted(one, me)],
        collecting=_collecting() is not None,
    )


def _accepted(proposal: Proposal, person_id: int) -> bool:
    mine = queries.invitation(proposal.id, person_id)
    return mine is not None and mine.accepted_at is not None


def _collecting() -> int | None:
    """The round in which the asker can propose now."""
    mine, _elsewhere = reach.collecting_for(asker().person_id, clock.now())
    return mine.id if mine else None


def _closed(status: int = 200) -> Response:
    """Why nothing can be proposed now: no round collects, or one for other grids does."""
    _mine, elsewhere = reach.collecting_for(asker().person_id, clock.now())
    return page("proposals/closed.html", status=status, elsewhere=elsewhere)


# ---- Page 1 ----


@bp.get("/new/")
@needs(Can.PROPOSE)
def new() -> Response:
    round_id = _collecting()
    if round_id is None:
        return _closed()
    form = need_form(queries.grids(), grid=pages.own_grid(asker()))
    return page("proposals/need.html", form=form, proposal=None, similar=[])


@bp.post("/new/")
@needs(Can.PROPOSE)
def begin() -> Response:
    """Keeps the draft, and goes on to the second page. Sent twice, it is one draft."""
    form, me, round_id = need_form(queries.grids()), asker(), _collecting()
    if round_id is None:
        return _closed(422)
    if not form.validate():
        return _need_again(form, None, round_id)
    try:
        with writing():
            round_ = acts.round_of(round_id)
            draft = acts.begin(round_, me.person_id, form.values(), clock.now())
            draft_id = draft.id
    except RoundClosed:
        return _closed(422)
    except TooMany:
        form.form_errors.append(
            _("这一轮您已经提了 %(n)s 份，先把它们办好再提新的。", n=habits.OPEN_DRAFTS())
        )
        return _need_again(form, None, round_id)
    return see_other(".details", proposal_id=draft_id)


def _need_again(form: NeedForm, proposal: Proposal | None, round_id: int) -> Response:
    text = f"{form.title.data} {form.need.data}"
    return refused(
        "proposals/need.html",
        form=form,
        proposal=proposal,
        similar=_alike(round_id, text, proposal.id if proposal else None),
    )


@bp.get("/similar/")
@needs(Can.PROPOSE)
def similar() -> Response:
    """What resembles the words so far: asked for while they are typed."""
    round_id = _collecting()
    text = clean(f"{request.args.get('title', '')} {request.args.get('need', '')}")[:2000]
    found = _alike(round_id, text) if round_id else []
    return page("proposals/similar.html", "similar", similar=found)


def _alike(round_id: int, text: str, but: int | None = None) -> list[Other]:
    return nearby.resembling(text, nearby.others(round_id, but), SIMILAR_SHOWN)


def _own(proposal_id: int) -> Proposal:
    """A proposal whose text the asker may change now; 404 for another's, 409 in words when it is
    fixed.
    """
    proposal = queries.proposal(proposal_id)
    me = asker().person_id
    if proposal is None or me not in queries.authors_of(proposal_id):
        abort(404)
    endorsed, hidden = queries.endorsed_by_others(proposal), queries.hidden(proposal)
    if not rules.may_edit(State(proposal.state), True, endorsed, hidden):
        moved.on(proposal)
    return proposal


def _moved_on(proposal_id: int) -> NoReturn:
    """It moved on between reading and saving: what happened is said, and what was typed shown."""
    db.session.rollback()
    moved.on(_own(proposal_id), words.OVERTAKEN)


@bp.get("/<int:proposal_id>/edit/")
@needs(Can.PROPOSE)
def edit(proposal_id: int) -> Response:
    proposal = _own(proposal_id)
    form = need_form(queries.grids(), pages.working_text(proposal))
    _mark(form, proposal)
    return page(
        "proposals/need.html",
        form=form,
        proposal=proposal,
        similar=[],
        asked=pages.asked_to_change(proposal),
    )


@bp.post("/<int:proposal_id>/edit/")
@needs(Can.PROPOSE)
def save_need(proposal_id: int) -> Response:
    proposal = _own(proposal_id)
    form = need_form(queries.grids())
    if not form.validate():
        return _need_again(form, proposal, proposal.round_id)
    try:
        _save(proposal_id, form)
    except SavedElsewhere:
        proposal = _saved_elsewhere(proposal_id, form)
        return page(
            "proposals/need.html",
            status=409,
            form=form,
            proposal=proposal,
            similar=[],
            saved=pages.working_text(proposal),
        )
    return see_other(".details", proposal_id=proposal_id)


def _mark(form: PageForm, proposal: Proposal) -> None:
    """The page carries a mark of the words that it shows."""
    form.seen.data = acts.mark(pages.working_text(proposal), form.values())


def _save(proposal_id: int, form: PageForm) -> None:
    me = asker().person_id
    try:
        with writing():
            one = queries.locked(proposal_id)
            acts.save(one, me, form.values(), clock.now(), form.seen.data or "")
    except (NotAuthor, Overtaken):
        _moved_on(proposal_id)


def _saved_elsewhere(proposal_id: int, form: PageForm) -> Proposal:
    """Nothing is overwritten unseen: both texts are shown, and the next press decides."""
    proposal = _own(proposal_id)
    _mark(form, proposal)
    form.form_errors.append(
        _("这一页刚才在别处改过。您写的还在下面，没有丢；再按一次保存，就以您写的为准。")
    )
    return proposal


# ---- Page 2 ----


@bp.get("/<int:proposal_id>/details/")
@needs(Can.PROPOSE)
def details(proposal_id: int) -> Response:
    proposal = _own(proposal_id)
    form = DetailForm(obj=pages.working_text(proposal))
    _mark(form, proposal)
    return _details(proposal, form)


def _details(
    proposal: Proposal, form: DetailForm, status: int = 200, saved: Text | None = None
) -> Response:
    text = pages.working_text(proposal)
    words_so_far = f"{text.title} {text.need}"
    return page(
        "proposals/details.html",
        status=status,
        form=form,
        proposal=proposal,
        saved=saved,
        photos=pages.visible_photos(proposal, asker()),
        most_photos=habits.PHOTOS(),
        caps=[(kind, habits.CAPS[kind]()) for kind in ProjectKind],
        prices=nearby.past_prices(form.kind.data or text.kind, words_so_far, 4),
        similar=_alike(proposal.round_id, words_so_far, proposal.id),
    )


@bp.post("/<int:proposal_id>/details/")
@needs(Can.PROPOSE)
def save_details(proposal_id: int) -> Response:
    """Keeps what was typed, and the photo if there is one; 再添一张 comes back here."""
    _own(proposal_id)
    trouble = _keep_details(proposal_id, DetailForm())
    if trouble is not None:
        return trouble
    if "more" in request.form:
        return see_other(".details", proposal_id=proposal_id, _anchor="photos")
    return see_other(".check", proposal_id=proposal_id)


def _keep_details(proposal_id: int, form: DetailForm) -> Response | None:
    """Keeps the page; the page again where it cannot. A photo that is good in itself is kept in
    any case: no browser shows a chosen file again.
    """
    valid = form.validate()
    fits = valid and keeping.estimate_fits(form, _own(proposal_id))
    try:
        kept = not form.photo.data or keeping.photo(proposal_id, form)
    except NotAuthor:
        _moved_on(proposal_id)
    if not fits:
        return _details(_own(proposal_id), form, 422)
    try:
        _save(proposal_id, form)
    except SavedElsewhere:
        proposal = _saved_elsewhere(proposal_id, form)
        return _details(proposal, form, 409, pages.working_text(proposal))
    return None if kept else _details(_own(proposal_id), form, 422)


@bp.post("/<int:proposal_id>/photos/<int:photo_id>/remove/")
@needs(Can.PROPOSE)
def remove_photo(proposal_id: int, photo_id: int) -> Response:
    """Takes a photo away, and keeps what was typed beside it."""
    try:
        with writing():
            photo = queries.photo(photo_id)
            if photo is None or photo.proposal_id != proposal_id:
                abort(404)
            proposal = queries.locked(proposal_id)
            acts.remove_photo(proposal, photo, asker().person_id, clock.now())
    except NotAuthor:
        _moved_on(proposal_id)
    if "beneficiaries" in request.form:
        trouble = _keep_details(proposal_id, DetailForm())
        if trouble is not None:
            return trouble
    return see_other(".details", proposal_id=proposal_id, _anchor="photos")


# ---- Page 3 ----


@bp.get("/<int:proposal_id>/check/")
@needs(Can.PROPOSE)
def check(proposal_id: int) -> Response:
    proposal = _own(proposal_id)
    return _to_second_page(proposal) or _check(proposal)


def _to_second_page(proposal: Proposal) -> Response | None:
    """Back to the page that was passed over, if one was; the first is always filled in."""
    if pages.working_text(proposal).beneficiaries:
        return None
    flash(_("第 2 步还没有填：请先写明谁会受益，属于哪一类，再检查和提交。"), "waiting")
    return see_other(".details", proposal_id=proposal.id)


def _check(
    proposal: Proposal, form: SendForm | ChangeForm | None = None, status: int = 200
) -> Response:
    is_draft = proposal.state == State.DRAFT
    text = pages.working_text(proposal)
    return page(
        "proposals/check.html",
        status=status,
        form=form or (SendForm(obj=proposal) if is_draft else ChangeForm(obj=text)),
        proposal=proposal,
        text=text,
        grids=dict(queries.grids()),
        is_draft=is_draft,
        photos=pages.visible_photos(proposal, asker()),
        unchanged=not is_draft and text is proposal,
    )


@bp.post("/<int:proposal_id>/check/")
@needs(Can.PROPOSE)
def send(proposal_id: int) -> Response:
    """Hands in a draft, or the change of a public text. Sent twice, it is handed in once."""
    proposal = queries.proposal(proposal_id)
    if proposal is not None and proposal.state == State.SUBMITTED:
        return see_other(".sent", proposal_id=proposal_id)
    proposal = _own(proposal_id)
    lacking = _to_second_page(proposal)
    if lacking is not None:
        return lacking
    if proposal.state != State.DRAFT:
        return _send_change(proposal)
    form = SendForm()
    if not form.validate():
        return _check(proposal, form, 422)
    try:
        with writing():
            draft = queries.locked(proposal_id)
            acts.submit(draft, asker().person_id, bool(form.signs.data), clock.now())
    except RoundClosed:
        return _closed(422)
    except (NotAuthor, MoveRefused):
        db.session.rollback()
        now = queries.proposal(proposal_id)
        if now is not None and now.state == State.SUBMITTED:
            return see_other(".sent", proposal_id=proposal_id)  # pressed twice
        _moved_on(proposal_id)
    except Overtaken:
        return _overtaken(proposal_id)
    return see_other(".sent", proposal_id=proposal_id)


def _send_change(proposal: Proposal) -> Response:
    form = ChangeForm()
    if not form.validate():
        return _check(proposal, form, 422)
    try:
        with writing():
            one = queries.locked(proposal.id)
            acts.hand_in_change(one, asker().person_id, form.why.data, clock.now())
    except NotAuthor:
        _moved_on(proposal.id)
    except Overtaken:
        return _overtaken(proposal.id)
    except MoveRefused:
        form.form_errors.append(_("内容没有改动，不用提交。"))
        return _check(queries.proposal(proposal.id) or proposal, form, 422)
    flash(_("修改稿已提交，审核之后替换现在的内容。"), "good")
    return see_other("proposals.show", proposal_id=proposal.id)


def _overtaken(proposal_id: int) -> Response:
    flash(_("审核人员刚刚处理了这份提案，请先看看结果。您写的内容还在。"), "waiting")
    return see_other("proposals.show", proposal_id=proposal_id)


@bp.get("/<int:proposal_id>/sent/")
@needs(Can.PROPOSE)
def sent(proposal_id: int) -> Response:
    """What happens next, after handing in."""
    proposal = queries.proposal(proposal_id)
    if proposal is None or asker().person_id not in queries.authors_of(proposal_id):
        abort(404)
    return page("proposals/sent.html", proposal=proposal)
