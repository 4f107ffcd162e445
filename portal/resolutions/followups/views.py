"""Follow-ups in public, overdue first; and the page of whoever is responsible for one."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.page import id_asked, page, page_number, see_other
from portal.resolutions.followups import pages, queries, story, words
from portal.resolutions.followups.queries import Wanted
from portal.resolutions.followups.rules import Act

bp = Blueprint("followups", __name__, url_prefix="/follow-ups")
PAGE_SIZE = 20
_OWN = "resolutions/followups/own.html"


@bp.get("/")
@public
def index() -> Response:
    today, state = clock.today(), request.args.get("state", "")
    wanted = Wanted(id_asked("body"), state if state in words.STATES else "")
    return page(
        "resolutions/followups/index.html",
        found=queries.listed(wanted, today, page_number(), PAGE_SIZE),
        counts=queries.counts(today, wanted.body_id),
        bodies=queries.bodies_named(),
        wanted=wanted,
        today=today,
    )


@bp.get("/<int:followup_id>/")
@public
def show(followup_id: int) -> Response:
    """Who promised what by when, and every step since."""
    followup, me = pages.found(followup_id), asker_or_none()
    return page(
        "resolutions/followups/show.html",
        followup=followup,
        today=clock.today(),
        chain=story.of(followup),
        is_own=me is not None and me.person_id == followup.responsible_id,
    )


@bp.get("/mine/")
@needs(Can.USE_OWN_PAGES)
def mine() -> Response:
    today = clock.today()
    return page(
        "resolutions/followups/mine.html",
        found=queries.of_person(asker().person_id, today, page_number(), PAGE_SIZE),
        today=today,
    )


@bp.get("/<int:followup_id>/report/")
@needs(Can.USE_OWN_PAGES)
def own(followup_id: int) -> Response:
    """Where whoever is responsible says how it goes; 403 to all others."""
    followup = pages.found(followup_id)
    if followup.responsible_id != asker().person_id:
        abort(403)
    return pages.show(_OWN, followup, pages.own_hand())


@bp.post("/<int:followup_id>/note/")
@needs(Can.USE_OWN_PAGES)
def note(followup_id: int) -> Response:
    return _step(followup_id, Act.NOTE, _("写好了，大家都看得到。"))


@bp.post("/<int:followup_id>/done/")
@needs(Can.USE_OWN_PAGES)
def done(followup_id: int) -> Response:
    return _step(followup_id, Act.REPORT, _("报告了。监督委员会来核实。"))


def _step(followup_id: int, act: Act, said: str) -> Response:
    if pages.found(followup_id).responsible_id != asker().person_id:
        abort(403)
    answer = pages.take(followup_id, act, pages.own_hand(), _OWN)
    if isinstance(answer, Response):
        return answer
    flash(said, "good")
    return see_other(".own", followup_id=followup_id)
