"""Proposals as residents meet them: the list, one of them, standing behind it, its photos."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, current_app, flash, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.budget.rules import ProjectKind
from portal.core import clock, store
from portal.core.access import Asker, Can, asker, asker_or_none, needs, public
from portal.core.db import db, writing
from portal.core.page import id_asked, page, page_number, refused, see_other
from portal.core.text import clean_line
from portal.proposals import finding, heard, moved, pages, queries, words
from portal.proposals.actions import supporting
from portal.proposals.actions.supporting import CannotEndorse
from portal.proposals.actions.writing import NotAuthor, OutOfReach, TooMany
from portal.proposals.finding import Wanted
from portal.proposals.forms import InviteForm
from portal.proposals.models import Proposal
from portal.proposals.rules import GIVEN_UP, PUBLIC, NotEndorsable, State

bp = Blueprint("proposals", __name__, url_prefix="/proposals")
PAGE_SIZE = 20
LISTED = PUBLIC | GIVEN_UP
"""States in which a proposal stands in the list, if it was ever published."""


def readable(proposal_id: int, me: Asker | None) -> Proposal:
    """The proposal, if this visitor may read it; 404 otherwise."""
    found = queries.proposal(proposal_id)
    if found is None or not pages.may_read(found, me):
        abort(404)
    return found


@bp.get("/")
@public
def index() -> Response:
    """The proposals of a round: found by words, grid, kind and state; newest or most endorsed."""
    now = clock.now()
    round_ = _round(id_asked("round"), now)
    if round_ is None:
        return page("proposals/none.html")
    wanted = _wanted(round_)
    found = finding.listing(wanted, page_number(), PAGE_SIZE)
    return page(
        "proposals/index.html",
        "found",
        round=round_,
        rounds=[r for r in rounds.announced_rounds() if r.proposing_from],
        collecting=queries.collects(round_, now),
        found=found,
        cards=pages.cards(found.items),
        wanted=wanted,
        states=[(state, words.STATES[state]) for state in State if state in LISTED],
        counts=finding.state_counts(round_.id),
        grids=queries.grids(),
        coverage=heard.coverage(round_),
    )


def _round(round_id: int | None, now: datetime) -> Round | None:
    if round_id is None:
        return pages.current_round(now)
    round_ = rounds.round_by_id(round_id)
    if round_ is None or round_.announced_at is None or round_.proposing_from is None:
        abort(404)
    return round_


def _wanted(round_: Round) -> Wanted:
    """What the visitor asks for; nonsense asks for nothing."""
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    return Wanted(
        round_id=round_.id,
        words=clean_line(request.args.get("q", ""))[:60],
        grid_id=id_asked("grid") or None,
        kind=kind if kind in set(ProjectKind) else "",
        state=state if state in LISTED else "",
        by_support=request.args.get("sort") == "support",
    )


@bp.get("/<int:proposal_id>/")
@public
def show(proposal_id: int) -> Response:
    me = asker_or_none()
    proposal = readable(proposal_id, me)
    return page("proposals/show.html", **pages.shown(proposal, me, clock.now()))


@bp.get("/<int:proposal_id>/history/")
@public
def history(proposal_id: int) -> Response:
    """Every public version of the text, and what each changed."""
    me = asker_or_none()
    proposal = readable(proposal_id, me)
    if queries.hidden(proposal) and not pages.is_inside(proposal, me):
        return see_other(".show", proposal_id=proposal_id)
    versions = [r for r in queries.revisions(proposal_id) if r.public_at is not None]
    told = [
        (new, pages.changes(old, new) if old else [])
        for old, new in zip([None, *versions], versions, strict=False)
    ]
    return page("proposals/history.html", proposal=proposal, versions=told[::-1])


@bp.get("/photos/<int:photo_id>/<any(full, small):size>.jpg")
@public
def photo(photo_id: int, size: str) -> Response:
    """A picture to whom its proposal and the moderators let see it. Never one that was hidden."""
    me = asker_or_none()
    found = queries.photo(photo_id) or abort(404)
    proposal = readable(found.proposal_id, me)
    inside = pages.is_inside(proposal, me)
    if not pages.photo_shows(found, inside) or (queries.hidden(proposal) and not inside):
        abort(404)
    digest = found.digest if size == "full" else found.thumb
    try:
        body = store.read(current_app.config["PORTAL"].uploads, digest)
    except LookupError:
        abort(404)
    response = make_response(body)
    response.mimetype = "image/jpeg"
    response.set_etag(digest)
    response.headers["Content-Disposition"] = "inline"
    return response.make_conditional(request)


# ---- Standing behind it ----


def _act(proposal_id: int, act: Callable[[Proposal, int, datetime], object]) -> Response:
    """One act under the proposal's lock, and back to its page."""
    me = asker()
    readable(proposal_id, me)
    with writing():
        act(queries.locked(proposal_id), me.person_id, clock.now())
    return see_other(".show", proposal_id=proposal_id)


@bp.post("/<int:proposal_id>/endorse/")
@needs(Can.PROPOSE)
def endorse(proposal_id: int) -> Response:
    try:
        done = _act(proposal_id, supporting.endorse)
    except CannotEndorse as no:
        context = pages.shown(readable(proposal_id, asker()), asker(), clock.now())
        trouble = words.NOT_ENDORSABLE[no.reason]
        return refused("proposals/show.html", **context, trouble=trouble)
    flash(_("您已经联名。进展会在消息里告诉您。"), "good")
    return done


@bp.post("/<int:proposal_id>/take-back/")
@needs(Can.USE_OWN_PAGES)
def take_back(proposal_id: int) -> Response:
    return _act(proposal_id, lambda one, me, _now: supporting.take_back(one, me))


@bp.post("/<int:proposal_id>/follow/")
@needs(Can.USE_OWN_PAGES)
def follow(proposal_id: int) -> Response:
    return _act(proposal_id, lambda one, me, _now: supporting.follow(one, me))


@bp.post("/<int:proposal_id>/unfollow/")
@needs(Can.USE_OWN_PAGES)
def unfollow(proposal_id: int) -> Response:
    return _act(proposal_id, lambda one, me, _now: supporting.unfollow(one, me))


# ---- Writing it together ----


@bp.get("/<int:proposal_id>/authors/")
@needs(Can.PROPOSE)
def authors(proposal_id: int) -> Response:
    return _authors(proposal_id, InviteForm())


def _authors(proposal_id: int, form: InviteForm, status: int = 200) -> Response:
    me = asker()
    proposal = queries.proposal(proposal_id)
    if proposal is None or queries.invitation(proposal_id, me.person_id) is None:
        abort(404)
    return page(
        "proposals/authors.html",
        status=status,
        form=form,
        proposal=proposal,
        people=[one for one in queries.authorships(proposal_id) if one.accepted_at],
        inviting=State(proposal.state) in supporting.INVITING,
        mine=queries.invitation(proposal_id, me.person_id),
    )


@bp.post("/<int:proposal_id>/authors/")
@needs(Can.PROPOSE)
def invite(proposal_id: int) -> Response:
    """Asks a neighbour by the number they sign in with; the answer betrays nobody's number."""
    form, me = InviteForm(), asker()
    if queries.invitation(proposal_id, me.person_id) is None:
        abort(404)
    if not form.validate():
        return _authors(proposal_id, form, 422)
    meant = [one.person_id for one in accounts.accounts_by(form.phone.data)]
    try:
        with writing():
            proposal = queries.locked(proposal_id)
            supporting.check_inviting(proposal, me.person_id)
            for person_id in meant[:1]:
                supporting.invite(proposal, me.person_id, person_id, clock.now())
    except NotAuthor:
        return _cannot_invite(proposal_id)
    except TooMany:
        form.fail("phone", _("共同发起人已经够多了"))
        return _authors(proposal_id, form, 422)
    flash(_("如果这个号码有账号，邀请已经发出。对方同意之后，名字才会出现。"), "good")
    return see_other(".authors", proposal_id=proposal_id)


@bp.post("/<int:proposal_id>/authors/take-back/")
@needs(Can.PROPOSE)
def take_back_invitations(proposal_id: int) -> Response:
    """What is answered is the same whether anybody had been reached or not."""
    try:
        with writing():
            proposal = queries.locked(proposal_id)
            supporting.take_back_invitations(proposal, asker().person_id)
    except (NotAuthor, LookupError):
        abort(404)
    flash(_("还没有答复的邀请，已经全部收回。"), "neutral")
    return see_other(".authors", proposal_id=proposal_id)


def _cannot_invite(proposal_id: int) -> Response:
    """The first author alone invites, and only while it is open."""
    db.session.rollback()
    proposal = queries.proposal(proposal_id) or abort(404)
    if proposal.author_id != asker().person_id:
        abort(403)
    moved.on(proposal)


@bp.post("/<int:proposal_id>/authors/accept/")
@needs(Can.PROPOSE)
def join(proposal_id: int) -> Response:
    signs = "signs" in request.form
    try:
        with writing():
            supporting.accept(queries.locked(proposal_id), asker().person_id, signs, clock.now())
    except (NotAuthor, LookupError):
        abort(404)
    except OutOfReach:
        flash(str(words.NOT_ENDORSABLE[NotEndorsable.ELSEWHERE]), "bad")
        return see_other("drafting.mine")
    except TooMany:
        flash(_("共同发起人已经够多了"), "bad")
        return see_other("drafting.mine")
    return see_other(".show", proposal_id=proposal_id)


@bp.post("/<int:proposal_id>/authors/decline/")
@needs(Can.USE_OWN_PAGES)
def decline(proposal_id: int) -> Response:
    try:
        with writing():
            supporting.decline(queries.locked(proposal_id), asker().person_id)
    except LookupError:
        abort(404)
    flash(_("已经记下：您不做这份提案的共同发起人。"), "neutral")
    return see_other("drafting.mine")
