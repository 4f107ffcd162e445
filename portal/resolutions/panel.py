"""What a body's page shows of what it decided and what was promised to it: registered at import."""

from typing import Any

from portal.bodies import panels
from portal.core import clock
from portal.resolutions import queries
from portal.resolutions.followups import queries as followups

SHOWN = 5


def _decided(body_id: int) -> dict[str, Any] | None:
    """The newest decisions, each with how it stands, and the promises that are under way, overdue
    first; None where there is neither. A constant number of queries.
    """
    now, today = clock.now(), clock.today()
    newest = queries.newest_of(body_id, SHOWN)
    counts = followups.counts(today, body_id)
    if not newest and not any((counts.overdue, counts.open, counts.done, counts.finished)):
        return None
    return {
        "body_id": body_id,
        "resolutions": newest,
        "states": queries.states(newest, now),
        "counts": counts,
        "followups": followups.under_way_of(body_id, today)[:SHOWN],
        "today": today,
    }


panels.register("resolutions", "resolutions/_of_body.html", _decided)
