"""The one way in which a proposal changes its state, and how those concerned are told."""

from datetime import datetime, time
from typing import Any

from portal.audit.actions import record
from portal.budget.models import Round
from portal.core import clock, outbox
from portal.core.db import db
from portal.proposals import queries, rules
from portal.proposals.models import Proposal
from portal.proposals.rules import Move, State


class Conflict(Exception):
    """Somebody else moved or changed the proposal meanwhile; nothing was changed."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(proposal.id)
        self.proposal = proposal


def move(proposal: Proposal, step: Move) -> None:
    """Goes one step of ``rules.MOVES``; ``proposal`` was read under its lock. MoveRefused."""
    proposal.state = rules.after(State(proposal.state), step)
    proposal.version += 1


def due_at(round_: Round, now: datetime) -> datetime:
    """The end of the day by which screening decides."""
    voting = clock.local(round_.voting_from).date()
    due = rules.due_on(clock.local(now).date(), round_.screening_days, voting)
    return datetime.combine(due, time(23, 59), clock.SHANGHAI)


def in_version(proposal_id: int, version: int) -> Proposal:
    """The proposal under its lock, as the person who acts has seen it. Conflict otherwise."""
    proposal = queries.locked(proposal_id)
    if proposal.version != version:
        raise Conflict(proposal)
    return proposal


def tell(proposal: Proposal, kind: str, now: datetime, **more: Any) -> None:
    """Tells authors, endorsers and followers, each once."""
    people = queries.concerned(proposal.id)
    outbox.tell(people, kind, now, proposal=proposal.id, title=proposal.title, **more)


def tell_authors(proposal: Proposal, kind: str, now: datetime, **more: Any) -> None:
    people = sorted(queries.authors_of(proposal.id))
    outbox.tell(people, kind, now, proposal=proposal.id, title=proposal.title, **more)


def note(proposal: Proposal, kind: str, actor_id: int | None, now: datetime, **more: Any) -> None:
    """Leaves a line on record, last in the transaction. What was public is named by its number: a
    title that is hidden one day must not stand in the record, which nobody can change.
    """
    db.session.flush()
    record(kind, actor_id, now, proposal=proposal.id, **more)
