"""Finding public proposals in a round: by words, number, grid, kind and state."""

from dataclasses import dataclass

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.core.db import db
from portal.core.text import match_key
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.proposals import queries, rules
from portal.proposals.models import Proposal


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for in the list; empty parts ask for nothing."""

    round_id: int
    words: str = ""
    grid_id: int | None = None
    kind: str = ""
    state: str = ""
    by_support: bool = False


def listing(wanted: Wanted, page: int, size: int) -> Pagination:
    """One page of the public proposals of a round: those that neighbours can still endorse before
    the others, newest first; or by how many stand behind them.
    """
    still_open = case((Proposal.state.in_(rules.OPEN), 0), else_=1)
    newest = still_open, Proposal.number.desc(), Proposal.id.desc()
    order = (
        ((queries.by_name_counted() + queries.on_paper_counted()).desc(), *newest)
        if wanted.by_support
        else newest
    )
    number = rules.named_number(match_key(wanted.words))
    if number is not None:
        order = case((Proposal.number == number, 0), else_=1), *order
    found = select(Proposal).options(*queries.WITH).outerjoin(Proposal.item)
    found = found.where(*_conditions(wanted)).order_by(*order)
    return db.paginate(found, page=page, per_page=size, error_out=False)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    meant, number = _contains(wanted.words), rules.named_number(match_key(wanted.words))
    if number is not None:
        meant = [or_(Proposal.number == number, and_(*meant))]
    found = [Proposal.round_id == wanted.round_id, queries.was_published(), *meant]
    if wanted.grid_id is not None:
        found.append(or_(Proposal.grid_id == wanted.grid_id, Proposal.grid_id.is_(None)))
    if wanted.kind:
        found.append(Proposal.kind == wanted.kind)
    if wanted.state:
        found.append(Proposal.state == wanted.state)
    return found


def _contains(words: str) -> list[ColumnElement[bool]]:
    """Every word somewhere in the text; what is hidden is not found by its words."""
    keys = [key for word in words.split()[:8] if (key := match_key(word))]
    found = [Proposal.search_key.contains(key, autoescape=True) for key in keys]
    return [*found, or_(Item.id.is_(None), Item.state != Reading.HIDDEN)] if found else []


def state_counts(round_id: int) -> dict[str, int]:
    """How many public proposals of a round are in each state."""
    counted = select(Proposal.state, func.count()).where(Proposal.round_id == round_id)
    return dict(
        db.session.execute(counted.where(queries.was_published()).group_by(Proposal.state)).all()
    )
