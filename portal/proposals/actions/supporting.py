"""Standing behind a proposal: endorsing, following, writing it together."""

from datetime import date, datetime

from sqlalchemy import delete

from portal.budget.models import Round
from portal.core import clock, outbox
from portal.core.db import db, insert_once
from portal.proposals import habits, kinds, queries, reach, rules
from portal.proposals.actions.moving import due_at, move, note, tell
from portal.proposals.actions.writing import NotAuthor, OutOfReach, TooMany
from portal.proposals.models import Authorship, Endorsement, Follow, Proposal
from portal.proposals.rules import Move, Neighbour, NotEndorsable, State
from portal.roster.models import Person

INVITING = frozenset({State.DRAFT, State.SUBMITTED}) | rules.OPEN
"""States in which its author may still ask neighbours to write it too."""


class CannotEndorse(Exception):
    """Somebody may not endorse; ``reason`` says why."""

    def __init__(self, reason: NotEndorsable) -> None:
        super().__init__(reason)
        self.reason = reason


# ---- Endorsing ----


def neighbour(round_: Round, person_id: int, is_author: bool, today: date) -> Neighbour:
    """What the roster knows of a person who would endorse."""
    person = db.session.get(Person, person_id)
    here = person is not None and person.household_id is not None
    gone = person is not None and person.left_on is not None and person.left_on <= today
    return Neighbour(
        is_author=is_author,
        lives_here=here and not gone,
        in_reach=reach.within(round_, person_id),
        birth_year=person.birth_year if person else None,
        born_on=person.born_on if person else None,
    )


def objection(
    proposal: Proposal, person_id: int, is_author: bool, now: datetime
) -> NotEndorsable | None:
    """Why this person may not endorse now; None if they may."""
    today = clock.local(now).date()
    collecting = queries.collects(proposal.round, now) and not queries.hidden(proposal)
    who = neighbour(proposal.round, person_id, is_author, today)
    return rules.cannot_endorse(who, State(proposal.state), collecting, today)


def endorse(proposal: Proposal, person_id: int, now: datetime) -> None:
    """One neighbour more, once however often it is pressed; with the last one that was needed,
    screening begins. ``proposal`` was read under its lock. CannotEndorse.
    """
    no = objection(proposal, person_id, person_id in queries.authors_of(proposal.id), now)
    if no:
        raise CannotEndorse(no)
    insert_once(Endorsement, proposal_id=proposal.id, person_id=person_id, at=now)
    begin_screening(proposal, now)


def begin_screening(proposal: Proposal, now: datetime) -> None:
    """To the committee, once enough stand behind it; its day is fixed then."""
    if proposal.state != State.COLLECTING:
        return
    if queries.support_of(proposal.id) < proposal.round.endorsements_needed:
        return
    move(proposal, Move.REACH)
    proposal.reached_at, proposal.due_at = now, due_at(proposal.round, now)
    due = f"{clock.local(proposal.due_at):%Y-%m-%d}"
    tell(proposal, kinds.TOLD_REACHED, now, due=due)
    note(proposal, kinds.REACHED, None, now, number=proposal.number)


def take_back(proposal: Proposal, person_id: int) -> None:
    """Takes an endorsement back while the proposal is open; screening that began goes on."""
    if State(proposal.state) in rules.OPEN:
        mine = Endorsement.proposal_id == proposal.id, Endorsement.person_id == person_id
        db.session.execute(delete(Endorsement).where(*mine))


def follow(proposal: Proposal, person_id: int) -> None:
    insert_once(Follow, proposal_id=proposal.id, person_id=person_id)


def unfollow(proposal: Proposal, person_id: int) -> None:
    mine = Follow.proposal_id == proposal.id, Follow.person_id == person_id
    db.session.execute(delete(Follow).where(*mine))


# ---- Writing it together ----


def invite(proposal: Proposal, by: int, person_id: int, now: datetime) -> None:
    """Asks a neighbour to stand beside the author; they appear when they say yes.

    NotAuthor, TooMany. Asking twice asks once. Open invitations are not counted: how many there
    are would tell which of the numbers that were tried are a neighbour's.
    """
    check_inviting(proposal, by)
    key = {"proposal_id": proposal.id, "person_id": person_id}
    if insert_once(Authorship, **key, signs=False, invited_at=now):
        told = {"proposal": proposal.id, "title": proposal.title}
        outbox.tell([person_id], kinds.TOLD_INVITED, now, **told)


def check_inviting(proposal: Proposal, by: int) -> None:
    """Whether ``by`` may invite to it now, whoever is meant. NotAuthor, TooMany."""
    if by != proposal.author_id or State(proposal.state) not in INVITING:
        raise NotAuthor
    if _is_full(proposal):
        raise TooMany


def _is_full(proposal: Proposal) -> bool:
    """The first author does not count."""
    written = queries.authorships(proposal.id)
    return sum(one.accepted_at is not None for one in written) > habits.AUTHORS()


def take_back_invitations(proposal: Proposal, by: int) -> None:
    """All to which nobody has answered yet: the author does not know who they are. NotAuthor."""
    if by != proposal.author_id:
        raise NotAuthor
    open_ = Authorship.proposal_id == proposal.id, Authorship.accepted_at.is_(None)
    db.session.execute(delete(Authorship).where(*open_))


def accept(proposal: Proposal, person_id: int, signs: bool, now: datetime) -> None:
    """Joins the authors. An author does not endorse the own proposal: that endorsement goes.

    NotAuthor, OutOfReach, TooMany where others have said yes before.
    """
    invited = queries.invitation(proposal.id, person_id)
    if invited is None or invited.accepted_at is not None:
        raise NotAuthor
    if not reach.within(proposal.round, person_id):
        raise OutOfReach
    if _is_full(proposal):
        raise TooMany
    invited.accepted_at, invited.signs = now, signs
    take_back(proposal, person_id)
    told = {"proposal": proposal.id, "title": proposal.title}
    told |= {"person": person_id, "name": invited.person.name}
    outbox.tell([proposal.author_id], kinds.TOLD_JOINED, now, **told)


def decline(proposal: Proposal, person_id: int) -> None:
    """Says no, or leaves; the first author stays."""
    invited = queries.invitation(proposal.id, person_id)
    if invited is not None and person_id != proposal.author_id:
        db.session.delete(invited)
        db.session.flush()
