"""What time and the count make of proposals; run by ``tick``, each step safe to run twice."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.core.db import db, writing
from portal.proposals import kinds, queries
from portal.proposals.actions.moving import move, note, tell
from portal.proposals.actions.writing import leave_queue
from portal.proposals.models import Proposal
from portal.proposals.rules import OPEN, Move, State

POSTED, CERTIFIED, VOIDED = "posted", "certified", "voided"


def tick(now: datetime) -> None:
    """Ends what found too few endorsements in time; tells what became of the others."""
    for proposal_id in _late(now):
        with writing():
            lapse(queries.locked(proposal_id), now)
    for round_id, fate in _news():
        with writing():
            tell_fate(round_id, fate, now)


def _late(now: datetime) -> list[int]:
    waiting = (
        select(Proposal.id, Round)
        .join(Round)
        .where(Proposal.state.in_([State.SUBMITTED, State.COLLECTING]))
        .where(Round.announced_at.is_not(None))
    )
    rows = db.session.execute(waiting.order_by(Proposal.id)).all()
    return [one for one, round_ in rows if not queries.collects(round_, now)]


def lapse(proposal: Proposal, now: datetime) -> None:
    """The round collects no more, and this one has not reached screening."""
    if proposal.state not in (State.SUBMITTED, State.COLLECTING):
        return
    was_public = proposal.published_at is not None
    move(proposal, Move.LAPSE)
    leave_queue(proposal, now)
    tell(proposal, kinds.TOLD_LAPSED, now)
    if was_public:
        note(proposal, kinds.LAPSED, None, now, number=proposal.number)


def _news() -> list[tuple[int, str]]:
    """(round, fate) of which somebody has not been told yet."""
    wanted = (
        select(Round, Proposal.told)
        .join(Proposal, Proposal.round_id == Round.id)
        .where(Proposal.published_at.is_not(None))
        .distinct()
    )
    rows = db.session.execute(wanted).all()
    return sorted({(r.id, fate) for r, told in rows if (fate := fate_of(r)) and told != fate})


def fate_of(round_: Round) -> str:
    """The latest of a round's fates that its proposers are told of; empty before any."""
    if round_.voided_at is not None:
        return VOIDED
    if round_.certified_at is not None:
        return CERTIFIED
    return POSTED if round_.posted_at is not None else ""


def tell_fate(round_id: int, fate: str, now: datetime) -> None:
    """Tells authors, endorsers and followers of a round's proposals, winners and losers alike."""
    outcome = rounds.outcomes(round_id).get(True)
    selected = set(outcome.body["selected"]) if outcome else set()
    listed = select(Proposal).options(joinedload(Proposal.listed))
    untold = listed.where(Proposal.round_id == round_id, Proposal.told != fate)
    for proposal in db.session.scalars(untold.order_by(Proposal.id)).all():
        proposal.told = fate
        if proposal.listed is not None:
            tell(proposal, _sentence(fate, proposal.listed.code in selected), now)
        elif fate == VOIDED and State(proposal.state) in OPEN:
            tell(proposal, kinds.TOLD_VOIDED, now)


def _sentence(fate: str, won: bool) -> str:
    if fate == VOIDED:
        return kinds.TOLD_VOIDED
    if fate == CERTIFIED:
        return kinds.TOLD_DECIDED
    return kinds.TOLD_WON if won else kinds.TOLD_LOST
