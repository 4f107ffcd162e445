"""Finding public topics: by words, number and state."""

from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.core.db import db
from portal.core.text import match_key
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.topics import queries, rules
from portal.topics.actions.raising import WAITING
from portal.topics.models import Topic


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for in the list; empty parts ask for nothing."""

    words: str = ""
    state: str = ""


def listing(wanted: Wanted, today: date, page: int, size: int) -> Pagination:
    """One page of public topics: what is overdue first, then what goes on, then what has ended,
    newest first.
    """
    late = and_(Topic.state.in_(rules.SCREENED), Topic.due_on < today)
    ended = Topic.state.not_in(sorted(WAITING))
    found = select(Topic).options(*queries.WITH).outerjoin(Topic.item).where(*_conditions(wanted))
    order = case((late, 0), (ended, 2), else_=1), Topic.id.desc()
    return db.paginate(found.order_by(*order), page=page, per_page=size, error_out=False)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    meant, number = _contains(wanted.words), rules.named_number(match_key(wanted.words))
    if number is not None:
        year, serial = number
        named = Topic.serial == serial if year is None else _both(year, serial)
        meant = [or_(named, and_(*meant))]
    found = [Topic.published_at.is_not(None), *meant]
    return [*found, Topic.state == wanted.state] if wanted.state else found


def _both(year: int, serial: int) -> ColumnElement[bool]:
    return and_(Topic.year == year, Topic.serial == serial)


def _contains(words: str) -> list[ColumnElement[bool]]:
    """Every word somewhere in the text; what is hidden is not found by its words."""
    keys = [key for word in words.split()[:8] if (key := match_key(word))]
    found = [Topic.search_key.contains(key, autoescape=True) for key in keys]
    return [*found, or_(Item.id.is_(None), Item.state != Reading.HIDDEN)] if found else []


def state_counts() -> dict[str, int]:
    """How many public topics are in each state."""
    counted = select(Topic.state, func.count()).where(Topic.published_at.is_not(None))
    return dict(db.session.execute(counted.group_by(Topic.state)).all())
