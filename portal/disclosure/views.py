"""The disclosure board in public: what is overdue, what is posted, each posting on one sheet."""

from datetime import date

from flask import Blueprint, abort, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker_or_none, public
from portal.core.page import id_asked, page, page_number, public_url
from portal.core.qr import qr_svg
from portal.core.text import clean_line
from portal.disclosure import calendar, files, kinds, queries, words
from portal.disclosure.complaints import queries as complaints
from portal.disclosure.models import Disclosure
from portal.disclosure.periods import calendar_span
from portal.disclosure.queries import Wanted
from portal.disclosure.rules import Category
from portal.notices import pages as notices
from portal.notices import queries as postings

bp = Blueprint("disclosure", __name__, url_prefix="/disclosure")
PAGE_SIZE, OVERDUE_SHOWN, QUARTERS_SHOWN, LONGEST_SEARCH = 20, 10, 12, 40


@bp.get("/")
@public
def index() -> Response:
    """Overdue duties first, then what every room posted, what stands open first."""
    now, wanted, choices = clock.now(), _wanted(), queries.choices()
    late = calendar.overdue(calendar.all_duties(clock.today()))
    found = queries.listed(wanted, now, page_number(), PAGE_SIZE)
    return page(
        "disclosure/index.html",
        wanted=wanted,
        choices=choices,
        found=found,
        late=late[:OVERDUE_SHOWN],
        late_total=len(late),
        complained=complaints.counted([one.key for one in late[:OVERDUE_SHOWN]]),
    )


def _wanted() -> Wanted:
    """What the address asks for; nonsense narrows nothing."""
    asked = request.args
    category = asked.get("category", "")
    return Wanted(
        typed=clean_line(asked.get("q", ""))[:LONGEST_SEARCH],
        kind=clean_line(asked.get("kind", ""))[:LONGEST_SEARCH],
        category=category if category in set(Category) else "",
        year=id_asked("year"),
        objected=asked.get("objected") == "1",
    )


@bp.get("/calendar/")
@public
def duties() -> Response:
    """One quarter of the calendar: what was due, whether it was posted, and how late."""
    found = calendar.all_duties(clock.today())
    day = _quarter(request.args.get("quarter", ""))
    shown = calendar.of_quarter(found, day)
    return page(
        "disclosure/calendar.html",
        duties=shown,
        first=calendar_span(day, 3)[0],
        quarters=calendar.quarters(found, QUARTERS_SHOWN),
        hung=calendar.hung(one.met.posting_id for one in shown if one.met),
    )


def _quarter(asked: str) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return clock.today()


def _readable(disclosure_id: int) -> Disclosure:
    """What is posted; a draft is no page."""
    found = queries.by_id(disclosure_id) or abort(404)
    if found.posted_at is None:
        abort(404)
    return found


@bp.get("/<int:disclosure_id>/")
@public
def show(disclosure_id: int) -> Response:
    one, me, now = _readable(disclosure_id), asker_or_none(), clock.now()
    url = public_url("disclosure.show", disclosure_id=one.id)
    posted = notices.section(kinds.POSTING, one.id, now) or abort(404)
    posting = posted["posting"]
    return page(
        "disclosure/show.html",
        one=one,
        posted=posted,
        posting=posting,
        until=words.last_day(posting.until),
        duty=calendar.met_with(posting.id, one.big_item_id is not None, clock.today()),
        sightings=queries.sightings(posting.id),
        told=complaints.shown(f"posting:{posting.id}"),
        on_desk=me is not None and me.can(Can.DISCLOSE),
        qr=qr_svg(url),
        page_url=url,
    )


@bp.get("/<int:disclosure_id>/papers/<int:paper_id>/")
@public
def paper(disclosure_id: int, paper_id: int) -> FlaskResponse:
    one, me = queries.by_id(disclosure_id) or abort(404), asker_or_none()
    found = queries.paper(disclosure_id, paper_id) or abort(404)
    if one.posted_at is None and not (me and me.can(Can.DISCLOSE)):
        abort(404)
    posted = postings.standing(kinds.POSTING, one.id)
    if posted is not None and posted.posting.taken_back_at is not None:
        abort(404)
    return files.picture(found.digest) if found.media == "jpg" else files.download(found)


@bp.get("/boards/<int:sighting_id>/<any(full, small):size>.jpg")
@public
def board_photo(sighting_id: int, size: str) -> FlaskResponse:
    """A photo of a board of paper."""
    found = queries.sighting(sighting_id) or abort(404)
    return files.picture(found.photo if size == "full" else found.thumb)
