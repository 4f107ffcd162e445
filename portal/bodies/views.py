"""Bodies in public: who decides here, who sits there and for whom, and how to reach them."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import files, pages, panels, papers, queries, seating
from portal.bodies.forms import ReachForm
from portal.bodies.models import Membership
from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.page import id_asked, page, public_url, see_other
from portal.core.qr import qr_svg

bp = Blueprint("bodies", __name__, url_prefix="/bodies")


@bp.get("/")
@public
def index() -> Response:
    """Whoever speaks for one's own grid comes first, then all bodies."""
    today, me = clock.today(), asker_or_none()
    found = queries.representatives(me.person_id, today) if me else []
    mine, others = pages.own_first(me.household_id if me else None, found)
    return page(
        "bodies/index.html",
        bodies=queries.bodies(today),
        filled=queries.filled(today),
        mine=mine,
        others=others,
        own=queries.own(me.person_id, today) if me else [],
    )


@bp.get("/<int:body_id>/")
@public
def show(body_id: int) -> Response:
    """The term under way, or the one asked for."""
    today, me = clock.today(), asker_or_none()
    me_id = me.person_id if me else None
    body, term, subcommittees, grid_id = queries.whole(body_id, today, me_id) or abort(404)
    wanted = id_asked("term")
    if wanted:
        found = [one for one in queries.terms(body.id) if one.id == wanted]
        term = found[0] if found else abort(404)
    sheet = pages.sheet(body, term, today)
    url = public_url("bodies.show", body_id=body.id)
    return page(
        "bodies/show.html",
        sheet=sheet,
        listed=pages.listed(sheet, me_id, grid_id),
        subcommittees=subcommittees,
        panels=panels.of(body.id),
        papers=papers.of_body(body.id),
        me=me_id,
        today=today,
        qr=qr_svg(url),
        page_url=url,
    )


@bp.get("/members/<int:membership_id>/")
@public
def member(membership_id: int) -> Response:
    """The page of the body, in the term in which somebody sat there."""
    one = queries.membership(membership_id) or abort(404)
    return see_other(".show", body_id=one.seat.term.body_id, term=one.seat.term_id)


@bp.get("/papers/<int:paper_id>/")
@public
def paper(paper_id: int) -> Response:
    """What a second person has seen, and speaks of nobody's private life."""
    found = papers.get(paper_id)
    if found is None or found.is_private or not found.stands:
        abort(404)
    return files.served(found)


@bp.get("/members/<int:membership_id>/reach/")
@needs(Can.USE_OWN_PAGES)
def reach(membership_id: int) -> Response:
    own = _own(membership_id)
    return page("bodies/reach.html", form=ReachForm(reach=own.reach), own=own)


@bp.post("/members/<int:membership_id>/reach/")
@needs(Can.USE_OWN_PAGES)
def save_reach(membership_id: int) -> Response:
    """What is left empty is public no more."""
    form = ReachForm()
    if not form.validate():
        return page("bodies/reach.html", status=422, form=form, own=_own(membership_id))
    with writing():
        own = _own(membership_id)
        body_id, said = own.seat.term.body_id, form.reach.data or ""
        seating.change_reach(own.id, asker().person_id, said, clock.now())
    flash(_("已经公开您的联系办法。") if said else _("您的联系办法不公开了。"), "good")
    return see_other(".show", body_id=body_id)


def _own(membership_id: int) -> Membership:
    """A seat that the asker holds or will hold; anybody else's is no page of theirs."""
    one = queries.membership(membership_id)
    if one is None or one.person_id != asker().person_id:
        abort(404)
    return one
