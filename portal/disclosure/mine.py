"""Of people this room holds only what they did in office; and who is behind its postings."""

from portal.accounts import mine
from portal.core.db import db
from portal.disclosure import behind
from portal.disclosure.kinds import POSTING
from portal.disclosure.models import Disclosure

mine.apart(
    mine.OFFICE,
    "disclosure_rhythm.set_by",
    "disclosure_big_item.noted_by",
    "disclosure.drafted_by",
    "disclosure.posted_by",
    "disclosure_paper.added_by",
    "disclosure_board.added_by",
    "disclosure_sighting.put_up_by",
    "disclosure_sighting.taken_down_by",
)


def _behind(disclosure_id: int) -> set[int]:
    """Who drafted it, posted it or added to it; of a correction, of what it sets right too."""
    people: set[int | None] = set()
    found = db.session.get(Disclosure, disclosure_id)
    while found is not None:
        people |= {found.drafted_by, found.posted_by, *(one.added_by for one in found.papers)}
        found = found.corrects
    return {one for one in people if one is not None}


behind.register(POSTING, _behind)
