"""Reading rounds and their price lists."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.ballots import queries as boxes
from portal.ballots.models import Box
from portal.budget.models import ListedProject, Outcome, Round
from portal.budget.rules import BallotForm, PriceList
from portal.core.db import db


def announced_rounds() -> list[Round]:
    """What the public sees, newest voting first."""
    return list(
        db.session.scalars(
            select(Round)
            .options(joinedload(Round.box))
            .where(Round.announced_at.is_not(None))
            .order_by(Round.voting_from.desc())
        )
    )


def all_rounds() -> list[Round]:
    """For the desk: drafts too."""
    wanted = select(Round).options(joinedload(Round.box)).order_by(Round.voting_from.desc())
    return list(db.session.scalars(wanted))


def round_by_id(round_id: int) -> Round | None:
    wanted = select(Round).options(joinedload(Round.box)).where(Round.id == round_id)
    return db.session.scalar(wanted)


def voided_with_key() -> list[int]:
    """Ids of voided rounds whose key may still lie about."""
    wanted = (
        select(Round.id).join(Box).where(Round.voided_at.is_not(None), Box.key_erased_at.is_(None))
    )
    return list(db.session.scalars(wanted))


def listed(round_id: int) -> list[ListedProject]:
    """All projects of a round, withdrawn ones too: in ballot order, before sealing as entered."""
    wanted = select(ListedProject).where(ListedProject.round_id == round_id)
    order = ListedProject.number.is_(None), ListedProject.number, ListedProject.id
    return list(db.session.scalars(wanted.order_by(*order)))


def on_ballot(projects: Iterable[ListedProject]) -> list[ListedProject]:
    return [project for project in projects if project.withdrawn_at is None]


def price_list(round_: Round, projects: Iterable[ListedProject]) -> PriceList:
    projects = list(projects)
    return PriceList(
        costs_fen={p.id: p.cost_fen for p in on_ballot(projects)},
        withdrawn=frozenset(p.id for p in projects if p.withdrawn_at is not None),
        amount_fen=round_.amount_fen,
        form=BallotForm(round_.form),
        max_choices=round_.max_choices,
        points=round_.points,
    )


def existing_ids(choices: Iterable[str]) -> frozenset[int]:
    """Which of these raw field values are projects of any round."""
    ids = {int(c) for c in choices if c.isascii() and c.isdigit() and len(c) <= 18}
    if not ids:
        return frozenset()
    return frozenset(db.session.scalars(select(ListedProject.id).where(ListedProject.id.in_(ids))))


def project_of(round_id: int, project_id: int) -> ListedProject | None:
    """A project of this round, None for another round's."""
    found = db.session.get(ListedProject, project_id)
    return found if found is not None and found.round_id == round_id else None


def outcomes(round_id: int) -> dict[bool, Outcome]:
    """The outcome in force under True, the one for comparison, where the other rule can count such
    ballots, under False; empty before posting.
    """
    found = db.session.scalars(select(Outcome).where(Outcome.round_id == round_id))
    return {outcome.in_force: outcome for outcome in found}


def turnout(round_: Round) -> tuple[int, int] | None:
    """(have cast, on the roll), None before sealing."""
    return boxes.turnout(round_.box_id) if round_.box_id else None
