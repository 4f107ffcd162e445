"""Papers at the desk: put down by who keeps the bodies, seen or struck by a second person."""

from collections.abc import Callable

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import files, papers, queries, words
from portal.bodies.forms import tell
from portal.bodies.mandates import Act
from portal.bodies.models import Body, Membership, SeatPaper
from portal.bodies.paper_forms import PaperForm, StrikeForm
from portal.bodies.papers import Scan
from portal.bodies.rules import Refused
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other

bp = Blueprint("seat_papers", __name__, url_prefix="/desk/bodies")


@bp.get("/<int:body_id>/papers/new/")
@needs(Can.KEEP_BODIES)
def new(body_id: int) -> Response:
    return _new_page(body_id, PaperForm(formdata=None))


@bp.post("/<int:body_id>/papers/new/")
@needs(Can.KEEP_BODIES)
def put_down(body_id: int) -> Response:
    form = PaperForm()
    form.offer(_members(_body(body_id)))
    if not form.validate():
        return _new_page(body_id, form, 422)
    scan, by = _scan(form), asker().person_id
    try:
        with writing():
            papers.put_down(body_id, scan, by, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        tell(form, no.reason)
        return _new_page(body_id, form, 422)
    flash(_("已经登记。监督委员或党组织看过以后，才能作依据。"), "good")
    return see_other("bodies_desk.show", body_id=body_id)


def _scan(form: PaperForm) -> Scan:
    found = form.document
    return Scan(
        act=Act(form.act.data),
        membership_id=form.member.data or None,
        title=form.title.data or "",
        dated_on=form.day,
        people=form.people.data or "",
        digest=files.keep(found),
        media=found.media,
    )


def _body(body_id: int) -> Body:
    return queries.body(body_id) or abort(404)


def _members(body: Body) -> list[Membership]:
    term = next(iter(queries.terms(body.id)), None)
    there = queries.of_term(term.id) if term else []
    return [one for one in there if one.ends_on is None]


def _new_page(body_id: int, form: PaperForm, status: int = 200) -> Response:
    body = _body(body_id)
    form.offer(_members(body))
    return page("bodies/desk/paper.html", status=status, body=body, form=form)


# ---- The second person ----


@bp.get("/papers/")
@needs(Can.WITNESS_SEATS)
def index() -> Response:
    return _index_page(StrikeForm(formdata=None))


def _index_page(form: StrikeForm, wrong: int = 0, refusal: str = "", status: int = 200) -> Response:
    return page(
        "bodies/desk/papers.html",
        status=status,
        papers=papers.to_see(),
        form=form,
        blank=StrikeForm(formdata=None),
        wrong=wrong,
        refusal=refusal,
    )


@bp.post("/papers/<int:paper_id>/seen/")
@needs(Can.WITNESS_SEATS)
def see(paper_id: int) -> Response:
    me = asker()
    keeps = me.can(Can.KEEP_BODIES)
    return _act(
        lambda: papers.see(paper_id, me.person_id, keeps, clock.now()),
        StrikeForm(formdata=None),
        paper_id,
        _("已经记下：您看过，属实。"),
    )


@bp.post("/papers/<int:paper_id>/strike/")
@needs(Can.WITNESS_SEATS)
def strike(paper_id: int) -> Response:
    form, me = StrikeForm(), asker()
    if not form.validate():
        return _index_page(form, paper_id, status=422)
    reason, keeps = form.reason.data or "", me.can(Can.KEEP_BODIES)
    return _act(
        lambda: papers.strike(paper_id, reason, me.person_id, keeps, clock.now()),
        form,
        paper_id,
        _("已经公开记下您不认可的原因。"),
    )


def _act(act: Callable[[], SeatPaper], form: StrikeForm, paper_id: int, said: str) -> Response:
    try:
        with writing():
            act()
    except LookupError:
        abort(404)
    except Refused as no:
        return _index_page(form, paper_id, str(words.REFUSALS[no.reason]), 422)
    flash(said, "good")
    return see_other(".index")


@bp.get("/papers/<int:paper_id>/file/")
@needs(Can.SEE_DESK)
def file(paper_id: int) -> Response:
    """For who keeps the bodies, and the second person."""
    if not (asker().can(Can.KEEP_BODIES) or asker().can(Can.WITNESS_SEATS)):
        abort(403)
    return files.served(papers.get(paper_id) or abort(404))
