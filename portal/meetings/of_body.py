"""What a body's page shows of its meetings: registered at import."""

from typing import Any

from portal.bodies import panels
from portal.core import clock
from portal.meetings import turnout

SHOWN = 6


def _held(body_id: int) -> dict[str, Any] | None:
    """The next meeting, how many came to the last ones, and how often each member came in this
    term; None where there is no meeting. A constant number of queries.
    """
    coming, last = turnout.of_body(body_id, clock.now(), SHOWN)
    if coming is None and not last:
        return None
    return {
        "next": coming,
        "last": last,
        "members": turnout.of_members(body_id, clock.today()),
    }


panels.register("meetings", "meetings/_of_body.html", _held)
