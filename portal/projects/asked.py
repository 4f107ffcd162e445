"""What an address asks of the list of projects; nonsense narrows nothing."""

from flask import request

from portal.core.page import id_asked
from portal.core.text import clean_line
from portal.projects import words
from portal.projects.queries import Wanted

LONGEST_SEARCH = 40


def wanted() -> Wanted:
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    return Wanted(
        typed=clean_line(request.args.get("q", ""))[:LONGEST_SEARCH],
        year=id_asked("year"),
        grid_id=id_asked("grid"),
        kind=kind if kind in words.KINDS else "",
        state=state if state in words.NARROWINGS else "",
    )
