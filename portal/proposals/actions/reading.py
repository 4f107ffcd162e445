"""What a moderator's word does to a proposal: it appears, goes back, changes, lapses or is hidden.

Each function acts inside the caller's ``writing()``.
"""

from datetime import datetime

from sqlalchemy import func, select

from portal.budget.models import Round
from portal.core import outbox
from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import Move as Reading
from portal.proposals import kinds, queries, rules
from portal.proposals.actions.moving import due_at, move, note, tell_authors
from portal.proposals.actions.writing import copy_text
from portal.proposals.models import Follow, Proposal, Revision
from portal.proposals.rules import Move, State


def lapsed(item: Item, now: datetime) -> bool:
    """Whether neighbours have signed the old text since this change of it was handed in: nobody's
    name stands under words that they did not read. The new words stay with their authors.
    """
    proposal = queries.by_item(item.id)
    if proposal is None:
        raise LookupError(item.id)
    proposal = queries.locked(proposal.id)
    revision = queries.pending(proposal.id)
    if revision is None or not _came_too_late(proposal, revision):
        return False
    _let_lapse(proposal, revision, now)
    return True


def _came_too_late(proposal: Proposal, revision: Revision) -> bool:
    """The committee's wish for a change stands above the signatures: who signed is told of it."""
    signed = State(proposal.state) in (State.COLLECTING, State.SCREENING)
    return signed and bool(revision.why) and queries.endorsed_by_others(proposal)


def _let_lapse(proposal: Proposal, revision: Revision, now: datetime) -> None:
    revision.why = ""
    proposal.version += 1
    tell_authors(proposal, kinds.TOLD_CHANGE_LAPSED, now)


def decided(item: Item, reading: Reading, now: datetime) -> None:
    """Publishes what was approved; sends back what is to be changed. Hiding is the item's alone."""
    proposal = queries.by_item(item.id)
    if proposal is None:
        raise LookupError(item.id)
    proposal = queries.locked(proposal.id)
    first = proposal.state == State.SUBMITTED
    if reading is Reading.APPROVE and first:
        _publish(proposal, now)
    elif reading is Reading.APPROVE:
        _publish_change(proposal, now)
    elif reading is Reading.ASK and first:
        move(proposal, Move.SEND_BACK)
    elif reading is Reading.HIDE and proposal.published_at is not None:
        _tell_hidden(proposal, item, now)


def _tell_hidden(proposal: Proposal, item: Item, now: datetime) -> None:
    """Whoever stands behind it reads why, and not what; its first author is told by the queue."""
    others = [one for one in queries.concerned(proposal.id) if one != item.author_id]
    told = {"proposal": proposal.id, "number": proposal.number, "reason": item.reason}
    outbox.tell(others, kinds.TOLD_HIDDEN, now, **told)


def _publish(proposal: Proposal, now: datetime) -> None:
    move(proposal, Move.PUBLISH)
    proposal.number = _next_number(proposal.round_id)
    proposal.published_at = now
    revision = queries.pending(proposal.id)
    if revision is not None:
        revision.public_at = now
    _follow_own(proposal)
    tell_authors(proposal, kinds.TOLD_PUBLISHED, now)
    note(proposal, kinds.PUBLISHED, None, now, number=proposal.number)


def _follow_own(proposal: Proposal) -> None:
    if not queries.ties(proposal.id, proposal.author_id).follows:
        db.session.add(Follow(proposal_id=proposal.id, person_id=proposal.author_id))


def _next_number(round_id: int) -> int:
    """One more than the last; the round's row is locked, so that no two get the same."""
    db.session.scalar(select(Round.id).where(Round.id == round_id).with_for_update())
    newest = select(func.coalesce(func.max(Proposal.number), 0))
    return (db.session.scalar(newest.where(Proposal.round_id == round_id)) or 0) + 1


def _publish_change(proposal: Proposal, now: datetime) -> None:
    """The new words take the place of the old; whoever stood behind those is told. What its
    authors are still writing, and have not handed in, stays with them.
    """
    revision = queries.pending(proposal.id)
    if revision is None or not revision.why or State(proposal.state) not in rules.OPEN:
        return
    if _came_too_late(proposal, revision):  # hidden meanwhile, and brought back
        _let_lapse(proposal, revision, now)
        return
    copy_text(revision, proposal)
    revision.public_at = now
    proposal.version += 1
    if proposal.state == State.REVISING:
        move(proposal, Move.REVISE)
        proposal.due_at = due_at(proposal.round, now)
    others = [one for one in queries.concerned(proposal.id) if one != revision.by_id]
    outbox.tell(others, kinds.TOLD_REVISED, now, proposal=proposal.id, title=proposal.title)
    note(proposal, kinds.REVISED, None, now, number=proposal.number)
