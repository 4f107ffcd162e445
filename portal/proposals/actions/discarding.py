"""Letting go of what nobody but its authors has seen: a proposal vanishes with all that hangs on
it. Inside the caller's ``writing()``; pictures are for the caller to take away afterwards.
"""

from sqlalchemy import delete, select, update

from portal.accounts.mine import carry_out
from portal.core.db import db
from portal.moderation.mine import forget
from portal.proposals import queries, rules
from portal.proposals.actions.writing import NotAuthor
from portal.proposals.models import Photo, Proposal
from portal.proposals.rules import State
from portal.roster.ties import columns_to


def discard(proposal: Proposal, person_id: int) -> set[str]:
    """Its first author throws away a draft that was never handed in. NotAuthor.

    The digests of pictures that no row names any more.
    """
    never_sent = proposal.item_id is None
    if person_id != proposal.author_id or not rules.may_discard(State(proposal.state), never_sent):
        raise NotAuthor
    return vanish(proposal)


def vanish(proposal: Proposal) -> set[str]:
    """With all that hangs on it; a paper wish that it carried waits again."""
    beside = queries.photos(proposal.id)
    items = {proposal.item_id, *(photo.item_id for photo in beside)} - {None}
    proposal_id, its_pictures = proposal.id, pictures(beside)
    for column in columns_to(Proposal):
        if column.nullable:
            carry_out(update(column.table).where(column == proposal_id).values({column: None}))
        else:
            carry_out(delete(column.table).where(column == proposal_id))
    carry_out(delete(Proposal).where(Proposal.id == proposal_id))
    forget([one for one in items if one is not None])
    return unused(its_pictures)


def pictures(photos: list[Photo]) -> set[str]:
    return {digest for photo in photos for digest in (photo.digest, photo.thumb)}


def unused(digests: set[str]) -> set[str]:
    """Those that no row names: the same picture may stand beside another proposal."""
    named = select(Photo.digest, Photo.thumb)
    wanted = named.where(Photo.digest.in_(digests) | Photo.thumb.in_(digests))
    return digests - {one for row in db.session.execute(wanted) for one in row}
