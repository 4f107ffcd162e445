"""Resolutions in public: the list by year, and each on one sheet of paper."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker_or_none, public
from portal.core.page import id_asked, page, page_number, public_url, see_other
from portal.core.qr import qr_svg
from portal.core.text import clean_line
from portal.notices import pages as notices
from portal.notices.queries import Standing
from portal.resolutions import kinds, queries, registry, words
from portal.resolutions.followups import queries as followups
from portal.resolutions.models import Resolution
from portal.resolutions.queries import Wanted
from portal.resolutions.rules import State
from portal.story import chain

bp = Blueprint("resolutions", __name__, url_prefix="/resolutions")
PAGE_SIZE = 20
LONGEST_SEARCH = 40


@bp.get("/")
@public
def index() -> Response:
    wanted, now = _wanted(), clock.now()
    found = queries.search(wanted, now, page_number(), PAGE_SIZE)
    return page(
        "resolutions/index.html",
        wanted=wanted,
        found=found,
        states=queries.states(found.items, now),
        bodies=queries.deciding_bodies(),
        years=queries.years(),
    )


def _wanted() -> Wanted:
    """What the address asks for; nonsense narrows nothing."""
    state = request.args.get("state", "")
    return Wanted(
        typed=clean_line(request.args.get("q", ""))[:LONGEST_SEARCH],
        body_id=id_asked("body"),
        year=id_asked("year"),
        state=state if state in words.STATES else "",
    )


@bp.get("/id/<int:resolution_id>/")
@public
def by_id(resolution_id: int) -> Response:
    """Where messages and postings, which know a resolution by its row, find its page."""
    found = queries.by_id(resolution_id) or abort(404)
    return see_other(".show", year=found.year, serial=found.serial)


@bp.get("/<int:year>/<int:serial>/")
@public
def show(year: int, serial: int) -> Response:
    resolution = queries.by_number(year, serial) or abort(404)
    now, url = clock.now(), public_url("resolutions.show", year=year, serial=serial)
    posted = notices.section(kinds.POSTING, resolution.id, now)
    return page(
        "resolutions/show.html",
        resolution=resolution,
        state=_state(resolution, posted, now),
        posted=posted,
        posted_to=_last_day(posted["posting"].until) if posted else None,
        became=_became(resolution),
        followups=followups.of_source(kinds.SOURCE, resolution.id, clock.today()),
        promise=_promise(resolution),
        today=clock.today(),
        chain=_chain(resolution),
        qr=qr_svg(url),
        page_url=url,
    )


def _chain(resolution: Resolution) -> list[dict[str, object]]:
    """Back to the topic and the meeting; a round's resolution links to the page of its result."""
    if resolution.body_id is None:
        return []
    here = url_for(".show", year=resolution.year, serial=resolution.serial)
    return chain.links(chain.Keys(resolution_id=resolution.id), chain.Stage.RESOLUTION, here)


def _state(resolution: Resolution, posted: dict[str, Any] | None, now: datetime) -> State:
    standing = Standing(posted["posting"], posted["counts"]) if posted else None
    return queries.state_as_posted(resolution, standing, now)


def _became(resolution: Resolution) -> dict[int, list[registry.Link]]:
    """What carries each winner of a round out; a body's resolution has its chain for that."""
    if resolution.body_id is not None:
        return {}
    return registry.became([item.id for item in resolution.items])


def _last_day(until: datetime) -> date:
    """The last whole day before an instant."""
    return (clock.local(until) - timedelta(microseconds=1)).date()


def _promise(resolution: Resolution) -> str | None:
    """Where the asker writes down who carries it out; None for all but the committee."""
    me = asker_or_none()
    if me is None or not me.can(Can.CONVENE) or resolution.annulled_by is not None:
        return None
    return url_for("followups_desk.new", kind=kinds.SOURCE, id=resolution.id)
