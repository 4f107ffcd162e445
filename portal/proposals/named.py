"""Finding proposals by what the committee calls them: their number in a round, or their ids."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.proposals.models import Proposal


def by_number(round_id: int, number: int) -> Proposal | None:
    """The public proposal of a number in its round."""
    its = Proposal.round_id == round_id, Proposal.number == number
    return db.session.scalar(select(Proposal).where(*its))


def by_numbers(round_ids: Sequence[int], numbers: Sequence[int]) -> list[Proposal]:
    """The public proposals of these numbers in these rounds."""
    its = Proposal.round_id.in_(round_ids), Proposal.number.in_(numbers)
    return list(db.session.scalars(select(Proposal).where(*its)))


def by_ids(ids: Sequence[int]) -> list[Proposal]:
    return list(
        db.session.scalars(
            select(Proposal).options(joinedload(Proposal.round)).where(Proposal.id.in_(ids))
        )
    )
