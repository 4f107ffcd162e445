"""What stands near a proposal: others of its round that resemble it, and what such things cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.budget.models import ListedProject, Round
from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.proposals import queries, rules, similar
from portal.proposals.models import Proposal
from portal.proposals.queries import was_published
from portal.proposals.rules import State


@dataclass(frozen=True)
class Other:
    """A public proposal of the same round, as far as likeness and merging ask."""

    id: int
    number: int | None
    title: str
    need: str
    state: str


def others(round_id: int, but: int | None = None) -> list[Other]:
    """The round's public proposals that are not hidden, by number."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title, Proposal.need, Proposal.state)
        .outerjoin(Proposal.item)
        .where(Proposal.round_id == round_id, was_published(), Proposal.id != (but or 0))
        .where(or_(Item.id.is_(None), Item.state != Reading.HIDDEN))
        .order_by(Proposal.number)
    )
    return [Other(*row) for row in rows]


def resembling(text: str, among: Sequence[Other], most: int) -> list[Other]:
    """Those that resemble a text, nearest first."""
    by_id = {one.id: one for one in among}
    near = similar.nearest(text, {one.id: (one.title, one.need) for one in among}, most)
    return [by_id[one] for one in near]


def mergeable(among: Sequence[Other], by: int) -> list[Other]:
    """Those that a similar proposal can be merged into by this person: never into their own."""
    open_ = [one for one in among if State(one.state) in rules.TAKES_OTHERS]
    authors = queries.authors([one.id for one in open_])
    return [one for one in open_ if rules.may_screen(by, authors[one.id])]


def past_prices(kind: str, text: str, most: int) -> list[ListedProject]:
    """What similar projects of earlier rounds cost: of the same kind, nearest first."""
    rows = list(
        db.session.scalars(
            select(ListedProject)
            .join(Round)
            .options(joinedload(ListedProject.round))
            .where(Round.posted_at.is_not(None), Round.voided_at.is_(None))
            .where(ListedProject.kind == kind, ListedProject.withdrawn_at.is_(None))
            .order_by(ListedProject.id.desc())
            .limit(500)
        )
    )
    by_id = {one.id: one for one in rows}
    texts = {one.id: (one.title, one.summary) for one in rows}
    return [by_id[one] for one in similar.nearest(text, texts, most)]
