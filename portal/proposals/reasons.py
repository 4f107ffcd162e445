"""The reason of a withdrawal: its author's words, read by a moderator before they appear."""

from portal.moderation.rules import State as Reading
from portal.proposals.models import Proposal
from portal.proposals.rules import State


def asked(of: Proposal) -> bool:
    """Whether a moderator has asked its author to put it otherwise."""
    withdrawn = of.state == State.WITHDRAWN and of.published_at is not None
    return withdrawn and of.item is not None and of.item.state == Reading.CHANGES_ASKED


def unread(of: Proposal) -> bool:
    """Whether it is not yet for everybody to read."""
    waits = Reading.WAITING, Reading.CHANGES_ASKED
    return of.state == State.WITHDRAWN and of.item is not None and of.item.state in waits
