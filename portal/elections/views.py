"""The committee's elections, as everyone may follow them."""

from datetime import datetime

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Asker, Can, asker_or_none, public
from portal.core.page import page, page_number, public_url
from portal.core.qr import qr_svg
from portal.elections import nominating, pages, queries, words
from portal.elections.models import Election

bp = Blueprint("elections", __name__, url_prefix="/elections")
PAGE_SIZE = 20


@bp.get("/")
@public
def index() -> Response:
    found = queries.elections(page_number(), PAGE_SIZE, drafts=False)
    return page("elections/index.html", found=found, rows=pages.rows(found.items, clock.today()))


@bp.get("/<int:election_id>/")
@public
def show(election_id: int) -> Response:
    one, now, me = pages.announced(election_id), clock.now(), asker_or_none()
    shown = pages.overview(one, now)
    return page(
        "elections/show.html",
        **shown,
        candidates=pages.candidates(one),
        statement=pages.statement,
        accepted=[] if one.polls else queries.nominations(one.id, list(nominating.PUBLIC)),
        notices=queries.notices(one.id),
        standing=pages.standing(one, me),
        may_nominate=pages.may_nominate(one, shown["today"]),
        may_stop=_may_stop(one, me, now),
    )


def _may_stop(one: Election, me: Asker | None, now: datetime) -> bool:
    over = one.certified_at is not None or one.called_off_at is not None
    may = me is not None and me.can(Can.STOP_ROUND)
    return may and not over and queries.voting_begun(one, now)


@bp.get("/<int:election_id>/notices/<int:number>/")
@public
def notice(election_id: int, number: int) -> Response:
    """One notice on one sheet, for the physical board."""
    one = pages.announced(election_id)
    found = queries.notice(election_id, number) or abort(404)
    names = queries.candidate_names(election_id)
    url = public_url("elections.notice", election_id=election_id, number=number)
    return page(
        "elections/notice.html",
        election=one,
        notice=found,
        lines=words.notice_lines(found.kind, found.facts, names),
        qr=qr_svg(url),
        page_url=url,
    )
