"""What the pages of a proposal need, gathered in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.core.access import Asker, Can
from portal.core.words import day
from portal.moderation.rules import State as Reading
from portal.proposals import queries, rules, talk, words
from portal.proposals.actions import supporting
from portal.proposals.models import Photo, Proposal, Revision, Text
from portal.proposals.rules import Move, State
from portal.story import chain


@dataclass(frozen=True)
class Card:
    """A proposal in a list."""

    proposal: Proposal
    support: int
    hidden: bool

    @property
    def needed(self) -> int:
        return self.proposal.round.endorsements_needed


def cards(proposals: list[Proposal]) -> list[Card]:
    counts = queries.supports([one.id for one in proposals])
    return [Card(one, counts[one.id], queries.hidden(one)) for one in proposals]


def current_round(now: datetime) -> Round | None:
    """The round whose proposals are shown first: the one that collects, else the newest that
    ever did.
    """
    having = [r for r in rounds.announced_rounds() if r.proposing_from is not None]
    collecting = [r for r in having if queries.collects(r, now)]
    return next(iter(collecting or having), None)


def may_read(proposal: Proposal, me: Asker | None) -> bool:
    """Everyone reads what is public; authors, moderators and screeners read the rest."""
    was_published = proposal.published_at is not None
    if rules.is_public(State(proposal.state), was_published, hidden=False):
        return True
    if me is None:
        return False
    return me.can(Can.MODERATE) or me.person_id in queries.authors_of(proposal.id)


def sees_hidden(proposal: Proposal, me: Asker | None) -> bool:
    """The words behind a placeholder: for moderators and authors alone."""
    if me is None:
        return False
    return me.can(Can.MODERATE) or me.person_id in queries.authors_of(proposal.id)


@dataclass(frozen=True)
class Standing:
    """Where one visitor stands towards a proposal, and what they may do; buttons come from here."""

    is_author: bool
    is_first: bool
    endorsed: bool
    follows: bool
    no_endorsing: Any
    may_edit: bool
    may_withdraw: bool
    invited: bool
    may_talk: bool
    pointed: bool


def standing(proposal: Proposal, me: Asker, now: datetime) -> Standing:
    authors = queries.authors_of(proposal.id)
    is_author, state = me.person_id in authors, State(proposal.state)
    no = supporting.objection(proposal, me.person_id, now)
    invited = queries.invitation(proposal.id, me.person_id)
    return Standing(
        is_author=is_author,
        is_first=me.person_id == proposal.author_id,
        endorsed=queries.has_endorsed(proposal.id, me.person_id),
        follows=queries.follows(proposal.id, me.person_id),
        no_endorsing=words.NOT_ENDORSABLE[no] if no else None,
        may_edit=rules.may_edit(state, is_author, queries.endorsed_by_others(proposal)),
        may_withdraw=rules.may_withdraw(state, me.person_id == proposal.author_id),
        invited=invited is not None and invited.accepted_at is None,
        may_talk=state in rules.OPEN and me.can(Can.PROPOSE),
        pointed=talk.has_point(proposal.id, me.person_id),
    )


def shown(proposal: Proposal, me: Asker | None, now: datetime) -> dict[str, Any]:
    """The page of one proposal."""
    reader = me.person_id if me else None
    support = queries.support_of(proposal.id)
    return {
        "proposal": proposal,
        "hidden": queries.hidden(proposal) and not sees_hidden(proposal, me),
        "bylines": bylines(proposal),
        "support": support,
        "paper": queries.paper_households([proposal.id]).get(proposal.id, 0),
        "photos": visible_photos(proposal, me),
        "threads": talk.threads(proposal.id, reader),
        "points": talk.points(proposal.id, reader),
        "steps": queries.steps(proposal.id),
        "life": life(proposal, support),
        "merged": queries.merged(proposal.id),
        "revisions": [r for r in queries.revisions(proposal.id) if r.public_at is not None],
        "standing": standing(proposal, me, now) if me else None,
        "chain": chain.links(_keys(proposal), chain.Stage.PROPOSAL),
        "overdue": proposal.state == State.SCREENING and rules.is_overdue(proposal.due_at, now),
    }


def _keys(proposal: Proposal) -> chain.Keys:
    survivor = proposal.merged_into or proposal
    return chain.Keys(proposal.round_id, proposal.id, survivor.listed_id)


def bylines(proposal: Proposal) -> list[str]:
    """Its authors as they are named in public."""
    return [
        rules.byline(one.person.name, one.signs)
        for one in queries.authorships(proposal.id)
        if one.accepted_at is not None
    ]


def visible_photos(proposal: Proposal, me: Asker | None) -> list[Photo]:
    """What was approved, and for its author and the moderators what waits."""
    inside = sees_hidden(proposal, me)
    return [one for one in queries.photos(proposal.id) if photo_shows(one, inside)]


def photo_shows(photo: Photo, inside: bool) -> bool:
    """``inside``: the visitor is an author or a moderator."""
    state = photo.item.state if photo.item is not None else None
    if inside:
        return state not in (Reading.WITHDRAWN, Reading.HIDDEN)
    return state == Reading.APPROVED


ORDER = (State.SUBMITTED, State.COLLECTING, State.SCREENING, State.FEASIBLE)


def life(proposal: Proposal, support: int) -> list[dict[str, Any]]:
    """Its steps as a vertical line, the present one marked; an early end in its place."""
    state = State(proposal.state)
    ended = state not in (*ORDER, State.DRAFT, State.REVISING)
    at = _place(proposal)
    steps = [
        {
            "label": words.STATES[one],
            "when": _when(proposal, one),
            "state": "done" if place < at else "now" if place == at and not ended else "next",
        }
        for place, one in enumerate(ORDER)
    ]
    if not ended:
        return steps
    return [*steps[:at], {"label": words.STATES[state], "when": "", "state": "now"}]


def _place(proposal: Proposal) -> int:
    if proposal.state == State.FEASIBLE:
        return 3
    if proposal.reached_at is not None:
        return 3 if proposal.state not in rules.SCREENED else 2
    if proposal.published_at is not None:
        return 1 if proposal.state == State.COLLECTING else 2
    return 0 if proposal.state != State.DRAFT else -1


def _when(proposal: Proposal, state: State) -> str:
    at = {State.COLLECTING: proposal.published_at, State.SCREENING: proposal.reached_at}
    return day(at.get(state))


# ---- The text in work ----


def working_text(proposal: Proposal) -> Text:
    """What its authors write on: the draft, or the change under way, or the public text."""
    if proposal.state == State.DRAFT:
        return proposal
    return queries.pending(proposal.id) or proposal


def last_step(proposal: Proposal) -> Any:
    """The screening's latest word."""
    steps = queries.steps(proposal.id)
    return steps[-1] if steps else None


def asked_to_change(proposal: Proposal) -> str:
    """What a moderator or the committee asks its authors to mend."""
    if proposal.item is not None and proposal.item.state == Reading.CHANGES_ASKED:
        return proposal.item.reason
    step = last_step(proposal)
    revising = proposal.state == State.REVISING and step is not None and step.move == Move.ASK
    return step.reason if revising else ""


def changes(older: Revision, newer: Revision) -> list[str]:
    """The names of the parts in which two versions differ."""
    return [name for name in words.PARTS if getattr(older, name) != getattr(newer, name)]


def own_grid(me: Asker) -> int:
    """The grid of the asker's dwelling, 0 for none."""
    return queries.grid_of(me.household_id) if me.household_id else 0
