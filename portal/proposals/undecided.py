"""How many proposals of a round wait for a decision: told to its checklist at import."""

from sqlalchemy import func, select

from portal.budget.checklist import count_undecided
from portal.core.db import db
from portal.proposals.models import Proposal
from portal.proposals.rules import SCREENED


def undecided(round_id: int) -> int:
    """Those under screening, and those asked to change."""
    counted = select(func.count()).select_from(Proposal).where(Proposal.round_id == round_id)
    return db.session.scalar(counted.where(Proposal.state.in_(SCREENED))) or 0


count_undecided(undecided)
