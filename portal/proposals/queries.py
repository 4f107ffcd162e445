"""Reading proposals: one, who stands behind them, what belongs to them, what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.budget.models import ListedProject, Round
from portal.budget.rules import State as RoundState
from portal.budget.rules import code_key, state_at
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.proposals import rules
from portal.proposals.models import (
    Authorship,
    Endorsement,
    Follow,
    Photo,
    Point,
    Proposal,
    Revision,
    Step,
    Wish,
    WishForm,
)
from portal.proposals.rules import State
from portal.roster.models import Grid, Household, Person

WITH = (
    joinedload(Proposal.round),
    joinedload(Proposal.grid),
    joinedload(Proposal.item),
    joinedload(Proposal.author),
    joinedload(Proposal.listed),
)


def proposal(proposal_id: int) -> Proposal | None:
    wanted = select(Proposal).options(*WITH, joinedload(Proposal.round).joinedload(Round.grids))
    return db.session.scalars(wanted.where(Proposal.id == proposal_id)).unique().one_or_none()


def locked(proposal_id: int) -> Proposal:
    """The proposal, read under its lock. LookupError for an unknown one."""
    wanted = select(Proposal).where(Proposal.id == proposal_id).with_for_update(of=Proposal)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise LookupError(proposal_id)
    return found


def by_item(item_id: int) -> Proposal | None:
    return db.session.scalar(select(Proposal).where(Proposal.item_id == item_id))


def by_listed(listed_id: int) -> Proposal | None:
    """The proposal that a project on a price list came from."""
    return db.session.scalar(select(Proposal).where(Proposal.listed_id == listed_id))


def collects(round_: Round, now: datetime) -> bool:
    """Between the day that was announced for it and the beginning of screening."""
    begun = round_.proposing_from is not None and round_.proposing_from <= now
    return begun and state_at(round_.timetable, round_.facts, now) is RoundState.PROPOSING


# ---- Lists ----


def hidden(of: Proposal) -> bool:
    return of.item is not None and of.item.state == Reading.HIDDEN


def was_published() -> ColumnElement[bool]:
    """What the public reads, or read before it ended."""
    ended = Proposal.state.in_([State.WITHDRAWN, State.LAPSED])
    return or_(Proposal.state.in_(rules.PUBLIC), and_(ended, Proposal.published_at.is_not(None)))


def mine(person_id: int) -> list[Proposal]:
    """Everything that a person wrote or writes together with others, newest first."""
    written = select(Authorship.proposal_id).where(Authorship.person_id == person_id)
    found = select(Proposal).options(*WITH).where(Proposal.id.in_(written))
    return list(db.session.scalars(found.order_by(Proposal.id.desc())))


def same_draft(person_id: int, round_id: int, title: str, need: str) -> Proposal | None:
    """The draft that the same form, sent once before, has made."""
    wanted = select(Proposal).where(
        Proposal.author_id == person_id,
        Proposal.round_id == round_id,
        Proposal.state == State.DRAFT,
        Proposal.title == title,
        Proposal.need == need,
    )
    return db.session.scalars(wanted.limit(1)).first()


def made_by(person_id: int, round_id: int) -> int:
    """How many proposals somebody has begun in a round and not withdrawn."""
    counted = select(func.count()).select_from(Proposal)
    mine = Proposal.author_id == person_id, Proposal.round_id == round_id
    return db.session.scalar(counted.where(*mine, Proposal.state != State.WITHDRAWN)) or 0


# ---- Who stands behind ----


@dataclass(frozen=True)
class Figures:
    """What is counted of a proposal: neighbours by name, households by paper alone, versions of
    its text that were public, proposals that were merged into it, and all households that wished
    for it on paper, those too that are counted by name.
    """

    by_name: int
    on_paper: int
    versions: int
    merged: int
    wished: int

    @property
    def support(self) -> int:
        return rules.support(self.by_name, self.on_paper)


def figures(ids: Sequence[int]) -> dict[int, Figures]:
    """The figures of these proposals, in one query."""
    other = aliased(Proposal)
    merged = select(func.count()).where(other.merged_into_id == Proposal.id)
    versions = select(func.count(Revision.public_at)).where(Revision.proposal_id == Proposal.id)
    wished = _on_paper().where(Wish.proposal_id == Proposal.id)
    counted = select(
        Proposal.id,
        by_name_counted(),
        on_paper_counted(),
        versions.scalar_subquery(),
        merged.scalar_subquery(),
        wished.scalar_subquery(),
    )
    rows = db.session.execute(counted.where(Proposal.id.in_(ids)))
    return {one: Figures(*rest) for one, *rest in rows}


def by_name_counted() -> Any:
    counted = select(func.count()).select_from(Endorsement)
    return counted.where(Endorsement.proposal_id == Proposal.id).scalar_subquery()


def on_paper_counted() -> Any:
    """Households whose paper form wishes for a proposal, and of which nobody endorsed it or wrote
    it: nobody stands behind their own proposal twice.
    """
    neighbour = aliased(Person)
    endorsed_too = exists().where(
        Endorsement.proposal_id == Wish.proposal_id,
        Endorsement.person_id == neighbour.id,
        neighbour.household_id == WishForm.household_id,
    )
    wrote = aliased(Person)
    wrote_it = exists().where(
        Authorship.proposal_id == Wish.proposal_id,
        Authorship.accepted_at.is_not(None),
        Authorship.person_id == wrote.id,
        wrote.household_id == WishForm.household_id,
    )
    counted = _on_paper().where(Wish.proposal_id == Proposal.id, ~endorsed_too, ~wrote_it)
    return counted.scalar_subquery()


def _on_paper() -> Any:
    """Households with a form that stands."""
    counted = select(func.count(WishForm.household_id.distinct())).select_from(Wish)
    return counted.join(WishForm).where(WishForm.withdrawn_at.is_(None))


def support_of(proposal_id: int) -> int:
    return figures([proposal_id])[proposal_id].support


def endorsed_by_others(of: Proposal) -> bool:
    """Whether anyone's name, or household's paper form, stands behind it already."""
    return support_of(of.id) > 0


def authorships(proposal_id: int) -> list[Authorship]:
    """Its authors, the first first, and open invitations."""
    wanted = select(Authorship).options(joinedload(Authorship.person))
    found = wanted.where(Authorship.proposal_id == proposal_id)
    return list(db.session.scalars(found.order_by(Authorship.invited_at, Authorship.person_id)))


def authors(ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Proposal id → the persons who wrote it, and who entered it from paper: for none of them to
    decide on.
    """
    found: dict[int, set[int]] = {one: set() for one in ids}
    wrote = select(Authorship.proposal_id, Authorship.person_id).where(
        Authorship.proposal_id.in_(ids), Authorship.accepted_at.is_not(None)
    )
    entered = select(Proposal.id, Proposal.entered_by).where(
        Proposal.id.in_(ids), Proposal.entered_by.is_not(None)
    )
    for proposal_id, person_id in db.session.execute(wrote.union_all(entered)):
        found[proposal_id].add(person_id)
    return {one: frozenset(people) for one, people in found.items()}


def authors_of(proposal_id: int) -> frozenset[int]:
    return authors([proposal_id])[proposal_id]


def invitation(proposal_id: int, person_id: int) -> Authorship | None:
    return db.session.get(Authorship, (proposal_id, person_id))


@dataclass(frozen=True)
class Ties:
    """What one person has done about a proposal; a point that is asked to change is none yet."""

    endorsed: bool
    follows: bool
    pointed: bool


def ties(proposal_id: int, person_id: int) -> Ties:
    """All three in one query."""
    endorsed = exists().where(
        Endorsement.proposal_id == proposal_id, Endorsement.person_id == person_id
    )
    follows = exists().where(Follow.proposal_id == proposal_id, Follow.person_id == person_id)
    pointed = exists().where(
        Point.proposal_id == proposal_id,
        Point.by_id == person_id,
        Item.id == Point.item_id,
        Item.state != Reading.CHANGES_ASKED,
    )
    asked = endorsed, follows, pointed
    return Ties(*map(bool, db.session.execute(select(*asked)).one()))


def endorsers(proposal_id: int) -> list[int]:
    wanted = select(Endorsement.person_id).where(Endorsement.proposal_id == proposal_id)
    return list(db.session.scalars(wanted.order_by(Endorsement.person_id)))


def concerned(proposal_id: int) -> list[int]:
    """Authors, endorsers and followers: who is told what becomes of it, each once."""
    followers = select(Follow.person_id).where(Follow.proposal_id == proposal_id)
    wrote = select(Authorship.person_id).where(
        Authorship.proposal_id == proposal_id, Authorship.accepted_at.is_not(None)
    )
    return sorted(
        {*endorsers(proposal_id), *db.session.scalars(followers), *db.session.scalars(wrote)}
    )


# ---- What belongs to one ----


def photos(proposal_id: int) -> list[Photo]:
    wanted = select(Photo).options(joinedload(Photo.item)).where(Photo.proposal_id == proposal_id)
    return list(db.session.scalars(wanted.order_by(Photo.id)))


def photo(photo_id: int) -> Photo | None:
    return db.session.get(Photo, photo_id)


def steps(proposal_id: int) -> list[Step]:
    """The screening so far, in its order."""
    wanted = select(Step).where(Step.proposal_id == proposal_id)
    return list(db.session.scalars(wanted.order_by(Step.id)))


def revisions(proposal_id: int) -> list[Revision]:
    """The versions of the text, the first first."""
    wanted = select(Revision).where(Revision.proposal_id == proposal_id)
    return list(db.session.scalars(wanted.order_by(Revision.number)))


def pending(proposal_id: int) -> Revision | None:
    """The changed text that waits for a moderator, if any."""
    newest = revisions(proposal_id)[-1:]
    return newest[0] if newest and newest[0].public_at is None else None


def prepared(ids: Iterable[int]) -> dict[int, Revision]:
    """Of many proposals, by their ids: the version that is not public yet."""
    wanted = select(Revision).where(Revision.proposal_id.in_(ids), Revision.public_at.is_(None))
    return {one.proposal_id: one for one in db.session.scalars(wanted)}


def merged(proposal_id: int) -> list[Proposal]:
    """Those that were merged into it."""
    wanted = select(Proposal).where(Proposal.merged_into_id == proposal_id)
    return list(db.session.scalars(wanted.order_by(Proposal.id)))


# ---- Screening ----


def to_screen() -> list[Proposal]:
    """What waits for the committee, the most pressing first; then what waits for its author."""
    wanted = select(Proposal).options(*WITH).where(Proposal.state.in_(rules.SCREENED))
    order = Proposal.state.desc(), Proposal.due_at, Proposal.id  # screening before revising
    return list(db.session.scalars(wanted.order_by(*order)))


def decided(round_id: int) -> list[Proposal]:
    """What screening has decided in a round, by number."""
    done = State.FEASIBLE, State.REFUSED, State.MERGED
    wanted = select(Proposal).options(*WITH)
    found = wanted.where(Proposal.round_id == round_id, Proposal.state.in_(done))
    return list(db.session.scalars(found.order_by(Proposal.number)))


def waiting(now: datetime) -> Waiting:
    """For the desk: how many proposals wait for the committee, those past their day among them."""
    counted = select(func.count()).select_from(Proposal).where(Proposal.state == State.SCREENING)
    return Waiting(counted, counted.where(Proposal.due_at < now))


def free_code(round_id: int, number: int) -> str:
    """The code under which a proposal is listed: the first that no project of the round has, in
    whatever spelling; withdrawn ones stay there.
    """
    codes = select(ListedProject.code).where(ListedProject.round_id == round_id)
    taken = set(map(code_key, db.session.scalars(codes)))
    tried = (rules.list_code(number, earlier) for earlier in count())
    return next(code for code in tried if code_key(code) not in taken)


def grids() -> list[tuple[int, str]]:
    """(id, name) of every grid."""
    rows = db.session.execute(select(Grid.id, Grid.name).order_by(Grid.code))
    return [(one, name) for one, name in rows]


def grid_of(household_id: int) -> int:
    wanted = select(Household.grid_id).where(Household.id == household_id)
    return db.session.scalar(wanted) or 0
