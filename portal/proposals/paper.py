"""Wishes on paper: each household's form (民意征集表), up to three wishes, entered by staff.

How many households were heard is published as it stands.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from portal.audit.actions import record
from portal.core import outbox
from portal.core.age import is_adult
from portal.core.db import db
from portal.core.text import match_key
from portal.proposals import kinds, rules
from portal.proposals.actions import writing
from portal.proposals.actions.moving import note
from portal.proposals.actions.supporting import begin_screening
from portal.proposals.models import Proposal, Wish, WishForm
from portal.proposals.rules import MoveRefused, State
from portal.roster.models import Building, Grid, Household, Person


class AlreadyEntered(Exception):
    """This household's form of the round is there already."""


class NotTheirs(Exception):
    """The person does not live in the household whose wish it is."""


def enter(form: WishForm, wishes: list[tuple[str, str]], now: datetime) -> WishForm:
    """Keeps a household's form with its wishes (what, where). AlreadyEntered."""
    form.entered_at = now
    form.wishes = [
        Wish(position=place, text=text, place=where)
        for place, (text, where) in enumerate(wishes[: rules.WISHES], 1)
    ]
    db.session.add(form)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyEntered from None
    record(kinds.WISHES_ENTERED, form.entered_by, now, form=form.id, count=len(form.wishes))
    return form


def carry(wish: Wish, proposal: Proposal, actor_id: int, now: datetime) -> None:
    """A proposal that exists carries this wish; the household stands behind it from now on.

    ``proposal`` was read under its lock. MoveRefused where it is closed or another round's.
    """
    if proposal.round_id != wish.form.round_id or State(proposal.state) not in rules.OPEN:
        raise MoveRefused
    wish.proposal_id = proposal.id
    db.session.flush()
    begin_screening(proposal, now)
    note(proposal, kinds.WISH_CARRIED, actor_id, now, wish=wish.id)


def propose(
    wish: Wish, person_id: int, text: dict[str, Any], actor_id: int, now: datetime
) -> Proposal:
    """Makes a proposal of a wish in the name of an adult of the household, who is told. A
    moderator reads it first, and not the one who entered it. NotTheirs.
    """
    person = db.session.get(Person, person_id)
    if person is None or person.household_id != wish.form.household_id:
        raise NotTheirs
    proposal = writing.begin(wish.form.round, person_id, text, now)
    proposal.entered_by = actor_id
    writing.submit(proposal, person_id, False, now)
    wish.proposal_id = proposal.id
    told = {"proposal": proposal.id, "title": proposal.title}
    outbox.tell([person_id], kinds.TOLD_ENTERED, now, **told)
    db.session.flush()
    return proposal


# ---- Reading ----


def form(form_id: int) -> WishForm | None:
    wanted = select(WishForm).options(
        joinedload(WishForm.household).joinedload(Household.building),
        joinedload(WishForm.round),
        selectinload(WishForm.wishes).joinedload(Wish.proposal),
    )
    return db.session.scalar(wanted.where(WishForm.id == form_id))


def wish(wish_id: int) -> Wish | None:
    wanted = select(Wish).options(joinedload(Wish.form).joinedload(WishForm.round))
    return db.session.scalar(wanted.where(Wish.id == wish_id))


def forms(round_id: int, page: int, size: int) -> Pagination:
    """One page of the forms of a round, newest first."""
    wanted = (
        select(WishForm)
        .options(
            joinedload(WishForm.household).joinedload(Household.building),
            selectinload(WishForm.wishes).joinedload(Wish.proposal),
        )
        .where(WishForm.round_id == round_id)
        .order_by(WishForm.id.desc())
    )
    return db.paginate(wanted, page=page, per_page=size, error_out=False)


def entered(round_id: int, household_id: int) -> WishForm | None:
    its = WishForm.round_id == round_id, WishForm.household_id == household_id
    return db.session.scalar(select(WishForm).where(*its))


def households(typed: str, most: int) -> list[Household]:
    """Dwellings whose address has every word that was typed."""
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
        if is_adult(one.birth_year, one.born_on, today)
        and (one.left_on is None or one.left_on > today)
    ]


@dataclass(frozen=True)
class Coverage:
    """Of how many households of a grid a form came in."""

    grid: str
    households: int
    forms: int


def coverage(round_id: int) -> list[Coverage]:
    """By grid, in two queries."""
    homes = dict(
        db.session.execute(
            select(Household.grid_id, func.count()).group_by(Household.grid_id)
        ).all()
    )
    heard = dict(
        db.session.execute(
            select(Household.grid_id, func.count(WishForm.id))
            .join(WishForm, WishForm.household_id == Household.id)
            .where(WishForm.round_id == round_id)
            .group_by(Household.grid_id)
        ).all()
    )
    rows = db.session.execute(select(Grid.id, Grid.name).order_by(Grid.code))
    return [Coverage(name, homes.get(one, 0), heard.get(one, 0)) for one, name in rows]
