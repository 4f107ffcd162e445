"""Which listed projects were proposals, and where their screening is opened again: told to the
price list at import.
"""

from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from portal.budget import origins
from portal.core.db import db
from portal.proposals.models import Proposal


def screenings(project_ids: Collection[int]) -> dict[int, str]:
    wanted = select(Proposal.listed_id, Proposal.id).where(Proposal.listed_id.in_(project_ids))
    return {
        listed_id: url_for("screening.show", proposal_id=proposal_id)
        for listed_id, proposal_id in db.session.execute(wanted)
        if listed_id is not None
    }


origins.register(screenings)
