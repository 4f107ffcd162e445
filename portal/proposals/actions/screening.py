"""The committee examines a proposal: each decision with its reason in public, never on one's own.

Each function acts inside the caller's ``writing()``, on the version that the screener has seen.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from portal.budget.actions import preparing
from portal.budget.models import ListedProject
from portal.budget.rules import ProjectKind
from portal.core import outbox
from portal.core.db import db, insert_once
from portal.core.i18n import official
from portal.core.money import short_yuan
from portal.proposals import habits, kinds, queries, rules, words
from portal.proposals.actions.moving import due_at, in_version, move, note, tell
from portal.proposals.actions.supporting import begin_screening
from portal.proposals.models import Authorship, Endorsement, Follow, Proposal, Step, Wish
from portal.proposals.rules import CostFault, Ground, Move, MoveRefused, State


class OwnProposal(Exception):
    """Nobody decides on their own proposal."""


class CostRefused(Exception):
    """An amount that cannot stand; ``fault`` says why."""

    def __init__(self, fault: CostFault) -> None:
        super().__init__(fault)
        self.fault = fault


class ReasonMissing(Exception):
    """Nothing is decided without its reason in public."""


@dataclass(frozen=True)
class Act:
    """Who decides, on which version, why, and when."""

    proposal_id: int
    version: int
    by: int
    reason: str
    now: datetime


def _begun(act: Act) -> Proposal:
    if not act.reason.strip():
        raise ReasonMissing
    proposal = in_version(act.proposal_id, act.version)
    if not rules.may_screen(act.by, queries.authors_of(proposal.id)):
        raise OwnProposal
    return proposal


def _step(proposal: Proposal, act: Act, step: Move, **facts: object) -> None:
    move(proposal, step)
    db.session.add(
        Step(proposal_id=proposal.id, move=step, reason=act.reason, by_id=act.by, at=act.now,
             **facts)
    )  # fmt: skip
    db.session.flush()


def ask(act: Act) -> None:
    """Asks the authors to change it; the days that are left begin anew when they have."""
    proposal = _begun(act)
    _step(proposal, act, Move.ASK)
    people = sorted(queries.authors_of(proposal.id))
    told = {"proposal": proposal.id, "title": proposal.title, "reason": act.reason}
    outbox.tell(people, kinds.TOLD_ASKED, act.now, **told)
    note(proposal, kinds.ASKED, act.by, act.now, number=proposal.number, reason=act.reason)


def refuse(act: Act, ground: Ground) -> None:
    """Not on the list: by an item of the negative list, or because it cannot be done."""
    proposal = _begun(act)
    _step(proposal, act, Move.REFUSE, ground=ground)
    tell(proposal, kinds.TOLD_REFUSED, act.now, reason=act.reason)
    with official():
        named = str(words.GROUNDS[ground])
    more = {"number": proposal.number, "ground": named, "reason": act.reason}
    note(proposal, kinds.REFUSED, act.by, act.now, **more)


def accept(act: Act, cost_fen: int, basis: str) -> None:
    """Feasible, with a costed estimate: onto the round's price list. CostRefused; Frozen where
    the round is sealed.
    """
    proposal = _begun(act)
    cap = habits.CAPS[ProjectKind(proposal.kind)]()
    fault = rules.cost_fault(cost_fen, cap, proposal.round.amount_fen)
    if fault:
        raise CostRefused(fault)
    _step(proposal, act, Move.ACCEPT, cost_fen=cost_fen, cost_basis=basis)
    proposal.listed = _listed(proposal, cost_fen, act)
    cost = short_yuan(cost_fen)
    tell(proposal, kinds.TOLD_ACCEPTED, act.now, cost=cost)
    more = {"number": proposal.number, "cost": cost, "reason": act.reason}
    note(proposal, kinds.ACCEPTED, act.by, act.now, **more)


def _listed(proposal: Proposal, cost_fen: int, act: Act) -> ListedProject:
    project = ListedProject(
        code=queries.free_code(proposal.round_id, proposal.number or 0),
        title=proposal.title,
        summary=proposal.need,
        kind=proposal.kind,
        place=proposal.place,
        cost_fen=cost_fen,
    )
    preparing.add_project(proposal.round, project, act.by, act.now)
    return project


def reopen(act: Act) -> None:
    """Examines it once more; what it had on the price list is withdrawn with the same reason.

    Frozen where the round is sealed.
    """
    proposal = _begun(act)
    listed = proposal.listed
    _step(proposal, act, Move.REOPEN)
    proposal.listed, proposal.due_at = None, due_at(proposal.round, act.now)
    if listed is not None and listed.withdrawn_at is None:
        preparing.withdraw_project(listed, act.reason, act.by, act.now)
    tell(proposal, kinds.TOLD_REOPENED, act.now, reason=act.reason)
    note(proposal, kinds.REOPENED, act.by, act.now, number=proposal.number, reason=act.reason)


# ---- Merging ----


def merge(act: Act, into_id: int) -> None:
    """Into a similar one of the same round, which gets all its authors, endorsements, followers
    and wishes; the merged one stays readable and leads there.
    """
    for one in sorted((act.proposal_id, into_id)):  # each waits for the other in one order
        queries.locked(one)
    proposal, into = _begun(act), queries.locked(into_id)
    if not may_take(proposal, into):
        raise MoveRefused
    if not rules.may_screen(act.by, queries.authors_of(into.id)):
        raise OwnProposal
    _step(proposal, act, Move.MERGE, into_id=into.id)
    proposal.merged_into_id = into.id
    _tell_taker(proposal, into, act.now)
    _bring(proposal, into, act.now)
    begin_screening(into, act.now)
    tell(proposal, kinds.TOLD_MERGED, act.now, into=into.title)
    more = {"number": proposal.number, "into": into.number, "reason": act.reason}
    note(proposal, kinds.MERGED, act.by, act.now, **more)


def _tell_taker(source: Proposal, into: Proposal, now: datetime) -> None:
    """Its authors learn that others write it with them; who has both is told of the merger."""
    own = queries.authors_of(into.id) - set(queries.concerned(source.id))
    told = {"proposal": into.id, "title": into.title, "other": source.title}
    outbox.tell(sorted(own), kinds.TOLD_TOOK_IN, now, **told)


def may_take(proposal: Proposal, into: Proposal) -> bool:
    """Whether one can be merged into the other as they stand."""
    same_round = into.round_id == proposal.round_id and into.id != proposal.id
    return same_round and State(into.state) in rules.TAKES_OTHERS


def _bring(source: Proposal, into: Proposal, now: datetime) -> None:
    for one in queries.authorships(source.id):
        if one.accepted_at is not None:
            _bring_author(one, into, now)
    authors = queries.authors_of(into.id)
    for person_id in queries.endorsers(source.id):
        if person_id not in authors:
            key = {"proposal_id": into.id, "person_id": person_id}
            insert_once(Endorsement, **key, at=now, via_id=source.id)
    followers = select(Follow.person_id).where(Follow.proposal_id == source.id)
    for person_id in db.session.scalars(followers).all():
        insert_once(Follow, proposal_id=into.id, person_id=person_id)
    carried = update(Wish).where(Wish.proposal_id == source.id)
    db.session.execute(carried.values(proposal_id=into.id))


def _bring_author(one: Authorship, into: Proposal, now: datetime) -> None:
    """An author of the merged one writes the other from now on, and does not endorse it."""
    there = queries.invitation(into.id, one.person_id)
    if there is None:
        there = Authorship(proposal_id=into.id, person_id=one.person_id, invited_at=now)
        db.session.add(there)
    if there.accepted_at is None:
        there.accepted_at, there.signs = now, one.signs
    db.session.flush()
    mine = db.session.get(Endorsement, (into.id, one.person_id))
    if mine is not None:
        db.session.delete(mine)
        db.session.flush()
