"""Signing with whoever does the work."""

from datetime import datetime

from portal.core import clock
from portal.core.db import db
from portal.projects import actions, acts, choosing, decisions
from portal.projects.actions import Changed, Refused
from portal.projects.choosing import Further, Refusal, Terms
from portal.projects.models import Contract, ContractSupplement, Project, Quote
from portal.projects.rules import MOVES, OPEN, Move, State


def sign(
    project: Project,
    terms: Terms,
    paper: tuple[str, str] | None,
    actor_id: int,
    now: datetime,
) -> None:
    """Keeps the contract of a project that the caller holds, with every offer that was made;
    ``paper``: digest and ending of its file in the store. Refused with the reason.
    """
    if (State(project.state), Move.CONTRACT) not in MOVES:
        raise Changed
    if not decisions.stands(project):
        raise Refused(Refusal.FOUNDATION_GONE)
    refusal = choosing.refusal(terms, project.decided_fen, clock.local(now).date())
    if refusal:
        raise Refused(refusal)
    digest, ending = paper or (None, None)
    contract = Contract(
        project_id=project.id,
        contractor=terms.contractor,
        choice=terms.choice,
        reason=terms.reason,
        fen=terms.fen,
        signed_on=terms.signed_on,
        paper=digest,
        paper_ending=ending,
        by_id=actor_id,
        at=now,
    )
    db.session.add(contract)
    taken = choosing.chosen(terms)
    for bid in terms.bids:
        db.session.add(Quote(project_id=project.id, **vars(bid), chosen=bid is taken))
    actions.step(project, Move.CONTRACT, terms.contractor, actor_id, now, terms.signed_on)


def may_go_further(project: Project) -> bool:
    """A contract is there, and the project is not over."""
    return project.contract is not None and project.state in OPEN


def go_further(
    project: Project, further: Further, paper: tuple[str, str], actor_id: int, now: datetime
) -> None:
    """Keeps a further contract with the same contractor, of a project that the caller holds; the
    first one stays as it was. Refused with the reason.
    """
    first = project.contract
    if first is None or not may_go_further(project):
        raise Changed
    if not decisions.stands(project):
        raise Refused(Refusal.FOUNDATION_GONE)
    db.session.refresh(first)
    today = clock.local(now).date()
    refusal = choosing.further_refusal(
        further, first.total_fen, first.signed_on, project.decided_fen, today
    )
    if refusal:
        raise Refused(refusal)
    digest, ending = paper
    db.session.add(
        ContractSupplement(
            project_id=project.id,
            **vars(further),
            paper=digest,
            paper_ending=ending,
            by_id=actor_id,
            at=now,
        )
    )
    actions.note(project, acts.CONTRACT_MORE, further.reason, actor_id, now)
