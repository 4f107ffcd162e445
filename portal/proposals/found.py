"""Proposals in the search."""

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.proposals import queries, words
from portal.proposals.models import Proposal
from portal.proposals.rules import State
from portal.search import asking, registry
from portal.search.registry import Found, Hit


def find(key: str, most: int) -> Found:
    """Public ones of every round by their words, newest first; what is hidden is not found."""
    shown = or_(Item.id.is_(None), Item.state != Reading.HIDDEN)
    wanted = select(Proposal).outerjoin(Proposal.item).where(queries.was_published(), shown)
    wanted = wanted.where(Proposal.search_key.contains(key, autoescape=True))
    return asking.first(wanted.order_by(Proposal.id.desc()), most, _told)


def _told(one: Proposal) -> Hit:
    href = url_for("proposals.show", proposal_id=one.id)
    return Hit(one.title, href, note=str(words.STATES[State(one.state)]))


registry.register("proposals", _l("居民提案"), "", find)
