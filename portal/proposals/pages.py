"""What the pages of a proposal need, gathered in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.core.access import Asker, Can
from portal.core.words import day
from portal.moderation.rules import State as Reading
from portal.proposals import queries, reasons, rules, talk, words
from portal.proposals.actions import supporting
from portal.proposals.models import Authorship, Photo, Proposal, Revision, Text
from portal.proposals.rules import Change, Move, State
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
    figures = queries.figures([one.id for one in proposals])
    return [Card(one, figures[one.id].support, queries.hidden(one)) for one in proposals]


@dataclass(frozen=True)
class SavedChange:
    """A change of a public text that is not public: its words, and where it stands."""

    text: Revision
    stands: Change


def changes_of(proposals: list[Card]) -> dict[int, SavedChange]:
    """Those of these cards, by the proposal's id, in one query."""
    public_ones = {one.proposal.id: one for one in proposals if one.proposal.published_at}
    found = queries.prepared(public_ones)
    return {
        one: SavedChange(text, _stands(public_ones[one].proposal, text, public_ones[one].support))
        for one, text in found.items()
    }


def change_of(proposal: Proposal, support: int | None = None) -> SavedChange | None:
    """For its authors alone. ``support``: where the page has counted it already."""
    text = queries.pending(proposal.id) if proposal.published_at else None
    if text is None:
        return None
    behind = queries.support_of(proposal.id) if support is None else support
    return SavedChange(text, _stands(proposal, text, behind))


def _stands(proposal: Proposal, text: Revision, support: int) -> Change:
    state, item = State(proposal.state), proposal.item
    return rules.change_stands(
        may_change=rules.may_edit(state, True, support > 0, queries.hidden(proposal)),
        still_open=state in rules.OPEN,
        handed_in=bool(text.why) and item is not None and item.state == Reading.WAITING,
        asked=item is not None and item.state == Reading.CHANGES_ASKED,
    )


def current_round(now: datetime) -> Round | None:
    """The round whose proposals are shown first: the one that collects, else the newest that
    ever did.
    """
    having = [r for r in rounds.announced_rounds() if r.proposing_from is not None]
    collecting = [r for r in having if queries.collects(r, now)]
    return next(iter(collecting or having), None)


def may_read(proposal: Proposal, me: Asker | None) -> bool:
    """Everyone reads what is public; its authors and the moderators read the rest."""
    was_published = proposal.published_at is not None
    if rules.is_public(State(proposal.state), was_published, hidden=False):
        return True
    return is_inside(proposal, me)


def is_inside(proposal: Proposal, me: Asker | None) -> bool:
    """An author or a moderator: they see the words behind a placeholder, and what waits."""
    if me is None:
        return False
    return me.can(Can.MODERATE) or me.person_id in queries.authors_of(proposal.id)


@dataclass(frozen=True)
class Standing:
    """Where one visitor stands towards a proposal, and what they may do; buttons come from here."""

    is_author: bool
    endorsed: bool
    follows: bool
    no_endorsing: Any
    may_edit: bool
    may_withdraw: bool
    may_reword: bool
    may_discard: bool
    invited: bool
    may_talk: bool
    pointed: bool


def standing(
    proposal: Proposal, written: list[Authorship], support: int, me: Asker, now: datetime
) -> Standing:
    """From the authorships and the count that the page has read already; two queries more."""
    mine = next((one for one in written if one.person_id == me.person_id), None)
    is_author = mine is not None and mine.accepted_at is not None
    state = State(proposal.state)
    no = supporting.objection(proposal, me.person_id, is_author, now)
    ties = queries.ties(proposal.id, me.person_id)
    return Standing(
        is_author=is_author,
        endorsed=ties.endorsed,
        follows=ties.follows,
        no_endorsing=words.NOT_ENDORSABLE[no] if no else None,
        may_edit=rules.may_edit(state, is_author, support > 0, queries.hidden(proposal)),
        may_withdraw=rules.may_withdraw(state, me.person_id == proposal.author_id),
        may_discard=rules.may_discard(state, proposal.item_id is None),
        may_reword=me.person_id == proposal.author_id and reasons.asked(proposal),
        invited=mine is not None and mine.accepted_at is None,
        may_talk=state in rules.OPEN and me.can(Can.PROPOSE),
        pointed=ties.pointed,
    )


def examined(proposal: Proposal, me: Asker | None, now: datetime) -> dict[str, Any]:
    """What the public page and the desk both show of a proposal."""
    written = queries.authorships(proposal.id)
    people = {one.person_id for one in written if one.accepted_at}
    inside = me is not None and (me.can(Can.MODERATE) or me.person_id in people)
    figures = queries.figures([proposal.id])[proposal.id]
    return {
        "proposal": proposal,
        "written": written,
        "own": me is not None and me.person_id in people | {proposal.entered_by},
        "inside": inside,
        "hidden": queries.hidden(proposal) and not inside,
        "reason_unread": reasons.unread(proposal),
        "bylines": [rules.byline(one.person.name, one.signs) for one in written if one.accepted_at],
        "figures": figures,
        "photos": [
            one for one in queries.photos(proposal.id) if photo_shows(one, inside) or is_hidden(one)
        ],
        "steps": queries.steps(proposal.id),
        "overdue": proposal.state == State.SCREENING and rules.is_overdue(proposal.due_at, now),
    }


def shown(proposal: Proposal, me: Asker | None, now: datetime) -> dict[str, Any]:
    """The page of one proposal."""
    basics = examined(proposal, me, now)
    written, figures = basics["written"], basics["figures"]
    reader = me.person_id if me else None
    people = {one.person_id for one in written if one.accepted_at}
    return {
        **basics,
        "threads": talk.threads(proposal.id, reader),
        "points": talk.points(proposal.id, reader),
        "life": life(proposal),
        "merged": queries.merged(proposal.id) if figures.merged else [],
        "change": change_of(proposal, figures.support) if reader in people else None,
        "standing": standing(proposal, written, figures.support, me, now) if me else None,
        "chain": chain.links(_keys(proposal, figures.wished), chain.Stage.PROPOSAL),
    }


def _keys(proposal: Proposal, wished: int) -> chain.Keys:
    survivor = proposal
    while survivor.merged_into is not None:
        survivor = survivor.merged_into
    return chain.Keys(proposal.round_id, proposal.id, survivor.listed_id, wished)


def visible_photos(proposal: Proposal, me: Asker | None) -> list[Photo]:
    """What was approved, and for its author and the moderators what waits."""
    inside = is_inside(proposal, me)
    return [one for one in queries.photos(proposal.id) if photo_shows(one, inside)]


def is_hidden(photo: Photo) -> bool:
    """A placeholder with its reason stands where it was."""
    return photo.item is not None and photo.item.state == Reading.HIDDEN


def photo_shows(photo: Photo, inside: bool) -> bool:
    """``inside``: the visitor is an author or a moderator."""
    state = photo.item.state if photo.item is not None else None
    if inside:
        return state not in (Reading.WITHDRAWN, Reading.HIDDEN)
    return state == Reading.APPROVED


ORDER = (State.SUBMITTED, State.COLLECTING, State.SCREENING, State.FEASIBLE)


def life(proposal: Proposal) -> list[dict[str, Any]]:
    """Its steps as a vertical line, the present one marked; an early end in its place."""
    state = State(proposal.state)
    is_hidden = queries.hidden(proposal)
    ended = is_hidden or state not in (*ORDER, State.DRAFT, State.REVISING)
    at = _place(proposal)
    steps = [
        {
            "label": _label(proposal, one, place < at),
            "when": _when(proposal, one),
            "state": "done" if place < at else "now" if place == at and not ended else "next",
        }
        for place, one in enumerate(ORDER)
    ]
    if not ended:
        return steps
    end = words.HIDDEN if is_hidden else words.STATES[state]
    return [*steps[:at], {"label": end, "when": "", "state": "now"}]


def _label(proposal: Proposal, step: State, done: bool) -> Any:
    """What is over is told in past words; while the authors change it, the step says so."""
    if done and step is State.COLLECTING and proposal.reached_at is None:
        return words.ENDED_EARLY
    if done:
        return words.DONE[step]
    revising = step is State.SCREENING and proposal.state == State.REVISING
    return words.STATES[State.REVISING if revising else step]


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
