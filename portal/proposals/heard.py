"""Reading wishes on paper: forms and households for the desk, coverage and fates for everyone.

Withdrawn forms are in no count. Nothing here that the public reads names a household.
"""

from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.budget.models import Round
from portal.core.db import db
from portal.core.text import match_key
from portal.proposals import queries, reach, rules
from portal.proposals.models import Proposal, Wish, WishForm
from portal.roster.models import Building, Grid, Household, Person

STANDS: ColumnElement[bool] = WishForm.withdrawn_at.is_(None)

# ---- The desk ----

_WHOLE = (
    joinedload(WishForm.household).joinedload(Household.building),
    joinedload(WishForm.round),
    selectinload(WishForm.wishes).joinedload(Wish.proposal),
)


def form(form_id: int) -> WishForm | None:
    return db.session.scalar(select(WishForm).options(*_WHOLE).where(WishForm.id == form_id))


def wish(wish_id: int) -> Wish | None:
    wanted = select(Wish).options(joinedload(Wish.form).joinedload(WishForm.round))
    return db.session.scalar(wanted.where(Wish.id == wish_id))


def forms(round_id: int, open_only: bool, page: int, size: int) -> Pagination:
    """One page of the forms of a round, newest first; or those with a wish that waits."""
    wanted = select(WishForm).options(*_WHOLE).where(WishForm.round_id == round_id)
    if open_only:
        waits = WishForm.wishes.any(Wish.proposal_id.is_(None))
        wanted = wanted.where(STANDS, waits)
    return db.paginate(
        wanted.order_by(WishForm.id.desc()), page=page, per_page=size, error_out=False
    )


def entered(round_id: int, household_id: int) -> WishForm | None:
    """The household's form of a round that stands."""
    its = WishForm.round_id == round_id, WishForm.household_id == household_id, STANDS
    return db.session.scalar(select(WishForm).where(*its))


def entered_of(round_id: int, households: list[Household]) -> dict[int, int]:
    """Household id → the id of its form, for those that have one."""
    ids = [one.id for one in households]
    its = WishForm.round_id == round_id, WishForm.household_id.in_(ids), STANDS
    return dict(db.session.execute(select(WishForm.household_id, WishForm.id).where(*its)).all())


def household(household_id: int) -> Household | None:
    wanted = select(Household).options(joinedload(Household.building))
    return db.session.scalar(wanted.where(Household.id == household_id))


def households(typed: str, most: int) -> list[Household]:
    """Dwellings whose address has every word that was typed, in any spelling of width."""
    keys = [key for word in typed.split()[:4] if (key := match_key(word))]
    if not keys:
        return []
    whole = func.replace(Building.key + Household.key, " ", "")
    wanted = select(Household).join(Building).options(joinedload(Household.building))
    wanted = wanted.where(*[whole.contains(key, autoescape=True) for key in keys])
    order = func.length(whole), whole, Household.id
    return list(db.session.scalars(wanted.order_by(*order).limit(most)))


def adults_of(household_id: int, today: date) -> list[Person]:
    """Adults who live there now, the delegate first."""
    wanted = select(Person).where(Person.household_id == household_id)
    people = db.session.scalars(wanted.order_by(Person.is_delegate.desc(), Person.id))
    return [
        one
        for one in people
        if rules.lives_here_of_age(one.birth_year, one.born_on, one.left_on, today)
    ]


# ---- Everyone ----


@dataclass(frozen=True)
class Coverage:
    """Of how many households of a grid a form came in."""

    grid: str
    households: int
    forms: int


def coverage(round_: Round) -> list[Coverage]:
    """By grid, of those that the round is for, in three queries."""
    homes = dict(
        db.session.execute(
            select(Household.grid_id, func.count()).group_by(Household.grid_id)
        ).all()
    )
    heard = dict(
        db.session.execute(
            select(Household.grid_id, func.count(WishForm.id))
            .join(WishForm, WishForm.household_id == Household.id)
            .where(WishForm.round_id == round_.id, STANDS)
            .group_by(Household.grid_id)
        ).all()
    )
    rows = db.session.execute(select(Grid.id, Grid.name).order_by(Grid.code))
    return [
        Coverage(name, homes.get(one, 0), heard.get(one, 0))
        for one, name in rows
        if reach.covers(round_, one)
    ]


@dataclass(frozen=True)
class Fates:
    """What became of a round's wishes: all of them, those that a public proposal carries, and
    those whose proposal a moderator is reading.
    """

    wishes: int
    carried: int
    being_read: int

    @property
    def waiting(self) -> int:
        return self.wishes - self.carried - self.being_read


def fates(round_id: int) -> Fates:
    published = Proposal.published_at.is_not(None)
    counted = (
        select(
            func.count(Wish.id),
            func.count(Wish.id).filter(published),
            func.count(Wish.id).filter(~published, Proposal.state.not_in(rules.GIVEN_UP)),
        )
        .select_from(Wish)
        .join(WishForm, WishForm.id == Wish.form_id)
        .outerjoin(Proposal, Proposal.id == Wish.proposal_id)
        .where(WishForm.round_id == round_id, STANDS)
    )
    return Fates(*db.session.execute(counted).one())


def carriers(round_id: int, page: int, size: int) -> Pagination:
    """One page of the public proposals that carry wishes of a round, most households first."""
    households = func.count(WishForm.household_id.distinct())
    ids = (
        select(Wish.proposal_id, households.label("n"))
        .join(WishForm, WishForm.id == Wish.form_id)
        .where(WishForm.round_id == round_id, STANDS, Wish.proposal_id.is_not(None))
        .group_by(Wish.proposal_id)
        .subquery()
    )
    wanted = (
        select(Proposal)
        .options(joinedload(Proposal.item))
        .join(ids, ids.c.proposal_id == Proposal.id)
        .where(queries.was_published())
        .order_by(ids.c.n.desc(), Proposal.number)
    )
    return db.paginate(wanted, page=page, per_page=size, error_out=False)


def households_of(proposals: list[int]) -> dict[int, int]:
    """Proposal id → how many households wished for it on paper; none, no key."""
    rows = db.session.execute(
        select(Wish.proposal_id, func.count(WishForm.household_id.distinct()))
        .join(WishForm, WishForm.id == Wish.form_id)
        .where(Wish.proposal_id.in_(proposals), STANDS)
        .group_by(Wish.proposal_id)
    )
    return dict(rows.all())  # type: ignore[arg-type]
