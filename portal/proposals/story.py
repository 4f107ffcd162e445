"""A proposal's link in the story, found by itself or by the project that it became."""

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from portal.core.db import db
from portal.proposals import heard, queries
from portal.proposals.models import Proposal
from portal.story.chain import Keys, Link, Stage, register


def complete(keys: Keys) -> Keys:
    """The proposal behind a project of a price list."""
    if keys.proposal_id is None and keys.listed_id is not None:
        found = queries.by_listed(keys.listed_id)
        return replace(keys, proposal_id=found.id) if found else keys
    return keys


def links(keys: Keys) -> list[Link]:
    proposal = db.session.get(Proposal, keys.proposal_id) if keys.proposal_id else None
    if proposal is None or proposal.published_at is None:
        return []
    title = _("（已隐藏）") if queries.hidden(proposal) else proposal.title
    page = url_for("proposals.show", proposal_id=proposal.id)
    return [*_wishes(proposal, keys.wished), Link(Stage.PROPOSAL, title, page)]


def _wishes(proposal: Proposal, counted: int | None) -> list[Link]:
    """How many households wished for it on paper; none of them is named."""
    count = counted
    if count is None:
        count = heard.households_of([proposal.id]).get(proposal.id, 0)
    if not count:
        return []
    page = url_for("heard.show", round_id=proposal.round_id)
    return [Link(Stage.WISH, _("%(n)s 户在纸上提过", n=count), page)]


register(links, complete)
