"""议事: where residents' topics, meetings, decisions and what became of them begin."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.bodies import queries as bodies
from portal.budget import pages as budget_pages
from portal.budget import queries as budget_queries
from portal.budget.rules import State
from portal.core import clock
from portal.core.access import asker_or_none, public
from portal.core.page import page
from portal.meetings import queries as meetings
from portal.meetings.motions import waiting
from portal.resolutions import queries as resolutions
from portal.resolutions.followups import queries as followups

bp = Blueprint("discuss", __name__, url_prefix="/discuss")
MEETINGS_SHOWN = 3
RESOLUTIONS_SHOWN = 3


@bp.get("/")
@public
def index() -> Response:
    now, me = clock.now(), asker_or_none()
    today = clock.local(now).date()
    rounds = budget_pages.rows(budget_queries.announced_rounds(), {}, now)
    return page(
        "front/discuss.html",
        votes=waiting.for_person(me.person_id) if me else [],
        under_way=meetings.all_under_way(),
        coming=meetings.coming(now)[:MEETINGS_SHOWN],
        voting=[row.round for row in rounds if row.state is State.VOTING],
        resolutions=resolutions.newest(RESOLUTIONS_SHOWN),
        followups=followups.counts(today),
        seats=bodies.own(me.person_id, today) if me else [],
    )
