"""What this site's elections have against seating somebody on the committee by hand: registered at
import.
"""

from sqlalchemy import select

from portal.bodies import grounds
from portal.bodies.models import Seat
from portal.bodies.rules import Refusal
from portal.core.db import db
from portal.elections.models import Election, ElectionSeat, ElectionSeating


def word(seat: Seat) -> Refusal | None:
    """Since an election of a body was certified here, its seats are filled from certified elections
    only; a seat that one under way is to fill waits for it.
    """
    named = (
        select(Election.id)
        .join(ElectionSeat, ElectionSeat.election_id == Election.id)
        .outerjoin(ElectionSeating, ElectionSeating.election_id == Election.id)
        .where(ElectionSeat.seat_id == seat.id, Election.announced_at.is_not(None))
        .where(Election.called_off_at.is_(None), Election.valid.is_not(False))
        .where(ElectionSeating.election_id.is_(None))
    )
    if db.session.scalar(named.limit(1)) is not None:
        return Refusal.ELECTION_UNDER_WAY
    return Refusal.ELECTED_HERE if kept(seat.term.body_id) else None


def kept(body_id: int) -> bool:
    """Whether an election of a body was certified on this site."""
    certified = Election.body_id == body_id, Election.certified_at.is_not(None)
    return db.session.scalar(select(Election.id).where(*certified).limit(1)) is not None


grounds.register_word("elections", word)
grounds.register_kept("elections", kept)
