"""Which boxes are of rehearsals: told to the supervisors' roll at import."""

from sqlalchemy import select

from portal.ballots import practice
from portal.budget.models import Round
from portal.core.db import db


def rehearses(box_id: int) -> bool:
    wanted = select(Round.id).where(Round.box_id == box_id, Round.rehearsal_of.is_not(None))
    return db.session.scalar(wanted) is not None


practice.register(rehearses)
